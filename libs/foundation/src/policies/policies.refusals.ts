import { defineRefusals } from '@dossier/kernel';

export const policiesRefusal = defineRefusals('policies', {
  'in-future': {
    field: 'effectiveFrom',
    status: 422,
    zh: '政策不能提前发布：生效时间 {effectiveFrom} 晚于当前时间 {now}，请在生效时再发布。',
    en: 'A policy cannot be published ahead of time: {effectiveFrom} is later than now, {now}. Publish it when it takes effect.',
  },
  'personal-approver': {
    field: 'approvedBy',
    status: 422,
    zh: '批准机构中含有电子邮箱或电话号码：它会永久保留，请写机构或职务。',
    en: 'What approved it holds an e-mail address or a phone number: it is kept for ever, so name a body or an office.',
  },
  'before-last': {
    field: 'effectiveFrom',
    status: 409,
    zh: '{name} 的第 {version} 版自 {since} 起生效，新版本的生效时间不能早于此（收到：{effectiveFrom}）。',
    en: 'Version {version} of {name} is in force since {since}; a new one cannot start before it ({effectiveFrom}).',
  },
});
