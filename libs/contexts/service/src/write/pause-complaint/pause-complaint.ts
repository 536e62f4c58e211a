import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { complaint, complaintFound, complaintRefuses, over, withTurns } from '../../complaint';
import { ComplaintPaused } from '../../complaint.events';
import { isOpen } from '../../complaint-log';
import { COMPLAINT_ID, WAITING_FOR } from '../../complaint-parts';
import { serviceRefusal } from '../../service.refusals';
import { isNothing } from '../../step-log';

export class PauseComplaint {
  @Titled(COMPLAINT_ID) @IsId() readonly complaintId!: string;
  @Titled(WAITING_FOR) @IsOptional() @IsText(1000) readonly waitingFor?: string;
}

/** 等待客户: both clocks stand until work is resumed; departments may go on meanwhile. */
export const pauseComplaint = defineCommand({
  name: 'service.PauseComplaint',
  title: { zh: '投诉等待客户', en: 'Wait for the customer with a complaint' },
  command: PauseComplaint,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses, serviceRefusal.some('complaint-over')],
  route: {
    path: 'complaints/:complaintId/pause',
    description: {
      zh: '调查与结案时限自此停计，至 resume（或结案、撤回）为止；其间部门仍可登记调查结果与措施。可补录，结论随之改判。',
      en: 'Both clocks stand from here on, until resume, or until it is closed or withdrawn; findings and actions may be recorded meanwhile. It may be recorded late: the verdicts follow.',
    },
    example: {
      complaintId: 'KS-2026-0007',
      waitingFor: '客户寄回损坏的密封圈',
      occurredAt: '2026-03-05T16:00:00+08:00',
    },
  },
  decide: ({ complaintId, waitingFor }, state, context) => {
    const { occurredAt: at } = context;
    const found = complaintFound(at, state, complaintId);
    if (!isOpen(found.situation)) throw over(complaintId, at);
    if (found.situation.waiting && isNothing(found, 'paused', context, { waitingFor })) return [];
    return withTurns(ComplaintPaused({ ...(waitingFor !== undefined && { waitingFor }) }), found, 'paused', context);
  },
});
