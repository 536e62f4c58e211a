import { compileProjection, foldSubject } from '@dossier/engine';
import {
  type AnyEventDef,
  type AnyProjectionDef,
  type Class,
  defineContext,
  defineEvent,
  type Field,
  initialPolicies,
  integer,
  NoParams,
  type Policies,
  type Reaction,
} from '@dossier/kernel';
import { compileRules } from '@dossier/rules';
import { allContexts as contexts } from './context-folders';
import { foldFaults, foldsOf, frozenIds, givenBy, journalsOf, type SampleHistory, sampleHistory } from './frozen-folds';

let history: SampleHistory;
beforeAll(async () => {
  history = await sampleHistory(contexts);
});
const folds = contexts.flatMap((context) =>
  foldsOf(context).map((folded) => ({ context: context.name, id: folded.id, folded })),
);

it.each(folds)('$id gives what it gave when its version was frozen', ({ context, folded }) => {
  expect(foldFaults(context, folded, history)).toEqual([]);
});

it.each(contexts.map((context) => ({ name: context.name, context })))(
  'of $name only folds that are there are frozen',
  ({ name, context }) => {
    expect(frozenIds(name)).toEqual(
      foldsOf(context)
        .map(({ id }) => id)
        .sort(),
    );
  },
);

const orders = contexts.flatMap(({ projections }) => projections).find(({ name }) => name === 'orders');
function faultsOf(change: (def: AnyProjectionDef) => object, of: SampleHistory = history): string {
  const def = { ...(orders as AnyProjectionDef), ...change(orders as AnyProjectionDef) } as AnyProjectionDef;
  const [changed] = foldsOf(defineContext({ name: 'sales', title: def.title, slices: [def] }));
  return foldFaults('sales', changed as never, of).join('\n');
}

/** The orders as they are, with one handler more, which keeps all as it is. */
const taking =
  (event: AnyEventDef | undefined) =>
  ({ from, evolve }: AnyProjectionDef): object => ({
    from: { ...(from as object), More: event },
    evolve: { ...evolve, More: (doc: unknown) => doc },
  });

describe('a change that needs a new version is found', () => {
  it('none: nothing', () => {
    expect(faultsOf(() => ({}))).toBe('');
  });
  it('a handler that keeps something else', () => {
    expect(faultsOf(({ evolve }) => ({ evolve: { ...evolve, OrderShipped: (doc: unknown) => doc } }))).toMatch(
      /\/order-o-1\/doc\/quantities.* of orders@\d+ changed: .*Raise the version of orders.*npm run samples.*never released delete folds\/orders@/,
    );
  });
  it('a field that is another only while an order is under way', () => {
    const late = ({ fields }: AnyProjectionDef): object => {
      const { status } = fields as Readonly<Record<string, Field<{ readonly confirmed: boolean }>>>;
      return {
        ...(fields as object),
        status: {
          ...status,
          of: (doc: never) =>
            status?.of(doc, initialPolicies) === 'confirmed' ? 'placed' : status?.of(doc, initialPolicies),
        },
      };
    };
    expect(faultsOf((def) => ({ fields: late(def) }))).toMatch(/^\/after\/.*sales\.OrderConfirmed/);
  });
  it('a handler that forgets an event', () => {
    expect(faultsOf(({ from, evolve }) => ({ from: omit(from as object), evolve: omit(evolve) }))).toContain('orders@');
  });
  it('a handler of an event that was there before, and that others took', () => {
    expect(faultsOf(taking(history.samples.get('sales.PastCreditRecorded.v1.json')?.def))).toMatch(
      /^sales\.PastCreditRecorded\.v1\.json of orders@\d+ changed/,
    );
  });
  it('a declared field of another value, one more and one less', () => {
    const counted = { count: integer(() => 1) };
    expect(faultsOf(({ fields }) => ({ fields: { ...fields, ...counted } }))).toContain('/fields/count');
    expect(faultsOf(() => ({ fields: {} }))).toContain('/fields/');
  });
  it('a new version that was not frozen yet', () => {
    expect(faultsOf(({ version }) => ({ version: version + 1 }))).toMatch(/^folds\/orders@\d+\.json is missing/);
  });
  const omit = (handlers: object): object =>
    Object.fromEntries(Object.entries(handlers).filter(([name]) => name !== 'OrderDelivered'));
});

