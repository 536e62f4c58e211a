import { commandRefusal, compileReactor, deadlineOf, type Remembered } from '@dossier/engine';
import {
  type AnyCommandDef,
  type AnyEventDef,
  type AnyProjectionDef,
  type AnyReactorDef,
  type AnySectionDef,
  meaningOf,
  type Class,
  type CommandDef,
  type Decision,
  type EventIn,
  type EventOf,
  type Events,
  type FieldValue,
  initialPolicies,
  type Instant,
  instant,
  isCustomer,
  milliseconds,
  ownSubject,
  type Policies,
  type ProjectionDef,
  type Reaction,
  type ReactorDef,
  type Recorded,
  Refusal,
  type SectionDef,
  type StateDef,
  streamOf,
  type Viewing,
} from '@dossier/kernel';
import { compileRules, eventSchema, type FieldError, type Rules } from '@dossier/rules';
import { withoutPlace } from './meaning-of';
import { payloadFaults } from './payload-rules';

/** What a test may say about an event beside its payload. */
export interface Envelope {
  /** Left out: a minute later than the event told before it. */
  readonly occurredAt?: Instant;
  /** Left out: when it occurred. */
  readonly recordedAt?: Instant;
  /** Left out: a stream of the subject. */
  readonly stream?: string;
  /** Left out: `customer-1`. */
  readonly subject?: string;
  readonly department?: string;
  readonly businessLine?: string;
  readonly actor?: string;
  readonly backfill?: boolean;
}
export type Told<E extends EventOf> = E & Envelope;

/** `told(OrderPlaced({…}), { subject: 'c-1', occurredAt: '2026-01-31T08:00:00.000Z' })` */
export const told = <E extends EventOf>(event: E, envelope: Envelope): Told<E> => ({ ...event, ...envelope });

/** The first minute of every test. */
export const BEGINNING: Instant = '2026-01-01T00:00:00.000Z';
/** One document in force, every other policy as its context brings it. */
export const withPolicy =
  <P extends object>(def: { readonly name: string; readonly initial: P }, document: P, version = 1): Policies =>
  (policy) =>
    policy.name === def.name
      ? { name: policy.name, version, document: document as unknown as typeof policy.initial }
      : initialPolicies(policy);
export const viewing = (given: Partial<Viewing> = {}): Viewing => ({
  asOf: '2026-12-31T00:00:00.000Z',
  policies: initialPolicies,
  zone: 'Europe/London',
  ...given,
});

interface Happened {
  readonly data: unknown;
  readonly at: Recorded;
}

function keeps(what: string, faults: readonly FieldError[]): void {
  const [fault] = faults;
  if (fault) throw new Error(`${what}${fault.pointer} ${fault.detail.en}`);
}

/** The definition of an event whose payload keeps its rules: a misnamed field would stand in the log for ever. */
function definitionOf({ type, data }: EventOf, from: Events): AnyEventDef {
  const def = Object.values(from).find((each) => each.type === type);
  if (!def) throw new Error(`${type} is none of the events that are listened to`);
  keeps(type, payloadFaults(eventSchema(def), data));
  return def;
}

/** As the log would give it back: through JSON, with an envelope, not to be changed by whoever folds it. */
function happened(events: readonly Told<EventOf>[], from: Events, stream?: string, subject?: string): Happened[] {
  const revisions = new Map<string, number>();
  let last = milliseconds(BEGINNING) - 60_000;
  return events.map((event, index) => {
    const occurredAt = event.occurredAt ?? instant(last + 60_000);
    last = milliseconds(occurredAt);
    const about = event.subject ?? subject ?? 'customer-1';
    const on = event.stream ?? stream ?? (isCustomer(about) ? `stream-${about}` : about.slice(1));
    const revision = (revisions.get(on) ?? -1) + 1;
    revisions.set(on, revision);
    const { version } = definitionOf(event, from);
    return frozen({
      data: JSON.parse(JSON.stringify(event.data)) as unknown,
      at: {
        id: `event-${index + 1}`,
        type: event.type,
        version,
        stream: on,
        revision,
        position: index + 1,
        partition: 0,
        subject: about,
        occurredAt,
        recordedAt: event.recordedAt ?? occurredAt,
        actor: event.actor ?? 'key-test',
        department: event.department ?? null,
        businessLine: event.businessLine ?? null,
        correlationId: `event-${index + 1}`,
        causationId: null,
        traceparent: null,
        backfill: event.backfill ?? false,
        hash: '',
      },
    });
  });
}

