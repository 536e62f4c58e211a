import { IsCustomerReference, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { customer } from '../../customer';
import { CustomerDeactivated } from '../../customer.events';
import { customersRefusal } from '../../customers.refusals';
import { isStatusNews } from '../../status';

export class DeactivateCustomer {
  @IsCustomerReference()
  readonly customerId!: string;
  @Titled({ zh: '原因', en: 'Reason' })
  @IsText(500)
  readonly reason!: string;
}

/** Marks the file as not in use from an instant on; it still takes facts. */
export const deactivateCustomer = defineCommand({
  name: 'customers.DeactivateCustomer',
  title: { zh: '停用客户', en: 'Deactivate a customer' },
  command: DeactivateCustomer,
  on: customer,
  id: ({ customerId }) => customerId,
  customer: 'customerId',
  by: ['service', 'staff'],
  refuses: [customersRefusal.some('not-registered', 'status-said')],
  route: {
    path: 'customers/:customerId/deactivate',
    example: { customerId: 'c-1001', reason: 'closed down' },
  },
  decide: ({ customerId, reason }, file, context) => {
    if (file === undefined) throw customersRefusal('not-registered', { customerId });
    return isStatusNews(file.statuses, 'deactivated', reason, context) ? [CustomerDeactivated({ reason })] : [];
  },
});
