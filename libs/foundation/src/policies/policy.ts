import { defineState, type Instant, streamOf } from '@dossier/kernel';
import { type PolicyDocument, PolicyPublished } from './policy.events';

/** The last published version; version 0: none was ever published. */
export type Policy =
  | { readonly version: 0 }
  | { readonly version: number; readonly document: PolicyDocument; readonly effectiveFrom: Instant };

export const policy = defineState<Policy>()({
  category: 'policy',
  from: { PolicyPublished },
  initial: { version: 0 },
  evolve: { PolicyPublished: (_, { version, document, effectiveFrom }) => ({ version, document, effectiveFrom }) },
});

export const policyStream = (name: string): string => streamOf(policy, name);
