import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { complaint, complaintRefuses, openComplaint } from '../../complaint';
import { ActionTaken } from '../../complaint.events';
import { complaintsRefusal } from '../../complaints.refusals';

export class TakeAction {
  @Titled({ zh: '投诉编号', en: 'Complaint id' }) @IsId() readonly complaintId!: string;
  @Titled({ zh: '纠正措施', en: 'Corrective action' }) @IsText(2000) readonly corrective!: string;
  @Titled({ zh: '预防措施', en: 'Preventive action' }) @IsText(2000) readonly preventive!: string;
}

/** 登记纠正和预防措施 */
export const takeAction = defineCommand({
  name: 'complaints.TakeAction',
  title: { zh: '登记纠正和预防措施', en: 'Record corrective and preventive action' },
  command: TakeAction,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses, complaintsRefusal.some('no-cause')],
  route: {
    path: 'complaints/:complaintId/action',
    example: { complaintId: 'k-1', corrective: '更换密封圈', preventive: '来料检验' },
  },
  decide: ({ complaintId, corrective, preventive }, state) => {
    if (openComplaint(state, complaintId).next === 'cause') throw complaintsRefusal('no-cause', { complaintId });
    return [ActionTaken({ corrective, preventive })];
  },
});
