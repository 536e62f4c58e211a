import { type ContextDef, defineContext } from '@dossier/kernel';
import { claimExternalId } from './claim-external-id';
import { externalIds } from './external-ids/external-ids';
import { attributions } from './identity.events';

/** Who is who: numbers in other systems, and what belongs to whom. */
export const identity: ContextDef = defineContext({
  name: 'identity',
  title: { zh: '客户身份', en: 'Identity' },
  formerly: ['customers'],
  slices: [claimExternalId, externalIds, attributions],
});
