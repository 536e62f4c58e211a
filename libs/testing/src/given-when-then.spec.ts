import { IsId, IsInstant } from '@dossier/fields';
import {
  byStream,
  byCustomer,
  defineCommand,
  defineEvent,
  defineProjection,
  defineReactor,
  defineRefusals,
  defineSection,
  defineState,
  integer,
  type Instant,
} from '@dossier/kernel';
import { IsInt, IsOptional, Min } from 'class-validator';
import { BEGINNING, decisionSpec, projectionSpec, reactorSpec, told } from './index';

class OpenedPayload {
  @IsInt() declare readonly limit: number;
  @IsOptional() @IsInstant() declare readonly until?: Instant;
}
class DrawnPayload {
  @IsInt() declare readonly amount: number;
}
const Opened = defineEvent('purse.Opened', { title: { zh: '开户', en: 'opened' } }, OpenedPayload);
const Drawn = defineEvent('purse.Drawn', { title: { zh: '支取', en: 'drawn' } }, DrawnPayload);
const refusal = defineRefusals('purse', { empty: { zh: '余额不足。', en: 'Not enough.' } });

const purse = defineState<{ readonly left: number }>()({
  category: 'purse',
  from: { Opened, Drawn },
  initial: { left: 0 },
  evolve: { Opened: (_, { limit }) => ({ left: limit }), Drawn: ({ left }, { amount }) => ({ left: left - amount }) },
});
class Open {
  @IsId() declare readonly id: string;
  @IsInt() declare readonly limit: number;
}
const open = defineCommand({
  name: 'purse.Open',
  title: { zh: '打开', en: 'Open' },
  command: Open,
  on: purse,
  id: ({ id }) => id,
  by: ['service'],
  creates: true,
  decide: ({ limit }) => [Opened({ limit })],
});
class Draw {
  @IsId() declare readonly id: string;
  @IsInt() @Min(0) declare readonly amount: number;
}
const draw = defineCommand({
  name: 'purse.Draw',
  title: { zh: '支取', en: 'Draw' },
  command: Draw,
  on: purse,
  id: ({ id }) => id,
  by: ['service'],
  refuses: [refusal.some('empty')],
  decide: ({ amount }, { left }) => {
    if (amount === 0) return [];
    if (amount > left) throw refusal('empty', { left });
    return [Drawn({ amount })];
  },
});

describe('a spec of a decision', () => {
  it('sees events, nothing and refusals', () => {
    const spec = decisionSpec(draw).given(Opened({ limit: 5 }));
    spec.when({ id: 'a', amount: 5 }).then(Drawn({ amount: 5 }));
    spec.when({ id: 'a', amount: 0 }).thenNothing();
    spec.when({ id: 'a', amount: 6 }).then('purse/empty', { left: 5 });
  });
  it('fails when something else is decided', () => {
    const spec = decisionSpec(draw).given(Opened({ limit: 5 }));
    expect(() => spec.when({ id: 'a', amount: 5 }).thenNothing()).toThrow();
    expect(() => spec.when({ id: 'a', amount: 5 }).then('purse/empty')).toThrow();
    expect(() => spec.when({ id: 'a', amount: 6 }).then(Drawn({ amount: 6 }))).toThrow();
  });
  it('catches a payload field that is misnamed, where the compiler does not see it', () => {
    const hidden: object = { untill: BEGINNING };
    const misnamed = defineCommand({
      ...open,
      decide: ({ limit }) => [Opened({ limit, ...hidden })],
    });
    expect(() => decisionSpec(misnamed).when({ id: 'a', limit: 5 })).toThrow(
      'purse.Opened/untill is not known here; known fields: limit, until.',
    );
    expect(() =>
      decisionSpec(draw)
        .given(Opened({ limit: 5, ...hidden }))
        .when({ id: 'a', amount: 1 }),
    ).toThrow('untill');
    expect(() => projectionSpec(spent).given(Drawn({ amount: 0.5 }))).toThrow('purse.Drawn/amount is a number');
  });
  it('catches times that are not in the form of the log', () => {
    const dated = defineCommand({ ...open, decide: ({ limit }) => [Opened({ limit, until: '2026-01-31' })] });
    expect(() => decisionSpec(dated).when({ id: 'a', limit: 5 })).toThrow('purse.Opened/until is not as expected');
  });
  it('catches a command that no door would let in and that is decided all the same', () => {
    const spec = decisionSpec(draw).given(Opened({ limit: 5 }));
    expect(() => spec.when({ id: 'a', amount: 1, ...{ amout: 2 } })).toThrow('purse.Draw/amout is not known here');
    expect(() => spec.when({ id: 'a', amount: -1 })).toThrow('purse.Draw/amount');
  });
  it('judges a second creation by its content, as the engine does', () => {
    const spec = decisionSpec(open).given(Opened({ limit: 5 }), Drawn({ amount: 1 }));
    spec.when({ id: 'a', limit: 5 }).thenNothing();
    spec.when({ id: 'a', limit: 6 }).then('command/exists');
  });
});

