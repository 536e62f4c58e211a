import {
  type AnyEventDef,
  type EventIn,
  type EventOf,
  type Events,
  initialPolicies,
  type Instant,
  instant,
  isCustomer,
  milliseconds,
  type Policies,
  type Recorded,
  type StateDef,
  type Viewing,
} from '@dossier/kernel';
import { eventSchema, type FieldError } from '@dossier/rules';
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

export interface Happened {
  readonly data: unknown;
  readonly at: Recorded;
}

export function keeps(what: string, faults: readonly FieldError[]): void {
  const [fault] = faults;
  if (fault) throw new Error(`${what}${fault.pointer} ${fault.detail.en}`);
}

/** The definition of an event whose payload keeps its rules: a misnamed field would stand in the log for ever. */
export function definitionOf({ type, data }: EventOf, from: Events): AnyEventDef {
  const def = Object.values(from).find((each) => each.type === type);
  if (!def) throw new Error(`${type} is none of the events that are listened to`);
  keeps(type, payloadFaults(eventSchema(def), data));
  return def;
}

/** As the log would give it back: through JSON, with an envelope, not to be changed by whoever folds it. */
export function happened(
  events: readonly Told<EventOf>[],
  from: Events,
  stream?: string,
  subject?: string,
): Happened[] {
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
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

export type Step = (current: unknown, data: unknown, at: Recorded) => unknown;
/** The handler of each event type. */
export const handlers = (from: Events, evolve: Readonly<Record<string, Step>>): ReadonlyMap<string, Step> =>
  new Map(Object.entries(from).map(([name, def]) => [def.type, evolve[name] as Step]));

export const fold = (steps: ReadonlyMap<string, Step>, initial: unknown, events: readonly Happened[]): unknown =>
  events.reduce((state, { data, at }) => frozen((steps.get(at.type) as Step)(state, data, at)), frozen(initial));

/** An aggregate as these events left it. */
export const stateOf = <S, Es extends Events>(
  { from, evolve, initial }: StateDef<S, Es>,
  ...events: readonly Told<EventIn<Es>>[]
): S => fold(handlers(from, evolve as unknown as Record<string, Step>), initial, happened(events, from)) as S;
