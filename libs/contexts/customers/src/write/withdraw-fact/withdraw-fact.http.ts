import { commandRoute } from '@dossier/web';
import { withdrawFact } from './withdraw-fact';

export const WithdrawFactHttp = commandRoute('customers/:customerId/facts/withdraw', withdrawFact, {
  summary: { zh: '部门撤回客户信息', en: 'A department takes back what it said of a customer' },
  example: { department: 'service', attribute: 'phone' },
});
