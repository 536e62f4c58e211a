import { IsCurrencyCode, IsOneOf, Titled } from '@dossier/fields';
import { definePolicy, enumerated, placeOf, type PolicyDef, type PolicyFault } from '@dossier/kernel';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { CURRENCY } from './shown-parts';
import {
  type Comparison,
  comparisons,
  type Measure,
  measures,
  type Scheme,
  schemes,
  type Tier,
  tiers,
  tiersOf,
} from './terms';
import { tiersRefusal } from './tiers.refusals';

const LARGEST = 1_000_000_000;

/** One condition of a tier. */
export class TierCondition {
  @IsOneOf(measures)
  @Titled(measures.title, {
    help: {
      zh: '净销售额、利润、购买次数与增长率按考察期计；评分由人工给出，1 至 5。利润为净销售额减去已售出商品的成本与公司承担的运费：取消或退回的商品在当日冲回成本，不可再售的除外；整单在发货前取消的不计运费。只要考察期内有一行商品的成本未知，利润即为未知，而不是按零成本计；未知的指标不满足任何条件。充值金额目前没有任何部门提供。',
      en: 'Net revenue, profit, purchases and growth are of the window; ratings are given by people, 1 to 5. Profit is net revenue less what the goods that stayed sold cost and less the freight that we pay: goods that are cancelled or come back take their cost back on that day, unless they cannot be sold again; an order that is cancelled before anything was shipped spends no freight. Where the cost of one line in the window is not known profit is not known, and the cost is never taken as 0; a measure that is not known meets no condition. Nobody tells of top-up amounts yet.',
    },
  })
  readonly measure!: Measure;
  @IsOneOf(comparisons)
  @Titled(comparisons.title, {
    help: {
      zh: 'top-percent：在该指标为正的客户中排名前百分之几；cumulative-percent：排在前面的客户的累计金额尚不足合计的百分之几。',
      en: 'top-percent: among the first per cent of the customers whose measure is above zero; cumulative-percent: those before it hold less than so many per cent of all.',
    },
  })
  readonly by!: Comparison;
  @Titled(
    { zh: '进入', en: 'Enter' },
    {
      help: {
        zh: '升入该级别所需；金额以元等主单位计。',
        en: 'To come up to the tier; amounts in whole units of the currency.',
      },
    },
  )
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0)
  @Max(LARGEST)
  readonly enter!: number;
  @Titled(
    { zh: '保持', en: 'Stay' },
    {
      help: {
        zh: '保持该级别所需，比进入宽松（升降级缓冲）；省略则与进入相同。',
        en: 'To stay in it, easier than to enter (hysteresis); left out: the same.',
      },
    },
  )
  @IsOptional()
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0)
  @Max(LARGEST)
  readonly stay?: number;
}

/** A way into a tier; a tier may have several. */
export class TierRule {
  @Titled(tiers.title) @IsOneOf(tiers) readonly tier!: Tier;
  @Titled({ zh: '条件', en: 'Conditions' }, { help: { zh: '须全部满足。', en: 'All of them hold.' } })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(9)
  @ValidateNested({ each: true })
  @Type(() => TierCondition)
  readonly conditions!: readonly TierCondition[];
}

