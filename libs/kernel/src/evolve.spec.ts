import { IsInt } from 'class-validator';
import { defineCommand } from './command';
import { defineEvent, type Recorded } from './event';
import { byStream, defineProjection } from './projection';
import { defineReactor } from './reactor';
import { defineState } from './state';

class Opened {
  @IsInt() readonly limit!: number;
}
class Drawn {
  @IsInt() readonly amount!: number;
}
const title = { zh: '测试', en: 'Test' };
const PurseOpened = defineEvent('purse.Opened', { title }, Opened);
const PurseDrawn = defineEvent('purse.Drawn', { title }, Drawn);
const from = { PurseOpened, PurseDrawn };
const at = { type: 'purse.Drawn', stream: 'purse-1' } as Recorded;

interface Purse {
  readonly left: number;
}
const begins = { PurseOpened: ({ limit: left }: Opened) => ({ left }) };
const drawn = ({ left }: Purse, { amount }: Drawn) => ({ left: left - amount });
const shared = { name: 'purses', title, version: 1, from, key: byStream, fields: {}, personal: false };

describe('a document that an event begins', () => {
  const { evolve } = defineProjection<Purse>()({ ...shared, begins, evolve: { PurseDrawn: drawn } });

  it('goes on from what the event made of it', () => {
    const opened = evolve.PurseOpened(null, { limit: 5 }, at);
    expect(evolve.PurseDrawn(opened, { amount: 2 }, at)).toEqual({ left: 3 });
  });

  it('cannot take an event that follows nothing', () => {
    expect(() => evolve.PurseDrawn(null, { amount: 2 }, at)).toThrow('purse.Drawn follows nothing in purse-1');
  });

  it('needs no more where each event begins one', () => {
    const each = { ...begins, PurseDrawn: ({ amount }: Drawn) => ({ left: amount }) };
    const { evolve } = defineProjection<Purse>()({ ...shared, begins: each });
    expect(evolve.PurseDrawn({ left: 9 }, { amount: 2 }, at)).toEqual({ left: 2 });
    // @ts-expect-error -- PurseDrawn
    defineProjection<Purse>()({ ...shared, begins });
  });
});

it('is no document as long as nothing changed what is there initially', () => {
  const opened = (purse: Purse, { limit }: Opened) => (limit === 0 ? purse : { left: limit });
  const evolving = { PurseOpened: opened, PurseDrawn: drawn };
  const { evolve } = defineProjection<Purse>()({ ...shared, initial: { left: 0 }, evolve: evolving });
  expect(evolve.PurseOpened(null, { limit: 0 }, at)).toBeNull();
  expect(evolve.PurseDrawn(null, { amount: 2 }, at)).toEqual({ left: -2 });
  // @ts-expect-error -- an event begins it, or it is there initially
  defineProjection<Purse>()({ ...shared, begins, initial: { left: 0 }, evolve: evolving });
});

it('is nothing to react to where an event follows nothing', () => {
  class Draw {
    readonly purse!: string;
  }
  const on = defineState<Purse>()({ category: 'purse', from, begins, evolve: { PurseDrawn: drawn } });
  const sends = defineCommand({
    ...{ name: 'purse.Draw', title, command: Draw, on, id: ({ purse }: Draw) => purse, by: [] },
    decide: () => [],
  });
  const { evolve } = defineReactor<Purse>()({
    ...{ name: 'draw', title, version: 1, from, key: byStream, dueAt: () => null, sends },
    begins,
    evolve: { PurseDrawn: (purse, data) => (data.amount > purse.left ? null : drawn(purse, data)) },
    react: (_, purse) => ({ command: { purse } }),
  });
  expect(evolve.PurseDrawn({ left: 5 }, { amount: 2 }, at)).toEqual({ left: 3 });
  expect(evolve.PurseDrawn({ left: 1 }, { amount: 2 }, at)).toBeNull();
  expect(evolve.PurseDrawn(null, { amount: 2 }, at)).toBeNull();
});
