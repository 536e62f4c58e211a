import { IsCustomerReference } from '@dossier/fields';
import { defineQuery, type Instant, type Text } from '@dossier/kernel';
import { EMPTY } from '../../ledger';
import { lifecycleLedger } from '../../lifecycle-ledger';
import { lifecyclePolicy } from '../../lifecycle-policy';
import { type Episode, type Stage, stageAt, stages } from '../../stages';

export class CustomerLifecycleParams {
  @IsCustomerReference() readonly customer!: string;
}

export interface CustomerLifecycle {
  readonly customer: string;
  readonly asOf: Instant;
  readonly stage: Stage;
  readonly label: Text;
  readonly since: Instant | null;
  readonly eventIds: readonly string[];
  readonly churnsAt: Instant | null;
  readonly history: readonly (Episode & { readonly label: Text })[];
  readonly policyVersion: number;
}

/** The stage of one customer as of an instant, with evidence and history. */
export const customerLifecycle = defineQuery({
  name: 'lifecycle.customer-lifecycle',
  params: CustomerLifecycleParams,
  by: ['service', 'analyst', 'auditor', 'staff'],
  over: [lifecycleLedger],
  route: {
    path: 'customers/:customer/lifecycle',
    summary: { zh: '客户所处阶段、依据与历史', en: 'Stage of a customer, with evidence and history' },
  },
  run: async ({ customer }, { reads, asOf, policies }): Promise<CustomerLifecycle> => {
    const ledger = (await reads.get(lifecycleLedger, customer)) ?? EMPTY;
    const { version, document } = policies(lifecyclePolicy);
    const { stage, since, eventIds, churnsAt, history } = stageAt(ledger, document, asOf);
    return {
      customer,
      asOf,
      stage,
      label: stages.words[stage],
      since,
      eventIds,
      churnsAt,
      history: history.map((episode) => ({ ...episode, label: stages.words[episode.stage] })),
      policyVersion: version,
    };
  },
});