/** Whoever changes a state or an event instead of giving a new one fails here and not in production. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

type Step = (current: unknown, data: unknown, at: Recorded) => unknown;
/** The handler of each event type. */
const handlers = (from: Events, evolve: Readonly<Record<string, Step>>): ReadonlyMap<string, Step> =>
  new Map(Object.entries(from).map(([name, def]) => [def.type, evolve[name] as Step]));

const fold = (steps: ReadonlyMap<string, Step>, initial: unknown, events: readonly Happened[]): unknown =>
  events.reduce((state, { data, at }) => frozen((steps.get(at.type) as Step)(state, data, at)), frozen(initial));

/** An aggregate as these events left it. */
export const stateOf = <S, Es extends Events>(
  { from, evolve, initial }: StateDef<S, Es>,
  ...events: readonly Told<EventIn<Es>>[]
): S => fold(handlers(from, evolve as unknown as Record<string, Step>), initial, happened(events, from)) as S;

// ---------------------------------------------------------------- decisions

interface Decided<Es extends Events> {
  /** The events that are decided, in order, or the code of the refusal. */
  then(...expected: readonly EventIn<Es>[]): void;
  then(refusal: string, details?: Readonly<Record<string, unknown>>): void;
  thenNothing(): void;
}
interface Decider<C, Es extends Events, N extends object> {
  when(command: C, context?: Partial<Decision<N>>): Decided<Es>;
}

/** `decisionSpec(placeOrder).given(…).when({…}).then(OrderPlaced({…}))` or `.then('sales/too-late')`. */
export const decisionSpec = <C extends object, S, Es extends Events, N extends object>(
  def: CommandDef<C, S, Es, N>,
): Decider<C, Es, N> & { given(...events: readonly Told<EventIn<Es>>[]): Decider<C, Es, N> } => {
  const given = (...events: readonly Told<EventIn<Es>>[]): Decider<C, Es, N> => ({
    when: (command, context) => {
      const outcome = decided(def, events, command, context);
      return {
        then: (...expected: readonly unknown[]) => {
          if (typeof expected[0] !== 'string') {
            expect(outcome).toEqual(expected);
            return;
          }
          expect(outcome).toBeInstanceOf(Refusal);
          expect((outcome as Refusal).code).toBe(expected[0]);
          if (expected[1] !== undefined) expect((outcome as Refusal).details).toEqual(expected[1]);
        },
        thenNothing: () => expect(outcome).toEqual([]),
      };
    },
  });
  return { given, when: (command, context) => given().when(command, context) };
};

function decided(
  def: AnyCommandDef,
  given: readonly Told<EventOf>[],
  command: object,
  context: Partial<Decision> = {},
): readonly EventOf[] | Refusal {
  const now = context.now ?? '2026-06-30T08:00:00.000Z';
  const decision: Decision = {
    needed: {},
    backfill: false,
    now,
    occurredAt: now,
    actor: 'key-test',
    department: null,
    businessLine: null,
    policies: initialPolicies,
    ...context,
  };
  if (def.department === 'required' && decision.department === null) return commandRefusal('department-missing');
  const id = def.id(command);
  const stream = streamOf(def.on, id);
  const about = def.subject === undefined ? id : (def.subject(command) ?? ownSubject(stream));
  const { from, evolve, initial } = def.on as { from: Events; evolve: Record<string, Step>; initial: unknown };
  const past = happened(given, from, stream, about);
  const creates = def.creates === true && !(def.historyAdds && decision.backfill);
  const state = creates ? frozen(initial) : fold(handlers(from, evolve), initial, past);
  try {
    const events = def.decide(frozen(command), state, frozen(decision)) as readonly EventOf[];
    mustBeAdmitted(def, command);
    for (const event of events) definitionOf(event, from);
    if (!creates || past.length === 0) return events;
    const same = events.every(({ data }, index) => meaningOf(def, data) === meaningOf(def, past[index]?.data ?? null));
    return same ? [] : commandRefusal('exists', { stream });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const declared = (def.refuses ?? []).flatMap((kinds) => Object.keys(kinds));
    if (!declared.includes(error.code)) throw new Error(`${def.name} does not say that it refuses ${error.code}`);
    return error;
  }
}

