import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { complaint, complaintFound, complaintRefuses, over, withTurns } from '../../complaint';
import { ComplaintResumed } from '../../complaint.events';
import { isOpen } from '../../complaint-log';
import { COMPLAINT_ID } from '../../complaint-parts';
import { serviceRefusal } from '../../service.refusals';
import { NOTE } from '../../shown-parts';
import { isNothing } from '../../step-log';

export class ResumeComplaint {
  @Titled(COMPLAINT_ID) @IsId() readonly complaintId!: string;
  @Titled(NOTE) @IsOptional() @IsText(1000) readonly note?: string;
}

/** 继续处理: the customer did what we waited for. */
export const resumeComplaint = defineCommand({
  name: 'service.ResumeComplaint',
  title: { zh: '投诉继续处理', en: 'Resume work on a complaint' },
  command: ResumeComplaint,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses, serviceRefusal.some('complaint-over')],
  route: {
    path: 'complaints/:complaintId/resume',
    example: {
      complaintId: 'KS-2026-0007',
      note: '客户已寄回样件',
      occurredAt: '2026-03-06T10:00:00+08:00',
    },
  },
  decide: ({ complaintId, note }, state, context) => {
    const { occurredAt: at } = context;
    const found = complaintFound(at, state, complaintId);
    if (!isOpen(found.situation)) throw over(complaintId, at);
    if (!found.situation.waiting && isNothing(found, 'resumed', context, { note })) return [];
    return withTurns(ComplaintResumed({ ...(note !== undefined && { note }) }), found, 'resumed', context);
  },
});
