import { commandRoute } from '@dossier/web';
import { deactivateCustomer } from './deactivate-customer';

export const DeactivateCustomerHttp = commandRoute('customers/:customerId/deactivate', deactivateCustomer, {
  summary: { zh: '停用客户', en: 'Deactivate a customer' },
  example: { reason: 'closed down' },
});
