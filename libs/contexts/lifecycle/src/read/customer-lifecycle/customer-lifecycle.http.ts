import { queryRoute } from '@dossier/web';
import { customerLifecycle } from './customer-lifecycle';

export const CustomerLifecycleHttp = queryRoute('customers/:customer/lifecycle', customerLifecycle, {
  summary: { zh: '客户所处阶段、依据与历史', en: 'Stage of a customer, with evidence and history' },
});
