import { IsId, IsDepartment, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { complaint, complaintFound, complaintRefuses, over } from '../../complaint';
import { ComplaintEscalated } from '../../complaint.events';
import { isOpen } from '../../complaint-log';
import { COMPLAINT_ID, ESCALATED_TO } from '../../complaint-parts';
import { complaintHandlingPolicy } from '../../complaint-policies';
import { serviceRefusal } from '../../service.refusals';
import { REASON } from '../../shown-parts';

export class EscalateComplaint {
  @Titled(COMPLAINT_ID) @IsId() readonly complaintId!: string;
  @Titled(ESCALATED_TO, {
    help: {
      zh: '岗位或部门的代号；省略则按政策 complaint-handling。',
      en: 'The code of a post or department; left out: as the policy complaint-handling says.',
    },
  })
  @IsOptional()
  @IsDepartment()
  readonly to?: string;
  @Titled(REASON) @IsText(1000) readonly reason!: string;
}

/** 升级, by hand; what is late or severe is escalated by itself. */
export const escalateComplaint = defineCommand({
  name: 'service.EscalateComplaint',
  title: { zh: '升级投诉', en: 'Escalate a complaint' },
  command: EscalateComplaint,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses, serviceRefusal.some('complaint-over')],
  route: {
    path: 'complaints/:complaintId/escalate',
    example: {
      complaintId: 'KS-2026-0007',
      reason: '客户高层来电',
      occurredAt: '2026-03-06T16:00:00+08:00',
    },
  },
  decide: ({ complaintId, to, reason }, state, { occurredAt: at, policies }) => {
    const { severity, situation } = complaintFound(at, state, complaintId);
    if (!isOpen(situation)) throw over(complaintId, at);
    const { escalateTo } = policies(complaintHandlingPolicy).document;
    return [ComplaintEscalated({ to: to ?? escalateTo, because: 'judgement', severity, reason })];
  },
});
