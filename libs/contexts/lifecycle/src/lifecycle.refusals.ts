import { defineRefusals } from '@dossier/kernel';

export const lifecycleRefusal = defineRefusals('lifecycle', {
  'no-cause': {
    field: 'customerId',
    status: 404,
    zh: '客户 {customerId} 在 {at} 及此前没有登记过挽回原因。',
    en: 'No cause of a win-back is recorded of customer {customerId} by {at}.',
  },
  'cause-withdrawn': {
    zh: '客户 {customerId} 在 {at} 的挽回原因已撤回，撤回的原因不同，未予登记；要撤回更早的，请以 occurredAt 给出其时间。',
    en: 'The cause of customer {customerId} for {at} was withdrawn for another reason: nothing was recorded. To withdraw the one before it give its time as occurredAt.',
  },
  'cause-recorded': {
    zh: '客户 {customerId} 在 {at} 已登记另一挽回原因，请更正该原因。',
    en: 'Another cause is recorded of customer {customerId} for {at}; correct that one.',
  },
});
