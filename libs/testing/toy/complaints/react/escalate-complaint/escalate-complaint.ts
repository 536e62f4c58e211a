import { IsId, IsInstant, Titled } from '@dossier/fields';
import { defineCommand, type Instant } from '@dossier/kernel';
import { complaint, complaintRefuses, openComplaint } from '../../complaint';
import { ComplaintEscalated } from '../../complaint.events';
import { complaintsRefusal } from '../../complaints.refusals';

export class EscalateComplaint {
  @Titled({ zh: '投诉编号', en: 'Complaint id' }) @IsId() readonly complaintId!: string;
  @Titled({ zh: '处理期限', en: 'Due' }) @IsInstant() readonly dueAt!: Instant;
}

/** 投诉升级: sent by the reactor beside it. */
export const escalateComplaint = defineCommand({
  name: 'complaints.EscalateComplaint',
  title: { zh: '升级投诉', en: 'Escalate a complaint' },
  command: EscalateComplaint,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service'],
  refuses: [complaintRefuses, complaintsRefusal.some('not-due')],
  decide: ({ complaintId, dueAt }, state, { now }) => {
    if (now < dueAt) throw complaintsRefusal('not-due', { complaintId, dueAt });
    return openComplaint(state, complaintId).escalated ? [] : [ComplaintEscalated({ dueAt }, { occurredAt: dueAt })];
  },
});
