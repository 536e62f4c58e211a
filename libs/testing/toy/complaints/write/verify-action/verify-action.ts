import { IsId, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsBoolean } from 'class-validator';
import { complaint, complaintRefuses, openComplaint } from '../../complaint';
import { ActionVerified } from '../../complaint.events';
import { complaintsRefusal } from '../../complaints.refusals';

export class VerifyAction {
  @Titled({ zh: '投诉编号', en: 'Complaint id' }) @IsId() readonly complaintId!: string;
  @Titled({ zh: '有效', en: 'Effective' }) @IsBoolean() readonly effective!: boolean;
}

/** 验证措施 */
export const verifyAction = defineCommand({
  name: 'complaints.VerifyAction',
  title: { zh: '验证措施', en: 'Verify the action' },
  command: VerifyAction,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses, complaintsRefusal.some('no-action')],
  route: {
    path: 'complaints/:complaintId/verification',
    example: { complaintId: 'k-1', effective: true },
  },
  decide: ({ complaintId, effective }, state) => {
    if (openComplaint(state, complaintId).next !== 'proof') throw complaintsRefusal('no-action', { complaintId });
    return [ActionVerified({ effective })];
  },
});
