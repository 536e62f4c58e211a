import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { complaint, complaintFound, complaintRefuses, withTurns } from '../../complaint';
import { ComplaintWithdrawn } from '../../complaint.events';
import { isOpen } from '../../complaint-log';
import { COMPLAINT_ID } from '../../complaint-parts';
import { REASON } from '../../shown-parts';
import { isNothing } from '../../step-log';

export class WithdrawComplaint {
  @Titled(COMPLAINT_ID) @IsId() readonly complaintId!: string;
  @Titled(REASON) @IsOptional() @IsText(1000) readonly reason?: string;
}

/** 客户撤回: its clocks end without a verdict, and it counts no more against the target. */
export const withdrawComplaint = defineCommand({
  name: 'service.WithdrawComplaint',
  title: { zh: '客户撤回投诉', en: 'Withdraw a complaint' },
  command: WithdrawComplaint,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses],
  route: {
    path: 'complaints/:complaintId/withdraw',
    example: { complaintId: 'KS-2026-0007', reason: '客户查明为自身安装问题', occurredAt: '2026-03-21T09:00:00+08:00' },
  },
  decide: ({ complaintId, reason }, state, context) => {
    const found = complaintFound(context.occurredAt, state, complaintId);
    if (!isOpen(found.situation) && isNothing(found, 'withdrawn', context, { reason })) return [];
    return withTurns(ComplaintWithdrawn({ ...(reason !== undefined && { reason }) }), found, 'withdrawn', context);
  },
});
