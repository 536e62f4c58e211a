import { defineEvent, type Instant } from '@dossier/kernel';

/** A policy's document by field, as its class describes it. */
export type PolicyDocument = Readonly<Record<string, unknown>>;

class PolicyPublishedPayload {
  readonly name!: string;
  /** Counted from 1; version 0 is what the software brings. */
  readonly version!: number;
  readonly document!: PolicyDocument;
  /** In force from here on, until a later version is. */
  readonly effectiveFrom!: Instant;
  readonly approvedBy!: string;
}
export const PolicyPublished = defineEvent(
  'policies.PolicyPublished',
  { zh: '政策已发布', en: 'Policy published' },
  PolicyPublishedPayload,
);
