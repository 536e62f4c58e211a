import type { EventIn, Evolve, InStream, Instant } from '@dossier/kernel';
import { AnswerMissWithdrawn, type feedbackEvents, type FeedbackOrigin } from './feedback.events';
import type { AnswerVerdict, FeedbackStatus } from './terms';

/** One feedback and its answer. */
export interface Awaited {
  /** null: it never came in. */
  readonly origin: FeedbackOrigin | null;
  readonly answeredAt: Instant | null;
  /** Deadlines at which it is recorded as not answered. */
  readonly misses: readonly Instant[];
}
type At = Pick<InStream, 'occurredAt'>;
type Said = Pick<FeedbackOrigin, 'kind' | 'dueAt'>;

export const originOf = ({ kind, dueAt }: Said, { occurredAt: receivedAt }: At): FeedbackOrigin => ({
  ...{ kind, receivedAt, dueAt },
});
export const awaitedFrom = (said: Said, at: At): Awaited => ({
  ...{ origin: originOf(said, at), answeredAt: null, misses: [] },
});

type Later = Omit<typeof feedbackEvents, 'FeedbackReceived'>;
/** What each later event changes of it. */
export const followFeedback = <A extends Awaited>(): Evolve<A, Later, A, At> => ({
  FeedbackSetAside: (before) => before, // the correction that comes with it says the rest
  FeedbackCorrected: (before, said, at) => ({ ...before, origin: originOf(said, at) }),
  FeedbackAssessed: (before) => before,
  FeedbackAnswered: (before, _, { occurredAt: answeredAt }) => ({ ...before, answeredAt }),
  AnswerWithdrawn: (before) => ({ ...before, answeredAt: null }),
  AnswerMissed: (before, { dueAt }) => ({ ...before, misses: [...before.misses, dueAt] }),
  AnswerMissWithdrawn: (before, { dueAt }) => ({
    ...before,
    misses: before.misses.filter((each) => each !== dueAt),
  }),
  FeedbackRetracted: (before) => ({ ...before, origin: null }),
});

/** Answered at the instant at which it is due, it is in time. */
export const verdictOf = ({ dueAt }: Pick<FeedbackOrigin, 'dueAt'>, answeredAt: Instant): AnswerVerdict =>
  answeredAt <= dueAt ? 'in-time' : 'late';

/** How it stands as of an instant; null: there was none. */
export function statusAt(
  { origin, answeredAt }: Pick<Awaited, 'origin' | 'answeredAt'>,
  asOf: Instant,
): FeedbackStatus | null {
  if (origin === null || origin.receivedAt > asOf) return null;
  if (answeredAt !== null && answeredAt <= asOf)
    return verdictOf(origin, answeredAt) === 'in-time' ? 'answered' : 'answered-late';
  return origin.dueAt <= asOf ? 'overdue' : 'open';
}

/** Whether it was due and not answered at an instant, as far as is known now. */
const wasMissedAt = (one: Awaited, at: Instant): boolean => one.origin?.dueAt === at && statusAt(one, at) === 'overdue';

/** The deadline that is still to be recorded as missed, once it has come; null: none is. */
export function awaitedMiss(one: Awaited): Instant | null {
  const dueAt = one.origin?.dueAt ?? null;
  return dueAt !== null && wasMissedAt(one, dueAt) && !one.misses.includes(dueAt) ? dueAt : null;
}

type MissWithdrawn = EventIn<{ AnswerMissWithdrawn: typeof AnswerMissWithdrawn }>;
/**
 * Corrections of what is recorded as missed, where what is known now says that it was not. They are of the same
 * instants: as of a day before, there is neither.
 */
export const restated = (then: Awaited): readonly MissWithdrawn[] =>
  then.misses
    .filter((dueAt) => !wasMissedAt(then, dueAt))
    .map((dueAt) => AnswerMissWithdrawn({ dueAt }, { occurredAt: dueAt }));
