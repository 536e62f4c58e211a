import { IsId, IsText } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { complaint, complaintRefuses, openComplaint } from '../../complaint';
import { ComplaintClosed } from '../../complaint.events';
import { complaintsRefusal } from '../../complaints.refusals';

export class CloseComplaint {
  @IsId() readonly complaintId!: string;
  @IsText(2000) readonly answer!: string;
}

/** 投诉结案 */
export const closeComplaint = defineCommand({
  name: 'complaints.CloseComplaint',
  command: CloseComplaint,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses, complaintsRefusal.some('not-verified')],
  route: {
    path: 'complaints/:complaintId/close',
    summary: { zh: '投诉结案', en: 'Close a complaint' },
    example: { answer: '已更换并改进来料检验' },
  },
  decide: ({ complaintId, answer }, state) => {
    if (openComplaint(state, complaintId).next !== 'answer') throw complaintsRefusal('not-verified', { complaintId });
    return [ComplaintClosed({ answer })];
  },
});
