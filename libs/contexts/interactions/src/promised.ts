import {
  compareTexts,
  type DataOf,
  type Erased,
  type EventIn,
  type Evolve,
  firstIndex,
  type InStream,
  type Instant,
  latest,
} from '@dossier/kernel';
import { type promiseEvents, PromiseMissWithdrawn, PromiseReopened } from './promise.events';
import type { PromiseKind, PromiseStatus, Release, Settlement, Verdict } from './terms';

/** A due date, and since when it was agreed: the first since the promise was made. */
export interface Due {
  readonly since: Instant;
  readonly dueAt: Instant;
  readonly revision: number;
}
/** One promise, the same in whatever order its events are taken: what is said last of one thing counts. */
export interface Promised {
  readonly promise: number;
  readonly kind: PromiseKind;
  readonly what: string | Erased | null;
  readonly owner: string;
  /** Who recorded it. */
  readonly department: string;
  readonly madeAt: Instant;
  /** By when they were agreed. */
  readonly dues: readonly Due[];
  /** What was said last of its being kept; null: it was not. */
  readonly kept: { readonly at: Instant | null; readonly revision: number };
  /** The latest instant at which it was said to be kept, and was not. */
  readonly reopenedAt: Instant | null;
  readonly releasedAt: Instant | null;
  /** It was recorded by mistake: it never was. */
  readonly mistaken: boolean;
  /** Due dates at which it is recorded as missed. */
  readonly misses: readonly Instant[];
}

type Events = typeof promiseEvents;
type At = Pick<InStream, 'occurredAt' | 'revision'>;
type AtMade = Pick<InStream, 'occurredAt' | 'revision' | 'department'>;

/** Of a department that nobody named: older logs may hold such. */
export const UNNAMED = 'unnamed';

export const promised = (
  { promise, kind, what, owner, dueAt }: DataOf<Events['PromiseMade']>,
  { occurredAt: since, revision, department }: AtMade,
): Promised => ({
  ...{ promise, kind, what: what ?? null, owner, department: department ?? UNNAMED, madeAt: since },
  dues: [{ since, dueAt, revision }],
  kept: { at: null, revision },
  ...{ reopenedAt: null, releasedAt: null, mistaken: false, misses: [] },
});

export function movedTo<P extends Pick<Promised, 'dues'>>(
  one: P,
  dueAt: Instant,
  { occurredAt: since, revision }: At,
): P {
  const behind = (each: Due): boolean => each.since > since || (each.since === since && each.revision > revision);
  return { ...one, dues: one.dues.toSpliced(firstIndex(one.dues, behind), 0, { since, dueAt, revision }) };
}
/** @param at null: it was not kept after all */
export const keptAt = <P extends Promised>(one: P, at: Instant | null, { revision }: At): P =>
  revision > one.kept.revision ? { ...one, kept: { at, revision } } : one;

export const releasedBy = <P extends Promised>(one: P, because: Release, { occurredAt: at }: At): P => ({
  ...one,
  releasedAt: at,
  mistaken: one.mistaken || because === 'mistake',
});

const reopened = <P extends Promised>(one: P, was: Settlement, at: At): P =>
  was === 'released'
    ? { ...one, releasedAt: null }
    : { ...keptAt(one, null, at), reopenedAt: latest(one.reopenedAt ?? '', at.occurredAt) };

/** What each later event changes of a promise. */
export const followPromise = <P extends Promised>(): Evolve<P, Omit<Events, 'PromiseMade'>, P, At> => ({
  PromiseKept: (one, _, at) => keptAt(one, at.occurredAt, at),
  PromiseMoved: (one, { dueAt }, at) => movedTo(one, dueAt, at),
  PromiseReleased: (one, { because }, at) => releasedBy(one, because, at),
  PromiseJudgedAgain: (one) => one, // what it says follows from the due dates
  PromiseReopened: (one, { was }, at) => reopened(one, was, at),
  PromiseMissed: (one, { dueAt }) => ({ ...one, misses: [...one.misses, dueAt] }),
  PromiseMissWithdrawn: (one, { dueAt }) => ({ ...one, misses: one.misses.filter((each) => each !== dueAt) }),
});

/** The due date that was agreed by an instant; the first, before any was. */
export const dueBy = ({ dues }: Pick<Promised, 'dues'>, at: Instant): Instant =>
  (dues.findLast(({ since }) => since <= at) ?? dues[0])?.dueAt ?? '';
export const lastDue = ({ dues }: Pick<Promised, 'dues'>): Instant => dues.at(-1)?.dueAt ?? '';

/** Whether an instant has come that may never come. */
const isBy = (what: Instant | null, at: Instant): boolean => what !== null && what <= at;

/** How it stands as of an instant. */
export function statusAt(one: Promised, asOf: Instant): PromiseStatus {
  const { kept, releasedAt } = one;
  if (isBy(releasedAt, asOf)) return 'released';
  if (kept.at !== null && kept.at <= asOf) return verdictAt(one, kept.at) === 'in-time' ? 'kept' : 'kept-late';
  return dueBy(one, asOf) <= asOf ? 'overdue' : 'open';
}

/** What is said of one that is kept at an instant. Kept at the instant at which it is due is kept in time. */
export const verdictAt = (one: Promised, at: Instant): Verdict => (at <= dueBy(one, at) ? 'in-time' : 'late');

/** That it was kept or released is taken back. Nothing where it was neither. */
export function reopening(one: Promised, reason: string) {
  const { promise, kind, what, owner, department, kept, releasedAt } = one;
  const at = releasedAt ?? kept.at;
  if (at === null) return [];
  const was = releasedAt === null ? verdictAt(one, at) : 'released';
  const words = typeof what === 'string' && { what };
  const dues = one.dues.map(({ since, dueAt }) => ({ since, dueAt }));
  return [PromiseReopened({ promise, was, kind, ...words, owner, department, dues, reason }, { occurredAt: at })];
}

/** Whether it was due and neither kept nor released at an instant, as far as is known now. */
const wasMissedAt = (one: Promised, at: Instant): boolean =>
  !one.mistaken && dueBy(one, at) <= at && !isBy(one.kept.at, at) && !isBy(one.releasedAt, at);

/**
 * Whether it was missed at a due date that was one when it came. The last one counts also where it was agreed only
 * after it had passed.
 */
const missedDueAt = (one: Promised, dueAt: Instant): boolean =>
  (dueBy(one, dueAt) === dueAt || lastDue(one) === dueAt) && wasMissedAt(one, dueAt);

/** The due dates that are still to be recorded as missed, each once it has come; the earliest first. */
export const awaitedMisses = (one: Promised): readonly Instant[] =>
  [...new Set(one.dues.map(({ dueAt }) => dueAt))]
    .filter((dueAt) => missedDueAt(one, dueAt) && !one.misses.includes(dueAt))
    .sort(compareTexts);

/**
 * Corrections of what is recorded as missed, where what is known now says that it was not. They are of the same
 * instants: as of a day before, there is neither.
 */
export const restated = (then: Promised): readonly EventIn<{ PromiseMissWithdrawn: typeof PromiseMissWithdrawn }>[] =>
  then.misses
    .filter((dueAt) => !missedDueAt(then, dueAt))
    .map((dueAt) => PromiseMissWithdrawn({ promise: then.promise, dueAt }, { occurredAt: dueAt }));
