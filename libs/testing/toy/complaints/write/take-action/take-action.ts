import { IsId, IsText } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { complaint, complaintRefuses, openComplaint } from '../../complaint';
import { ActionTaken } from '../../complaint.events';
import { complaintsRefusal } from '../../complaints.refusals';

export class TakeAction {
  @IsId() readonly complaintId!: string;
  @IsText(2000) readonly corrective!: string;
  @IsText(2000) readonly preventive!: string;
}

/** 登记纠正和预防措施 */
export const takeAction = defineCommand({
  name: 'complaints.TakeAction',
  command: TakeAction,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses, complaintsRefusal.some('no-cause')],
  route: {
    path: 'complaints/:complaintId/action',
    summary: { zh: '登记纠正和预防措施', en: 'Record corrective and preventive action' },
    example: { corrective: '更换密封圈', preventive: '来料检验' },
  },
  decide: ({ complaintId, corrective, preventive }, state) => {
    if (openComplaint(state, complaintId).next === 'cause') throw complaintsRefusal('no-cause', { complaintId });
    return [ActionTaken({ corrective, preventive })];
  },
});
