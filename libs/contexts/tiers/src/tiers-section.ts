import {
  code,
  compareTexts,
  dayOf,
  defineSection,
  type Field,
  inserted,
  type Instant,
  kind,
  orErased,
  orNull,
  shape,
  type Shown,
  type Viewing,
} from '@dossier/kernel';
import { tierBenefitsPolicy } from './benefits-policy';
import { entitlementsAt } from './entitlements';
import { measuresShown } from './evidence';
import { ratingEvents } from './rating.events';
import { APPROVED_BY, BY_HAND_UNTIL, MEASURES, POLICY_VERSION, REASON, SCHEME, TIER } from './shown-parts';
import { benefits, origins, ratings, type Scheme, schemes, type Tier, tiers } from './terms';
import { tierEvents } from './tier.events';
import {
  counting,
  NO_TIERS,
  type RatingSaid,
  type Stand,
  standAt,
  tiersOfEvents,
  type TiersState,
} from './tier-history';

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
      until: orNull(kind.instant(BY_HAND_UNTIL)),
      approvedBy: orNull(kind.text(APPROVED_BY)),
      reason: orNull(orErased(kind.text(REASON))),
      measures: MEASURES,
    },
  ),
  entitlements: kind.rows(
    { zh: '权益', en: 'Entitlements' },
    {
      scheme: SCHEME,
      tier: TIER,
      since: kind.instant({ zh: '自', en: 'Since' }),
      benefit: kind.code(benefits.title, benefits),
      value: orNull(
        kind.number(
          { zh: '数值', en: 'Value' },
          {
            help: {
              zh: '单位见权益；专属人员为 null',
              en: 'in the unit of the benefit; null for people',
            },
          },
        ),
      ),
      policyVersion: POLICY_VERSION,
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

function view(state: TiersState, { asOf, policies }: Viewing): TiersView {
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
    entitlements: entitlementsAt(state, asOf, policies).map((entitlement) => ({ ...entitlement })),
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
  version: 5,
  from: { ...tierEvents, ...ratingEvents },
  initial: NO_TIERS,
  evolve: {
    ...tiersOfEvents,
    CustomerRated: (state, { rating, score, approvedBy }, { occurredAt: at, id: eventId }) =>
      rated(state, { rating, score, at, approvedBy, eventId }),
    RatingWithdrawn: (state, { rating, approvedBy }, { occurredAt: at, id: eventId }) =>
      rated(state, { rating, score: null, at, approvedBy, eventId }),
  },
  policies: [tierBenefitsPolicy.name],
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
    entitlements: {
      formula: {
        zh: '各方案的级别按查询时刻生效的 tier-benefits 政策所享的权益；依据为带来该级别的事件',
        en: 'What the tier of each scheme is entitled to by policy tier-benefits in force as of the asking; behind it are the events that brought the tier about',
      },
      behind: 'each',
      evidence: (state, { asOf, policies }) => {
        const entitled = new Set(entitlementsAt(state, asOf, policies).map(({ scheme }) => scheme));
        return stands(state, asOf).flatMap(([scheme, { eventIds }]) => (entitled.has(scheme) ? eventIds : []));
      },
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
