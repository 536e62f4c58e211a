import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { complaint, complaintFound, complaintRefuses, over, withTurns } from '../../complaint';
import { InvestigationReported } from '../../complaint.events';
import { isOpen } from '../../complaint-log';
import { COMPLAINT_ID, FINDING } from '../../complaint-parts';
import { serviceRefusal } from '../../service.refusals';

export class ReportFinding {
  @Titled(COMPLAINT_ID) @IsId() readonly complaintId!: string;
  @Titled(FINDING) @IsText(4000) readonly finding!: string;
}

/** 登记调查结果: of the department that sends it, also of one that nobody asked. */
export const reportFinding = defineCommand({
  name: 'service.ReportFinding',
  title: { zh: '登记部门调查结果', en: 'Record what a department found' },
  command: ReportFinding,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  department: 'required',
  refuses: [complaintRefuses, serviceRefusal.some('complaint-over')],
  route: {
    path: 'complaints/:complaintId/report-finding',
    example: {
      complaintId: 'KS-2026-0007',
      department: 'technical-support',
      finding: '密封圈硬度低于图纸要求',
      occurredAt: '2026-03-06T11:00:00+08:00',
    },
  },
  decide: ({ complaintId, finding }, state, context) => {
    const { occurredAt: at, department } = context;
    const found = complaintFound(at, state, complaintId);
    if (!isOpen(found.situation)) throw over(complaintId, at);
    return withTurns(InvestigationReported({ department: department ?? '', finding }), found, 'reported', context);
  },
});
