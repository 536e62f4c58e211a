import { IsCustomerReference } from '@dossier/fields';
import { defineQuery, kind, shape, type Shown, READERS } from '@dossier/kernel';
import { EMPTY } from '../../ledger';
import { lifecycleSection } from '../../lifecycle-section';
import { lifecyclePolicy } from '../../lifecycle-policy';
import { EPISODE, LABEL, STANDING } from '../../shown-parts';
import { stageAt, stages } from '../../stages';

export class CustomerLifecycleParams {
  @IsCustomerReference() readonly customer!: string;
}

const customerLifecycleShape = shape({
  customer: kind.customer({ zh: '客户', en: 'Customer' }),
  asOf: kind.instant({ zh: '截至', en: 'As of' }),
  ...STANDING,
  history: kind.rows({ zh: '历史', en: 'History' }, { ...EPISODE, label: LABEL }),
});
export type CustomerLifecycle = Shown<typeof customerLifecycleShape>;

/** The stage of one customer as of an instant, with evidence and history. */
export const customerLifecycle = defineQuery({
  name: 'lifecycle.customer-lifecycle',
  title: { zh: '客户所处阶段、依据与历史', en: 'Stage of a customer, with evidence and history' },
  params: CustomerLifecycleParams,
  by: READERS,
  over: [lifecycleSection],
  route: {
    path: 'customers/:customer/lifecycle',
  },
  shape: customerLifecycleShape,
  run: async ({ customer }, { reads, asOf, policies }): Promise<CustomerLifecycle> => {
    const ledger = (await reads.get(lifecycleSection, customer)) ?? EMPTY;
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
