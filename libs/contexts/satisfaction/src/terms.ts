import { type CodeOf, defineTerms } from '@dossier/kernel';

/** What a survey asks. Of all of them a higher score is better. */
export const instruments = defineTerms(
  'satisfaction.instrument',
  { zh: '测评方法', en: 'Instrument' },
  {
    csat: { zh: '满意度（CSAT）', en: 'satisfaction (CSAT)' },
    nps: { zh: '净推荐值（NPS）', en: 'recommendation (NPS)' },
    ces: { zh: '省力度（CES）', en: 'ease (CES)' },
  },
);
export type Instrument = CodeOf<typeof instruments>;

/** Touchpoints that most companies have; a company may use names of its own for others. */
export const touchpoints = defineTerms(
  'satisfaction.touchpoint',
  { zh: '触点', en: 'Touchpoint' },
  {
    inquiry: { zh: '询价报价', en: 'inquiry and quotation' },
    order: { zh: '下单', en: 'order' },
    delivery: { zh: '交付', en: 'delivery' },
    installation: { zh: '安装调试', en: 'installation' },
    repair: { zh: '维修', en: 'repair' },
    complaint: { zh: '投诉处理', en: 'complaint' },
    billing: { zh: '开票付款', en: 'billing' },
    visit: { zh: '拜访', en: 'visit' },
    yearly: { zh: '年度调查', en: 'yearly survey' },
  },
);

/** Topics that most companies have; a company may use names of its own for others. */
export const topics = defineTerms(
  'satisfaction.topic',
  { zh: '主题', en: 'Topic' },
  {
    product: { zh: '产品', en: 'product' },
    service: { zh: '服务', en: 'service' },
    delivery: { zh: '交付', en: 'delivery' },
    'after-sales': { zh: '售后', en: 'after-sales' },
    price: { zh: '价格', en: 'price' },
  },
);

/** What a correction may take away from a response, a feedback or a plan. */
export const removables = defineTerms(
  'satisfaction.removable',
  { zh: '可去除的内容', en: 'What can be taken away' },
  {
    touchpoint: { zh: '触点', en: 'touchpoint' },
    topic: { zh: '主题', en: 'topic' },
    product: { zh: '产品', en: 'product' },
    ratedDepartment: { zh: '所评部门', en: 'department that it is about' },
    survey: { zh: '调查', en: 'survey' },
    competitor: { zh: '竞争对手', en: 'competitor' },
    respondent: { zh: '答复人', en: 'respondent' },
    comment: { zh: '意见', en: 'comment' },
    author: { zh: '提出人', en: 'author' },
    measures: { zh: '措施', en: 'measures' },
  },
);
export type Removable = CodeOf<typeof removables>;

export const directions = defineTerms(
  'satisfaction.direction',
  { zh: '走向', en: 'Direction' },
  {
    rising: { zh: '上升', en: 'rising' },
    falling: { zh: '下降', en: 'falling' },
    'not-shown': { zh: '未见趋势', en: 'none shown' },
    'too-few': { zh: '样本不足', en: 'too few answers' },
  },
);
export type Direction = CodeOf<typeof directions>;

export const verdicts = defineTerms(
  'satisfaction.verdict',
  { zh: '目标达成', en: 'Target' },
  {
    met: { zh: '达成', en: 'met' },
    'by-point': { zh: '仅实测值达标，置信下限未达标', en: 'by the measured value only, not by the lower bound' },
    missed: { zh: '未达成', en: 'missed' },
    'too-few': { zh: '样本不足', en: 'too few answers' },
  },
);
export type Verdict = CodeOf<typeof verdicts>;

export const effects = defineTerms(
  'satisfaction.effect',
  { zh: '改进效果', en: 'Effect' },
  {
    better: { zh: '改善', en: 'better' },
    worse: { zh: '变差', en: 'worse' },
    'not-shown': { zh: '未见变化', en: 'no change shown' },
    'too-few': { zh: '样本不足', en: 'too few answers' },
  },
);
export type Effect = CodeOf<typeof effects>;

/** By which test it is judged whether something changed. */
export const tests = defineTerms(
  'satisfaction.test',
  { zh: '检验方法', en: 'Test' },
  {
    'two-proportions': {
      zh: '两比例之差（Newcombe 混合得分区间）',
      en: 'difference of two proportions (hybrid score interval of Newcombe)',
    },
    'two-scores': { zh: '两净推荐值之差（正态区间）', en: 'difference of two net promoter scores (normal interval)' },
    'two-means': { zh: '两均值之差（Welch）', en: 'difference of two means (Welch)' },
  },
);
export type Test = CodeOf<typeof tests>;

