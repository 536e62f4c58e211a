import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsBoolean, IsOptional } from 'class-validator';
import { complaint, complaintFound, complaintRefuses, over, withTurns } from '../../complaint';
import { ActionVerified } from '../../complaint.events';
import { isOpen } from '../../complaint-log';
import { COMPLAINT_ID, EFFECTIVE, EVIDENCE } from '../../complaint-parts';
import { serviceRefusal } from '../../service.refusals';
import { isNothing } from '../../step-log';

export class VerifyAction {
  @Titled(COMPLAINT_ID) @IsId() readonly complaintId!: string;
  @Titled(EFFECTIVE, {
    help: { zh: 'false 则退回，须另采取措施。', en: 'false: back to action, which is to be taken anew.' },
  })
  @IsBoolean()
  readonly effective!: boolean;
  @Titled(EVIDENCE) @IsOptional() @IsText(2000) readonly evidence?: string;
}

/** 验证措施: effective, or back. */
export const verifyAction = defineCommand({
  name: 'service.VerifyAction',
  title: { zh: '验证投诉的措施', en: 'Verify the action on a complaint' },
  command: VerifyAction,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses, serviceRefusal.some('complaint-over', 'no-action')],
  route: {
    path: 'complaints/:complaintId/verify',
    example: {
      complaintId: 'KS-2026-0007',
      effective: true,
      evidence: '连续两批来料合格，现场运行无漏油',
      occurredAt: '2026-03-11T09:00:00+08:00',
    },
  },
  decide: ({ complaintId, effective, evidence }, state, context) => {
    const { occurredAt: at } = context;
    const found = complaintFound(at, state, complaintId);
    const { status } = found.situation;
    const kind = effective ? 'verified' : 'refuted';
    if (!isOpen(found.situation)) throw over(complaintId, at);
    if (status === 'verified' && effective && isNothing(found, kind, context, { evidence })) return [];
    if (status !== 'acted' && status !== 'verified') throw serviceRefusal('no-action', { complaintId, at });
    return withTurns(ActionVerified({ effective, ...(evidence !== undefined && { evidence }) }), found, kind, context);
  },
});
