import { IsOneOf, Titled } from '@dossier/fields';
import { type Asking, defineQuery, kind, percentOf, READERS, shape, type Shown } from '@dossier/kernel';
import { LAST_ASSESSMENT, lastAssessment } from '../../last-assessment';
import { schemePolicies } from '../../scheme-policy';
import { AS_OF, BEFORE, CUSTOMERS, POLICY_VERSION, SCHEME, TIER } from '../../shown-parts';
import { rankOf, type Scheme, schemes, type Tier, tiers, tiersOf } from '../../terms';
import { tierAssessments } from '../../tier-assessments';
import { changesBy, standAt, type TiersState } from '../../tier-history';
import { tiersSection } from '../../tiers-section';
import { IsOptional } from 'class-validator';

export class TiersReportParams {
  @Titled(schemes.title, { help: { zh: '省略则为 value。', en: 'Left out: value.' } })
  @IsOptional()
  @IsOneOf(schemes)
  readonly scheme?: Scheme;
}

const tiersReportShape = shape({
  summary: kind.group(
    { zh: '汇总', en: 'Summary' },
    {
      scheme: SCHEME,
      asOf: AS_OF,
      policyVersion: POLICY_VERSION,
      customers: CUSTOMERS,
      lastAssessment: LAST_ASSESSMENT,
    },
  ),
  rows: kind.rows(
    { zh: '各级别', en: 'Tiers' },
    {
      tier: TIER,
      customers: CUSTOMERS,
      percent: kind.percent({ zh: '占比', en: 'Of all with a tier' }),
      byHand: kind.count({ zh: '其中人工指定', en: 'Of them set by hand' }),
      announced: kind.count({ zh: '其中已通知降级', en: 'Of them with a downgrade announced' }),
    },
  ),
  changes: kind.rows(
    { zh: '历次评定变动', en: 'Changes by assessment' },
    {
      before: BEFORE,
      tier: kind.code({ zh: '变为', en: 'Became' }, tiers),
      changes: kind.count({ zh: '次数', en: 'How often' }),
    },
  ),
});
type TiersReport = Shown<typeof tiersReportShape>;

/** How many customers are in each tier of a scheme as of a day, and from which tier to which they have gone. */
export const tiersReport = defineQuery({
  name: 'report.tiers',
  title: { zh: '客户分级：各级别的客户数与变动', en: 'Tiers: customers in each, and how they moved' },
  params: TiersReportParams,
  by: READERS,
  over: [tiersSection, tierAssessments],
  shape: tiersReportShape,
  run: async ({ scheme = 'value' }, asking): Promise<TiersReport> => {
    const counted = new Map(tiersOf(scheme).map((tier) => [tier, { customers: 0, byHand: 0, announced: 0 }]));
    const ways = new Map<string, TiersReport['changes'][number]>();
    let customers = 0;
    for await (const state of statesOf(asking)) {
      way(ways, state, scheme, asking.asOf);
      const stand = standAt(state, scheme, asking.asOf);
      const of = stand && counted.get(stand.tier);
      if (!of) continue;
      customers += 1;
      of.customers += 1;
      if (stand.origin === 'hand') of.byHand += 1;
      if (stand.announced) of.announced += 1;
    }
    const percent = (part: number): number => (customers === 0 ? 0 : percentOf(part, customers));
    const rank = (tier: Tier | null): number => (tier === null ? -1 : rankOf(scheme, tier));
    return {
      summary: {
        ...{ scheme, asOf: asking.asOf, customers },
        policyVersion: asking.policies(schemePolicies[scheme]).version,
        lastAssessment: await lastAssessment(scheme, asking),
      },
      rows: [...counted].map(([tier, of]) => ({ tier, ...of, percent: percent(of.customers) })),
      changes: [...ways.values()].sort((a, b) => rank(a.before) - rank(b.before) || rank(a.tier) - rank(b.tier)),
    };
  },
});

async function* statesOf({ reads }: Pick<Asking, 'reads'>): AsyncGenerator<TiersState, void, undefined> {
  for await (const chunk of reads.documents(tiersSection)) for (const { doc } of chunk) yield doc;
}

/** Counts the ways that a customer has gone by then; a downgrade counts once it is in force. */
function way(ways: Map<string, TiersReport['changes'][number]>, state: TiersState, scheme: Scheme, asOf: string): void {
  let before: Tier | null = null;
  for (const { tier } of changesBy(state, scheme, asOf)) {
    const key = `${before ?? ''} ${tier}`;
    ways.set(key, { before, tier, changes: (ways.get(key)?.changes ?? 0) + 1 });
    before = tier;
  }
}