export const feedbackKinds = defineTerms(
  'satisfaction.feedback-kind',
  { zh: '反馈种类', en: 'Kind of feedback' },
  {
    review: { zh: '评价', en: 'review' },
    suggestion: { zh: '建议', en: 'suggestion' },
    interview: { zh: '访谈', en: 'interview' },
  },
);
export type FeedbackKind = CodeOf<typeof feedbackKinds>;

export const feedbackStatuses = defineTerms(
  'satisfaction.feedback-status',
  { zh: '回复情况', en: 'Status of feedback' },
  {
    open: { zh: '待回复', en: 'to be answered' },
    overdue: { zh: '逾期未回复', en: 'overdue' },
    answered: { zh: '按期回复', en: 'answered in time' },
    'answered-late': { zh: '逾期回复', en: 'answered late' },
  },
);
export type FeedbackStatus = CodeOf<typeof feedbackStatuses>;

/** How an answer was given. */
export const answerVerdicts = defineTerms(
  'satisfaction.answer-verdict',
  { zh: '回复及时性', en: 'How it was answered' },
  { 'in-time': { zh: '按期', en: 'in time' }, late: { zh: '逾期', en: 'late' } },
);
export type AnswerVerdict = CodeOf<typeof answerVerdicts>;

/** Where we stand with what a customer wrote. */
export const feedbackStandings = defineTerms(
  'satisfaction.feedback-standing',
  { zh: '反馈处理状况', en: 'Standing of feedback' },
  {
    clear: { zh: '无待回复', en: 'nothing to be answered' },
    'in-time': { zh: '未到期', en: 'nothing due yet' },
    overdue: { zh: '有逾期', en: 'overdue' },
  },
);
export type FeedbackStanding = CodeOf<typeof feedbackStandings>;

export const planStatuses = defineTerms(
  'satisfaction.plan-status',
  { zh: '改进计划状态', en: 'Status of an improvement plan' },
  {
    planned: { zh: '已计划', en: 'planned' },
    started: { zh: '已实施', en: 'in force' },
    closed: { zh: '已结束', en: 'closed' },
  },
);
export type PlanStatus = CodeOf<typeof planStatuses>;

export const outcomes = defineTerms(
  'satisfaction.outcome',
  { zh: '计划结论', en: 'Outcome of a plan' },
  {
    effective: { zh: '有效', en: 'effective' },
    'not-effective': { zh: '无效', en: 'not effective' },
    unclear: { zh: '尚无定论', en: 'unclear' },
    dropped: { zh: '放弃', en: 'dropped' },
  },
);
export type Outcome = CodeOf<typeof outcomes>;

export const groupings = defineTerms(
  'satisfaction.grouping',
  { zh: '满意度统计口径', en: 'Satisfaction by' },
  {
    company: { zh: '全公司', en: 'the whole company' },
    customer: { zh: '客户', en: 'customer' },
    'tier-then': { zh: '作答时的客户级别', en: 'tier of the customer when it answered' },
    'tier-now': { zh: '目前的客户级别', en: 'tier of the customer as of the asking' },
    product: { zh: '产品', en: 'product' },
    department: { zh: '所评部门', en: 'department that it is about' },
    touchpoint: { zh: '触点', en: 'touchpoint' },
    topic: { zh: '主题', en: 'topic' },
    survey: { zh: '调查', en: 'survey' },
    competitor: { zh: '竞争对手', en: 'competitor' },
  },
);
export type Grouping = CodeOf<typeof groupings>;

export const feedbackGroupings = defineTerms(
  'satisfaction.feedback-grouping',
  { zh: '反馈统计口径', en: 'Feedback by' },
  {
    kind: { zh: '种类', en: 'kind' },
    category: { zh: '归类', en: 'category' },
    topic: { zh: '主题', en: 'topic' },
    product: { zh: '产品', en: 'product' },
    department: { zh: '所评部门', en: 'department that it is about' },
    customer: { zh: '客户', en: 'customer' },
  },
);
export type FeedbackGrouping = CodeOf<typeof feedbackGroupings>;
