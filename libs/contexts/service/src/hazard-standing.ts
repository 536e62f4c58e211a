import type { DataOf, EventIn, Evolve, InStream, Instant } from '@dossier/kernel';
import { AcknowledgementMissWithdrawn, type hazardNoticeEvents, type NoticeContent } from './hazard-notice.events';
import type { AcknowledgementMethod, AcknowledgementVerdict, HazardSeverity, NoticeStatus } from './hazard-terms';

/** What is told of a notice from when it was given. */
export interface NoticeOrigin {
  readonly product: string;
  readonly severity: HazardSeverity;
  readonly givenAt: Instant;
  readonly dueAt: Instant;
}
interface Acknowledgement {
  readonly at: Instant;
  readonly method: AcknowledgementMethod;
}
/** One notice and its acknowledgement. */
export interface NoticeState {
  /** null: as it was entered it no longer stands, and its correction is of a later day. */
  readonly origin: NoticeOrigin | null;
  readonly acknowledged: Acknowledgement | null;
  /** From then on it is not to be acknowledged; null: it was not withdrawn. */
  readonly withdrawnAt: Instant | null;
}
export const NO_NOTICE: NoticeState = { origin: null, acknowledged: null, withdrawnAt: null };

/** With the deadlines at which it is recorded as not acknowledged. */
export interface Noticed extends NoticeState {
  readonly misses: readonly Instant[];
}

type At = Pick<InStream, 'occurredAt'>;
type Said = Pick<NoticeContent, 'product' | 'severity' | 'dueAt'>;
export const originOf = ({ product, severity, dueAt }: Said, { occurredAt: givenAt }: At): NoticeOrigin => ({
  ...{ product, severity, givenAt, dueAt },
});

type Judged = 'AcknowledgementMissed' | 'AcknowledgementMissWithdrawn';
type Facts = Omit<typeof hazardNoticeEvents, Judged>;
/** What each fact changes of a notice: of one stream the later written wins, in whatever order they come. */
export const noticeChanges: {
  readonly [K in keyof Facts]: (data: DataOf<Facts[K]>, at: At) => Partial<NoticeState>;
} = {
  HazardNoticeGiven: (said, at) => ({ origin: originOf(said, at) }),
  HazardNoticeSetAside: () => ({ origin: null }),
  HazardNoticeCorrected: (said, at) => ({ origin: originOf(said, at) }),
  HazardNoticeWithdrawn: (_, { occurredAt: withdrawnAt }) => ({ withdrawnAt }),
  HazardAcknowledged: ({ method }, { occurredAt: at }) => ({ acknowledged: { at, method } }),
  AcknowledgementWithdrawn: () => ({ acknowledged: null }),
};

export const noticedFrom = (said: Said, at: At): Noticed => ({ ...NO_NOTICE, origin: originOf(said, at), misses: [] });

type Later = Omit<typeof hazardNoticeEvents, 'HazardNoticeGiven'>;
/** What each later event changes of it. */
export const followNotice = <N extends Noticed>(): Evolve<N, Later, N, At> => ({
  HazardNoticeSetAside: (before) => before, // the correction that comes with it says the rest
  HazardNoticeCorrected: (before, said, at) => ({ ...before, ...noticeChanges.HazardNoticeCorrected(said, at) }),
  HazardNoticeWithdrawn: (before, said, at) => ({ ...before, ...noticeChanges.HazardNoticeWithdrawn(said, at) }),
  HazardAcknowledged: (before, said, at) => ({ ...before, ...noticeChanges.HazardAcknowledged(said, at) }),
  AcknowledgementWithdrawn: (before, said, at) => ({ ...before, ...noticeChanges.AcknowledgementWithdrawn(said, at) }),
  AcknowledgementMissed: (before, { dueAt }) => ({ ...before, misses: [...before.misses, dueAt] }),
  AcknowledgementMissWithdrawn: (before, { dueAt }) => ({
    ...before,
    misses: before.misses.filter((each) => each !== dueAt),
  }),
});

/** Acknowledged at the instant at which it is due, it is in time. */
export const verdictOf = ({ dueAt }: Pick<NoticeOrigin, 'dueAt'>, at: Instant): AcknowledgementVerdict =>
  at <= dueAt ? 'in-time' : 'late';

/** How it stands as of an instant; null: it was not given yet. */
export function statusAt({ origin, acknowledged, withdrawnAt }: NoticeState, asOf: Instant): NoticeStatus | null {
  if (origin === null || origin.givenAt > asOf) return null;
  if (withdrawnAt !== null && withdrawnAt <= asOf) return 'withdrawn';
  if (acknowledged !== null && acknowledged.at <= asOf)
    return verdictOf(origin, acknowledged.at) === 'in-time' ? 'acknowledged' : 'acknowledged-late';
  return origin.dueAt <= asOf ? 'overdue' : 'open';
}

/** Whether it was due and not acknowledged at an instant, as far as is known now. */
const wasMissedAt = (one: NoticeState, at: Instant): boolean =>
  one.origin?.dueAt === at && statusAt(one, at) === 'overdue';

/** The deadline that is still to be recorded as missed, once it has come; null: none is. */
export function awaitedMiss(one: Noticed): Instant | null {
  const dueAt = one.origin?.dueAt ?? null;
  return dueAt !== null && wasMissedAt(one, dueAt) && !one.misses.includes(dueAt) ? dueAt : null;
}

type MissWithdrawn = EventIn<{ AcknowledgementMissWithdrawn: typeof AcknowledgementMissWithdrawn }>;
/**
 * Corrections of what is recorded as missed, where what is known now says that it was not. They are of the same
 * instants: as of a day before, there is neither.
 */
export const restatedMisses = (then: Noticed): readonly MissWithdrawn[] =>
  then.misses
    .filter((dueAt) => !wasMissedAt(then, dueAt))
    .map((dueAt) => AcknowledgementMissWithdrawn({ dueAt }, { occurredAt: dueAt }));
