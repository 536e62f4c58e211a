import { commandRoute } from '@dossier/web';
import { publishPolicy } from './publish-policy';

export const PublishPolicyHttp = commandRoute('policies/:name', publishPolicy, {
  method: 'put',
  summary: { zh: '发布政策的新版本', en: 'Publish the next version of a policy' },
  description: {
    zh: 'document 应为完整文档；版本号自动递增。不能提前发布，也不能早于当前版本的生效时间。',
    en: 'The document is whole; versions are counted. Neither ahead of time nor before the version in force.',
  },
  example: {
    document: { departments: ['finance', 'sales'], attributes: [] },
    approvedBy: 'board',
    effectiveFrom: '2026-01-01T00:00:00Z',
  },
});
