import { named } from '@dossier/contexts/sales';
import { IsOneOf, Titled } from '@dossier/fields';
import { externalIds } from '@dossier/foundation';
import {
  type Asking,
  compareTexts,
  defineQuery,
  type Instant,
  kind,
  orNull,
  placeOf,
  READERS,
  shape,
  type Shown,
} from '@dossier/kernel';
import { Type } from 'class-transformer';
import { IsOptional, ValidateNested } from 'class-validator';
import { BENEFIT, BenefitCosts, COSTS, CostSums } from '../../benefit-costs';
import { tierBenefitsPolicy, TierBenefitsPolicy } from '../../benefits-policy';
import { measuresShown, told } from '../../evidence';
import {
  after,
  carriedOut,
  judged,
  type Judged,
  type Measured,
  ofTheKnown,
  restingOn,
  type Standing,
} from '../../judging';
import {
  type CustomerHistory,
  type CutPoints,
  customersOf,
  Distribution,
  MEASURED_OVER,
  Measuring,
  measuringAt,
  type Wanted,
  wantedBy,
  WITHOUT_RATE,
} from '../../measuring';
import { mustBeAssessable, mustMakeSense, schemePolicies, TierScheme } from '../../scheme-policy';
import {
  AS_OF,
  BEFORE,
  CUSTOMER,
  CUSTOMERS,
  EXTERNAL_ID,
  MEASURES,
  MOST,
  POLICY_VERSION,
  SCHEME,
  TIER,
  WITHOUT_COST,
} from '../../shown-parts';
import { benefits as benefitTerms, rankOf, type Scheme, schemes, tiers, type Tier, tiersOf } from '../../terms';
import { tiersRefusal } from '../../tiers.refusals';
import { tierAssessments } from '../../tier-assessments';
import { standAt } from '../../tier-history';
import { Moved } from './moved';

export class WhatIfParams {
  @Titled(schemes.title) @IsOneOf(schemes) readonly scheme!: Scheme;
  @Titled(
    { zh: '草案', en: 'Draft' },
    { help: { zh: '分级方案政策的完整内容。', en: 'A whole document of the policy of the scheme.' } },
  )
  @ValidateNested()
  @Type(() => TierScheme)
  readonly draft!: TierScheme;
  @Titled(
    { zh: '权益草案', en: 'Draft of the benefits' },
    {
      help: {
        zh: 'tier-benefits 政策的完整内容；省略则两边都按现行权益计成本。',
        en: 'A whole document of policy tier-benefits; left out: both are priced by the benefits in force.',
      },
    },
  )
  @IsOptional()
  @ValidateNested()
  @Type(() => TierBenefitsPolicy)
  readonly benefits?: TierBenefitsPolicy;
}

const whatIfShape = shape({
  scheme: SCHEME,
  asOf: AS_OF,
  policyVersion: POLICY_VERSION,
  assessedAsOf: kind.list(kind.instant({ zh: '评定时间', en: 'Assessed as of' })),
  customers: CUSTOMERS,
  moved: kind.count({ zh: '变动客户数', en: 'Customers who move' }),
  raised: kind.count({ zh: '升级', en: 'To a higher tier' }),
  lowered: kind.count({ zh: '降级', en: 'To a lower tier' }),
  byUnknown: kind.count(
    { zh: '变动中依据未知的客户数', en: 'Of them: by an unknown measure' },
    {
      help: {
        zh: '含在变动与升降级之中：两个级别中较低的那个，只因有指标未知才低（如商品成本未知、无人评分）：未知的指标不满足任何条件，若满足则级别更高；其权益成本之差并非已知的节省',
        en: 'Among those who move: the lower one of the two tiers is lower only since a measure is not known, as where the cost of goods is not or nobody gave a rating: it meets no condition, and if it did the tier would be higher. What their benefits cost less is no saving that is known',
      },
    },
  ),
  withoutRate: kind.count({ zh: '缺少汇率的客户数', en: 'Customers without a rate' }),
  withoutCost: WITHOUT_COST,
  tiers: kind.rows(
    { zh: '各级别', en: 'Tiers' },
    {
      tier: TIER,
      customers: kind.count({ zh: '现行政策下客户数', en: 'Customers by the policy in force' }),
      drafted: kind.count({ zh: '草案下客户数', en: 'Customers by the draft' }),
    },
  ),
  benefitsVersion: kind.count({ zh: '权益政策版本', en: 'Version of the benefits' }),
  costs: kind.rows({ zh: '权益年成本，按币种', en: 'Cost of the benefits in a year' }, COSTS, {
    help: {
      zh: '每客户每项权益按其币种的最小单位四舍五入一次后相加；按评定所得的级别计，不论人工指定。',
      en: 'Each benefit of each customer is rounded once to the minor unit, and summed by currency; by the tiers as assessed, whatever was set by hand.',
    },
  }),
  costsByTier: kind.rows({ zh: '权益年成本，按级别', en: 'Cost in a year by tier' }, { tier: TIER, ...COSTS }),
  costsByBenefit: kind.rows(
    { zh: '权益年成本，按权益', en: 'Cost in a year by benefit' },
    { benefit: BENEFIT, ...COSTS },
  ),
  rows: kind.rows(
    { zh: '变动的客户', en: 'Who moves' },
    {
      customer: CUSTOMER,
      from: kind.code({ zh: '现行政策下', en: 'By the policy in force' }, tiers),
      to: kind.code({ zh: '草案下', en: 'By the draft' }, tiers),
      since: kind.instant({ zh: '草案下自', en: 'By the draft since' }),
      downgradeTo: orNull(kind.code({ zh: '草案下将降为', en: 'By the draft will be' }, tiers)),
      recorded: { ...BEFORE, title: { zh: '目前记录的级别', en: 'Tier as recorded' } },
      byHand: kind.flag({ zh: '人工指定', en: 'Set by hand' }),
      isUnknown: kind.flag({ zh: '依据未知', en: 'By an unknown measure' }),
      measures: MEASURES,
      externalId: EXTERNAL_ID,
    },
  ),
  left: kind.count(
    { zh: '未列出客户数', en: 'Not in these rows' },
    {
      help: {
        zh: `按客户编号最多列出 ${MOST} 个；各项计数含全部客户。`,
        en: `At most ${MOST} are given, by their ids; all are counted.`,
      },
    },
  ),
});
export type WhatIf = Shown<typeof whatIfShape>;
type Row = Omit<WhatIf['rows'][number], 'externalId'>;

