import type { Decoded } from '@dossier/event-store';
import type {
  AnyEventDef,
  AnyProjectionDef,
  AnyReactorDef,
  AnySectionDef,
  ChangingField,
  Field,
  Fields,
  FieldType,
  FieldValue,
  Instant,
  Key,
  Policies,
  Recorded,
} from '@dossier/kernel';
import {
  byCustomer,
  compareTexts,
  errorWords,
  initialPolicies,
  instantField,
  integer,
  latest,
  onceForEach,
  OperatorError,
  unindexed,
} from '@dossier/kernel';
import type { Document, Model } from '@dossier/read-model';

type Handler = (doc: object | null, data: unknown, at: Recorded) => object | null;

/** A projection or a reactor's memory, as runners see it. */
export interface Fold extends Model {
  readonly name: string;
  readonly key: Key;
  /** The document before its first event; null: none. */
  readonly initial: object | null;
  /** Event type → handler. */
  readonly handlers: ReadonlyMap<string, Handler>;
  /** Types whose order of occurrence changes the result. */
  readonly ordered: ReadonlySet<string>;
  readonly policies: readonly string[];
  readonly valuesOf: (doc: object, policies: Policies) => Document['fields'];
}

interface Folding {
  readonly name: string;
  readonly from: Readonly<Record<string, AnyEventDef>>;
  readonly evolve: unknown;
  readonly key: Key;
  readonly initial?: object;
  readonly order?: 'occurrence';
  readonly policies?: readonly string[];
}

function compile(def: Folding, id: string, fields: Fields<object>): Fold {
  const steps = new Map<string, Handler[]>();
  for (const [name, event] of Object.entries(def.from))
    steps.set(event.type, [...(steps.get(event.type) ?? []), (def.evolve as Record<string, Handler>)[name] as Handler]);
  const handlers = new Map(
    [...steps].map(([type, all]): [string, Handler] => [
      type,
      (doc, data, at) => all.reduce((current, step) => step(current, data, at), doc),
    ]),
  );
  const policies = def.policies ?? [];
  const judged = policies.length > 0 ? ` (policies: ${policies.join(', ')})` : '';
  const stored = Object.entries(fields).flatMap(([name, field]) =>
    changes(field) ? [] : [{ name, label: `field ${name}${judged}`, field }],
  );
  return {
    id,
    name: def.name,
    key: def.key,
    initial: def.initial ?? null,
    handlers,
    ordered: new Set(def.order === 'occurrence' ? handlers.keys() : []),
    policies,
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [
        name,
        {
          type: field.type,
          indexed: field.indexed,
          ...(field.personal && { personal: true }),
          ...(changes(field) && { change: field.change }),
        },
      ]),
    ),
    valuesOf: (doc, inForce) => {
      const known = named(policies, inForce);
      const values: Record<string, FieldValue> = {};
      for (const { name, label, field } of stored) values[name] = valueOf(label, field, doc, known);
      return values;
    },
  };
}

const changes = (field: Field<object> | ChangingField): field is ChangingField => 'change' in field;

/** Only the named policies: a field that uses another would not be recomputed when that one is published. */
const named =
  (names: readonly string[], policies: Policies): Policies =>
  (policy, at) => {
    if (names.includes(policy.name)) return policies(policy, at);
    throw new Error(`it asks for policy ${policy.name}, and \`policies\` does not name it`);
  };

/** Checks the value's type: an unfit value must fail this document only; in the store it would stop all. */
function valueOf(label: string, field: Field<object>, doc: object, policies: Policies): FieldValue {
  const value = attempted(label, () => field.of(doc, policies));
  if (!isOfType(field.type, value)) throw new TypeError(`${label} takes ${field.type}`);
  return value;
}
/** Whether a field of the type may have the value. */
export function isOfType(type: FieldType, value: FieldValue): boolean {
  if (value === null) return true;
  if (type === 'integer') return Number.isSafeInteger(value);
  return typeof value === (type === 'flag' ? 'boolean' : 'string');
}
/** Puts the field's name into the error: parked events show no stack. */
function attempted<T>(label: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new TypeError(`${label}: ${errorWords(error)}`, { cause: error });
  }
}

