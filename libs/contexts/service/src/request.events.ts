import { InTheClear, IsInstant, IsOneOf, Titled } from '@dossier/fields';
import { defineEvent, type Erased, type Instant, Personal } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { type Tier, tiers } from '@dossier/contexts/tiers';
import { RequestPromise } from './entitled-promise';
import {
  type Outcome,
  outcomes,
  priorities,
  type Priority,
  type Restatement,
  restatements,
  type ServiceClock,
  serviceClocks,
  type StepKind,
  stepKinds,
  type UnassignedReason,
  unassignedReasons,
} from './terms';
import { VerdictPayload } from './verdict-payloads';

class RequestOpenedPayload {
  @InTheClear() readonly number!: string;
  @IsOneOf(priorities) readonly priority!: Priority;
  /** What the customer asks for. */
  @IsOptional() @Personal() @IsString() readonly subject?: string | Erased;
  /** What whoever solves it must know. */
  @IsOptional() @InTheClear() readonly skill?: string;
  /** The order that it is about. */
  @IsOptional() @InTheClear() readonly orderId?: string;
  /** Left out: nothing was promised. */
  @Titled({ zh: '服务时限', en: 'Service level' })
  @IsOptional()
  @ValidateNested()
  @Type(() => RequestPromise)
  readonly promise?: RequestPromise;
}
/** An agent who fitted, as the policy found things. */
export class AgentSeen {
  @Titled({ zh: '人员', en: 'Agent' }) @InTheClear() readonly agent!: string;
  @Titled({ zh: '当时在办', en: 'Requests then' }) @IsInt() readonly requests!: number;
  @Titled({ zh: '同时最多', en: 'At most at once' }) @IsInt() readonly capacity!: number;
}
/** What the policy looked at. */
class ByPolicy {
  /** That was wanted; left out: none was. */
  @IsOptional() @InTheClear() readonly skill?: string;
  /** That the customer had then. */
  @Titled({ zh: '客户当时的级别', en: 'Tiers of the customer then' })
  @IsOptional()
  @IsArray()
  @IsOneOf(tiers, { each: true })
  readonly tiers?: readonly Tier[];
  /** Those present who have the skill and serve the customer, in the order of the rule: the first of them was chosen. */
  @Titled({ zh: '当时合适的人', en: 'Who fitted then' })
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => AgentSeen)
  readonly candidates?: readonly AgentSeen[];
}
class RequestAssignedPayload extends ByPolicy {
  @InTheClear() readonly assignee!: string;
  @IsOptional() @Personal() @IsString() readonly note?: string | Erased;
  /** Of the policy `service-assignment`; left out: it was assigned by hand. */
  @Titled({ zh: '分派政策版本', en: 'Version of the assignment policy' })
  @IsOptional()
  @IsInt()
  readonly policyVersion?: number;
  /** What the agent had then, without this one. */
  @Titled({ zh: '当时在办', en: 'Requests then' }) @IsOptional() @IsInt() readonly requests?: number;
  /** 专属: the agent serves a tier of the customer, and not every customer. */
  @Titled({ zh: '专属该级别', en: 'Kept for the tier' }) @IsOptional() @IsBoolean() readonly keptForTier?: boolean;
}
class RequestLeftUnassignedPayload extends ByPolicy {
  @IsOneOf(unassignedReasons) readonly reason!: UnassignedReason;
  @Titled({ zh: '分派政策版本', en: 'Version of the assignment policy' }) @IsInt() readonly policyVersion!: number;
}
class NotePayload {
  @IsOptional() @Personal() @IsString() readonly note?: string | Erased;
}
class RequestPausedPayload {
  /** What the customer is to do. */
  @IsOptional() @Personal() @IsString() readonly waitingFor?: string | Erased;
}
class RequestResolvedPayload {
  @IsOptional() @Personal() @IsString() readonly solution?: string | Erased;
  /** A document that proves it, as the number of a proof of delivery. */
  @IsOptional() @InTheClear() readonly proof?: string;
}
class ReasonPayload {
  @IsOptional() @Personal() @IsString() readonly reason?: string | Erased;
}
class RequestClosedPayload {
  /** What the customer says to the solution. */
  @IsOptional() @Personal() @IsString() readonly answer?: string | Erased;
}
class StepCorrectedPayload {
  /** Id of the event of the step. */
  @InTheClear() readonly stepId!: string;
  @IsOneOf(stepKinds) readonly step!: StepKind;
  @Titled({ zh: '原时间', en: 'Before' }) @IsInstant() readonly before!: Instant;
  @Titled({ zh: '正确时间', en: 'Right time' }) @IsInstant() readonly at!: Instant;
  @Personal() @IsString() readonly reason!: string | Erased;
  /** Of an opening: what was promised at the right time. */
  @Titled({ zh: '服务时限', en: 'Service level' })
  @IsOptional()
  @ValidateNested()
  @Type(() => RequestPromise)
  readonly promise?: RequestPromise;
}
class PromiseRestatedPayload {
  /** Id of the event of the opening. */
  @InTheClear() readonly stepId!: string;
  @Titled({ zh: '服务时限', en: 'Service level' })
  @ValidateNested()
  @Type(() => RequestPromise)
  readonly promise!: RequestPromise;
  @Titled({ zh: '响应时限', en: 'To respond within' }, { unit: { zh: '分钟', en: 'minutes' } })
  @IsInt()
  readonly responseMinutes!: number;
  @Titled({ zh: '解决时限', en: 'To resolve within' }, { unit: { zh: '分钟', en: 'minutes' } })
  @IsInt()
  readonly resolutionMinutes!: number;
  /** That made it what it is; left out: none does. */
  @IsOptional() @IsOneOf(tiers) readonly tier?: Tier;
}
class StepRetractedPayload {
  /** Id of the event of the step. */
  @InTheClear() readonly stepId!: string;
  @IsOneOf(stepKinds) readonly step!: StepKind;
  @Titled({ zh: '原时间', en: 'Before' }) @IsInstant() readonly before!: Instant;
  @Personal() @IsString() readonly reason!: string | Erased;
}

