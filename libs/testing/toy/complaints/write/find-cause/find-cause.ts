import { IsId, IsOneOf } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { complaint, complaintRefuses, openComplaint } from '../../complaint';
import { CauseFound } from '../../complaint.events';
import { type Cause, causes } from '../../terms';

export class FindCause {
  @IsId() readonly complaintId!: string;
  @IsOneOf(causes) readonly cause!: Cause;
}

/** 登记根本原因 */
export const findCause = defineCommand({
  name: 'complaints.FindCause',
  command: FindCause,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses],
  route: {
    path: 'complaints/:complaintId/cause',
    summary: { zh: '登记根本原因', en: 'Record the root cause' },
    example: { cause: 'material' },
  },
  decide: ({ complaintId, cause }, state) =>
    openComplaint(state, complaintId).next === 'cause' ? [CauseFound({ cause })] : [],
});
