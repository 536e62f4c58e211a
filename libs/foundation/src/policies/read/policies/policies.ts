import { byStream, defineProjection, instantField, integer, text } from '@dossier/kernel';
import { PolicyPublished } from '../../policy.events';
import type { PolicyHistory } from '../../policy-in-force';

/** All versions of each policy that was ever published. */
export const policiesProjection = defineProjection<PolicyHistory>()({
  name: 'policies',
  title: { zh: '政策', en: 'Policies' },
  version: 2,
  from: { PolicyPublished },
  key: byStream,
  evolve: {
    PolicyPublished: (doc, { name, ...published }, { position, recordedAt }) => ({
      name,
      versions: [...(doc?.versions ?? []), { ...published, position, recordedAt }],
    }),
  },
  fields: {
    name: text((doc) => doc.name),
    version: integer((doc) => doc.versions.at(-1)?.version ?? 0),
    effectiveFrom: instantField((doc) => doc.versions.at(-1)?.effectiveFrom ?? null),
  },
  personal: false,
});
