import {
  compareTexts,
  type Erased,
  type Evolve,
  type Instant,
  inserted,
  type InStream,
  streamOf,
} from '@dossier/kernel';
import { heard, type Told } from './evidence';
import type { Standing } from './judging';
import type { Move, Rated, Scheme, Tier } from './terms';
import { customerTier, tierId } from './tier';
import type { tierEvents } from './tier.events';

interface Change {
  readonly at: Instant;
  readonly tier: Tier;
  readonly move: Extract<Move, 'first' | 'raised' | 'lowered'>;
  readonly policyVersion: number;
  /** Of the last change that is no downgrade, and of downgrades after it, with the events behind them; of others without. */
  readonly measures: readonly Told[];
  readonly eventId: string;
  /** Its place in the stream. */
  readonly revision: number;
}
interface Announcement {
  readonly at: Instant;
  readonly to: Tier;
  readonly effectiveAt: Instant;
  readonly policyVersion: number;
  readonly measures: readonly Told[];
  /** When it was carried out or withdrawn; null: it waits. */
  readonly endedAt: Instant | null;
  readonly eventId: string;
}
interface SetByHand {
  readonly at: Instant;
  readonly tier: Tier;
  readonly until: Instant | null;
  readonly approvedBy: string;
  readonly reason: string | Erased;
  /** When it expired, was withdrawn or replaced; null: it did not. */
  readonly endedAt: Instant | null;
  readonly eventId: string;
}
/** What one stream says of a customer in one scheme: its whole history, in order of time. */
export interface InScheme {
  readonly stream: string;
  /** Its own; else of a record that has become one with it. */
  readonly isOwn: boolean;
  /** As they were recorded: a downgrade may have been carried out before an assessment of an earlier day. */
  readonly changes: readonly Change[];
  readonly announcements: readonly Announcement[];
  readonly byHand: readonly SetByHand[];
}
export interface RatingSaid {
  readonly rating: Rated;
  /** null: withdrawn. */
  readonly score: number | null;
  readonly at: Instant;
  readonly approvedBy: string;
  readonly eventId: string;
}
export interface TiersState {
  /** By stream. */
  readonly schemes: Readonly<Partial<Record<Scheme, readonly InScheme[]>>>;
  /** In order of time. */
  readonly ratings: readonly RatingSaid[];
}
export const NO_TIERS: TiersState = { schemes: {}, ratings: [] };
const NOTHING = { changes: [], announcements: [], byHand: [] };

/**
 * What the customer's own stream says; as long as it says nothing, the latest of what those say of the records that
 * have become one with it. Together they would give it the tier, the downgrade or the override of another record.
 */
export function counting<T extends { readonly since: Instant }>(
  { schemes: known }: TiersState,
  scheme: Scheme,
  says: (one: InScheme) => T | null,
): T | null {
  const all = known[scheme] ?? [];
  const own = all.find(({ isOwn }) => isOwn);
  const said = own ? says(own) : null;
  return (
    said ?? all.map(says).reduce((last, each) => (last && (!each || each.since <= last.since) ? last : each), null)
  );
}

/** Where a customer stands in a scheme as of an instant. */
export interface Stand {
  readonly tier: Tier;
  readonly since: Instant;
  readonly origin: 'assessment' | 'hand';
  /** By the policy, whatever was set by hand; null: it was never assessed. */
  readonly assessed: Tier | null;
  readonly policyVersion: number | null;
  readonly measures: readonly Told[];
  /** A downgrade that was announced and is still to come. */
  readonly announced: Announcement | null;
  readonly byHand: SetByHand | null;
  /** Ids of the events that brought it about. */
  readonly eventIds: readonly string[];
}

/** null: no tier. */
export const standAt = (state: TiersState, scheme: Scheme, asOf: Instant): Stand | null =>
  counting(state, scheme, (one) => standIn(one, asOf));

function standIn({ changes, announcements, byHand }: InScheme, asOf: Instant): Stand | null {
  const change = changes.findLast(({ at }) => at <= asOf);
  const open = announcements.findLast(({ at, endedAt }) => at <= asOf && (endedAt === null || endedAt > asOf));
  const due = open && open.effectiveAt <= asOf ? open : undefined;
  const hand = byHand.findLast(
    ({ at, until, endedAt }) => at <= asOf && (until === null || until > asOf) && (endedAt === null || endedAt > asOf),
  );
  const assessed = due ? { ...due, tier: due.to, since: due.effectiveAt } : change && { ...change, since: change.at };
  if (!hand && !assessed) return null;
  return {
    tier: hand?.tier ?? (assessed?.tier as Tier),
    since: hand?.at ?? assessed?.since ?? asOf,
    origin: hand ? 'hand' : 'assessment',
    assessed: assessed?.tier ?? null,
    policyVersion: assessed?.policyVersion ?? null,
    measures: assessed?.measures ?? [],
    announced: open && !due ? open : null,
    byHand: hand ?? null,
    eventIds: [hand, assessed, open].flatMap((each) => each?.eventId ?? []),
  };
}

