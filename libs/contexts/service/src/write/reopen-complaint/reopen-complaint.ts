import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { complaint, complaintFound, complaintRefuses, withTurns } from '../../complaint';
import { ComplaintReopened } from '../../complaint.events';
import { isOpen } from '../../complaint-log';
import { COMPLAINT_ID } from '../../complaint-parts';
import { REASON } from '../../shown-parts';
import { isNothing } from '../../step-log';

export class ReopenComplaint {
  @Titled(COMPLAINT_ID) @IsId() readonly complaintId!: string;
  @Titled(REASON) @IsOptional() @IsText(1000) readonly reason?: string;
}

/** 重新调查: the clock goes on from where it stood when the complaint was closed. */
export const reopenComplaint = defineCommand({
  name: 'service.ReopenComplaint',
  title: { zh: '投诉重新调查', en: 'Reopen a complaint' },
  command: ReopenComplaint,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses],
  route: {
    path: 'complaints/:complaintId/reopen',
    example: { complaintId: 'KS-2026-0007', reason: '更换后再次漏油', occurredAt: '2026-03-20T09:00:00+08:00' },
  },
  decide: ({ complaintId, reason }, state, context) => {
    const found = complaintFound(context.occurredAt, state, complaintId);
    if (isOpen(found.situation) && isNothing(found, 'reopened', context, { reason })) return [];
    return withTurns(ComplaintReopened({ ...(reason !== undefined && { reason }) }), found, 'reopened', context);
  },
});
