import { defineRefusals } from '@dossier/kernel';

export const customersRefusal = defineRefusals('customers', {
  'not-registered': {
    field: 'customerId',
    status: 404,
    zh: '客户 {customerId} 尚未建档。',
    en: 'Customer {customerId} is not registered.',
  },
  'personal-id': {
    field: 'customerId',
    status: 422,
    zh: '客户编号形似或含有电话号码；编号会写入永久日志，不得含个人数据。',
    en: 'The id of the customer looks like a phone number or holds one; ids stay for ever and must hold no personal data.',
  },
  'status-said': {
    zh: '该客户自 {since} 起状态已为“{status}”，所记原因与此不同，未予登记；要更改原因，请先改回原状态再重新登记。',
    en: 'The customer is {status} since {since}, for another reason: nothing was recorded. To change the reason, take that back first.',
  },
  'attribute-twice': {
    status: 422,
    zh: '{attribute} 在同一次补录中只能给出一个值。',
    en: '{attribute} can have one value in a note.',
  },
  'unknown-attribute': {
    status: 422,
    zh: '没有名为 {attribute} 的信息项；可用：{known}。',
    en: 'There is no attribute {attribute}; known ones: {known}.',
  },
  'personal-fact': {
    status: 422,
    zh: '{attribute} 的值含电话号码或电子邮箱；该信息项不加密，会写入永久日志，不得含个人数据。',
    en: '{attribute} holds a phone number or an e-mail; it stays for ever, unsealed, and must hold no personal data.',
  },
  'fact-in-future': {
    status: 422,
    zh: '{attribute} 的生效时间 {validFrom} 晚于当前时间 {now}。',
    en: '{attribute} is valid from {validFrom}, which is later than now, {now}.',
  },
});