/** The changes that have brought a customer where its assessments left it by an instant. */
export const changesBy = (state: TiersState, scheme: Scheme, asOf: Instant): readonly Change[] =>
  counting(state, scheme, ({ changes }) => {
    const by = changes.filter(({ at }) => at <= asOf);
    const last = by.at(-1);
    return last ? { since: last.at, by } : null;
  })?.by ?? [];

/** Where the assessments have brought a customer by an instant, as the next one goes on from: in its own stream. */
export function standingAt(state: TiersState, scheme: Scheme, asOf: Instant): Standing | null {
  const { changes, announcements } = state.schemes[scheme]?.find(({ isOwn }) => isOwn) ?? NOTHING;
  const change = changes.findLast(({ at }) => at <= asOf);
  if (!change) return null;
  const open = announcements.findLast(({ at, endedAt }) => at <= asOf && (endedAt === null || endedAt > asOf));
  const announced = open && {
    ...{ to: open.to, effectiveAt: open.effectiveAt },
    by: { assessment: '', policyVersion: open.policyVersion, measures: open.measures.map(heard) },
  };
  return { tier: change.tier, since: change.at, announced: announced ?? null };
}

function kept(
  state: TiersState,
  scheme: Scheme,
  { stream, subject }: Pick<InStream, 'stream' | 'subject'>,
  next: (before: InScheme) => InScheme,
): TiersState {
  const all = state.schemes[scheme] ?? [];
  const isOwn = stream === streamOf(customerTier, tierId(scheme, subject));
  const before = all.find((one) => one.stream === stream) ?? { ...NOTHING, stream, isOwn };
  const others = all.filter((one) => one.stream !== stream);
  const now = inserted(others, next(before), (a, b) => compareTexts(a.stream, b.stream));
  return { ...state, schemes: { ...state.schemes, [scheme]: now } };
}
const of = ({ occurredAt: at, id: eventId }: InStream): Pick<Change, 'at' | 'eventId'> => ({ at, eventId });
const ended = <T extends { readonly endedAt: Instant | null }>(all: readonly T[], endedAt: Instant): readonly T[] =>
  all.map((each) => (each.endedAt === null ? { ...each, endedAt } : each));
/** Those that the downgrade ended wait again. */
const waiting = (all: readonly Announcement[], downgradedAt: Instant): readonly Announcement[] =>
  all.map((each) => (each.endedAt === downgradedAt ? { ...each, endedAt: null } : each));
/**
 * In whatever order they come: only what follows a downgrade may become the last change again, as downgrades alone are reversed.
 * Whether another one lies between must not count: it may be reversed after this one has lost its events.
 */
const withChange = (changes: readonly Change[], one: Change): readonly Change[] => {
  const all = inserted(changes, one, (a, b) => a.revision - b.revision);
  const lasting = all.findLastIndex(({ move }) => move !== 'lowered');
  return all.map((each, i) => (i >= lasting ? each : withoutEvents(each)));
};
const withoutEvents = (change: Change): Change => ({
  ...change,
  measures: change.measures.map((measure) => ({ ...measure, eventIds: [] })),
});

/** What each event of a tier makes of a customer's history. */
export const tiersOfEvents = {
  TierChanged: (state, { scheme, tier, move, policyVersion, measures }, at) =>
    kept(state, scheme, at, (before) => ({
      ...before,
      changes: withChange(before.changes, {
        ...{ ...of(at), tier, move, policyVersion, measures },
        revision: at.revision,
      }),
      announcements: ended(before.announcements, at.occurredAt),
    })),
  DowngradeAnnounced: (state, { scheme, to, effectiveAt, policyVersion, measures }, at) =>
    kept(state, scheme, at, (before) => ({
      ...before,
      announcements: [
        ...ended(before.announcements, at.occurredAt),
        { ...of(at), to, effectiveAt, policyVersion, measures, endedAt: null },
      ],
    })),
  DowngradeWithdrawn: (state, { scheme }, at) =>
    kept(state, scheme, at, (before) => ({ ...before, announcements: ended(before.announcements, at.occurredAt) })),
  DowngradeReversed: (state, { scheme, downgrade }, at) =>
    kept(state, scheme, at, (before) => ({
      ...before,
      changes: before.changes.filter(({ eventId }) => eventId !== downgrade),
      announcements: waiting(before.announcements, at.occurredAt),
    })),
  TierOverridden: (state, { scheme, tier, until = null, approvedBy, reason }, at) =>
    kept(state, scheme, at, (before) => ({
      ...before,
      byHand: [...ended(before.byHand, at.occurredAt), { ...of(at), tier, until, approvedBy, reason, endedAt: null }],
    })),
  OverrideEnded: (state, { scheme }, at) =>
    kept(state, scheme, at, (before) => ({ ...before, byHand: ended(before.byHand, at.occurredAt) })),
} satisfies Evolve<TiersState, typeof tierEvents, TiersState, InStream>;
