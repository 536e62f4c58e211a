import { defineState, type Instant, streamOf } from '@dossier/kernel';
import { type PolicyDocument, PolicyPublished } from './policy.events';

/** The last published version. */
export interface Policy {
  readonly version: number;
  readonly document: PolicyDocument;
  readonly effectiveFrom: Instant;
}

export const policy = defineState<Policy>()({
  category: 'policy',
  from: { PolicyPublished },
  begins: { PolicyPublished: ({ version, document, effectiveFrom }) => ({ version, document, effectiveFrom }) },
});

export const policyStream = (name: string): string => streamOf(policy, name);
