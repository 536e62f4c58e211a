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
  'empty-fact': {
    status: 422,
    zh: '{attribute} 的值只有空白；如需撤回请使用撤回命令。',
    en: '{attribute} holds nothing but white space; to take a fact back, withdraw it.',
  },
  'fact-in-future': {
    status: 422,
    zh: '{attribute} 的生效时间 {validFrom} 晚于当前时间 {now}。',
    en: '{attribute} is valid from {validFrom}, which is later than now, {now}.',
  },
  'external-id-taken': {
    status: 409,
    zh: '{source} 的编号 {value} 已属于客户 {owner}。',
    en: 'The id {value} of {source} belongs to customer {owner}.',
  },
  'personal-external-id': {
    status: 422,
    zh: '{source} 的编号形似电话号码或电子邮箱；编号会写入永久日志，不得含个人数据。',
    en: 'The id of {source} looks like a phone number or an e-mail; ids stay for ever and must hold no personal data.',
  },
  'attributed-elsewhere': {
    status: 409,
    zh: '{member} 已归属客户 {owner}。',
    en: '{member} is attributed to customer {owner} already.',
  },
});
