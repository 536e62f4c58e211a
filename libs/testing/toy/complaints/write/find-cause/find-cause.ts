import { IsId, IsOneOf, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { complaint, complaintRefuses, openComplaint } from '../../complaint';
import { CauseFound } from '../../complaint.events';
import { type Cause, causes } from '../../terms';

export class FindCause {
  @Titled({ zh: '投诉编号', en: 'Complaint id' }) @IsId() readonly complaintId!: string;
  @Titled(causes.title) @IsOneOf(causes) readonly cause!: Cause;
}

/** 登记根本原因 */
export const findCause = defineCommand({
  name: 'complaints.FindCause',
  title: { zh: '登记根本原因', en: 'Record the root cause' },
  command: FindCause,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  refuses: [complaintRefuses],
  route: {
    path: 'complaints/:complaintId/cause',
    example: { complaintId: 'k-1', cause: 'material' },
  },
  decide: ({ complaintId, cause }, state) =>
    openComplaint(state, complaintId).next === 'cause' ? [CauseFound({ cause })] : [],
});
