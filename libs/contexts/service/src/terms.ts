import { type CodeOf, defineTerms } from '@dossier/kernel';

export const priorities = defineTerms(
  'service.priority',
  { zh: '优先级', en: 'Priority' },
  {
    urgent: { zh: '紧急', en: 'urgent' },
    high: { zh: '高', en: 'high' },
    normal: { zh: '普通', en: 'normal' },
    low: { zh: '低', en: 'low' },
  },
);
export type Priority = CodeOf<typeof priorities>;

export const requestStatuses = defineTerms(
  'service.request-status',
  { zh: '服务请求状态', en: 'Status of a request' },
  {
    open: { zh: '处理中', en: 'open' },
    waiting: { zh: '等待客户', en: 'waiting for the customer' },
    resolved: { zh: '已解决', en: 'resolved' },
    closed: { zh: '已关闭', en: 'closed' },
    withdrawn: { zh: '客户已撤回', en: 'withdrawn by the customer' },
  },
);
export type RequestStatus = CodeOf<typeof requestStatuses>;

/** What happens to a request. */
export const stepKinds = defineTerms(
  'service.step',
  { zh: '步骤', en: 'Step' },
  {
    opened: { zh: '受理', en: 'opened' },
    assigned: { zh: '分派', en: 'assigned' },
    responded: { zh: '响应', en: 'responded' },
    paused: { zh: '等待客户', en: 'waiting for the customer' },
    resumed: { zh: '继续处理', en: 'resumed' },
    resolved: { zh: '解决', en: 'resolved' },
    reopened: { zh: '重新打开', en: 'reopened' },
    closed: { zh: '关闭', en: 'closed' },
    withdrawn: { zh: '客户撤回', en: 'withdrawn' },
  },
);
export type StepKind = CodeOf<typeof stepKinds>;

/** What is promised, each with a clock of its own. */
export const serviceClocks = defineTerms(
  'service.clock',
  { zh: '服务时限', en: 'Service clock' },
  { response: { zh: '响应', en: 'response' }, resolution: { zh: '解决', en: 'resolution' } },
);
export type ServiceClock = CodeOf<typeof serviceClocks>;

/** Which hours a clock counts. */
export const clockHours = defineTerms(
  'service.clock-hours',
  { zh: '计时方式', en: 'Hours that count' },
  { working: { zh: '工作时间', en: 'working hours' }, natural: { zh: '自然时间', en: 'natural hours' } },
);
export type ClockHours = CodeOf<typeof clockHours>;

export const outcomes = defineTerms(
  'service.outcome',
  { zh: '时限结论', en: 'Verdict' },
  { met: { zh: '达标', en: 'met' }, missed: { zh: '超时', en: 'missed' } },
);
export type Outcome = CodeOf<typeof outcomes>;

/** Where a clock stands. */
export const levelStandings = defineTerms(
  'service.level-standing',
  { zh: '时限情况', en: 'Where a service clock stands' },
  {
    met: { zh: '达标', en: 'met' },
    missed: { zh: '超时', en: 'missed' },
    running: { zh: '未定', en: 'not decided yet' },
    none: { zh: '无时限', en: 'nothing was promised' },
  },
);
export type LevelStanding = CodeOf<typeof levelStandings>;

/** Why a verdict no longer holds. */
export const restatements = defineTerms(
  'service.restatement',
  { zh: '改判原因', en: 'Why a verdict was restated' },
  {
    late: { zh: '补录的事实', en: 'a fact was recorded late' },
    corrected: { zh: '步骤时间被更正', en: 'the time of a step was corrected' },
    retracted: { zh: '步骤被撤销', en: 'a step was retracted' },
    reopened: { zh: '重新打开', en: 'the request was reopened' },
  },
);
export type Restatement = CodeOf<typeof restatements>;
