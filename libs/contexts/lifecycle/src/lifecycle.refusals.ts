import { defineRefusals } from '@dossier/kernel';

export const lifecycleRefusal = defineRefusals('lifecycle', {
  'no-cause': {
    status: 404,
    zh: '客户 {customerId} 在 {at} 及此前没有登记过挽回原因。',
    en: 'No cause of a win-back is recorded of customer {customerId} by {at}.',
  },
  'cause-recorded': {
    zh: '客户 {customerId} 在 {at} 已登记另一挽回原因，请更正该原因。',
    en: 'Another cause is recorded of customer {customerId} for {at}; correct that one.',
  },
});