export class TierScheme {
  @Titled(
    { zh: '规则', en: 'Rules' },
    {
      help: {
        zh: '满足任一规则即进入其级别，取最好的；都不满足为最低级别。没有规则的方案由人工指定级别。',
        en: 'Any rule that holds leads into its tier, the best one counts; where none holds it is the lowest. Tiers of a scheme without rules are set by hand.',
      },
    },
  )
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => TierRule)
  readonly rules!: readonly TierRule[];
  @Titled(
    { zh: '考察期', en: 'Window' },
    {
      help: {
        zh: '评定日之前的日历月数；0 为全部历史。',
        en: 'Calendar months before the day of the assessment; 0: all of history.',
      },
      unit: { zh: '个月', en: 'months' },
    },
  )
  @IsInt()
  @Min(0)
  @Max(240)
  readonly windowMonths!: number;
  @Titled(CURRENCY, {
    help: {
      zh: '金额折合为此币种（按政策 exchange-rates 在评定日的汇率）；省略则为唯一的销售币种，有多种时为本位币。',
      en: 'Amounts are told in it, at the rates of policy exchange-rates of the day. Left out: the only one in which is sold; where there are several, the reporting currency.',
    },
  })
  @IsOptional()
  @IsCurrencyCode()
  readonly currency?: string;
  @Titled(
    { zh: '评定周期', en: 'Assessed every' },
    {
      help: {
        zh: '首次评定之后，每隔几个月在期末自动评定：1、3（每季度）、6、12；0 为不自动评定。',
        en: 'After the first one, by itself at the end of every month (1), quarter (3), half (6) or year (12); 0: only when asked for.',
      },
      unit: { zh: '个月', en: 'months' },
    },
  )
  @IsIn([0, 1, 3, 6, 12])
  readonly everyMonths!: number;
  @Titled(
    { zh: '最短停留', en: 'Minimum stay' },
    {
      help: {
        zh: '进入级别后，至少这么多天（每天 24 小时）内不降级。',
        en: 'Days of 24 hours in a tier before a lower one is considered.',
      },
      unit: { zh: '天', en: 'days' },
      kind: 'days',
    },
  )
  @IsInt()
  @Min(0)
  @Max(3650)
  readonly minimumStayDays!: number;
  @Titled(
    { zh: '降级通知期', en: 'Notice before a downgrade' },
    {
      help: {
        zh: '降级先通知，这么多天（每天 24 小时）后生效；0 为立即。',
        en: 'Days of 24 hours between its announcement and a downgrade; 0: at once.',
      },
      unit: { zh: '天', en: 'days' },
      kind: 'days',
    },
  )
  @IsInt()
  @Min(0)
  @Max(365)
  readonly noticeDays!: number;
}

const is = (measure: Measure, by: Comparison, enter: number, stay?: number): TierCondition => ({
  ...{ measure, by, enter },
  ...(stay !== undefined && { stay }),
});
const rule = (tier: Tier, ...conditions: readonly TierCondition[]): TierRule => ({ tier, conditions });
const USUAL = { windowMonths: 12, everyMonths: 3, minimumStayDays: 90, noticeDays: 30 };
const top = (percent: number, stay: number): TierCondition => is('net-revenue', 'top-percent', percent, stay);

const INITIAL: Readonly<Record<Scheme, TierScheme>> = {
  value: {
    ...USUAL,
    rules: [
      rule('value-high', is('net-revenue', 'at-least', 100_000, 80_000)),
      rule('value-medium', is('net-revenue', 'at-least', 10_000, 8_000)),
    ],
  },
  vip: {
    ...USUAL,
    rules: [
      rule('vip-vip', is('net-revenue', 'at-least', 50_000, 40_000), is('purchases', 'at-least', 4, 3)),
      rule('vip-regular', is('purchases', 'at-least', 1)),
    ],
  },
  strategic: {
    ...USUAL,
    rules: [rule('strategic-strategic', is('strategic-importance', 'at-least', 4)), rule('strategic-key', top(20, 25))],
  },
  grade: {
    ...USUAL,
    rules: [
      rule('grade-a', top(20, 25), is('potential', 'at-least', 4, 3)),
      rule('grade-b', top(20, 25)),
      rule('grade-b', is('potential', 'at-least', 4, 3)),
    ],
  },
  abc: {
    ...{ ...USUAL, minimumStayDays: 0, noticeDays: 0 },
    rules: [
      rule('abc-a', is('net-revenue', 'cumulative-percent', 80)),
      rule('abc-b', is('net-revenue', 'cumulative-percent', 95)),
    ],
  },
  pyramid: {
    ...USUAL,
    rules: [rule('pyramid-platinum', top(5, 7)), rule('pyramid-gold', top(20, 25)), rule('pyramid-iron', top(50, 60))],
  },
  volume: {
    ...USUAL,
    rules: [rule('volume-vip', top(1, 2)), rule('volume-main', top(5, 7)), rule('volume-regular', top(20, 25))],
  },
  type: { ...USUAL, rules: [], everyMonths: 0 },
};

