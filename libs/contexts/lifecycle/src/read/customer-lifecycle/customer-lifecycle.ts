import { IsCustomerReference } from '@dossier/fields';
import { defineQuery, kind, shape, type Shown, READERS } from '@dossier/kernel';
import { EMPTY } from '../../ledger';
import { lifecycleSection } from '../../lifecycle-section';
import { EPISODE, LABEL, STANDING } from '../../shown-parts';
import { stages } from '../../stages';
import { STANDING_SHOWS, standingOf } from '../../standing';

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
  shows: STANDING_SHOWS,
  run: async ({ customer }, asking): Promise<CustomerLifecycle> => {
    const ledger = (await asking.reads.get(lifecycleSection, customer)) ?? EMPTY;
    const { history, ...rest } = standingOf(ledger, asking);
    return {
      customer,
      asOf: asking.asOf,
      ...rest,
      history: history.map((episode) => ({ ...episode, label: stages.words[episode.stage] })),
    };
  },
});
