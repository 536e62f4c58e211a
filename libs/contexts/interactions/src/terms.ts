import { type CodeOf, defineTerms } from '@dossier/kernel';

export const interactionKinds = defineTerms(
  'interactions.kind',
  { zh: '互动种类', en: 'Kind of interaction' },
  {
    call: { zh: '电话', en: 'call' },
    mail: { zh: '邮件', en: 'mail' },
    meeting: { zh: '会议', en: 'meeting' },
    visit: { zh: '拜访', en: 'visit' },
    chat: { zh: '在线沟通', en: 'chat' },
    social: { zh: '社交媒体', en: 'social media' },
    web: { zh: '网站', en: 'web' },
    review: { zh: '评价', en: 'review' },
  },
);
export type InteractionKind = CodeOf<typeof interactionKinds>;

/** Channels that most companies have; a company may use names of its own for others. */
export const contactChannels = defineTerms(
  'interactions.channel',
  { zh: '沟通渠道', en: 'Channel of contact' },
  {
    phone: { zh: '电话', en: 'phone' },
    'e-mail': { zh: '电子邮件', en: 'e-mail' },
    'on-site': { zh: '现场', en: 'on site' },
    video: { zh: '视频会议', en: 'video' },
    wechat: { zh: '微信', en: 'WeChat' },
    wecom: { zh: '企业微信', en: 'WeCom' },
    sms: { zh: '短信', en: 'text message' },
    web: { zh: '网站', en: 'web' },
  },
);

export const directions = defineTerms(
  'interactions.direction',
  { zh: '方向', en: 'Direction' },
  { inbound: { zh: '客户发起', en: 'by the customer' }, outbound: { zh: '我方发起', en: 'by us' } },
);
export type Direction = CodeOf<typeof directions>;

export const sentiments = defineTerms(
  'interactions.sentiment',
  { zh: '客户情绪', en: 'Sentiment' },
  {
    positive: { zh: '正面', en: 'positive' },
    neutral: { zh: '中性', en: 'neutral' },
    negative: { zh: '负面', en: 'negative' },
  },
);
export type Sentiment = CodeOf<typeof sentiments>;

/** What a correction may take away. */
export const removables = defineTerms(
  'interactions.removable',
  { zh: '可去除的内容', en: 'What can be taken away' },
  {
    channel: { zh: '渠道', en: 'channel' },
    direction: { zh: '方向', en: 'direction' },
    sentiment: { zh: '客户情绪', en: 'sentiment' },
    minutes: { zh: '纪要', en: 'minutes' },
    participants: { zh: '对方参与人', en: 'participants of the customer' },
    staff: { zh: '我方参与人', en: 'our participants' },
    needs: { zh: '客户需求', en: 'needs heard' },
  },
);
export type Removable = CodeOf<typeof removables>;

export const promiseKinds = defineTerms(
  'interactions.promise-kind',
  { zh: '约定种类', en: 'Kind of promise' },
  {
    promise: { zh: '对客户的承诺', en: 'promise to the customer' },
    'follow-up': { zh: '内部跟进', en: 'follow-up of ours' },
  },
);
export type PromiseKind = CodeOf<typeof promiseKinds>;

export const promiseStatuses = defineTerms(
  'interactions.promise-status',
  { zh: '兑现情况', en: 'Status of a promise' },
  {
    open: { zh: '待兑现', en: 'open' },
    overdue: { zh: '逾期未兑现', en: 'overdue' },
    kept: { zh: '按期兑现', en: 'kept in time' },
    'kept-late': { zh: '逾期兑现', en: 'kept late' },
    released: { zh: '不再需要', en: 'no longer needed' },
  },
);
export type PromiseStatus = CodeOf<typeof promiseStatuses>;

/** How a promise was kept, by the due date that was agreed by then. */
export const verdicts = defineTerms(
  'interactions.verdict',
  { zh: '兑现判定', en: 'Verdict' },
  { 'in-time': { zh: '按期兑现', en: 'kept in time' }, late: { zh: '逾期兑现', en: 'kept late' } },
);
export type Verdict = CodeOf<typeof verdicts>;

/** What a promise was said to be when that is taken back. */
export const settlements = defineTerms(
  'interactions.settlement',
  { zh: '原了结方式', en: 'What it was said to be' },
  {
    'in-time': { zh: '按期兑现', en: 'kept in time' },
    late: { zh: '逾期兑现', en: 'kept late' },
    released: { zh: '不再需要', en: 'no longer needed' },
  },
);
export type Settlement = CodeOf<typeof settlements>;

/** Why a promise is none any more. */
export const releases = defineTerms(
  'interactions.release',
  { zh: '撤销原因', en: 'Why it is none any more' },
  {
    'not-needed': { zh: '客户不再需要', en: 'the customer needs it no longer' },
    mistake: { zh: '登记有误', en: 'it was recorded by mistake' },
  },
);
export type Release = CodeOf<typeof releases>;

/** Where a customer stands with what it was promised. */
export const promiseStandings = defineTerms(
  'interactions.promise-standing',
  { zh: '承诺兑现状况', en: 'Standing of promises' },
  {
    clear: { zh: '无待兑现', en: 'nothing open' },
    'in-time': { zh: '均未到期', en: 'nothing due yet' },
    overdue: { zh: '有逾期', en: 'overdue' },
  },
);
export type PromiseStanding = CodeOf<typeof promiseStandings>;

export const contactGroupings = defineTerms(
  'interactions.contact-grouping',
  { zh: '统计口径', en: 'Counted by' },
  {
    customer: { zh: '客户', en: 'customer' },
    department: { zh: '部门', en: 'department' },
    channel: { zh: '渠道', en: 'channel' },
    kind: { zh: '种类', en: 'kind' },
    month: { zh: '月份', en: 'month' },
  },
);
export type ContactGrouping = CodeOf<typeof contactGroupings>;

export const promiseGroupings = defineTerms(
  'interactions.promise-grouping',
  { zh: '承诺统计口径', en: 'Promises counted by' },
  {
    owner: { zh: '负责人', en: 'owner' },
    department: { zh: '部门', en: 'department' },
    customer: { zh: '客户', en: 'customer' },
  },
);
export type PromiseGrouping = CodeOf<typeof promiseGroupings>;
