import { commandRoute } from '@dossier/web';
import { reactivateCustomer } from './reactivate-customer';

export const ReactivateCustomerHttp = commandRoute('customers/:customerId/reactivate', reactivateCustomer, {
  summary: { zh: '重新启用客户', en: 'Take a deactivated customer into use again' },
  example: { reason: 'came back' },
});
