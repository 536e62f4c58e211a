import { IsId, IsInstant } from '@dossier/fields';
import { defineCommand, type Instant } from '@dossier/kernel';
import { complaint, complaintRefuses, openComplaint } from '../../complaint';
import { ComplaintEscalated } from '../../complaint.events';
import { complaintsRefusal } from '../../complaints.refusals';

export class EscalateComplaint {
  @IsId() readonly complaintId!: string;
  @IsInstant() readonly dueAt!: Instant;
}

/** 投诉升级: sent by the reactor beside it. */
export const escalateComplaint = defineCommand({
  name: 'complaints.EscalateComplaint',
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
