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
  { zh: '投诉已受理', en: 'Complaint filed' },
  ComplaintFiledPayload,
);
/** 根本原因已查明 */
export const CauseFound = defineEvent(
  'complaints.CauseFound',
  { zh: '根本原因已查明', en: 'Root cause found' },
  CauseFoundPayload,
);
/** 纠正和预防措施已采取 */
export const ActionTaken = defineEvent(
  'complaints.ActionTaken',
  { zh: '纠正和预防措施已采取', en: 'Corrective and preventive action taken' },
  ActionTakenPayload,
);
/** 措施已验证 */
export const ActionVerified = defineEvent(
  'complaints.ActionVerified',
  { zh: '措施已验证', en: 'Action verified' },
  ActionVerifiedPayload,
);
/** 投诉已升级 */
export const ComplaintEscalated = defineEvent(
  'complaints.ComplaintEscalated',
  { zh: '投诉已升级', en: 'Complaint escalated' },
  ComplaintEscalatedPayload,
);
/** 投诉已结案 */
export const ComplaintClosed = defineEvent(
  'complaints.ComplaintClosed',
  { zh: '投诉已结案', en: 'Complaint closed' },
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