/** A policy with its measures and cut points of each day. */
class Trial {
  private readonly days: readonly {
    readonly asOf: Instant;
    readonly measuring: Measuring;
    readonly all: Distribution;
  }[];
  private cutPoints: readonly CutPoints[] = [];

  private constructor(
    private readonly scheme: Scheme,
    private readonly document: TierScheme,
    wanted: Wanted,
    days: readonly Instant[],
    asking: Asking,
  ) {
    this.days = days.map((asOf) => {
      const measuring = measuringAt(wanted, { ...asking, asOf });
      return { asOf, measuring, all: new Distribution(document, measuring) };
    });
  }

  static async of(scheme: Scheme, document: TierScheme, days: readonly Instant[], asking: Asking): Promise<Trial> {
    return new Trial(scheme, document, await wantedBy(document, asking), days, asking);
  }

  add(history: CustomerHistory): void {
    for (const { measuring, all } of this.days) all.add(measuring.of(history));
  }
  end(): void {
    this.cutPoints = this.days.map(({ all }) => all.cutPoints);
  }

  /**
   * Where all assessments would have brought a customer; null: it was assessed by none.
   * @param unknown what a measure that is not known does with a condition
   */
  standing(
    history: CustomerHistory,
    unknown: 'fails' | 'meets' = 'fails',
  ): { readonly standing: Standing; readonly measures: readonly Measured[] } | null {
    let standing: Standing | null = null;
    let measures: readonly Measured[] = [];
    for (const [index, { asOf, measuring }] of this.days.entries()) {
      const found = measuring.of(history);
      if (found === null || found === WITHOUT_RATE) continue;
      const all = this.cutPoints[index]?.rules ?? [];
      const rules = unknown === 'meets' ? ofTheKnown(all, found) : all;
      measures = restingOn(rules, found);
      const by: Judged = { assessment: '', policyVersion: 0, measures };
      const outcomes = judged(standing, {
        scheme: this.scheme,
        asOf,
        rules,
        measures: found,
        by,
        terms: this.document,
      });
      standing = outcomes.reduce<Standing | null>(after, standing);
    }
    const last = this.days.at(-1)?.asOf ?? '';
    standing = carriedOut(standing, last).reduce<Standing | null>(after, standing);
    return standing && { standing, measures };
  }

  /** Of the assessment that lacked the most. */
  most(of: 'withoutRate' | 'withoutCost'): number {
    return Math.max(0, ...this.cutPoints.map((each) => each[of]));
  }
}

/**
 * Who would stand elsewhere had a draft been in force at every assessment so far, and at one as of the asking; against
 * the policy in force under the same assessments, so that only the draft makes the difference. Nothing is written.
 */