/** What no door lets in proves nothing when it is decided. A command without rules comes by no door, but from code. */
function mustBeAdmitted({ name, command: type }: AnyCommandDef, command: object): void {
  const rules = rulesOf(type as Class<object>);
  if (Object.keys(rules.schema['properties'] as object).length > 0) keeps(name, rules.check(structuredClone(command)));
}

const compiled = new WeakMap<Class<object>, Rules>();
function rulesOf(type: Class<object>): Rules {
  const rules = compiled.get(type) ?? compileRules(type);
  compiled.set(type, rules);
  return rules;
}

// -------------------------------------------------------------- projections

/** A projection and a section of the 360° view, looked at in one way. */
interface Foldable {
  readonly from: Events;
  readonly key: (at: Recorded, data: unknown) => string | undefined;
  readonly initial: unknown;
  readonly steps: ReadonlyMap<string, Step>;
  readonly inOrder: boolean;
  readonly fields: Readonly<Record<string, { of(doc: unknown, policies: Policies): FieldValue }>>;
  readonly view: (doc: unknown, viewing: Viewing) => unknown;
}
const foldable = (def: AnyProjectionDef | AnySectionDef): Foldable => {
  const { from, evolve, fields } = def as Pick<Foldable, 'from' | 'fields'> & { evolve: Record<string, Step> };
  const shared = { from, fields, steps: handlers(from, evolve), inOrder: def.order === 'occurrence' };
  const whole = (doc: unknown): unknown => doc;
  return 'key' in def
    ? { ...shared, key: def.key, initial: null, view: (def.view as Foldable['view'] | undefined) ?? whole }
    : {
        ...shared,
        key: (at) => (isCustomer(at.subject) ? at.subject : undefined),
        initial: def.initial as unknown,
        view: def.view as Foldable['view'],
      };
};

interface Projected<Doc, View, Names extends string> {
  /** Subjects overtake each other; within a subject the order is kept. */
  shuffledAcrossSubjects(): Projected<Doc, View, Names>;
  /** Every event is delivered again, at once and once more at the end. */
  twice(): Projected<Doc, View, Names>;
  /**
   * Streams commit in any order among each other, each stream in its own: a late document changes nothing. Positions,
   * event ids and `recordedAt` inside documents are not compared.
   */
  inAnyOrderOfStreams(): Projected<Doc, View, Names>;
  /** As {@link inAnyOrderOfStreams}, and events of one stream in any order too, save that its first stays first. */
  inAnyOrderOfCommit(): Projected<Doc, View, Names>;
  /** The one document there is; null where there must be none. */
  then(doc: Doc | null): void;
  /** Every document, by key. */
  thenAll(docs: Readonly<Record<string, Doc>>): void;
  /** What is shown of the one document. */
  thenView(view: View, given?: Partial<Viewing>): void;
  /** Declared fields of the one document; those not named are not compared. */
  thenFields(fields: Readonly<Partial<Record<Names, FieldValue>>>, policies?: Policies): void;
}
interface ProjectionSpec<Doc, View, Names extends string, Es extends Events> {
  given(...events: readonly Told<EventIn<Es>>[]): Projected<Doc, View, Names>;
}

/** `projectionSpec(spend).given(placed, returned).shuffledAcrossSubjects().twice().then({ total: 0 })` */
export function projectionSpec<Doc extends object, Es extends Events, View>(
  def: ProjectionDef<Doc, Es, View>,
): ProjectionSpec<Doc, View, string, Es>;
export function projectionSpec<State extends object, View extends object, Es extends Events>(
  def: SectionDef<State, View, Es>,
): ProjectionSpec<State, View, string, Es>;
export function projectionSpec(
  def: AnyProjectionDef | AnySectionDef,
): ProjectionSpec<unknown, unknown, string, Events> {
  const it = foldable(def);
  return {
    given: (...events) => projected(it, happened(events, it.from), { commit: 'given', shuffled: false, twice: false }),
  };
}