class ServiceLevelMissedPayload extends VerdictPayload {
  /** The step that turned it. */
  @Titled({ zh: '引起改判的步骤', en: 'Turned by' }) @IsOptional() @IsOneOf(stepKinds) readonly fact?: StepKind;
  /** Whose benefits made the time shorter; left out: it is that of the priority. */
  @IsOptional() @IsOneOf(tiers) readonly tier?: Tier;
  /** What the priority alone would have promised. */
  @Titled({ zh: '按优先级的时限', en: 'By the priority' }, { unit: { zh: '分钟', en: 'minutes' } })
  @IsOptional()
  @IsInt()
  readonly priorityMinutes?: number;
  /** Of the policy `tier-benefits`. */
  @Titled({ zh: '权益政策版本', en: 'Version of the benefits' })
  @IsOptional()
  @IsInt()
  readonly benefitsVersion?: number;
}
class ServiceLevelMetPayload extends ServiceLevelMissedPayload {
  /** When the request was reopened, where that is known already; left out: it holds. */
  @Titled({ zh: '有效至', en: 'Held until' }) @IsOptional() @IsInstant() readonly until?: Instant;
}
class VerdictWithdrawnPayload {
  /** Id of the verdict that no longer holds. */
  @InTheClear() readonly verdictId!: string;
  @IsOneOf(serviceClocks) readonly clock!: ServiceClock;
  @IsOneOf(outcomes) readonly outcome!: Outcome;
  @Titled({ zh: '改判原因', en: 'Why restated' }) @IsOneOf(restatements) readonly because!: Restatement;
  @Titled({ zh: '引起改判的步骤', en: 'Turned by' }) @IsOneOf(stepKinds) readonly fact!: StepKind;
  @Titled({ zh: '该步骤时间', en: 'When that was' }) @IsInstant() readonly factAt!: Instant;
}

