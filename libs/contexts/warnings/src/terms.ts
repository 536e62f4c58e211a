import { type CodeOf, defineTerms } from '@dossier/kernel';

/** What warns. A context that is yet to be heard adds its code here, and its signal in `signals/`. */
export const signals = defineTerms(
  'warnings.signal',
  { zh: '预警信号', en: 'What warns' },
  {
    silence: { zh: '异常沉默', en: 'unusual silence' },
    'volume-down': { zh: '采购额骤降', en: 'volume sharply down' },
    'payment-overdue': { zh: '付款逾期', en: 'payment overdue' },
  },
);
export type SignalCode = CodeOf<typeof signals>;

/** How each signal is judged, in words; a changed formula is a new code. */
export const formulas = defineTerms(
  'warnings.formula',
  { zh: '公式', en: 'Formula' },
  {
    'silence-1': {
      zh: '节奏取客户自己的购买间隔（历史短时按通常间隔补足），规律性按 Wheat–Morrison 的 Erlang-k；沉默之后仍会购买的概率 p 不高于界限即预警。往年同期大多没有购买则不预警；往年每年同期都买过而今年没有，则 p 未到界限也预警。评分 = 50 × 自身间隔数 ÷（自身间隔数 + 通常间隔权重）+ 20 ×（1 − 1/k）+ 30 × 往年同期买过的比例',
      en: 'The rhythm is that of its own intervals, filled up with the usual one where its history is short, its regularity k that of Wheat & Morrison; it warns when p, the chance to buy after such a silence, falls to the border. No warning where most earlier years saw no purchase in these days; one before p falls so low where all of them did. Score = 50 × own intervals ÷ (own intervals + weight of the usual one) + 20 × (1 − 1/k) + 30 × share of earlier years with a purchase in these days',
    },
    'volume-down-1': {
      zh: '最近若干整月（UTC）的采购净额（扣除取消、退货与贷项）比去年同期下降的比例，达到界限即预警，每月初判断。评分 = 70 × 下降比例 + 30 × 去年同期购买次数 ÷ 10（最多 30）',
      en: 'By which share the net amount bought (less cancellations, returns and credits) in the latest whole months (UTC) is below that of the same months of the year before; judged at the beginning of each month. Score = 70 × that share + 30 × purchases of the year before ÷ 10, 30 at most',
    },
    'payment-overdue-1': {
      zh: '有发票到期后超过宽限天数仍未付清即预警，直到没有这样的发票为止。评分 = 70 × 逾期金额占未付金额的比例（多币种取最高）+ 10 × 逾期发票数（最多 30）',
      en: 'It warns while an invoice is open more than the days of grace after it fell due. Score = 70 × share of what is open that is overdue (of several currencies the highest) + 10 × invoices overdue, 30 at most',
    },
  },
);
export type Formula = CodeOf<typeof formulas>;

export const severities = defineTerms(
  'warnings.severity',
  { zh: '严重程度', en: 'Severity' },
  { low: { zh: '低', en: 'low' }, medium: { zh: '中', en: 'medium' }, high: { zh: '高', en: 'high' } },
);
export type Severity = CodeOf<typeof severities>;

/** What a score is made of. */
export const measures = defineTerms(
  'warnings.measure',
  { zh: '指标', en: 'Measure' },
  {
    'usual-days': { zh: '客户自己的购买间隔（天）', en: 'its own days between purchases' },
    'silent-days': { zh: '沉默天数', en: 'days of silence' },
    regularity: { zh: '规律性 k', en: 'regularity k' },
    'own-intervals': { zh: '自身间隔数', en: 'own intervals' },
    'likelihood-percent': { zh: '沉默后仍会购买的概率（%）', en: 'chance to buy after such a silence (%)' },
    'season-years': { zh: '可比的往年数', en: 'earlier years that can be compared' },
    'season-bought': { zh: '其中同期买过的年数', en: 'of them with a purchase in these days' },
    'drop-percent': { zh: '比去年同期下降（%）', en: 'below the year before by (%)' },
    'purchases-before': { zh: '去年同期购买次数', en: 'purchases in these months of the year before' },
    'purchases-now': { zh: '最近购买次数', en: 'purchases in the latest months' },
    'overdue-percent': { zh: '逾期占未付金额（%）', en: 'share of what is open that is overdue (%)' },
    'overdue-invoices': { zh: '逾期发票数', en: 'invoices overdue' },
  },
);
export type MeasureCode = CodeOf<typeof measures>;