describe('a new event', () => {
  const event = defineEvent('sales.OrderPraised', { title: { zh: '订单受称赞', en: 'Order praised' } }, NoParams);
  const later = (): SampleHistory => {
    const praised = { def: event as AnyEventDef, category: 'order', data: {} };
    return { ...history, samples: new Map([['sales.OrderPraised.v1.json', praised], ...history.samples]) };
  };
  it('changes nothing of folds that do not take it', () => {
    expect(faultsOf(() => ({}), later())).toBe('');
  });
  it('is added to those that take it, and moves nothing of what was', () => {
    expect(faultsOf(taking(event), later())).toMatch(
      /^folds\/orders@\d+\.json does not know sales\.OrderPraised\.v1\.json: run `npm run samples`\.$/,
    );
  });
});

describe('a reactor', () => {
  const reactors = folds.flatMap(({ id, folded }) =>
    folded.reactor ? [{ id, fold: folded.fold, reactor: folded.reactor }] : [],
  );

  /** Policies without which nothing is due, as a company publishes them. */
  const PUBLISHED: Readonly<Record<string, object>> = {
    'service-assignment': { agents: [{ agent: 'line-1', capacity: 8 }], skills: [], tiers: [], absences: [] },
  };
  const policies: Policies = (policy) => {
    const published = PUBLISHED[policy.name];
    return published ? { ...initialPolicies(policy), document: published as never } : initialPolicies(policy);
  };
  const reactionsOf = ({ fold, reactor }: (typeof reactors)[number]): readonly Reaction[] =>
    journalsOf(history, [...history.samples.keys()]).flatMap((journal) =>
      journal.flatMap((_, index) =>
        [...foldSubject(fold, journal[0]?.at.subject ?? '', journal.slice(0, index + 1))].flatMap(([key, { doc }]) =>
          doc !== null && reactor.dueAt(doc, policies) !== null ? [reactor.react(doc, key, policies) as Reaction] : [],
        ),
      ),
    );

  it.each(reactors)('$id wants something in the sample history, as the rules of its command have it', ({ reactor }) => {
    // those that send one command tell what is theirs by one of its fields, and the sample of an event has one value
    const reactions = reactors.filter(({ reactor: each }) => each.sends === reactor.sends).flatMap(reactionsOf);
    // none: give the kept history or a sample an event after which it is due
    expect(reactions.length).toBeGreaterThan(0);
    const rules = compileRules(reactor.sends.command as Class<object>);
    const ruled = Object.keys(rules.schema['properties'] as object).length > 0;
    if (ruled) for (const { command } of reactions) expect(rules.check(structuredClone(command))).toEqual([]);
  });
});

it('a read model that says it holds nothing personal holds no personal value of any sample', () => {
  const personal = [...history.samples.values()].flatMap(({ def, data }) =>
    def.personal.flatMap(({ field }) => textsIn((data as Readonly<Record<string, unknown>>)[field])),
  );
  expect(personal.length).toBeGreaterThan(5);
  const open = contexts.flatMap(({ projections }) => projections).filter((def) => !def.personal);
  const leaks = (defs: readonly AnyProjectionDef[]): readonly string[] =>
    defs.flatMap((def) => {
      const text = JSON.stringify(
        givenBy(compileProjection(def, def.name), history, [...history.samples.keys()]).documents,
      );
      return personal.filter((value) => text.includes(JSON.stringify(value))).map((value) => `${def.name}: ${value}`);
    });
  expect(leaks(open)).toEqual([]);
  const orders = contexts.flatMap(({ projections }) => projections).filter(({ name }) => name === 'orders');
  expect(leaks(orders).length).toBeGreaterThan(0);
});

const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];
