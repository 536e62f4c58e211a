import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsBoolean, IsOptional } from 'class-validator';
import { complaint, complaintFound, complaintRefuses, withTurns } from '../../complaint';
import { ComplaintClosed } from '../../complaint.events';
import { isOpen } from '../../complaint-log';
import { ANSWER, COMPLAINT_ID, SATISFIED } from '../../complaint-parts';
import { serviceRefusal } from '../../service.refusals';
import { isNothing } from '../../step-log';

export class CloseComplaint {
  @Titled(COMPLAINT_ID) @IsId() readonly complaintId!: string;
  @Titled(ANSWER) @IsText(4000) readonly answer!: string;
  @Titled(SATISFIED) @IsOptional() @IsBoolean() readonly satisfied?: boolean;
}

/** 结案: with what the customer says to it. */
export const closeComplaint = defineCommand({
  name: 'service.CloseComplaint',
  title: { zh: '投诉结案', en: 'Close a complaint' },
  command: CloseComplaint,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses, serviceRefusal.some('not-verified')],
  route: {
    path: 'complaints/:complaintId/close',
    description: {
      zh: '结案时限计到此刻。补录时请给出实际时间 occurredAt：已登记的超时会随之改判，原结论仍可见。',
      en: 'The deadline of closing is kept here. Recorded late, say with occurredAt when it happened: a miss on record is restated by it and stays visible.',
    },
    example: {
      complaintId: 'KS-2026-0007',
      answer: '客户确认更换完毕，认可预防措施',
      satisfied: true,
      occurredAt: '2026-03-11T16:00:00+08:00',
    },
  },
  decide: ({ complaintId, answer, satisfied }, state, context) => {
    const { occurredAt: at } = context;
    const found = complaintFound(at, state, complaintId);
    if (!isOpen(found.situation) && isNothing(found, 'closed', context, { answer, satisfied })) return [];
    if (isOpen(found.situation) && found.situation.status !== 'verified')
      throw serviceRefusal('not-verified', { complaintId, at });
    return withTurns(
      ComplaintClosed({ answer, ...(satisfied !== undefined && { satisfied }) }),
      found,
      'closed',
      context,
    );
  },
});