export const whatIf = defineQuery({
  name: 'tiers.what-if',
  title: { zh: '试算：若采用草案', en: 'What if a draft were the policy' },
  params: WhatIfParams,
  by: READERS,
  refuses: [tiersRefusal.some('by-hand', 'foreign-tier', 'unfit-scheme', 'unfit-benefits')],
  over: [...MEASURED_OVER, tierAssessments, externalIds],
  route: {
    path: 'tier-schemes/:scheme/what-if',
    description: {
      zh: '按历次评定的时间及查询时刻，以草案与现行政策分别重新评定全部历史，列出级别不同的客户、时间与依据，以及权益的年成本。不写入任何内容。',
      en: 'Assesses all of history anew, as of each assessment so far and as of the asking, by the draft and by the policy in force, and lists who would stand elsewhere, since when and why, and what the benefits cost in a year. Nothing is written.',
    },
    posted: {
      scheme: 'value',
      draft: {
        rules: [
          { tier: 'value-high', conditions: [{ measure: 'net-revenue', by: 'at-least', enter: 200000, stay: 160000 }] },
        ],
        ...{ windowMonths: 12, everyMonths: 3, minimumStayDays: 90, noticeDays: 30 },
      },
    },
  },
  shape: whatIfShape,
  run: async ({ scheme, draft, benefits }, asking): Promise<WhatIf> => {
    mustMakeSense(scheme, draft, 'draft');
    mustBeAssessable(scheme, draft);
    const { asOf, policies } = asking;
    const { document: inForce, version: benefitsVersion } = policies(tierBenefitsPolicy);
    const fault = benefits && tierBenefitsPolicy.fault?.(benefits);
    if (fault)
      throw tiersRefusal('unfit-benefits', { fault: { zh: fault.zh, en: fault.en } }).of('benefits', ...placeOf(fault));
    const costs = { now: new BenefitCosts(inForce, asking), drafted: new BenefitCosts(benefits ?? inForce, asking) };
    const sums = new CostSums();
    const { document, version: policyVersion } = policies(schemePolicies[scheme]);
    const days = await assessedBy(scheme, asking);
    const now = await Trial.of(scheme, document, days, asking);
    const then = await Trial.of(scheme, draft, days, asking);
    for await (const history of customersOf(asking)) for (const trial of [now, then]) trial.add(history);
    for (const trial of [now, then]) trial.end();
    const counts = new Map(tiersOf(scheme).map((tier) => [tier, { now: 0, then: 0 }]));
    const moved = new Moved<Row>(scheme);
    let customers = 0;
    for await (const history of customersOf(asking)) {
      const [before, drafted] = [now.standing(history), then.standing(history)];
      if (!before || !drafted) continue;
      customers += 1;
      const [from, to] = [before.standing.tier, drafted.standing.tier];
      count(counts, from, 'now');
      count(counts, to, 'then');
      sums.add(from, costs.now.of(from, history.facts), 'now');
      sums.add(to, costs.drafted.of(to, history.facts), 'drafted');
      if (from === to) continue;
      const [lower, lowerTier] = rankOf(scheme, from) > rankOf(scheme, to) ? [now, from] : [then, to];
      const met = lower.standing(history, 'meets')?.standing.tier ?? lowerTier;
      const isUnknown = rankOf(scheme, met) < rankOf(scheme, lowerTier);
      moved.add({ from, to, isUnknown }, () => {
        const stand = standAt(history.tiers, scheme, asOf);
        return {
          ...{ customer: history.customer, from, to, since: drafted.standing.since },
          downgradeTo: drafted.standing.announced?.to ?? null,
          ...{ recorded: stand?.tier ?? null, byHand: stand?.origin === 'hand', isUnknown },
          measures: measuresShown(drafted.measures.map(told)),
        };
      });
    }
    return {
      ...{ scheme, asOf, policyVersion, assessedAsOf: days, customers },
      ...moved.counts,
      withoutRate: Math.max(now.most('withoutRate'), then.most('withoutRate')),
      withoutCost: Math.max(now.most('withoutCost'), then.most('withoutCost')),
      tiers: [...counts].map(([tier, of]) => ({ tier, customers: of.now, drafted: of.then })),
      benefitsVersion,
      costs: sums.rows([], () => 0),
      costsByTier: sums.rows(['tier'], ({ tier }) => rankOf(scheme, tier)),
      costsByBenefit: sums.rows(['benefit'], ({ benefit }) => benefitTerms.codes.indexOf(benefit)),
      rows: await named(moved.rows, asking),
    };
  },
});

const count = (counts: ReadonlyMap<Tier, { now: number; then: number }>, tier: Tier, which: 'now' | 'then'): void => {
  const of = counts.get(tier);
  if (of) of[which] += 1;
};

/** The instants of the assessments of a scheme by then, and of one as of then. */
async function assessedBy(scheme: Scheme, { reads, asOf }: Asking): Promise<readonly Instant[]> {
  const rows = await reads.rows(tierAssessments, ['asOf'], {
    where: [
      { field: 'scheme', op: 'eq', value: scheme },
      { field: 'asOf', op: 'lte', value: asOf },
      { field: 'completedAt', op: 'ne', value: null },
    ],
  });
  return [...new Set([...rows.map((row) => String(row['asOf'])), asOf])].sort(compareTexts);
}
