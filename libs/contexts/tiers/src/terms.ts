import { type CodeOf, defineTerms } from '@dossier/kernel';

export const schemes = defineTerms(
  'tiers.scheme',
  { zh: '分级方案', en: 'Scheme' },
  {
    value: { zh: '价值分级（高/中/低）', en: 'value: high, medium, low' },
    vip: { zh: 'VIP 分级（VIP/普通/潜在）', en: 'VIP: VIP, regular, potential' },
    strategic: { zh: '战略分级（战略/重点/普通）', en: 'strategic: strategic, key, regular' },
    grade: { zh: '等级（A/B/C，重要性 × 潜力）', en: 'grade: A, B, C by importance and potential' },
    abc: { zh: 'ABC 分级（累计金额）', en: 'ABC by cumulative revenue' },
    pyramid: { zh: '金字塔（铂金/黄金/钢铁/重铅）', en: 'pyramid: platinum, gold, iron, lead' },
    volume: { zh: '销量金字塔（VIP/主要/普通/小客户）', en: 'volume: VIP, main, regular, small' },
    type: { zh: '类型（行业/区域/潜力）', en: 'type: industry, regional, potential' },
  },
);
export type Scheme = CodeOf<typeof schemes>;

/** Tiers of all schemes, in full, for several schemes use the same words; of each scheme the best first. */
export const tiers = defineTerms(
  'tiers.tier',
  { zh: '客户级别', en: 'Tier' },
  {
    'value-high': { zh: '高价值客户', en: 'high value' },
    'value-medium': { zh: '中价值客户', en: 'medium value' },
    'value-low': { zh: '低价值客户', en: 'low value' },
    'vip-vip': { zh: 'VIP 客户', en: 'VIP' },
    'vip-regular': { zh: '普通客户（VIP 分级）', en: 'regular (VIP scheme)' },
    'vip-potential': { zh: '潜在客户（VIP 分级）', en: 'potential (VIP scheme)' },
    'strategic-strategic': { zh: '战略客户', en: 'strategic' },
    'strategic-key': { zh: '重点客户', en: 'key' },
    'strategic-regular': { zh: '普通客户（战略分级）', en: 'regular (strategic scheme)' },
    'grade-a': { zh: 'A 级客户', en: 'grade A' },
    'grade-b': { zh: 'B 级客户', en: 'grade B' },
    'grade-c': { zh: 'C 级客户', en: 'grade C' },
    'abc-a': { zh: 'A 类客户（累计金额）', en: 'class A by cumulative revenue' },
    'abc-b': { zh: 'B 类客户（累计金额）', en: 'class B by cumulative revenue' },
    'abc-c': { zh: 'C 类客户（累计金额）', en: 'class C by cumulative revenue' },
    'pyramid-platinum': { zh: '铂金客户', en: 'platinum' },
    'pyramid-gold': { zh: '黄金客户', en: 'gold' },
    'pyramid-iron': { zh: '钢铁客户', en: 'iron' },
    'pyramid-lead': { zh: '重铅客户', en: 'lead' },
    'volume-vip': { zh: 'VIP 客户（销量）', en: 'VIP by volume' },
    'volume-main': { zh: '主要客户', en: 'main' },
    'volume-regular': { zh: '普通客户（销量）', en: 'regular by volume' },
    'volume-small': { zh: '小客户', en: 'small' },
    'type-industry': { zh: '行业客户', en: 'industry customer' },
    'type-regional': { zh: '区域客户', en: 'regional customer' },
    'type-potential': { zh: '潜力客户', en: 'customer with potential' },
  },
);
export type Tier = CodeOf<typeof tiers>;

/** The tiers of a scheme, the best first. */
export const tiersOf = (scheme: Scheme): readonly Tier[] => tiers.codes.filter((tier) => tier.startsWith(`${scheme}-`));
/** 0 is the best. */
export const rankOf = (scheme: Scheme, tier: Tier): number => tiersOf(scheme).indexOf(tier);

