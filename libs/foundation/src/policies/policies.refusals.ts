import { defineRefusals } from '@dossier/kernel';

export const policiesRefusal = defineRefusals('policies', {
  'in-future': {
    status: 422,
    zh: '政策不能提前发布：生效时间 {effectiveFrom} 晚于当前时间 {now}，请在生效时再发布。',
    en: 'A policy cannot be published ahead of time: {effectiveFrom} is later than now, {now}. Publish it when it takes effect.',
  },
  'before-last': {
    status: 409,
    zh: '{name} 的第 {version} 版自 {since} 起生效，新版本的生效时间不能早于此（收到：{effectiveFrom}）。',
    en: 'Version {version} of {name} is in force since {since}; a new one cannot start before it ({effectiveFrom}).',
  },
});