/** 服务请求已受理 */
export const RequestOpened = defineEvent(
  'service.RequestOpened',
  {
    title: { zh: '服务请求已受理', en: 'Service request opened' },
    says: {
      zh: '受理服务请求 {number}，优先级{priority}[：{subject}][，订单：{orderId}]',
      en: 'Service request {number} opened, priority {priority}[: {subject}][, order: {orderId}]',
    },
  },
  RequestOpenedPayload,
  [(v1: RequestOpenedPayload) => v1], // without tiers
);
/** 服务请求已分派 */
export const RequestAssigned = defineEvent(
  'service.RequestAssigned',
  {
    title: { zh: '服务请求已分派', en: 'Service request assigned' },
    says: {
      zh: '分派给 {assignee}[：{note}][；按分派政策第 {policyVersion} 版][，技能：{skill}][，当时在办 {requests} 件]',
      en: 'Assigned to {assignee}[: {note}][; by version {policyVersion} of the policy][, skill {skill}][, who had {requests} then]',
    },
  },
  RequestAssignedPayload,
  [(v1: RequestAssignedPayload) => v1], // by hand alone
);
/** 无人可派: the policy found nobody. It is tried again when somebody may be free, or the policy changes. */
export const RequestLeftUnassigned = defineEvent(
  'service.RequestLeftUnassigned',
  {
    title: { zh: '服务请求无人可派', en: 'Nobody was found for a service request' },
    says: {
      zh: '未能分派：{reason}[，技能：{skill}]；分派政策第 {policyVersion} 版',
      en: 'Not assigned: {reason}[, skill {skill}]; version {policyVersion} of the policy',
    },
  },
  RequestLeftUnassignedPayload,
);
/** 服务请求已响应 */
export const RequestResponded = defineEvent(
  'service.RequestResponded',
  {
    title: { zh: '服务请求已响应', en: 'Service request responded to' },
    says: { zh: '已响应客户[：{note}]', en: 'The customer was answered[: {note}]' },
  },
  NotePayload,
);
/** 等待客户: the resolution clock stands. */
export const RequestPaused = defineEvent(
  'service.RequestPaused',
  {
    title: { zh: '等待客户', en: 'Waiting for the customer' },
    says: { zh: '等待客户[：{waitingFor}]', en: 'Waiting for the customer[: {waitingFor}]' },
  },
  RequestPausedPayload,
);
export const RequestResumed = defineEvent(
  'service.RequestResumed',
  {
    title: { zh: '继续处理', en: 'Work resumed' },
    says: { zh: '继续处理[：{note}]', en: 'Work goes on[: {note}]' },
  },
  NotePayload,
);
export const RequestResolved = defineEvent(
  'service.RequestResolved',
  {
    title: { zh: '服务请求已解决', en: 'Service request resolved' },
    says: { zh: '已解决[：{solution}][，凭证 {proof}]', en: 'Resolved[: {solution}][, proof {proof}]' },
  },
  RequestResolvedPayload,
);
export const RequestReopened = defineEvent(
  'service.RequestReopened',
  {
    title: { zh: '服务请求重新打开', en: 'Service request reopened' },
    says: { zh: '重新打开[，原因：{reason}]', en: 'Reopened[, reason: {reason}]' },
  },
  ReasonPayload,
);
export const RequestClosed = defineEvent(
  'service.RequestClosed',
  {
    title: { zh: '服务请求已关闭', en: 'Service request closed' },
    says: { zh: '已关闭[，客户答复：{answer}]', en: 'Closed[, the customer says: {answer}]' },
  },
  RequestClosedPayload,
);
/** The customer wants it no more: its clocks end without a verdict. */
export const RequestWithdrawn = defineEvent(
  'service.RequestWithdrawn',
  {
    title: { zh: '客户撤回服务请求', en: 'Service request withdrawn' },
    says: { zh: '客户撤回[，原因：{reason}]', en: 'Withdrawn by the customer[, reason: {reason}]' },
  },
  ReasonPayload,
);
/** A step happened at another time than was entered. It is of the earlier of both times. */
export const StepCorrected = defineEvent(
  'service.StepCorrected',
  {
    title: { zh: '步骤时间已更正', en: 'Time of a step corrected' },
    says: {
      zh: '“{step}”的时间由 {before} 更正为 {at}，原因：{reason}',
      en: 'Time of “{step}” corrected from {before} to {at}, reason: {reason}',
    },
  },
  StepCorrectedPayload,
  [(v1: StepCorrectedPayload) => v1], // without tiers
);
/** A step did not happen. It is of the time at which it was said to. */
export const StepRetracted = defineEvent(
  'service.StepRetracted',
  {
    title: { zh: '步骤已撤销', en: 'Step retracted' },
    says: { zh: '撤销 {before} 的“{step}”，原因：{reason}', en: '“{step}” of {before} retracted, reason: {reason}' },
  },
  StepRetractedPayload,
);
/** What was promised is another, for a tier of the customer became known late. It is of the opening. */
export const PromiseRestated = defineEvent(
  'service.PromiseRestated',
  {
    title: { zh: '服务时限已按客户级别更正', en: 'Promise restated by tier' },
    says: {
      zh: '客户受理时的级别补记[（{tier}）]：响应 {responseMinutes} 分钟，解决 {resolutionMinutes} 分钟',
      en: 'The tier at the opening[ ({tier})] became known late: to respond within {responseMinutes} minutes, to resolve within {resolutionMinutes}',
    },
  },
  PromiseRestatedPayload,
);
/** 时限达标: of the instant at which the promise was kept. */
export const ServiceLevelMet = defineEvent(
  'service.ServiceLevelMet',
  {
    title: { zh: '服务时限达标', en: 'Service level met' },
    says: {
      zh: '{clock}达标：时限 {targetMinutes} 分钟，计入 {spentMinutes} 分钟[，期限 {dueAt}][；按{tier}权益，政策第 {benefitsVersion} 版][；改判自 {restates}：{because}]',
      en: '{clock} met: {spentMinutes} of {targetMinutes} minutes[, due {dueAt}][; entitled as {tier} by version {benefitsVersion}][; restates {restates}: {because}]',
    },
  },
  ServiceLevelMetPayload,
  [(v1: ServiceLevelMetPayload) => v1], // without tiers
);
/** 时限超时: of the instant at which the time was used up. */
export const ServiceLevelMissed = defineEvent(
  'service.ServiceLevelMissed',
  {
    title: { zh: '服务时限超时', en: 'Service level missed' },
    says: {
      zh: '{clock}超时：时限 {targetMinutes} 分钟已用尽[，期限 {dueAt}][；按{tier}权益，政策第 {benefitsVersion} 版][；改判自 {restates}：{because}]',
      en: '{clock} missed: {targetMinutes} minutes are used up[, due {dueAt}][; entitled as {tier} by version {benefitsVersion}][; restates {restates}: {because}]',
    },
  },
  ServiceLevelMissedPayload,
  [(v1: ServiceLevelMissedPayload) => v1], // without tiers
);
/**
 * A verdict holds no more: of the instant of the verdict where it never should have been given, and of the reopening
 * where it held until then.
 */
export const VerdictWithdrawn = defineEvent(
  'service.VerdictWithdrawn',
  {
    title: { zh: '时限结论已撤回', en: 'Verdict withdrawn' },
    says: {
      zh: '撤回结论 {verdictId}（{clock}{outcome}）：{because}，{factAt} 的“{fact}”',
      en: 'Verdict {verdictId} ({clock} {outcome}) withdrawn: {because}, “{fact}” of {factAt}',
    },
  },
  VerdictWithdrawnPayload,
);

export const requestEvents = {
  RequestOpened,
  RequestAssigned,
  RequestLeftUnassigned,
  RequestResponded,
  RequestPaused,
  RequestResumed,
  RequestResolved,
  RequestReopened,
  RequestClosed,
  RequestWithdrawn,
  StepCorrected,
  StepRetracted,
  PromiseRestated,
  ServiceLevelMet,
  ServiceLevelMissed,
  VerdictWithdrawn,
};
