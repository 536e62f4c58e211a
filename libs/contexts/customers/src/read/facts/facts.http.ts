import { readRoute } from '@dossier/web';
import { facts } from './facts';

export const FactsHttp = readRoute('customers/:customer/facts', facts, {
  summary: { zh: '各部门对客户的最新说法', en: 'What each department says of a customer' },
  by: ['service', 'analyst', 'auditor', 'staff'],
});
