import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { complaint, complaintFound, complaintRefuses, over, withTurns } from '../../complaint';
import { ActionTaken } from '../../complaint.events';
import { isOpen } from '../../complaint-log';
import { COMPLAINT_ID, CORRECTIVE, PREVENTIVE } from '../../complaint-parts';
import { serviceRefusal } from '../../service.refusals';

export class TakeAction {
  @Titled(COMPLAINT_ID) @IsId() readonly complaintId!: string;
  @Titled(CORRECTIVE) @IsText(4000) readonly corrective!: string;
  @Titled(PREVENTIVE) @IsText(4000) readonly preventive!: string;
}

/** 登记纠正和预防措施: both, each time. */
export const takeAction = defineCommand({
  name: 'service.TakeAction',
  title: { zh: '登记纠正和预防措施', en: 'Record corrective and preventive action' },
  command: TakeAction,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses, serviceRefusal.some('complaint-over', 'no-cause')],
  route: {
    path: 'complaints/:complaintId/act',
    example: {
      complaintId: 'KS-2026-0007',
      corrective: '召回并更换本批密封圈',
      preventive: '来料增加硬度检验，供应商变更须报批',
      occurredAt: '2026-03-10T09:00:00+08:00',
    },
  },
  decide: ({ complaintId, corrective, preventive }, state, context) => {
    const { occurredAt: at } = context;
    const found = complaintFound(at, state, complaintId);
    const { status } = found.situation;
    if (!isOpen(found.situation)) throw over(complaintId, at);
    if (status === 'filed' || status === 'investigating') throw serviceRefusal('no-cause', { complaintId, at });
    return withTurns(ActionTaken({ corrective, preventive }), found, 'acted', context);
  },
});
