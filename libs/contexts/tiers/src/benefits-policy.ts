import { IsCurrencyCode, IsForm, IsOneOf, Titled } from '@dossier/fields';
import { definePolicy, isExact, type Text } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsNumber, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { CURRENCY } from './shown-parts';
import { type Benefit, benefits, type CostFormula, costFormulas, type Tier, tiers } from './terms';

/** One benefit of one tier, and what it costs in a year. */
export class TierBenefit {
  @Titled(tiers.title) @IsOneOf(tiers) readonly tier!: Tier;
  @Titled(benefits.title) @IsOneOf(benefits) readonly benefit!: Benefit;
  @Titled(
    { zh: '数值', en: 'Value' },
    {
      help: {
        zh: '以权益的单位计（分钟、百分比或次数）；专属人员可省略。',
        en: 'In the unit of the benefit: minutes, per cent or times; left out for people.',
      },
    },
  )
  @IsOptional()
  @IsNumber({ maxDecimalPlaces: 2 })
  @Min(0)
  @Max(60_000)
  readonly value?: number;
  @IsOneOf(costFormulas) @Titled(costFormulas.title) readonly cost!: CostFormula;
  @Titled(
    { zh: '金额', en: 'Amount' },
    { help: { zh: '算法用到金额时给出。', en: 'Where the cost follows from an amount.' } },
  )
  @IsOptional()
  @IsForm(/^(?:0|[1-9]\d{0,8})(?:\.\d{1,4})?$/, {
    zh: '文本形式的金额，如 "300.00"',
    en: 'an amount as text, such as "300.00"',
  })
  readonly amount?: string;
  @Titled(CURRENCY) @IsOptional() @IsCurrencyCode() readonly currency?: string;
}

export class TierBenefitsPolicy {
  @Titled(
    { zh: '各级别权益', en: 'Benefits of tiers' },
    {
      help: {
        zh: '各方案的级别名称互不相同，因此一份政策含全部方案。没有列出的级别没有权益。',
        en: 'Tiers of all schemes in one list, for each belongs to one scheme. A tier that is not named has none.',
      },
    },
  )
  @IsArray()
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => TierBenefit)
  readonly benefits!: readonly TierBenefit[];
}

const WITHOUT_VALUE: ReadonlySet<Benefit> = new Set(['named-manager', 'dedicated-engineer']);
const IN_MINUTES: ReadonlySet<Benefit> = new Set(['response', 'resolution']);

/** What is wrong with one benefit as a whole. */
function faultOf({ benefit, value, cost, amount, currency }: TierBenefit): Text | undefined {
  if (value === undefined && (!WITHOUT_VALUE.has(benefit) || cost === 'per-unit' || cost === 'of-revenue'))
    return { zh: '缺少数值', en: 'has no value' };
  if (IN_MINUTES.has(benefit) && !(Number.isInteger(value) && Number(value) > 0))
    return { zh: '须为大于零的整数分钟', en: 'needs whole minutes above zero' };
  if ((benefit === 'discount' || cost === 'of-revenue') && Number(value) > 100)
    return { zh: '不能超过百分之百', en: 'is more than a hundred per cent' };
  if (cost === 'none' || cost === 'of-revenue')
    return amount === undefined && currency === undefined
      ? undefined
      : { zh: '其算法不用金额', en: 'has an amount that its cost does not follow from' };
  if (amount === undefined || currency === undefined) return { zh: '缺少金额或币种', en: 'has no amount or currency' };
  return isExact(amount, currency)
    ? undefined
    : { zh: '金额比该币种的最小单位还细', en: 'has an amount finer than its currency' };
}

const hours = (tier: Tier, response: number, resolution: number): readonly TierBenefit[] => [
  { tier, benefit: 'response', value: response * 60, cost: 'none' },
  { tier, benefit: 'resolution', value: resolution * 60, cost: 'none' },
];
const CNY = 'CNY';

/** 级别权益 */
export const tierBenefitsPolicy = definePolicy<TierBenefitsPolicy>({
  name: 'tier-benefits',
  title: { zh: '级别权益', en: 'Benefits of tiers' },
  document: TierBenefitsPolicy,
  initial: {
    benefits: [
      ...hours('value-high', 1, 8),
      { tier: 'value-high', benefit: 'discount', value: 3, cost: 'of-revenue' },
      { tier: 'value-high', benefit: 'visits', value: 4, cost: 'per-unit', amount: '800.00', currency: CNY },
      { tier: 'value-high', benefit: 'gifts', value: 2, cost: 'per-unit', amount: '300.00', currency: CNY },
      { tier: 'value-high', benefit: 'named-manager', cost: 'per-customer', amount: '12000.00', currency: CNY },
      ...hours('value-medium', 2, 16),
      { tier: 'value-medium', benefit: 'discount', value: 1, cost: 'of-revenue' },
      { tier: 'value-medium', benefit: 'visits', value: 1, cost: 'per-unit', amount: '800.00', currency: CNY },
      ...hours('strategic-strategic', 1, 8),
      { tier: 'strategic-strategic', benefit: 'visits', value: 6, cost: 'per-unit', amount: '800.00', currency: CNY },
      {
        tier: 'strategic-strategic',
        benefit: 'dedicated-engineer',
        cost: 'per-customer',
        amount: '60000.00',
        currency: CNY,
      },
    ],
  },
  fault: ({ benefits: all }) => {
    const known = new Set<string>();
    for (const each of all) {
      const { tier, benefit } = each;
      const fault = known.has(`${tier} ${benefit}`) ? { zh: '列出了两次', en: 'is there twice' } : faultOf(each);
      if (fault)
        return {
          zh: `${tiers.words[tier].zh}的“${benefits.words[benefit].zh}”${fault.zh}`,
          en: `“${benefits.words[benefit].en}” of ${tiers.words[tier].en} ${fault.en}`,
        };
      known.add(`${tier} ${benefit}`);
    }
    return undefined;
  },
});