export const compileProjection = (def: AnyProjectionDef, id: string): Fold =>
  compile(def, id, def.fields as Fields<object>);

/** A section has one document for each customer, its state: a part of the 360° view's rows. */
export const compileSection = (def: AnySectionDef, partOf: string): Fold => ({
  ...compile(
    { ...def, name: `${partOf}.${def.name}`, key: byCustomer, initial: def.initial as object },
    `${partOf}.${def.name}@${def.version}`,
    def.fields as Fields<object>,
  ),
  partOf,
});

/** The memory of a reactor. */
export interface Remembered {
  readonly doc: object;
  /**
   * The hour in which the deadline was set by imported history: one that was past by its beginning does not fall due. To the
   * hour, for all that one import tells of a key counts as told at once: else each event of it asks for two deadlines.
   * null: not by history.
   */
  readonly broughtAt: Instant | null;
  /**
   * How often events changed it, and when the latest was recorded: one reaction is to one such state. The reactor's own
   * count too: what is to be told after them may be due at the same instant.
   */
  readonly changes: number;
  readonly changedAt: Instant;
}
/** Raise it when the form of memories changes: they are then rebuilt. */
const MEMORY = 5;
/** The beginning of its hour, in UTC. */
const hourOf = (at: Instant): Instant => `${at.slice(0, 13)}:00:00.000Z`;

/** When the reaction is due; null: none is. */
export const deadlineOf = (def: AnyReactorDef, { doc, broughtAt }: Remembered, policies: Policies): Instant | null => {
  const due = def.dueAt(doc, policies);
  return due !== null && broughtAt !== null && due <= broughtAt ? null : due;
};

export function compileReactor(def: AnyReactorDef): Fold {
  /**
   * With the initial policies: only a changed document counts as a new deadline, not a new policy. Each document is asked for once
   * more when the next event comes.
   */
  const due = onceForEach((of: object): Instant | null => def.dueAt(of, initialPolicies));
  const evolve = Object.entries<Handler>(def.evolve as never).map(([name, step]): [string, Handler] => [
    name,
    (memory, data, at): Remembered | null => {
      const before = memory as Remembered | null;
      const doc = step(before?.doc ?? null, data, at);
      if (doc === null) return null;
      if (doc === before?.doc) return before; // else how often it changed would depend on the order of what changes nothing
      const { changes = 0, changedAt = at.recordedAt } = before ?? {};
      const state = { doc, changes: changes + 1, changedAt: latest(changedAt, at.recordedAt) };
      const broughtAt = at.backfill && !def.reactsToHistory ? hourOf(at.recordedAt) : null;
      if (before === null || before.broughtAt === broughtAt) return { ...state, broughtAt };
      const [was, is] = [due(before.doc), due(doc)];
      // one that was past by then stays so: without a later hour, each event of a long import would be asked
      const isPast = broughtAt !== null && before.broughtAt !== null && (is === null || is <= before.broughtAt);
      return { ...state, broughtAt: was === is && !isPast ? before.broughtAt : broughtAt };
    },
  ]);
  return compile({ ...def, evolve: Object.fromEntries(evolve) }, `reactor-${def.name}@${def.version}-${MEMORY}`, {
    dueAt: instantField((memory: object, policies) => deadlineOf(def, memory as Remembered, policies)),
    changes: unindexed(integer((memory: object) => (memory as Remembered).changes)),
    changedAt: instantField((memory: object) => (memory as Remembered).changedAt),
  });
}

/** The result of a fold for one key. */
export interface Folded {
  readonly doc: object | null;
  readonly latest: Instant | null;
}

/** The envelope as handlers get it, with the canonical id as subject. */
export const withSubjectId = (canonical: string, at: Recorded): Recorded =>
  at.subject === canonical ? at : { ...at, subject: canonical };

/** Reads the payload only when a handler does: reading may throw, and that must stop only this event's subject. */
export const withSubject = (canonical: string, event: Decoded): Decoded => ({
  def: event.def,
  at: withSubjectId(canonical, event.at),
  get data() {
    return event.data;
  },
});

