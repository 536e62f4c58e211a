import { type ContextDef, defineContext } from '@dossier/kernel';
import { historyPolicy } from './history-policy';
import { personalData } from './personal-data';
import { policiesProjection } from './read/policies/policies';
import { publishPolicy } from './write/publish-policy/publish-policy';

export const policies: ContextDef = defineContext({
  name: 'policies',
  title: { zh: '政策', en: 'Policies' },
  slices: [publishPolicy, policiesProjection, personalData, historyPolicy],
});
