import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { complaint, complaintRefuses, openComplaint } from '../../complaint';
import { ComplaintClosed } from '../../complaint.events';
import { complaintsRefusal } from '../../complaints.refusals';

export class CloseComplaint {
  @Titled({ zh: '投诉编号', en: 'Complaint id' }) @IsId() readonly complaintId!: string;
  @Titled({ zh: '答复', en: 'Answer' }) @IsText(2000) readonly answer!: string;
}

/** 投诉结案 */
export const closeComplaint = defineCommand({
  name: 'complaints.CloseComplaint',
  title: { zh: '投诉结案', en: 'Close a complaint' },
  command: CloseComplaint,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses, complaintsRefusal.some('not-verified')],
  route: {
    path: 'complaints/:complaintId/close',
    example: { complaintId: 'k-1', answer: '已更换并改进来料检验' },
  },
  decide: ({ complaintId, answer }, state) => {
    if (openComplaint(state, complaintId).next !== 'answer') throw complaintsRefusal('not-verified', { complaintId });
    return [ComplaintClosed({ answer })];
  },
});
