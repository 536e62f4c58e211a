import {
  code,
  defineProjection,
  type Erased,
  flag,
  type Instant,
  idIn,
  instantField,
  integer,
  kind,
  orNull,
  READERS,
  shape,
  type Shown,
  text,
  unindexed,
} from '@dossier/kernel';
import { measuresShown, type Told } from './evidence';
import { APPROVED_BY, ASSESSMENT, AT, BEFORE, CUSTOMER, MEASURES, POLICY_VERSION, SCHEME, WHY } from './shown-parts';
import { type Move, moves, type Scheme, schemes, type Tier, tiers } from './terms';
import { customerTier, inTierId } from './tier';
import { tierEvents } from './tier.events';

/** One move of one customer in one scheme. */
export interface TierChangeDocument {
  readonly customer: string;
  readonly scheme: Scheme;
  readonly move: Move;
  readonly before: Tier | null;
  /** From then on; null: none counts any more. */
  readonly tier: Tier | null;
  readonly at: Instant;
  /** Of a downgrade that was announced. */
  readonly effectiveAt: Instant | null;
  /** null: no assessment brought it about. */
  readonly assessment: string | null;
  readonly policyVersion: number | null;
  readonly measures: readonly Told[];
  readonly approvedBy: string | null;
  readonly reason: string | Erased | null;
  /** The assessment of an earlier day by which a downgrade does not count any more; null: it counts. */
  readonly reversedBy: string | null;
  readonly eventId: string;
}

const tierChangeView = shape({
  customer: CUSTOMER,
  scheme: SCHEME,
  move: kind.code(moves.title, moves),
  before: BEFORE,
  tier: orNull(kind.code(tiers.title, tiers)),
  at: AT,
  effectiveAt: orNull(kind.instant({ zh: '生效时间', en: 'In force from' })),
  assessment: orNull(ASSESSMENT),
  policyVersion: orNull(POLICY_VERSION),
  measures: MEASURES,
  approvedBy: orNull(kind.text(APPROVED_BY)),
  reason: WHY,
  reversedBy: orNull(
    kind.text(
      { zh: '由哪次评定撤销', en: 'Reversed by assessment' },
      {
        help: {
          zh: '降级生效后，又按更早的日期评定且结果不同时，该降级不再有效；有效时为 null',
          en: 'a downgrade does not count any more where, after it came into force, an assessment as of an earlier day found otherwise; null where it counts',
        },
      },
    ),
  ),
  eventId: kind.text({ zh: '事件', en: 'Event' }),
});
export type TierChangeView = Shown<typeof tierChangeView>;

interface At {
  readonly stream: string;
  readonly subject: string;
  readonly occurredAt: Instant;
  readonly id: string;
}
const NOTHING = {
  before: null,
  effectiveAt: null,
  assessment: null,
  policyVersion: null,
  measures: [],
  approvedBy: null,
  reason: null,
  reversedBy: null,
};
const of = ({
  stream,
  subject,
  occurredAt,
  id,
}: At): Pick<TierChangeDocument, 'customer' | 'scheme' | 'at' | 'eventId'> & typeof NOTHING => ({
  ...NOTHING,
  customer: subject,
  scheme: inTierId(idIn(customerTier, stream)).scheme,
  at: occurredAt,
  eventId: id,
});

/** Every move of every customer, with what it rests on. A downgrade that is reversed stays, and says so. */
export const tierChanges = defineProjection<TierChangeDocument>()({
  name: 'tier-changes',
  title: { zh: '客户级别变动', en: 'Changes of tiers' },
  version: 2,
  from: tierEvents,
  key: ({ stream, revision }, data) =>
    `${stream}@${(data as { readonly downgradeRevision?: number }).downgradeRevision ?? revision}`,
  begins: {
    TierChanged: ({ move, before = null, tier, assessment, policyVersion, measures }, at) => ({
      ...of(at),
      ...{ move, before, tier, assessment, policyVersion, measures },
    }),
    DowngradeAnnounced: ({ tier: before, to: tier, effectiveAt, assessment, policyVersion, measures }, at) => ({
      ...of(at),
      ...{ move: 'announced', before, tier, effectiveAt, assessment, policyVersion, measures },
    }),
    DowngradeWithdrawn: ({ tier, assessment, policyVersion, measures }, at) => ({
      ...of(at),
      ...{ move: 'announcement-withdrawn', before: tier, tier, assessment, policyVersion, measures },
    }),
    DowngradeReversed: ({ tier: before, lowered: tier, downgrade: eventId, assessment: reversedBy }, at) => ({
      ...of(at),
      ...{ move: 'lowered', before, tier, eventId, reversedBy },
    }),
    TierOverridden: ({ before = null, tier, approvedBy, reason }, at) => ({
      ...of(at),
      ...{ move: 'overridden', before, tier, approvedBy, reason },
    }),
    OverrideEnded: ({ tier: before, then: tier = null, approvedBy = null, reason = null }, at) => ({
      ...of(at),
      ...{ move: 'override-ended', before, tier, approvedBy, reason },
    }),
  },
  evolve: { DowngradeReversed: (doc, { assessment: reversedBy }) => ({ ...doc, reversedBy }) },
  fields: {
    customer: text((doc) => doc.customer),
    scheme: code(schemes, (doc) => doc.scheme),
    move: unindexed(code(moves, (doc) => doc.move)),
    formerTier: unindexed(code(tiers, (doc) => doc.before, { zh: '原级别', en: 'Tier before' })),
    tier: unindexed(code(tiers, (doc) => doc.tier)),
    at: instantField((doc) => doc.at),
    assessment: text((doc) => doc.assessment),
    policyVersion: unindexed(integer((doc) => doc.policyVersion)),
    reversed: unindexed(flag((doc) => doc.reversedBy !== null, { zh: '降级已撤销', en: 'Downgrade reversed' })),
  },
  shape: tierChangeView,
  view: ({ measures, ...doc }): TierChangeView => ({
    ...doc,
    measures: measuresShown(measures),
  }),
  shows: [{ at: 'reason', of: ['tiers.reason'] }],
  personal: true,
  routes: [
    { path: 'tier-changes', summary: { zh: '客户级别变动', en: 'Changes of tiers' }, by: READERS },
    {
      path: 'customers/:customer/tier-changes',
      summary: { zh: '某客户的级别变动', en: 'Changes of the tiers of a customer' },
      by: READERS,
    },
  ],
});
