import { IsCustomerReference, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { customer } from '../../customer';
import { CustomerReactivated } from '../../customer.events';
import { customersRefusal } from '../../customers.refusals';
import { isStatusNews } from '../../status';

export class ReactivateCustomer {
  @IsCustomerReference()
  readonly customerId!: string;
  @Titled({ zh: '原因', en: 'Reason' })
  @IsText(500)
  readonly reason!: string;
}

/** Marks a deactivated file as in use again. */
export const reactivateCustomer = defineCommand({
  name: 'customers.ReactivateCustomer',
  title: { zh: '重新启用客户', en: 'Take a deactivated customer into use again' },
  command: ReactivateCustomer,
  on: customer,
  id: ({ customerId }) => customerId,
  customer: 'customerId',
  by: ['service', 'staff'],
  refuses: [customersRefusal.some('not-registered', 'status-said')],
  route: {
    path: 'customers/:customerId/reactivate',
    example: { customerId: 'c-1001', reason: 'came back' },
  },
  decide: ({ customerId, reason }, file, context) => {
    if (file === undefined) throw customersRefusal('not-registered', { customerId });
    return isStatusNews(file.statuses, 'active', reason, context) ? [CustomerReactivated({ reason })] : [];
  },
});
