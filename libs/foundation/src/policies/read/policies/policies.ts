import { byStream, defineProjection, instantField, integer, text } from '@dossier/kernel';
import { PolicyPublished } from '../../policy.events';
import type { VersionPublished } from '../../policy-in-force';

export interface PolicyVersions {
  readonly name: string;
  /** By version. */
  readonly versions: readonly VersionPublished[];
}

/**
 * All versions of each policy that was ever published. What they say stays in the log: rates of exchange are published
 * whole every day, and a document of all of them would pass the largest that is kept.
 */
export const policiesProjection = defineProjection<PolicyVersions>()({
  name: 'policies',
  title: { zh: '政策', en: 'Policies' },
  version: 3,
  from: { PolicyPublished },
  key: byStream,
  evolve: {
    PolicyPublished: (doc, { name, version, effectiveFrom, approvedBy }, { position, recordedAt }) => ({
      name,
      versions: [...(doc?.versions ?? []), { version, effectiveFrom, approvedBy, position, recordedAt }],
    }),
  },
  fields: {
    name: text((doc) => doc.name),
    version: integer((doc) => doc.versions.at(-1)?.version ?? 0),
    effectiveFrom: instantField((doc) => doc.versions.at(-1)?.effectiveFrom ?? null),
  },
  personal: false,
});
