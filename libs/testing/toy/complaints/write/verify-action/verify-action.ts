import { IsId } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsBoolean } from 'class-validator';
import { complaint, complaintRefuses, openComplaint } from '../../complaint';
import { ActionVerified } from '../../complaint.events';
import { complaintsRefusal } from '../../complaints.refusals';

export class VerifyAction {
  @IsId() readonly complaintId!: string;
  @IsBoolean() readonly effective!: boolean;
}

/** 验证措施 */
export const verifyAction = defineCommand({
  name: 'complaints.VerifyAction',
  command: VerifyAction,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses, complaintsRefusal.some('no-action')],
  route: {
    path: 'complaints/:complaintId/verification',
    summary: { zh: '验证措施', en: 'Verify the action' },
    example: { effective: true },
  },
  decide: ({ complaintId, effective }, state) => {
    if (openComplaint(state, complaintId).next !== 'proof') throw complaintsRefusal('no-action', { complaintId });
    return [ActionVerified({ effective })];
  },
});
