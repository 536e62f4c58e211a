import { IsInstant, IsOneOf } from '@dossier/fields';
import { defineEvent, type Erased, type Instant, Personal } from '@dossier/kernel';
import { IsBoolean, IsString } from 'class-validator';
import { type Cause, causes, severities, type Severity } from './terms';

class ComplaintFiledPayload {
  @IsOneOf(severities) readonly severity!: Severity;
  /** What people write may name a person. */
  @Personal() @IsString() readonly complaint!: string | Erased;
}
class CauseFoundPayload {
  @IsOneOf(causes) readonly cause!: Cause;
}
class ActionTakenPayload {
  @Personal() @IsString() readonly corrective!: string | Erased;
  @Personal() @IsString() readonly preventive!: string | Erased;
}
class ActionVerifiedPayload {
  @IsBoolean() readonly effective!: boolean;
}
class ComplaintEscalatedPayload {
  @IsInstant() readonly dueAt!: Instant;
}
class ComplaintClosedPayload {
  /** What the customer was told. */
  @Personal() @IsString() readonly answer!: string | Erased;
}

/** 投诉已受理 */
export const ComplaintFiled = defineEvent(
  'complaints.ComplaintFiled',
  {
    title: { zh: '投诉已受理', en: 'Complaint filed' },
    says: { zh: '受理投诉（{severity}）：{complaint}', en: 'Complaint filed ({severity}): {complaint}' },
  },
  ComplaintFiledPayload,
);
/** 根本原因已查明 */
export const CauseFound = defineEvent(
  'complaints.CauseFound',
  {
    title: { zh: '根本原因已查明', en: 'Root cause found' },
    says: { zh: '查明根本原因：{cause}', en: 'Root cause found: {cause}' },
  },
  CauseFoundPayload,
);
/** 纠正和预防措施已采取 */
export const ActionTaken = defineEvent(
  'complaints.ActionTaken',
  {
    title: { zh: '纠正和预防措施已采取', en: 'Corrective and preventive action taken' },
    says: {
      zh: '纠正措施：{corrective}；预防措施：{preventive}',
      en: 'Corrective action: {corrective}; preventive action: {preventive}',
    },
  },
  ActionTakenPayload,
);
/** 措施已验证 */
export const ActionVerified = defineEvent(
  'complaints.ActionVerified',
  {
    title: { zh: '措施已验证', en: 'Action verified' },
    says: { zh: '验证措施，有效：{effective}', en: 'Action verified, effective: {effective}' },
  },
  ActionVerifiedPayload,
);
/** 投诉已升级 */
export const ComplaintEscalated = defineEvent(
  'complaints.ComplaintEscalated',
  {
    title: { zh: '投诉已升级', en: 'Complaint escalated' },
    says: { zh: '投诉已升级，应于 {dueAt} 前处理', en: 'Complaint escalated, due {dueAt}' },
  },
  ComplaintEscalatedPayload,
);
/** 投诉已结案 */
export const ComplaintClosed = defineEvent(
  'complaints.ComplaintClosed',
  {
    title: { zh: '投诉已结案', en: 'Complaint closed' },
    says: { zh: '投诉结案，答复：{answer}', en: 'Complaint closed, answer: {answer}' },
  },
  ComplaintClosedPayload,
);

export const complaintEvents = {
  ComplaintFiled,
  CauseFound,
  ActionTaken,
  ActionVerified,
  ComplaintEscalated,
  ComplaintClosed,
};
