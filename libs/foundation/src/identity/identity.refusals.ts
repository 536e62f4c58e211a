import { defineRefusals } from '@dossier/kernel';

/** Their codes are older than this context. */
export const identityRefusal = defineRefusals('customers', {
  'external-id-taken': {
    status: 409,
    zh: '{source} 的编号 {value} 已属于客户 {owner}。',
    en: 'The id {value} of {source} belongs to customer {owner}.',
  },
  'external-id-claimed': {
    status: 409,
    zh: '{source} 的编号 {value} 已属于其他客户。',
    en: 'The id {value} of {source} belongs to another customer.',
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
