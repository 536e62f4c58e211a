import { IsId, IsInstant, IsOneOf, IsText, Titled } from '@dossier/fields';
import { defineCommand, instant, LAST_INSTANT, milliseconds } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { complaint, complaintFound, complaintRefuses, complaintStepOf, turnedBy } from '../../complaint';
import { ComplaintStepRetracted } from '../../complaint.events';
import { type ComplaintEntry } from '../../complaint-log';
import { COMPLAINT_ID } from '../../complaint-parts';
import { type ComplaintStepKind, complaintSteps } from '../../complaint-terms';
import { serviceRefusal } from '../../service.refusals';
import { ENTERED_AT, ENTERED_HELP, REASON } from '../../shown-parts';
import { retractedLast, retractedOf } from '../../step-log';

export class RetractComplaintStep {
  @Titled(COMPLAINT_ID) @IsId() readonly complaintId!: string;
  @Titled(complaintSteps.title) @IsOneOf(complaintSteps) readonly step!: ComplaintStepKind;
  @Titled(ENTERED_AT, { help: ENTERED_HELP }) @IsOptional() @IsInstant() readonly enteredAt?: string;
  @Titled(REASON) @IsText(1000) readonly reason!: string;
}

/** 撤销步骤: it did not happen, as one that was entered for another complaint. */
export const retractComplaintStep = defineCommand({
  name: 'service.RetractComplaintStep',
  title: { zh: '撤销投诉步骤', en: 'Retract a step of a complaint' },
  command: RetractComplaintStep,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses, serviceRefusal.some('unknown-complaint-step', 'not-the-filing', 'retracted-already')],
  route: {
    path: 'complaints/:complaintId/retract',
    example: { complaintId: 'KS-2026-0007', step: 'escalated', reason: '登记到了错误的投诉' },
  },
  decide: ({ complaintId, step: wanted, enteredAt, reason }, state, { now, policies }) => {
    if (wanted === 'filed') throw serviceRefusal('not-the-filing');
    const entered = enteredAt === undefined ? undefined : instant(milliseconds(enteredAt));
    const { log } = complaintFound(LAST_INSTANT, state, complaintId);
    const gone = entered === undefined ? retractedLast(log, wanted) : retractedOf(log, wanted, entered);
    if (gone !== null) throw serviceRefusal('retracted-already', { step: complaintSteps.words[wanted], at: gone });
    const { step } = complaintStepOf(state, { complaintId, step: wanted, at: entered });
    const { id: stepId, kind, at: before } = step;
    const moved: ComplaintEntry = { is: 'moved', stepId, kind, to: null, at: before, recordedAt: now };
    const turn = { because: 'retracted', fact: kind, factAt: before } as const;
    return [
      ComplaintStepRetracted({ stepId, step: kind, before, reason }, { occurredAt: before }),
      ...turnedBy(log, moved, turn, { policies, now }),
    ];
  },
});
