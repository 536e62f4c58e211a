import type { Entitlement } from '@dossier/contexts/tiers';
import { defineCommand } from '@dossier/kernel';
import { entitledTo, isEntitledAlike } from '../../entitled-promise';
import { requestRefuses, serviceRequest, stepOf, verdictsTurned } from '../../request';
import { PromiseRestated } from '../../request.events';
import type { Entry } from '../../request-log';
import { serviceRefusal } from '../../service.refusals';

export class RestatePromise {
  readonly requestId!: string;
  /** What the customer was entitled to when it was opened. */
  readonly entitlements!: readonly Entitlement[];
}

/** Sent by the reactor of the same name: a tier that became known late changes what was promised, and verdicts with it. */
export const restatePromise = defineCommand({
  name: 'service.RestatePromise',
  title: { zh: '按客户级别更正服务时限', en: 'Restate a promise by tier' },
  command: RestatePromise,
  on: serviceRequest,
  id: ({ requestId }) => requestId,
  by: [],
  onlyStep: true,
  refuses: [requestRefuses, serviceRefusal.some('unknown-step')],
  decide: ({ requestId, entitlements }, state, { policies, now }) => {
    const { log, step } = stepOf(state, { requestId, step: 'opened' });
    const { id: stepId, at, promise: before } = step;
    if (before === undefined) return [];
    const promise = entitledTo(before, entitlements);
    if (isEntitledAlike(promise, before)) return [];
    const { responseMinutes, resolutionMinutes, entitlements: [entitled] = [] } = promise;
    const entry: Entry = { is: 'promised', stepId, promise, at, recordedAt: now };
    return [
      PromiseRestated(
        { stepId, promise, responseMinutes, resolutionMinutes, ...(entitled && { tier: entitled.tier }) },
        { occurredAt: at },
      ),
      ...verdictsTurned(log, entry, { because: 'late', fact: 'opened', factAt: at }, { policies, now }),
    ];
  },
});
