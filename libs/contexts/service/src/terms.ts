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

/** Why the policy found nobody. */
export const unassignedReasons = defineTerms(
  'service.unassigned-reason',
  { zh: '未能分派的原因', en: 'Why nobody was found' },
  {
    'no-skill': { zh: '没有人具备所需技能', en: 'no agent has the skill' },
    'no-tier': { zh: '没有人服务该客户的级别', en: 'no agent serves a customer of this tier' },
    absent: { zh: '合适的人都不在岗', en: 'all who fit are absent' },
    full: { zh: '合适的人都已满额', en: 'all who fit are at capacity' },
  },
);
export type UnassignedReason = CodeOf<typeof unassignedReasons>;

/** Who chose the one who has it. */
export const assigners = defineTerms(
  'service.assigner',
  { zh: '分派方式', en: 'Assigned by' },
  { policy: { zh: '按政策', en: 'policy' }, hand: { zh: '人工', en: 'hand' } },
);
export type Assigner = CodeOf<typeof assigners>;

/** Why the policy is to look for agents. */
export const assignmentAsks = defineTerms(
  'service.assignment-ask',
  { zh: '分派缘由', en: 'Why agents are looked for' },
  {
    unassigned: { zh: '有请求待分派', en: 'a request has no agent' },
    freed: { zh: '有人腾出了手', en: 'an agent may be free' },
  },
);
export type AssignmentAsk = CodeOf<typeof assignmentAsks>;

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
