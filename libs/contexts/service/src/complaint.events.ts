import { InTheClear, IsInstant, IsMostlyDepartment, IsOneOf, Titled } from '@dossier/fields';
import { defineEvent, type Erased, type Instant, NamesDepartment, Personal } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsNumber, IsOptional, IsString, ValidateNested } from 'class-validator';
import {
  type ComplaintCause,
  complaintCauses,
  type ComplaintStepKind,
  complaintSteps,
  type Escalation,
  escalations,
  severities,
  type Severity,
} from './complaint-terms';
import { type Outcome, outcomes, type Restatement, restatements, type ServiceClock, serviceClocks } from './terms';
import { ServicePromise, VerdictPayload } from './verdict-payloads';

class ComplaintFiledPayload {
  @InTheClear() readonly number!: string;
  @IsOneOf(severities) readonly severity!: Severity;
  /** What the customer complains of. */
  @Personal() @IsString() readonly complaint!: string | Erased;
  /** What the customer demands. */
  @IsOptional() @Personal() @IsString() readonly demand?: string | Erased;
  /** Who complained, at the customer. */
  @IsOptional() @Personal() @IsString() readonly complainant?: string | Erased;
  @IsOptional() @InTheClear() readonly product?: string;
  /** The order that it is about. */
  @IsOptional() @InTheClear() readonly orderId?: string;
  /** The service request that it grew from. */
  @IsOptional() @InTheClear() readonly requestId?: string;
  /** Left out: no deadline holds. */
  @Titled({ zh: '处理时限', en: 'Deadlines' })
  @IsOptional()
  @ValidateNested()
  @Type(() => ServicePromise)
  readonly promise?: ServicePromise;
}
class InvestigationAskedPayload {
  @IsMostlyDepartment() readonly department!: string;
  @IsOptional() @Personal() @IsString() readonly note?: string | Erased;
}
class InvestigationReportedPayload {
  @IsMostlyDepartment() readonly department!: string;
  @Personal() @IsString() readonly finding!: string | Erased;
}
class CauseFoundPayload {
  @IsOneOf(complaintCauses) readonly cause!: ComplaintCause;
  @Personal() @IsString() readonly explanation!: string | Erased;
  /** 责任部门: left out: none of ours. */
  @IsOptional() @IsMostlyDepartment() readonly responsible?: string;
}
class ActionTakenPayload {
  @Personal() @IsString() readonly corrective!: string | Erased;
  @Personal() @IsString() readonly preventive!: string | Erased;
}
class ActionVerifiedPayload {
  @IsBoolean() readonly effective!: boolean;
  @IsOptional() @Personal() @IsString() readonly evidence?: string | Erased;
}
class ComplaintPausedPayload {
  /** What the customer is to do. */
  @IsOptional() @Personal() @IsString() readonly waitingFor?: string | Erased;
}
class ComplaintResumedPayload {
  @IsOptional() @Personal() @IsString() readonly note?: string | Erased;
}
class ComplaintClosedPayload {
  /** What the customer says to it. */
  @Personal() @IsString() readonly answer!: string | Erased;
  @IsOptional() @IsBoolean() readonly satisfied?: boolean;
}
class WithReason {
  @IsOptional() @Personal() @IsString() readonly reason?: string | Erased;
}
class ComplaintEscalatedPayload {
  /** Code of who is told, no name of a person. */
  @InTheClear() @NamesDepartment() readonly to!: string;
  @Titled(escalations.title) @IsOneOf(escalations) readonly because!: Escalation;
  @IsOneOf(severities) readonly severity!: Severity;
  @IsOptional() @IsOneOf(serviceClocks) readonly clock?: ServiceClock;
  @Titled({ zh: '时限', en: 'Promised' }, { unit: { zh: '分钟', en: 'minutes' } })
  @IsOptional()
  @IsInt()
  readonly targetMinutes?: number;
  @Titled({ zh: '计入时间', en: 'Counted' }, { unit: { zh: '分钟', en: 'minutes' } })
  @IsOptional()
  @IsNumber()
  readonly spentMinutes?: number;
  @Titled({ zh: '期限', en: 'Due' }) @IsOptional() @IsInstant() readonly dueAt?: Instant;
  @IsOptional() @Personal() @IsString() readonly reason?: string | Erased;
}
class ComplaintStepCorrectedPayload {
  /** Id of the event of the step. */
  @InTheClear() readonly stepId!: string;
  @IsOneOf(complaintSteps) readonly step!: ComplaintStepKind;
  @Titled({ zh: '原时间', en: 'Before' }) @IsInstant() readonly before!: Instant;
  @Titled({ zh: '正确时间', en: 'Right time' }) @IsInstant() readonly at!: Instant;
  @Personal() @IsString() readonly reason!: string | Erased;
  /** Of a filing, where that was wrong. */
  @IsOptional() @IsOneOf(severities) readonly severity?: Severity;
  /** Of a cause, where that was wrong. */
  @IsOptional() @IsOneOf(complaintCauses) readonly cause?: ComplaintCause;
  @IsOptional() @IsMostlyDepartment() readonly responsible?: string;
  /** Of a filing: the deadlines of the right time and severity. */
  @Titled({ zh: '处理时限', en: 'Deadlines' })
  @IsOptional()
  @ValidateNested()
  @Type(() => ServicePromise)
  readonly promise?: ServicePromise;
}
class ComplaintStepRetractedPayload {
  /** Id of the event of the step. */
  @InTheClear() readonly stepId!: string;
  @IsOneOf(complaintSteps) readonly step!: ComplaintStepKind;
  @Titled({ zh: '原时间', en: 'Before' }) @IsInstant() readonly before!: Instant;
  @Personal() @IsString() readonly reason!: string | Erased;
}
class ComplaintDeadlineMissedPayload extends VerdictPayload {
  /** The step that turned it. */
  @Titled({ zh: '引起改判的步骤', en: 'Turned by' })
  @IsOptional()
  @IsOneOf(complaintSteps)
  readonly fact?: ComplaintStepKind;
}
class ComplaintDeadlineMetPayload extends ComplaintDeadlineMissedPayload {
  /** When the complaint was reopened, where that is known already; left out: it holds. */
  @Titled({ zh: '有效至', en: 'Held until' }) @IsOptional() @IsInstant() readonly until?: Instant;
}
class ComplaintVerdictWithdrawnPayload {
  /** Id of the verdict that no longer holds. */
  @InTheClear() readonly verdictId!: string;
  @IsOneOf(serviceClocks) readonly clock!: ServiceClock;
  @IsOneOf(outcomes) readonly outcome!: Outcome;
  @Titled({ zh: '改判原因', en: 'Why restated' }) @IsOneOf(restatements) readonly because!: Restatement;
  @Titled({ zh: '引起改判的步骤', en: 'Turned by' }) @IsOneOf(complaintSteps) readonly fact!: ComplaintStepKind;
  @Titled({ zh: '该步骤时间', en: 'When that was' }) @IsInstant() readonly factAt!: Instant;
}

