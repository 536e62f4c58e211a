import { readRoute } from '@dossier/web';
import { facts } from './facts';

export const FactsHttp = readRoute('customers/:customer/facts', facts, {
  summary: { zh: '各部门最近登记的客户信息', en: 'What each department says of a customer' },
  by: ['service', 'analyst', 'auditor', 'staff'],
});
