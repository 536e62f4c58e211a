import { type CodeOf, defineTerms } from '@dossier/kernel';

/** What warns. A context that is yet to be heard adds its code here, and its signal in `signals/`. */
export const signals = defineTerms(
  'warnings.signal',
  { zh: '预警信号', en: 'What warns' },
  {
    silence: { zh: '异常沉默', en: 'unusual silence' },
    'volume-down': { zh: '采购额骤降', en: 'volume sharply down' },
    'payment-overdue': { zh: '付款逾期', en: 'payment overdue' },
    'satisfaction-falling': { zh: '满意度下降', en: 'satisfaction falling' },
    'service-breaches': { zh: '服务时限屡次超时', en: 'service levels missed again and again' },
    'complaints-up': { zh: '投诉增多', en: 'complaints up' },
    'industry-turning-bad': { zh: '行业转差', en: 'industry turning bad' },
    'wallet-share-falling': { zh: '我司采购份额下降', en: 'share of wallet falling' },
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
    'satisfaction-falling-1': {
      zh: '答复按各自量表折为百分制（0–100），每种测评方法各自判断，每有答复判断一次。最近若干天的均值比此前若干天低达界限，且均值差的区间（Welch）全在零以下；或两段时间内各月均值的 Mann–Kendall 检验为下降且显著，Sen 斜率所示降幅达界限：即预警，直至答复不再如此，或此后同样长的时间没有答复。评分 = 2 × 降幅（两者取大，最多 60）+ 20（两种检验一致时）+（100 − 最近均值）÷ 5；多种方法取评分最高者',
      en: 'Answers are put on 0 to 100 of their scale; each instrument is judged by itself, with each answer. It warns where the mean of the latest days is by so much below that of the days before and the interval of the difference (Welch) lies below 0, or where the test of Mann and Kendall over the means of the months of both shows a significant fall, by Sen’s slope of as much; until answers say otherwise, or none came for as many days. Score = 2 × fall (the greater of both, 60 at most) + 20 where both tests agree + (100 − latest mean) ÷ 5; of several instruments the highest',
    },
    'service-breaches-1': {
      zh: '窗口期内有效的时限结论中，超时达到次数即预警；撤回或改判的结论自失效时起不计。评分 = 10 × 超时次数（最多 60）+ 40 × 超时占全部结论的比例',
      en: 'It warns while as many verdicts of the window that hold are missed; one that is withdrawn or restated counts no more from when it ceased to hold. Score = 10 × missed, 60 at most, + 40 × their share of all verdicts',
    },
    'complaints-up-1': {
      zh: '一次投诉受理时，最近若干天内受理的投诉达到件数，且多于此前同样长的时间，即预警，为期同样天数；客户撤回的投诉自撤回时起不计。评分 = 15 × 最近投诉数（最多 60）+ 20 × 其中较重和严重的（最多 40）',
      en: 'A complaint that is filed warns for as many days as are looked at where, with it, so many were filed within these days, and more than in as many days before; one that the customer takes back counts no more from then on. Score = 15 × complaints lately, 60 at most, + 20 × major and critical ones of them, 40 at most',
    },
    'industry-turning-bad-1': {
      zh: '客户主数据记录中的行业，其展望为差时预警，直至展望或行业改变。展望取政策 market-outlook 已知的最新版本。评分 = 40 + 15 × 下降级数（好至差为 2，中性或未填至差为 1）',
      en: 'It warns while the outlook of the industry in the golden record of the customer is bad. Outlooks are those of the latest version of policy market-outlook that is known. Score = 40 + 15 × steps fallen: 2 from good to bad, 1 from neutral or none',
    },
    'wallet-share-falling-1': {
      zh: '某部门所报的我司采购份额，比该部门此前若干天内所报的最高份额低达界限即预警，直至所报份额回升，或较高的份额已过这么多天；各部门只与自己所报相比。评分 = 3 × 下降的百分点（最多 80）+（100 − 份额）÷ 5',
      en: 'It warns while a department tells a share that is by so much below the highest one that it told within as many days before, until it tells a higher one or the higher ones are as old; each department is compared with itself alone. Score = 3 × percentage points fallen, 80 at most, + (100 − share) ÷ 5',
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
    'satisfaction-before': { zh: '此前满意度均值（百分制）', en: 'mean satisfaction before (0 to 100)' },
    'satisfaction-now': { zh: '最近满意度均值（百分制）', en: 'mean satisfaction lately (0 to 100)' },
    'satisfaction-drop': { zh: '均值下降', en: 'drop of the mean' },
    'satisfaction-drop-least': { zh: '均值至少下降（区间近端）', en: 'least drop of the mean, by its interval' },
    'satisfaction-trend': { zh: '按月趋势的降幅（Sen）', en: 'fall by the trend of months (Sen)' },
    'trend-p-percent': { zh: '趋势检验 p 值（%）', en: 'p of the test of the trend (%)' },
    'satisfaction-fallen': { zh: '计入的降幅', en: 'fall that counts' },
    'tests-agreeing': { zh: '判为下降的检验数', en: 'tests that show a fall' },
    'answers-now': { zh: '最近答复数', en: 'answers lately' },
    'answers-before': { zh: '此前答复数', en: 'answers before' },
    breaches: { zh: '超时次数', en: 'service levels missed' },
    'breach-percent': { zh: '超时占结论（%）', en: 'share of verdicts that are missed (%)' },
    verdicts: { zh: '时限结论数', en: 'verdicts on service levels' },
    'complaints-now': { zh: '最近投诉数', en: 'complaints lately' },
    'complaints-severe': { zh: '其中较重和严重', en: 'of them major or critical' },
    'complaints-before': { zh: '此前投诉数', en: 'complaints before' },
    'outlook-steps': { zh: '展望下降级数', en: 'steps that the outlook fell' },
    'wallet-share-before': { zh: '此前最高份额（%）', en: 'highest share before (%)' },
    'wallet-share-now': { zh: '最近份额（%）', en: 'share lately (%)' },
    'wallet-share-fallen': { zh: '下降百分点', en: 'percentage points fallen' },
    'outlook-version': { zh: '行业展望版本', en: 'version of the market outlook' },
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
    'ask-why': { zh: '拜访客户，问明不满的原因', en: 'visit the customer and ask what is wrong' },
    'review-service': {
      zh: '复盘超时的服务，指定专人跟进',
      en: 'review the late service and name somebody who follows it up',
    },
    'review-complaints': {
      zh: '逐件复盘投诉，拜访客户说明纠正措施',
      en: 'go through the complaints, visit the customer and explain what was put right',
    },
    'limit-exposure': {
      zh: '收紧授信与备货，留意替代客户',
      en: 'limit credit and stock, and look for replacement accounts',
    },
    'win-back-share': {
      zh: '了解竞争对手份额上升的原因，提出争取方案',
      en: 'find out what rivals gained, and offer what wins it back',
    },
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
    'too-few-answers': { zh: '答复太少，无法判断', en: 'too few answers to judge' },
    'not-falling': { zh: '未见下降', en: 'no fall is shown' },
    'no-verdicts': { zh: '窗口期内没有时限结论', en: 'no verdict on a service level in the window' },
    'few-breaches': { zh: '超时次数未达界限', en: 'not so many service levels missed' },
    'no-complaints': { zh: '最近没有投诉', en: 'no complaint lately' },
    'not-more-complaints': { zh: '投诉未达件数，或未多于此前', en: 'not so many complaints, or not more than before' },
    'no-industry': { zh: '行业未知', en: 'its industry is not known' },
    'no-outlook': { zh: '该行业没有展望', en: 'its industry has no outlook' },
    'no-wallet-share': { zh: '没有部门报过采购份额', en: 'no department tells a share of wallet' },
    'wallet-share-not-falling': { zh: '采购份额下降未达界限', en: 'the share of wallet did not fall by so much' },
    'outlook-not-bad': { zh: '行业展望不差', en: 'the outlook of its industry is not bad' },
    deactivated: { zh: '客户已停用', en: 'the customer is deactivated' },
  },
);
export type Reason = CodeOf<typeof reasons>;

/** 展望, the best first. */
export const outlooks = defineTerms(
  'warnings.outlook',
  { zh: '展望', en: 'Outlook' },
  { good: { zh: '好', en: 'good' }, neutral: { zh: '中性', en: 'neutral' }, bad: { zh: '差', en: 'bad' } },
);
export type Outlook = CodeOf<typeof outlooks>;

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
