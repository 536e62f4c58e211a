import { IsInt, IsString } from 'class-validator';
import { defineEvent, type Events, type Recorded } from './event';
import { defineState, type StateDef } from './state';

class Opened {
  @IsString() readonly name!: string;
}
class Bought {
  @IsInt() readonly price!: number;
}
const title = { zh: '测试', en: 'Test' };
const TabOpened = defineEvent('shop.TabOpened', { title }, Opened);
const ItemBought = defineEvent('shop.ItemBought', { title }, Bought);
const from = { TabOpened, ItemBought };

interface Tab {
  readonly name: string;
  readonly sum: number;
}
const category = 'tab';
const begins = { TabOpened: ({ name }: Opened) => ({ name, sum: 0 }) };
const bought = (tab: Tab, { price }: Bought) => ({ ...tab, sum: tab.sum + price });
const tab = defineState<Tab>()({ category, from, begins, evolve: { ItemBought: bought } });

const at = { type: 'shop.ItemBought', stream: 'tab-1' } as Recorded;
const open = { name: 'Li', sum: 5 };

describe('a state that an event begins', () => {
  it('is undefined before, and goes on from what the event made of it', () => {
    expect(tab.initial).toBeUndefined();
    const opened = tab.evolve.TabOpened(tab.initial, { name: 'Li' }, at);
    expect(opened).toEqual({ name: 'Li', sum: 0 });
    expect(tab.evolve.ItemBought(opened, { price: 5 }, at)).toEqual(open);
  });

  it('cannot take an event that follows nothing', () => {
    expect(() => tab.evolve.ItemBought(undefined, { price: 5 }, at)).toThrow(
      'shop.ItemBought follows nothing in tab-1',
    );
  });

  it('begins anew with an event that begins, unless it says how that follows', () => {
    expect(tab.evolve.TabOpened(open, { name: 'Wang' }, at)).toEqual({ name: 'Wang', sum: 0 });
    const evolve = { ItemBought: bought, TabOpened: (before: Tab, { name }: Opened) => ({ ...before, name }) };
    const kept = defineState<Tab>()({ category, from, begins, evolve });
    expect(kept.evolve.TabOpened(undefined, { name: 'Wang' }, at)).toEqual({ name: 'Wang', sum: 0 });
    expect(kept.evolve.TabOpened(open, { name: 'Wang' }, at)).toEqual({ name: 'Wang', sum: 5 });
  });

  it('forgets no event, and is not there initially as well', () => {
    // @ts-expect-error -- ItemBought
    defineState<Tab>()({ category, from, begins, evolve: {} });
    // @ts-expect-error -- ItemBought and TabOpened
    defineState<Tab>()({ category, from, initial: open, evolve: {} });
    const evolve = { ItemBought: bought };
    // @ts-expect-error -- it begins, or is there initially
    defineState<Tab>()({ category, from, begins, initial: open, evolve });
    // @ts-expect-error -- TabClosed is none of its events
    defineState<Tab>()({ category, from, begins: { ...begins, TabClosed: () => open }, evolve });
    // @ts-expect-error -- a decision may get undefined
    const never: StateDef<Tab, Events> = tab;
    expect(never.category).toBe('tab');
  });
});
