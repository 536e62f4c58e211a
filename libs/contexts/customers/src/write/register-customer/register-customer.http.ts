import { commandRoute } from '@dossier/web';
import { registerCustomer } from './register-customer';

export const RegisterCustomerHttp = commandRoute('customers', registerCustomer, {
  summary: { zh: '客户建档', en: 'Register a customer' },
  description: {
    zh: '所给信息记为该部门登记的信息；未给 customerId 时由系统生成。外部编号已属于其他客户时拒绝，且不作任何更改。',
    en: 'What is said counts as said by the department named; without customerId the system chooses one. An external id that belongs to another customer is refused, and nothing is changed.',
  },
  example: {
    customerId: 'c-1001',
    kind: 'organisation',
    name: '苏州精密机械有限公司',
    country: '中国',
    phone: '0512 6677 8899',
    department: 'sales',
    externalIds: [{ source: 'erp', value: 'K-2041' }],
  },
});
