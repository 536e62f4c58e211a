import { IsId, IsDepartment, IsOneOf, IsText, Titled } from '@dossier/fields';
import { codesInWords, defineCommand, departments } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { complaint, complaintFound, complaintRefuses, over, withTurns } from '../../complaint';
import { CauseFound } from '../../complaint.events';
import { findingsMissing, isOpen } from '../../complaint-log';
import { COMPLAINT_ID, EXPLANATION, RESPONSIBLE } from '../../complaint-parts';
import { type ComplaintCause, complaintCauses } from '../../complaint-terms';
import { serviceRefusal } from '../../service.refusals';

export class FindCause {
  @Titled(COMPLAINT_ID) @IsId() readonly complaintId!: string;
  @Titled(complaintCauses.title) @IsOneOf(complaintCauses) readonly cause!: ComplaintCause;
  @Titled(EXPLANATION) @IsText(4000) readonly explanation!: string;
  @Titled(RESPONSIBLE, { help: { zh: '省略则不在我方。', en: 'Left out: none of ours.' } })
  @IsOptional()
  @IsDepartment()
  readonly responsible?: string;
}

/** 登记根本原因: once every department that was asked has reported. A new cause needs new action. */
export const findCause = defineCommand({
  name: 'service.FindCause',
  title: { zh: '登记投诉的根本原因', en: 'Record the root cause of a complaint' },
  command: FindCause,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses, serviceRefusal.some('complaint-over', 'not-investigated', 'findings-missing')],
  route: {
    path: 'complaints/:complaintId/find-cause',
    example: {
      complaintId: 'KS-2026-0007',
      cause: 'material',
      explanation: '供应商更换胶料未通知',
      responsible: 'purchasing',
      occurredAt: '2026-03-09T15:00:00+08:00',
    },
  },
  decide: ({ complaintId, cause, explanation, responsible }, state, context) => {
    const { occurredAt: at } = context;
    const found = complaintFound(at, state, complaintId);
    if (!isOpen(found.situation)) throw over(complaintId, at);
    if (found.situation.status === 'filed') throw serviceRefusal('not-investigated', { complaintId, at });
    const missing = findingsMissing(found.steps, at);
    if (missing.length > 0)
      throw serviceRefusal('findings-missing', { complaintId, at, missing: codesInWords(departments, missing) });
    const said = { cause, explanation, ...(responsible !== undefined && { responsible }) };
    return withTurns(CauseFound(said), found, 'cause-found', context);
  },
});