export const amountsOf = defineTerms(
  'warnings.amount',
  { zh: '金额项', en: 'Which amount' },
  {
    before: { zh: '去年同期', en: 'the year before' },
    now: { zh: '最近', en: 'lately' },
    overdue: { zh: '逾期', en: 'overdue' },
    open: { zh: '未付', en: 'open' },
  },
);
export type AmountCode = CodeOf<typeof amountsOf>;

/** 推荐措施 */
export const actions = defineTerms(
  'warnings.action',
  { zh: '推荐措施', en: 'Recommended action' },
  {
    'call-buyer': { zh: '联系采购负责人，问明未下单的原因', en: 'call the buyer and ask why nothing is ordered' },
    'improve-cooperation': {
      zh: '与客户复盘合作，提出改善方案',
      en: 'review the cooperation with the customer and propose what to improve',
    },
    'review-credit': { zh: '催收，并复核信用额度', en: 'ask for the money and review the credit limit' },
    'replace-account': { zh: '寻找替代客户', en: 'develop a replacement account' },
    other: { zh: '其他', en: 'something else' },
  },
);
export type ActionCode = CodeOf<typeof actions>;

/** Why a signal warns, or does not. */
export const reasons = defineTerms(
  'warnings.reason',
  { zh: '判断', en: 'Judgement' },
  {
    warns: { zh: '预警', en: 'warns' },
    'not-yet': { zh: '尚未达到界限', en: 'not at the border yet' },
    'too-few-purchases': { zh: '购买次数太少，无法判断', en: 'too few purchases to judge' },
    'in-season': { zh: '往年同期也不购买', en: 'bought nothing in these days of earlier years either' },
    'no-comparison': { zh: '去年同期购买太少，无可比较', en: 'too few purchases in the year before to compare' },
    'several-currencies': { zh: '多种币种，不作比较', en: 'several currencies, which are not compared' },
    'not-down': { zh: '降幅未达界限', en: 'not down by so much' },
    'nothing-open': { zh: '没有未付发票', en: 'no invoice is open' },
  },
);
export type Reason = CodeOf<typeof reasons>;

/** 结果: how a warning came out, as the person who closes it says. */
export const outcomes = defineTerms(
  'warnings.outcome',
  { zh: '处理结果', en: 'Outcome' },
  {
    averted: { zh: '属实，已化解', en: 'it was real, and averted' },
    lost: { zh: '属实，未能化解', en: 'it was real, and not averted' },
    'false-alarm': { zh: '误报', en: 'false alarm' },
    unclear: { zh: '无法判断', en: 'nobody can say' },
  },
);
export type Outcome = CodeOf<typeof outcomes>;

export const statuses = defineTerms(
  'warnings.status',
  { zh: '预警状态', en: 'Status of a warning' },
  {
    open: { zh: '待处理', en: 'open' },
    acknowledged: { zh: '已确认', en: 'acknowledged' },
    snoozed: { zh: '稍后提醒', en: 'snoozed' },
    'acted-on': { zh: '已采取措施', en: 'acted on' },
    ended: { zh: '原因已消失，待填结果', en: 'its cause is gone, the outcome is to be told' },
    withdrawn: { zh: '已撤回', en: 'withdrawn' },
    closed: { zh: '已结案', en: 'closed' },
  },
);
export type Status = CodeOf<typeof statuses>;