/** Applies one event to one document. */
export function advance(fold: Fold, current: Folded, { data, at }: Decoded): Folded {
  const handler = fold.handlers.get(at.type);
  if (!handler) return current;
  const doc = handler(current.doc ?? fold.initial, data, at);
  const counts = fold.ordered.has(at.type) && (current.latest === null || at.occurredAt > current.latest);
  return { doc, latest: counts ? at.occurredAt : current.latest };
}

/** An event could not be folded: it cannot be decoded, or a handler threw. */
export class FoldFailed extends Error {
  override readonly name = 'FoldFailed';
  constructor(
    readonly at: { readonly id: string; readonly type: string; readonly position: number },
    override readonly cause: unknown,
  ) {
    super(errorWords(cause));
  }
}

/** An event that all read models need cannot be read: projections stop. */
export class Unreadable extends OperatorError {
  override readonly name = 'Unreadable';
  override readonly cause: unknown;
  constructor(failed: FoldFailed) {
    const { type, position } = failed.at;
    super({
      zh: `第 ${position} 个事件（${type}）无法读取，缺少它则所有读模型都会出错；原因见服务器日志`,
      en: `${type} at position ${position} cannot be read, and without it all read models would be wrong: ${failed.message}`,
    });
    this.cause = failed.cause;
  }
}

/** As it happened: late facts at their place, also those of the same stream. @param events in position order */
export const asHappened = <E extends { readonly occurredAt: Instant }>(events: readonly E[]): readonly E[] =>
  [...events].sort((a, b) => compareTexts(a.occurredAt, b.occurredAt)); // a stable sort: ties by position

/**
 * Sorts by occurrence for a fold to whom that order counts, ties by position. Events of one stream keep their order: an
 * event counts from the latest `occurredAt` of its stream so far.
 * @param events in position order
 * @param at gives an event's envelope; no payload is decoded
 * @param counts types whose order counts; others do not delay later events
 */
export function byOccurrence<E>(
  events: readonly E[],
  at: (event: E) => Placed,
  counts: (type: string) => boolean,
): readonly E[] {
  const streams = new Map<string, Instant>();
  const timed = events.map((event) => {
    const { stream, occurredAt, type, position } = at(event);
    const before = streams.get(stream);
    const from = before !== undefined && before > occurredAt ? before : occurredAt;
    if (counts(type)) streams.set(stream, from);
    return { event, from, position };
  });
  return timed
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.position - b.position))
    .map(({ event }) => event);
}
type Placed = Pick<Recorded, 'stream' | 'occurredAt' | 'type' | 'position'>;

/** The events that a fold handles, in folding order. @param journal in position order */
export function takenBy<E>(fold: Fold, journal: readonly E[], at: (event: E) => Placed): readonly E[] {
  const relevant = journal.filter((event) => fold.handlers.has(at(event).type));
  return fold.ordered.size > 0 ? byOccurrence(relevant, at, (type) => fold.ordered.has(type)) : relevant;
}

/**
 * Builds all documents of a subject, or of several linked ones, from its journal. Attribution, late facts, retries and
 * time travel all use this function; documents are never patched.
 * @param journal all events of the members in position order, already cut to the moment asked for
 * @throws FoldFailed
 */
export function foldSubject(fold: Fold, canonical: string, journal: readonly Decoded[]): ReadonlyMap<string, Folded> {
  const documents = new Map<string, Folded>();
  const relevant = journal.filter(({ at }) => fold.handlers.has(at.type)).map((event) => withSubject(canonical, event));
  for (const event of takenBy(fold, relevant, (each) => placeOf(fold, each))) {
    const key = keyOf(fold, event);
    if (key === undefined) continue;
    try {
      documents.set(key, advance(fold, documents.get(key) ?? { doc: null, latest: null }, event));
    } catch (error) {
      throw new FoldFailed(event.at, error);
    }
  }
  return documents;
}

/** @throws FoldFailed */
export function keyOf(fold: Fold, event: Decoded): string | undefined {
  try {
    return fold.key(event.at, event.data); // reading the payload may throw too
  } catch (error) {
    throw new FoldFailed(event.at, error);
  }
}
/** An event delays what follows in its stream only in its own document: one that advances alone knows no other. */
const placeOf = (fold: Fold, event: Decoded): Placed =>
  fold.ordered.size === 0 ? event.at : { ...event.at, stream: `${event.at.stream} ${keyOf(fold, event)}` };
