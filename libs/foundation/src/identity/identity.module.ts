import { type ContextDef, defineContext } from '@dossier/kernel';
import { claimExternalId } from './claim-external-id';
import { externalIds } from './external-ids/external-ids';
import { attributions } from './identity.events';

/** Identity: numbers in other systems, and which customer things belong to. */
export const identity: ContextDef = defineContext({
  name: 'identity',
  title: { zh: '客户身份', en: 'Identity' },
  formerly: ['customers'],
  slices: [claimExternalId, externalIds, attributions],
});
