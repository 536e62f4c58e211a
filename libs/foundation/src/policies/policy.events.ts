import { InTheClear, IsInstant } from '@dossier/fields';
import { defineEvent, type Instant } from '@dossier/kernel';
import { IsInt, IsObject, Min } from 'class-validator';

/** A policy's document by field, as its class describes it. */
export type PolicyDocument = Readonly<Record<string, unknown>>;

class PolicyPublishedPayload {
  @InTheClear() readonly name!: string;
  /** Counted from 1; version 0 is what the software brings. */
  @IsInt() @Min(1) readonly version!: number;
  @IsObject() readonly document!: PolicyDocument;
  /** In force from here on, until a later version is. */
  @IsInstant() readonly effectiveFrom!: Instant;
  /** A body or an office, no person: it can never be erased. */
  @InTheClear() readonly approvedBy!: string;
}
export const PolicyPublished = defineEvent(
  'policies.PolicyPublished',
  {
    title: { zh: '政策已发布', en: 'Policy published' },
    says: {
      zh: '发布政策 {name} 第 {version} 版，自 {effectiveFrom} 起生效，批准人：{approvedBy}',
      en: 'Policy {name} version {version} published, in force from {effectiveFrom}, approved by {approvedBy}',
    },
  },
  PolicyPublishedPayload,
);