interface Spent {
  readonly spent: number;
}
const spent = defineProjection<Spent>()({
  name: 'spent',
  title: { zh: '支出', en: 'spent' },
  version: 1,
  from: { Opened, Drawn },
  key: byStream,
  evolve: {
    Opened: (doc) => doc ?? { spent: 0 },
    Drawn: (doc, { amount }) => ({ spent: (doc?.spent ?? 0) + amount }),
  },
  fields: { spent: integer((doc) => doc.spent) },
  personal: false,
});
const last = defineProjection<{ readonly last: number }>()({
  name: 'last',
  title: spent.title,
  version: 1,
  from: { Opened, Drawn },
  key: byStream,
  begins: { Opened: () => ({ last: 0 }), Drawn: ({ amount }) => ({ last: amount }) },
  fields: {},
  view: (doc) => doc,
  personal: false,
});

describe('a spec of a projection', () => {
  it('lets pass a fold that stands the weakest feed', () => {
    projectionSpec(spent)
      .given(
        told(Opened({ limit: 5 }), { subject: 'a' }),
        told(Opened({ limit: 5 }), { subject: 'b' }),
        told(Drawn({ amount: 1 }), { subject: 'a' }),
        told(Drawn({ amount: 2 }), { subject: 'b' }),
        told(Drawn({ amount: 3 }), { subject: 'a' }),
      )
      .shuffledAcrossSubjects()
      .twice()
      .inAnyOrderOfCommit()
      .thenAll({ 'stream-a': { spent: 4 }, 'stream-b': { spent: 2 } });
  });
  it('catches a fold that depends on the order of commit', () => {
    const given = projectionSpec(last).given(Opened({ limit: 5 }), Drawn({ amount: 1 }), Drawn({ amount: 2 }));
    given.twice().then({ last: 2 });
    expect(() => given.inAnyOrderOfCommit().then({ last: 2 })).toThrow();
    const across = projectionSpec({ ...last, key: byCustomer }).given(
      told(Opened({ limit: 5 }), { stream: 's' }),
      told(Drawn({ amount: 1 }), { stream: 's' }),
      told(Drawn({ amount: 2 }), { stream: 't' }),
    );
    expect(() => across.inAnyOrderOfStreams().then({ last: 2 })).toThrow();
  });
  it('folds by occurrence where the definition says so', () => {
    projectionSpec({ ...last, key: byCustomer, order: 'occurrence' })
      .given(
        told(Drawn({ amount: 1 }), { stream: 's', occurredAt: '2026-03-01T00:00:00.000Z' }),
        told(Drawn({ amount: 2 }), { stream: 't', occurredAt: '2026-02-01T00:00:00.000Z' }),
      )
      .inAnyOrderOfStreams()
      .then({ last: 1 });
  });
  it('catches a document shared by two subjects', () => {
    const shared = projectionSpec({ ...spent, key: () => 'one' }).given(
      told(Drawn({ amount: 1 }), { subject: 'a' }),
      told(Drawn({ amount: 1 }), { subject: 'b' }),
    );
    expect(() => shared.then({ spent: 2 })).toThrow('more than one subject');
  });
  it('catches a fold that changes a document in place', () => {
    const evolve = {
      ...spent.evolve,
      Drawn: (doc: Spent | null) => Object.assign(doc as { spent: number }, { spent: 9 }),
    };
    const spec = projectionSpec({ ...spent, evolve }).given(Opened({ limit: 5 }), Drawn({ amount: 1 }));
    expect(() => spec.then({ spent: 9 })).toThrow();
  });
  it('sees views, fields and that there is no document', () => {
    const given = projectionSpec(spent).given(Opened({ limit: 5 }));
    given.thenFields({ spent: 0 });
    given.thenView({ spent: 0 });
    expect(() => given.thenFields({ spent: 1 })).toThrow();
    projectionSpec(spent).given().then(null);
  });
  it('looks at sections of the 360° view in the same way, customers only', () => {
    const section = defineSection<Spent, { readonly total: number }>()({
      name: 'spent',
      title: { zh: '支出', en: 'spent' },
      version: 1,
      from: { Drawn },
      initial: { spent: 0 },
      evolve: { Drawn: (state, { amount }) => ({ spent: state.spent + amount }) },
      view: ({ spent: total }) => ({ total }),
      figures: { total: { formula: { zh: '合计', en: 'sum' }, behind: 'each' } },
      fields: {},
    });
    projectionSpec(section)
      .given(Drawn({ amount: 1 }), told(Drawn({ amount: 9 }), { subject: '~purse-1' }), Drawn({ amount: 2 }))
      .twice()
      .thenView({ total: 3 });
  });
});

describe('a spec of a reactor', () => {
  const remind = defineReactor<{ readonly due: Instant }>()({
    name: 'remind',
    title: { zh: '提醒', en: 'remind' },
    version: 1,
    from: { Opened, Drawn },
    key: byStream,
    evolve: { Opened: (_, __, at) => ({ due: at.occurredAt }), Drawn: () => null },
    dueAt: ({ due }) => due,
    sends: draw,
    react: (_, key) => ({ command: { id: key, amount: 1 } }),
  });
  it('sees what is due and that nothing is', () => {
    reactorSpec(remind)
      .given(Opened({ limit: 1 }))
      .twice()
      .then(BEGINNING, { id: 'stream-customer-1', amount: 1 });
    const misnamed = {
      ...remind,
      react: (_: unknown, id: string) => ({ command: { id, amount: 1, ...{ amout: 1 } } }),
    };
    expect(() =>
      reactorSpec(misnamed)
        .given(Opened({ limit: 1 }))
        .thenNothing(),
    ).toThrow('purse.Draw/amout is not known here');
    reactorSpec(remind)
      .given(Opened({ limit: 1 }), Drawn({ amount: 1 }))
      .twice()
      .thenNothing();
  });
});
