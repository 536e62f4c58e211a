import { defineRefusals } from '@dossier/kernel';

export const customersRefusal = defineRefusals('customers', {
  'not-registered': {
    status: 404,
    zh: '客户 {customerId} 尚未建档。',
    en: 'Customer {customerId} is not registered.',
  },
  'unknown-attribute': {
    status: 422,
    zh: '没有名为 {attribute} 的信息项；可用：{known}。',
    en: 'There is no attribute {attribute}; known ones: {known}.',
  },
  'fact-in-future': {
    status: 422,
    zh: '{attribute} 的生效时间 {validFrom} 晚于当前时间 {now}。',
    en: '{attribute} is valid from {validFrom}, which is later than now, {now}.',
  },
});
