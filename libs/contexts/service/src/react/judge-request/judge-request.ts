import { defineCommand, type Instant } from '@dossier/kernel';
import { requestVerdictsDue, serviceRequest } from '../../request';
import { serviceRefusal } from '../../service.refusals';

export class JudgeRequest {
  readonly requestId!: string;
  readonly dueAt!: Instant;
}

/** Sent by the reactor of the same name when the time of a clock is used up. */
export const judgeRequest = defineCommand({
  name: 'service.JudgeRequest',
  title: { zh: '登记服务时限超时', en: 'Record that a service level was missed' },
  command: JudgeRequest,
  on: serviceRequest,
  id: ({ requestId }) => requestId,
  by: [],
  onlyStep: true,
  refuses: [serviceRefusal.some('unknown-request', 'not-due-yet')],
  decide: ({ requestId, dueAt }, state, { policies, now }) => {
    if (state === undefined) throw serviceRefusal('unknown-request', { requestId });
    if (now < dueAt) throw serviceRefusal('not-due-yet', { dueAt });
    return requestVerdictsDue(state.log.all, { policies, now });
  },
});