/** What a tier may rest on. */
export const measures = defineTerms(
  'tiers.measure',
  { zh: '指标', en: 'Measure' },
  {
    'net-revenue': { zh: '净销售额', en: 'net revenue' },
    profit: { zh: '利润', en: 'profit' },
    purchases: { zh: '购买次数', en: 'purchases' },
    'recency-days': { zh: '距最近购买天数', en: 'days since the last purchase' },
    'relationship-months': { zh: '合作月数', en: 'months since the first purchase' },
    'growth-percent': { zh: '净销售额增长率（%）', en: 'growth of net revenue (%)' },
    potential: { zh: '潜力评分', en: 'potential, as rated' },
    'strategic-importance': { zh: '战略意义评分', en: 'strategic importance, as rated' },
    'brand-influence': { zh: '品牌影响力评分', en: 'brand influence, as rated' },
    'industry-position': { zh: '行业地位评分', en: 'position in the industry, as rated' },
  },
);
export type Measure = CodeOf<typeof measures>;

/** Measures in a currency. */
export const isAmount = (measure: Measure): measure is 'net-revenue' | 'profit' =>
  measure === 'net-revenue' || measure === 'profit';

/** Measures that no document gives: people rate them from 1 to 5. */
export const ratings = defineTerms(
  'tiers.rating',
  { zh: '人工评分', en: 'Rating' },
  {
    potential: measures.words.potential,
    'strategic-importance': measures.words['strategic-importance'],
    'brand-influence': measures.words['brand-influence'],
    'industry-position': measures.words['industry-position'],
  },
);
export type Rated = CodeOf<typeof ratings>;

export const comparisons = defineTerms(
  'tiers.comparison',
  { zh: '比较方式', en: 'Compared' },
  {
    'at-least': { zh: '不少于', en: 'at least' },
    'at-most': { zh: '不多于', en: 'at most' },
    'top-percent': { zh: '排名前百分之', en: 'among the first per cent' },
    'cumulative-percent': { zh: '累计占比百分之以内', en: 'within the cumulative per cent' },
  },
);
export type Comparison = CodeOf<typeof comparisons>;

/** What happened to a tier. */
export const moves = defineTerms(
  'tiers.move',
  { zh: '变动', en: 'Move' },
  {
    first: { zh: '首次评定', en: 'first assessed' },
    raised: { zh: '升级', en: 'raised' },
    lowered: { zh: '降级', en: 'lowered' },
    announced: { zh: '降级通知', en: 'downgrade announced' },
    'announcement-withdrawn': { zh: '撤销降级通知', en: 'announcement withdrawn' },
    overridden: { zh: '人工指定', en: 'set by hand' },
    'override-ended': { zh: '人工指定结束', en: 'no longer set by hand' },
  },
);
export type Move = CodeOf<typeof moves>;

/** Where a tier comes from. */
export const origins = defineTerms(
  'tiers.origin',
  { zh: '级别来源', en: 'Where the tier comes from' },
  {
    assessment: { zh: '按政策评定', en: 'assessed by the policy' },
    hand: { zh: '人工指定', en: 'set by hand' },
  },
);

/** Why what was set by hand counts no more. */
export const endings = defineTerms(
  'tiers.override-ending',
  { zh: '结束原因', en: 'Why it ended' },
  {
    expired: { zh: '到期', en: 'its time was over' },
    withdrawn: { zh: '撤回', en: 'it was withdrawn' },
  },
);

/** What a tier is entitled to. */
export const benefits = defineTerms(
  'tiers.benefit',
  { zh: '权益', en: 'Benefit' },
  {
    response: { zh: '服务响应时限（分钟）', en: 'service: to respond within (minutes)' },
    resolution: { zh: '服务解决时限（分钟）', en: 'service: to resolve within (minutes)' },
    discount: { zh: '折扣（%）', en: 'discount (%)' },
    visits: { zh: '走访（次/年）', en: 'visits a year' },
    gifts: { zh: '礼品（次/年）', en: 'gifts a year' },
    'named-manager': { zh: '专属客户经理', en: 'named manager' },
    'dedicated-engineer': { zh: '专属工程师', en: 'dedicated engineer' },
  },
);
export type Benefit = CodeOf<typeof benefits>;

/** How the cost of a benefit in a year follows from it. */
export const costFormulas = defineTerms(
  'tiers.cost-formula',
  { zh: '年成本算法', en: 'Cost in a year' },
  {
    none: { zh: '不计', en: 'none' },
    'per-customer': { zh: '每客户每年一笔金额', en: 'the amount for each customer' },
    'per-unit': { zh: '金额 × 数值', en: 'the amount times the value' },
    'of-revenue': {
      zh: '最近 12 个月净销售额的百分之（数值）',
      en: 'the value in per cent of net revenue of 12 months',
    },
  },
);
export type CostFormula = CodeOf<typeof costFormulas>;
