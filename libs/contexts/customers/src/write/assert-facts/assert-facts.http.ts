import { commandRoute } from '@dossier/web';
import { assertFacts } from './assert-facts';

export const AssertFactsHttp = commandRoute('customers/:customerId/facts', assertFacts, {
  summary: { zh: '部门登记客户信息', en: 'A department says what it knows of a customer' },
  description: {
    zh: '每项信息记为一个事件，自 validFrom 起有效；与该部门已登记的值相同时不作更改。无法标准化的值原样保留并标记。',
    en: 'Each fact is an event, valid from validFrom; what the department says already is nothing to do. What has no standard form is kept as it is, flagged.',
  },
  example: {
    department: 'service',
    facts: [
      { attribute: 'phone', value: '+86 512 6677 8899', validFrom: '2026-01-31T08:00:00+08:00' },
      { attribute: 'country', value: '中国' },
    ],
  },
});