/** The first condition that is harder to keep than to enter: it would be judged by `enter` alone, as if no `stay` were given. */
function harderToStay(rules: readonly TierRule[]): PolicyFault | undefined {
  const isHarder = ({ by, enter, stay = enter }: TierCondition): boolean =>
    by === 'at-least' ? stay > enter : stay < enter;
  const index = rules.findIndex(({ conditions }) => conditions.some(isHarder));
  const { tier, conditions } = rules[index] ?? {};
  const place = conditions?.findIndex(isHarder) ?? -1;
  const condition = conditions?.[place];
  if (tier === undefined || condition === undefined) return undefined;
  const { measure, by, enter, stay } = condition;
  const [of, what, how] = [tiers.words[tier], measures.words[measure], comparisons.words[by]];
  return {
    at: `/rules/${index}/conditions/${place}/stay`,
    zh: `“${of.zh}”的条件“${what.zh}${how.zh}”：保持（${stay}）不得比进入（${enter}）更难`,
    en: `condition “${what.en} ${how.en}” of “${of.en}” would be harder to keep (${stay}) than to enter (${enter})`,
  };
}

const isOf = (scheme: Scheme, tier: Tier): boolean => tiersOf(scheme).includes(tier);
const of = (scheme: Scheme): PolicyDef<TierScheme> =>
  definePolicy<TierScheme>({
    name: `tier-${scheme}`,
    title: schemes.words[scheme],
    document: TierScheme,
    initial: INITIAL[scheme],
    fault: ({ rules }) => {
      const foreign = rules.find(({ tier }) => !isOf(scheme, tier));
      if (!foreign) return harderToStay(rules);
      const [tier, known] = [tiers.words[foreign.tier], tiersOf(scheme).map((each) => tiers.words[each])];
      return {
        zh: `“${tier.zh}”不是该方案的级别；可用：${known.map(({ zh }) => zh).join('、')}`,
        en: `“${tier.en}” is no tier of this scheme; those it has: ${known.map(({ en }) => en).join(', ')}`,
      };
    },
  });

export const valueScheme = of('value');
export const vipScheme = of('vip');
export const strategicScheme = of('strategic');
export const gradeScheme = of('grade');
export const abcScheme = of('abc');
export const pyramidScheme = of('pyramid');
export const volumeScheme = of('volume');
export const typeScheme = of('type');

/** 分级方案: one policy each. */
export const schemePolicies: Readonly<Record<Scheme, PolicyDef<TierScheme>>> = {
  value: valueScheme,
  vip: vipScheme,
  strategic: strategicScheme,
  grade: gradeScheme,
  abc: abcScheme,
  pyramid: pyramidScheme,
  volume: volumeScheme,
  type: typeScheme,
};

/** Whether assessments of a scheme come by themselves, once it was assessed the first time. */
export const comesByItself = ({ rules, everyMonths }: Pick<TierScheme, 'rules' | 'everyMonths'>): boolean =>
  rules.length > 0 && everyMonths > 0;

/** @throws Refusal `tiers/foreign-tier`, `tiers/by-hand` */
export function mustBeAssessable(scheme: Scheme, { rules }: TierScheme): void {
  for (const { tier } of rules) mustBeOf(scheme, tier);
  if (rules.length === 0) throw tiersRefusal('by-hand', { scheme });
}

/**
 * What is published, or tried, from now on.
 * @param field in which it was sent
 * @throws Refusal `tiers/foreign-tier`, `tiers/unfit-scheme`
 */
export function mustMakeSense(scheme: Scheme, document: TierScheme, field: string): void {
  for (const [index, { tier }] of document.rules.entries())
    mustBeOf(scheme, tier, field, 'rules', String(index), 'tier');
  const fault = schemePolicies[scheme].fault?.(document);
  if (fault) throw tiersRefusal('unfit-scheme', { fault: { zh: fault.zh, en: fault.en } }).of(field, ...placeOf(fault));
}

/** @param place of the tier in what was sent @throws Refusal `tiers/foreign-tier` */
export function mustBeOf(scheme: Scheme, tier: Tier, ...place: readonly string[]): void {
  if (!isOf(scheme, tier))
    throw tiersRefusal('foreign-tier', { scheme, tier, known: enumerated(tiersOf(scheme)) }).of(...place);
}
