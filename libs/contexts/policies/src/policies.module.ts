import { type ContextDef, defineContext } from '@dossier/kernel';
import { historyPolicy } from './history-policy';
import { personalData } from './personal-data';
import { policiesRefusal } from './policies.refusals';
import { PolicyPublished } from './policy.events';
import { policiesProjection } from './read/policies/policies';
import { PoliciesHttp } from './read/policies/policies.http';
import { publishPolicy } from './write/publish-policy/publish-policy';
import { PublishPolicyHttp } from './write/publish-policy/publish-policy.http';

export const policies: ContextDef = defineContext({
  name: 'policies',
  title: { zh: '政策', en: 'Policies' },
  events: [{ PolicyPublished }],
  commands: [publishPolicy],
  projections: [policiesProjection],
  policies: [personalData, historyPolicy],
  refusals: [policiesRefusal],
  http: [PoliciesHttp, PublishPolicyHttp],
});