interface Feed {
  readonly commit: 'given' | 'any order of streams' | 'any order';
  readonly shuffled: boolean;
  readonly twice: boolean;
}
/** Histories as they are committed, each as it is delivered. */
function deliveries(told: readonly Happened[], { commit, shuffled, twice }: Feed): readonly (readonly Happened[])[] {
  const orders =
    commit === 'given' ? [told] : commit === 'any order' ? permuted(told) : interleaved(told, ({ at }) => at.stream);
  const logs = commit === 'given' ? orders : orders.map(committed);
  const delivered = shuffled ? logs.flatMap((log) => interleaved(log, ({ at }) => at.subject)) : logs;
  return twice ? delivered.map((log) => [...log.flatMap((event) => [event, event]), ...log]) : delivered;
}

function projected(it: Foldable, log: readonly Happened[], feed: Feed): Projected<unknown, unknown, string> {
  const compared = (value: unknown): unknown => (feed.commit === 'given' ? value : withoutPlace(value));
  const every = (check: (documents: ReadonlyMap<string, unknown>) => void): void => {
    for (const delivered of deliveries(log, feed)) check(documents(it, delivered));
  };
  const one = (all: ReadonlyMap<string, unknown>): unknown => {
    expect([...all.keys()].length).toBeLessThanOrEqual(1);
    return [...all.values()][0] ?? it.initial;
  };
  return {
    shuffledAcrossSubjects: () => projected(it, log, { ...feed, shuffled: true }),
    twice: () => projected(it, log, { ...feed, twice: true }),
    inAnyOrderOfStreams: () => projected(it, log, { ...feed, commit: 'any order of streams' }),
    inAnyOrderOfCommit: () => projected(it, log, { ...feed, commit: 'any order' }),
    then: (doc) => every((all) => expect(compared(one(all))).toEqual(compared(doc))),
    thenAll: (docs) => every((all) => expect(compared(Object.fromEntries(all))).toEqual(compared(docs))),
    thenView: (view, given) => every((all) => expect(it.view(one(all), viewing(given))).toEqual(view)),
    thenFields: (fields, policies = initialPolicies) =>
      every((all) => {
        const doc = one(all);
        const known = Object.keys(fields).map((name) => [name, it.fields[name]?.of(doc, policies)] as const);
        expect(Object.fromEntries(known)).toEqual(fields);
      }),
  };
}

/** What the runner would keep: a guard by document, or all events in order of occurrence where order counts. */
function documents(it: Foldable, delivered: readonly Happened[]): ReadonlyMap<string, unknown> {
  const kept = new Map<string, { readonly subject: string; readonly events: readonly Happened[] }>();
  for (const event of delivered) {
    const key = it.key(event.at, event.data);
    if (key === undefined) continue;
    const before = kept.get(key) ?? { subject: event.at.subject, events: [] };
    if (before.subject !== event.at.subject) throw new Error(`document ${key} belongs to more than one subject`);
    if (event.at.position <= (before.events.at(-1)?.at.position ?? 0)) continue; // the guard
    kept.set(key, { ...before, events: [...before.events, event] });
  }
  const folded = [...kept].map(([key, { events }]) => {
    const ordered = it.inOrder ? byOccurrence(events) : events;
    return [key, fold(it.steps, it.initial, ordered)] as const;
  });
  return new Map(folded.filter(([, doc]) => doc !== null));
}

/** By when they happened, ties by position; an event is never before one that precedes it in its stream. */
function byOccurrence(events: readonly Happened[]): readonly Happened[] {
  const reached = new Map<string, Instant>();
  const timed = events.map((event) => {
    const before = reached.get(event.at.stream);
    const when = before !== undefined && before > event.at.occurredAt ? before : event.at.occurredAt;
    reached.set(event.at.stream, when);
    return { event, when };
  });
  timed.sort((a, b) => (a.when === b.when ? a.event.at.position - b.event.at.position : a.when < b.when ? -1 : 1));
  return timed.map(({ event }) => event);
}

const RUNS = 25;