/** 投诉已受理 */
export const ComplaintFiled = defineEvent(
  'service.ComplaintFiled',
  {
    title: { zh: '投诉已受理', en: 'Complaint filed' },
    says: {
      zh: '受理投诉 {number}，{severity}：{complaint}[，要求：{demand}][，产品：{product}][，订单：{orderId}]',
      en: 'Complaint {number} filed, {severity}: {complaint}[, demanded: {demand}][, product: {product}][, order: {orderId}]',
    },
  },
  ComplaintFiledPayload,
);
/** 交部门调查: one event for each department. */
export const InvestigationAsked = defineEvent(
  'service.InvestigationAsked',
  {
    title: { zh: '已交部门调查', en: 'Department asked to investigate' },
    says: { zh: '交{department}调查[：{note}]', en: 'To be investigated by {department}[: {note}]' },
  },
  InvestigationAskedPayload,
);
export const InvestigationReported = defineEvent(
  'service.InvestigationReported',
  {
    title: { zh: '部门已报告调查结果', en: 'Department reported' },
    says: { zh: '{department}的调查结果：{finding}', en: 'Finding of {department}: {finding}' },
  },
  InvestigationReportedPayload,
);
export const CauseFound = defineEvent(
  'service.CauseFound',
  {
    title: { zh: '投诉原因已查明', en: 'Cause of a complaint found' },
    says: {
      zh: '查明原因（{cause}）：{explanation}[，责任部门：{responsible}]',
      en: 'Cause found ({cause}): {explanation}[, responsible: {responsible}]',
    },
  },
  CauseFoundPayload,
);
/** 纠正和预防措施 */
export const ActionTaken = defineEvent(
  'service.ActionTaken',
  {
    title: { zh: '已采取纠正和预防措施', en: 'Corrective and preventive action taken' },
    says: {
      zh: '纠正措施：{corrective}；预防措施：{preventive}',
      en: 'Corrective action: {corrective}; preventive action: {preventive}',
    },
  },
  ActionTakenPayload,
);
/** Not effective: back to action. */
export const ActionVerified = defineEvent(
  'service.ActionVerified',
  {
    title: { zh: '措施已验证', en: 'Action verified' },
    says: {
      zh: '验证措施，有效：{effective}[，{evidence}]',
      en: 'Action verified, effective: {effective}[, {evidence}]',
    },
  },
  ActionVerifiedPayload,
);
/** 等待客户: both clocks stand. */
export const ComplaintPaused = defineEvent(
  'service.ComplaintPaused',
  {
    title: { zh: '投诉等待客户', en: 'Complaint waits for the customer' },
    says: { zh: '等待客户[：{waitingFor}]', en: 'Waiting for the customer[: {waitingFor}]' },
  },
  ComplaintPausedPayload,
);
export const ComplaintResumed = defineEvent(
  'service.ComplaintResumed',
  {
    title: { zh: '投诉继续处理', en: 'Work on a complaint resumed' },
    says: { zh: '继续处理[：{note}]', en: 'Work goes on[: {note}]' },
  },
  ComplaintResumedPayload,
);
export const ComplaintClosed = defineEvent(
  'service.ComplaintClosed',
  {
    title: { zh: '投诉已结案', en: 'Complaint closed' },
    says: {
      zh: '投诉结案，客户答复：{answer}[，满意：{satisfied}]',
      en: 'Complaint closed, the customer says: {answer}[, satisfied: {satisfied}]',
    },
  },
  ComplaintClosedPayload,
);
export const ComplaintReopened = defineEvent(
  'service.ComplaintReopened',
  {
    title: { zh: '投诉重新调查', en: 'Complaint reopened' },
    says: { zh: '重新调查[，原因：{reason}]', en: 'Reopened[, reason: {reason}]' },
  },
  WithReason,
);
/** The customer takes it back: its clocks end without a verdict, and it counts no more against the target. */
export const ComplaintWithdrawn = defineEvent(
  'service.ComplaintWithdrawn',
  {
    title: { zh: '客户撤回投诉', en: 'Complaint withdrawn' },
    says: { zh: '客户撤回投诉[，原因：{reason}]', en: 'Withdrawn by the customer[, reason: {reason}]' },
  },
  WithReason,
);
/** 升级: to executives, because of its severity, of a missed deadline with its arithmetic, or by hand. */
export const ComplaintEscalated = defineEvent(
  'service.ComplaintEscalated',
  {
    title: { zh: '投诉已升级', en: 'Complaint escalated' },
    says: {
      zh: '升级至 {to}：{because}[，{clock}时限 {targetMinutes} 分钟][，计入 {spentMinutes} 分钟][，期限 {dueAt}][，{reason}]',
      en: 'Escalated to {to}: {because}[, {clock} within {targetMinutes} minutes][, {spentMinutes} counted][, due {dueAt}][, {reason}]',
    },
  },
  ComplaintEscalatedPayload,
);
/** A step happened at another time than was entered, or said something wrong. It is of the earlier of both times. */
export const ComplaintStepCorrected = defineEvent(
  'service.ComplaintStepCorrected',
  {
    title: { zh: '投诉步骤已更正', en: 'Step of a complaint corrected' },
    says: {
      zh: '更正“{step}”：时间由 {before} 改为 {at}[，严重程度：{severity}][，原因类别：{cause}][，责任部门：{responsible}]，理由：{reason}',
      en: '“{step}” corrected: from {before} to {at}[, severity: {severity}][, cause: {cause}][, responsible: {responsible}], reason: {reason}',
    },
  },
  ComplaintStepCorrectedPayload,
  [(v1: ComplaintStepCorrectedPayload) => v1], // without steps of waiting
);
/** A step did not happen. It is of the time at which it was said to. */
export const ComplaintStepRetracted = defineEvent(
  'service.ComplaintStepRetracted',
  {
    title: { zh: '投诉步骤已撤销', en: 'Step of a complaint retracted' },
    says: { zh: '撤销 {before} 的“{step}”，理由：{reason}', en: '“{step}” of {before} retracted, reason: {reason}' },
  },
  ComplaintStepRetractedPayload,
  [(v1: ComplaintStepRetractedPayload) => v1], // without steps of waiting
);
/** Of the instant at which the deadline was kept. */
export const ComplaintDeadlineMet = defineEvent(
  'service.ComplaintDeadlineMet',
  {
    title: { zh: '投诉处理时限达标', en: 'Deadline of a complaint met' },
    says: {
      zh: '投诉{clock}达标：时限 {targetMinutes} 分钟，计入 {spentMinutes} 分钟[，期限 {dueAt}][；改判自 {restates}：{because}]',
      en: 'Complaint, {clock} met: {spentMinutes} of {targetMinutes} minutes[, due {dueAt}][; restates {restates}: {because}]',
    },
  },
  ComplaintDeadlineMetPayload,
  [(v1: ComplaintDeadlineMetPayload) => v1], // without steps of waiting
);
/** Of the instant at which the time was used up. */
export const ComplaintDeadlineMissed = defineEvent(
  'service.ComplaintDeadlineMissed',
  {
    title: { zh: '投诉处理超时', en: 'Deadline of a complaint missed' },
    says: {
      zh: '投诉{clock}超时：时限 {targetMinutes} 分钟已用尽[，期限 {dueAt}][；改判自 {restates}：{because}]',
      en: 'Complaint, {clock} missed: {targetMinutes} minutes are used up[, due {dueAt}][; restates {restates}: {because}]',
    },
  },
  ComplaintDeadlineMissedPayload,
  [(v1: ComplaintDeadlineMissedPayload) => v1], // without steps of waiting
);
/**
 * A verdict holds no more: of the instant of the verdict where it never should have been given, and of the reopening
 * where it held until then.
 */
export const ComplaintVerdictWithdrawn = defineEvent(
  'service.ComplaintVerdictWithdrawn',
  {
    title: { zh: '投诉时限结论已撤回', en: 'Verdict on a complaint withdrawn' },
    says: {
      zh: '撤回结论 {verdictId}（{clock}{outcome}）：{because}，{factAt} 的“{fact}”',
      en: 'Verdict {verdictId} ({clock} {outcome}) withdrawn: {because}, “{fact}” of {factAt}',
    },
  },
  ComplaintVerdictWithdrawnPayload,
  [(v1: ComplaintVerdictWithdrawnPayload) => v1], // without steps of waiting
);

export const complaintEvents = {
  ComplaintFiled,
  InvestigationAsked,
  InvestigationReported,
  CauseFound,
  ActionTaken,
  ActionVerified,
  ComplaintPaused,
  ComplaintResumed,
  ComplaintClosed,
  ComplaintReopened,
  ComplaintWithdrawn,
  ComplaintEscalated,
  ComplaintStepCorrected,
  ComplaintStepRetracted,
  ComplaintDeadlineMet,
  ComplaintDeadlineMissed,
  ComplaintVerdictWithdrawn,
};
