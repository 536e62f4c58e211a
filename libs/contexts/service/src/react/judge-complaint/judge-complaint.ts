import { defineCommand, type Instant } from '@dossier/kernel';
import { complaint, complaintVerdictsDue } from '../../complaint';
import { serviceRefusal } from '../../service.refusals';

export class JudgeComplaint {
  readonly complaintId!: string;
  readonly dueAt!: Instant;
}

/** Sent by the reactor of the same name when the time of a clock is used up. */
export const judgeComplaint = defineCommand({
  name: 'service.JudgeComplaint',
  title: { zh: '登记投诉超时并升级', en: 'Record that a deadline of a complaint was missed, and escalate it' },
  command: JudgeComplaint,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: [],
  onlyStep: true,
  refuses: [serviceRefusal.some('unknown-complaint', 'not-due-yet')],
  decide: ({ complaintId, dueAt }, state, { policies, now }) => {
    if (state === undefined) throw serviceRefusal('unknown-complaint', { complaintId });
    if (now < dueAt) throw serviceRefusal('not-due-yet', { dueAt });
    return complaintVerdictsDue(state.log.all, { policies, now });
  },
});
