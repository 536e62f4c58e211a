import {
  code,
  compareTexts,
  dayOf,
  defineSection,
  type Erased,
  type Field,
  type Instant,
  inserted,
  type InStream,
  kind,
  orErased,
  orNull,
  shape,
  type Shown,
  streamOf,
} from '@dossier/kernel';
import { heard, measuresShown, type Told } from './evidence';
import type { Standing } from './judging';
import { ratingEvents } from './rating.events';
import { APPROVED_BY, MEASURES, POLICY_VERSION, REASON, SCHEME, TIER } from './shown-parts';
import { type Move, origins, type Rated, ratings, type Scheme, schemes, type Tier, tiers } from './terms';
import { customerTier, tierId } from './tier';
import { tierEvents } from './tier.events';

interface Change {
  readonly at: Instant;
  readonly tier: Tier;
  readonly move: Extract<Move, 'first' | 'raised' | 'lowered'>;
  readonly policyVersion: number;
  /** Of the last change with the events behind them, of those before without. */
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
function counting<T extends { readonly since: Instant }>(
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

const tiersView = shape({
  schemes: kind.rows(
    { zh: '各方案', en: 'Schemes' },
    {
      scheme: SCHEME,
      tier: TIER,
      since: kind.instant({ zh: '自', en: 'Since' }),
      origin: kind.code(origins.title, origins),
      assessedTier: orNull(
        kind.code({ zh: '按政策评定的级别', en: 'Tier by the policy' }, tiers, {
          help: { zh: '未评定过时为 null', en: 'null where it was never assessed' },
        }),
      ),
      policyVersion: orNull(POLICY_VERSION),
      downgradeTo: orNull(
        kind.code({ zh: '将降为', en: 'Will be' }, tiers, {
          help: { zh: '没有降级通知时为 null', en: 'null where no downgrade was announced' },
        }),
      ),
      downgradeAt: orNull(kind.instant({ zh: '降级生效时间', en: 'Downgrade in force from' })),
      until: orNull(kind.instant({ zh: '人工指定截止', en: 'Set by hand until' })),
      approvedBy: orNull(kind.text(APPROVED_BY)),
      reason: orNull(orErased(kind.text(REASON))),
      measures: MEASURES,
    },
  ),
  ratings: kind.rows(
    { zh: '人工评分', en: 'Ratings' },
    {
      rating: kind.code(ratings.title, ratings),
      score: kind.count({ zh: '分数', en: 'Score' }),
      ratedAt: kind.instant({ zh: '评分时间', en: 'Rated' }),
      approvedBy: kind.text(APPROVED_BY),
    },
  ),
  changesAt: orNull(kind.instant({ zh: '下次变化', en: 'Changes next' })),
});
export type TiersView = Shown<typeof tiersView>;

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
/** In whatever order they come. */
const withChange = (changes: readonly Change[], one: Change): readonly Change[] =>
  inserted(changes, one, (a, b) => a.revision - b.revision).map((each, i, { length }) =>
    i === length - 1 ? each : withoutEvents(each),
  );
const withoutEvents = (change: Change): Change => ({
  ...change,
  measures: change.measures.map((measure) => ({ ...measure, eventIds: [] })),
});

const rated = (state: TiersState, said: RatingSaid): TiersState => ({
  ...state,
  ratings: inserted(state.ratings, said, (a, b) => compareTexts(a.at, b.at)),
});

const stands = (state: TiersState, asOf: Instant): readonly (readonly [Scheme, Stand])[] =>
  schemes.codes.flatMap((scheme) => {
    const stand = standAt(state, scheme, asOf);
    return stand ? [[scheme, stand] as const] : [];
  });
const lastRatings = ({ ratings: said }: TiersState): readonly (RatingSaid & { readonly score: number })[] =>
  ratings.codes.flatMap((rating) => {
    const last = said.findLast((each) => each.rating === rating);
    return !last || last.score === null ? [] : [{ ...last, score: last.score }];
  });

function view(state: TiersState, { asOf }: { readonly asOf: Instant }): TiersView {
  const all = stands(state, asOf);
  const changes = all.flatMap(([, { announced, byHand }]) => [announced?.effectiveAt ?? null, byHand?.until ?? null]);
  return {
    schemes: all.map(([scheme, stand]) => ({
      scheme,
      tier: stand.tier,
      since: stand.since,
      origin: stand.origin,
      assessedTier: stand.assessed,
      policyVersion: stand.policyVersion,
      downgradeTo: stand.announced?.to ?? null,
      downgradeAt: stand.announced?.effectiveAt ?? null,
      until: stand.byHand?.until ?? null,
      approvedBy: stand.byHand?.approvedBy ?? null,
      reason: stand.byHand?.reason ?? null,
      measures: measuresShown(stand.measures),
    })),
    ratings: lastRatings(state).map(({ rating, score, at: ratedAt, approvedBy }) => ({
      rating,
      score,
      ratedAt,
      approvedBy,
    })),
    changesAt: changes.filter((at) => at !== null).sort(compareTexts)[0] ?? null,
  };
}

/** The tier that counted last in each scheme: what a downgrade or an end brings, an event of its day says. */
const tierField = (scheme: Scheme): Field<TiersState> =>
  code<TiersState, Tier>(
    tiers,
    (state) =>
      counting(state, scheme, ({ changes, byHand }) => {
        const last = byHand.findLast(({ endedAt }) => endedAt === null) ?? changes.at(-1);
        return last ? { tier: last.tier, since: last.at } : null;
      })?.tier ?? null,
    schemes.words[scheme],
  );

/** The part of tiers in the 360° view. */
export const tiersSection = defineSection<TiersState, TiersView>()({
  name: 'tiers',
  title: { zh: '客户分级', en: 'Tiers' },
  version: 3,
  from: { ...tierEvents, ...ratingEvents },
  initial: NO_TIERS,
  evolve: {
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
    TierOverridden: (state, { scheme, tier, until = null, approvedBy, reason }, at) =>
      kept(state, scheme, at, (before) => ({
        ...before,
        byHand: [...ended(before.byHand, at.occurredAt), { ...of(at), tier, until, approvedBy, reason, endedAt: null }],
      })),
    OverrideEnded: (state, { scheme }, at) =>
      kept(state, scheme, at, (before) => ({ ...before, byHand: ended(before.byHand, at.occurredAt) })),
    CustomerRated: (state, { rating, score, approvedBy }, { occurredAt: at, id: eventId }) =>
      rated(state, { rating, score, at, approvedBy, eventId }),
    RatingWithdrawn: (state, { rating, approvedBy }, { occurredAt: at, id: eventId }) =>
      rated(state, { rating, score: null, at, approvedBy, eventId }),
  },
  shape: tiersView,
  view,
  shows: [{ at: 'schemes/*/reason', of: ['tiers.reason'] }],
  lapse: ({ changesAt }, { zone }) => {
    if (changesAt === null) return null;
    const day = dayOf(changesAt, zone);
    return {
      at: changesAt,
      title: {
        zh: `${day} 通知的降级生效，或人工指定到期`,
        en: `a downgrade came into force, or what was set by hand ended, on ${day}`,
      },
    };
  },
  figures: {
    schemes: {
      formula: {
        zh: '各方案的级别：人工指定且未到期的，否则按方案政策最近一次评定（升降级缓冲、最短停留与降级通知见该政策）；依据为评定时的指标及其事件',
        en: 'The tier in each scheme: as set by hand while that counts, else as its policy assessed it last (hysteresis, minimum stay and notice are of that policy); measures are those of the assessment, with their events',
      },
      behind: 'each',
      evidence: (state, { asOf }) => stands(state, asOf).flatMap(([, { eventIds }]) => eventIds),
    },
    ratings: {
      formula: { zh: '各项最近一次人工评分（1 至 5）', en: 'The last rating of each kind, 1 to 5' },
      behind: 'each',
    },
    changesAt: {
      formula: {
        zh: '下一次降级生效或人工指定到期的时间，取最早者',
        en: 'When a downgrade comes into force or what was set by hand ends, whichever comes first',
      },
      behind: 'each',
      evidence: (state, { asOf }) =>
        stands(state, asOf).flatMap(([, { announced, byHand }]) =>
          [announced, byHand].flatMap((each) => each?.eventId ?? []),
        ),
    },
  },
  fields: {
    valueTier: tierField('value'),
    vipTier: tierField('vip'),
    strategicTier: tierField('strategic'),
    gradeTier: tierField('grade'),
    abcTier: tierField('abc'),
    pyramidTier: tierField('pyramid'),
    volumeTier: tierField('volume'),
    typeTier: tierField('type'),
  },
});
