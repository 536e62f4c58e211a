import { readRoute } from '@dossier/web';
import { salesFacts } from './sales-facts';

export const SalesFactsHttp = readRoute('sales-facts', salesFacts, {
  summary: { zh: '销售事实（金额报表的依据）', en: 'Sales facts, what money reports add up' },
  by: ['service', 'analyst', 'auditor', 'staff'],
});