/** Random numbers in 0…1 that are the same in every run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const grouped = (events: readonly Happened[], by: (event: Happened) => string): Happened[][] => {
  const groups = new Map<string, Happened[]>();
  for (const event of events) groups.set(by(event), [...(groups.get(by(event)) ?? []), event]);
  return [...groups.values()];
};

/** Merges of the lanes, each lane in its own order; the given order is among them. */
function interleaved(events: readonly Happened[], lane: (event: Happened) => string): Happened[][] {
  return Array.from({ length: RUNS }, (_, seed) => {
    if (seed === 0) return [...events];
    const lanes = grouped(events, lane);
    const random = numbers(seed);
    return events.map(() => {
      const open = lanes.filter((queue) => queue.length > 0);
      return (open[Math.floor(random() * open.length)] as Happened[]).shift() as Happened;
    });
  });
}

/** Random orders in which the first event of every stream comes before the rest of it. */
function permuted(events: readonly Happened[]): Happened[][] {
  return Array.from({ length: RUNS }, (_, seed) => {
    const random = numbers(seed + 1000);
    const mixed = events.map((event) => ({ event, place: random() })).sort((a, b) => a.place - b.place);
    const left = new Map(
      grouped(
        mixed.map(({ event }) => event),
        ({ at }) => at.stream,
      ).map((stream) => [
        stream[0]?.at.stream,
        stream.sort((a, b) => Math.min(a.at.revision, 1) - Math.min(b.at.revision, 1)), // sort is stable
      ]),
    );
    return mixed.map(({ event }) => left.get(event.at.stream)?.shift() as Happened);
  });
}

/** The same events committed in this order: positions and revisions are counted anew. */
function committed(events: readonly Happened[]): Happened[] {
  const revisions = new Map<string, number>();
  return events.map(({ data, at }, index) => {
    const revision = (revisions.get(at.stream) ?? -1) + 1;
    revisions.set(at.stream, revision);
    return frozen({ data, at: { ...at, position: index + 1, revision } });
  });
}

// ----------------------------------------------------------------- reactors

interface Reacting<C extends object> {
  /** Every event is delivered again. */
  twice(): Reacting<C>;
  /** By these policies; left out: every one as its context brings it. */
  under(policies: Policies): Reacting<C>;
  /** From `dueAt` on this command is sent, for this one document. */
  then(dueAt: Instant, command: C, occurredAt?: Instant): void;
  thenNothing(): void;
}

/** `reactorSpec(escalateOverdue).given(filed).then(due, { complaintId: 'K-1' })` */
export const reactorSpec = <D extends object, Es extends Events, C extends object>(
  def: ReactorDef<D, Es, C>,
): { given(...events: readonly Told<EventIn<Es>>[]): Reacting<C> } => ({
  given: (...events) => reacting(def, happened(events, def.from)),
});

function reacting<C extends object>(
  def: AnyReactorDef,
  delivered: readonly Happened[],
  policies = initialPolicies,
): Reacting<C> {
  const { handlers: steps } = compileReactor(def);
  const it: Foldable = {
    from: def.from as Events,
    key: def.key,
    initial: null,
    steps: steps as ReadonlyMap<string, Step>,
    inOrder: false,
    fields: {},
    view: (doc) => doc,
  };
  const wanted = (): readonly ({ readonly dueAt: Instant } & Reaction)[] =>
    [...documents(it, delivered)].flatMap(([key, memory]) => {
      const { doc } = memory as Remembered;
      const due = deadlineOf(def, memory as Remembered, policies);
      if (due === null) return [];
      const reaction = def.react(doc, key, policies) as Reaction;
      mustBeAdmitted(def.sends as AnyCommandDef, reaction.command);
      return [{ dueAt: due, ...reaction }];
    });
  return {
    twice: () => reacting(def, [...delivered.flatMap((event) => [event, event]), ...delivered], policies),
    under: (others) => reacting(def, delivered, others),
    then: (dueAt, command, occurredAt) =>
      expect(wanted()).toEqual([{ dueAt, command, ...(occurredAt !== undefined && { occurredAt }) }]),
    thenNothing: () => expect(wanted()).toEqual([]),
  };
}
