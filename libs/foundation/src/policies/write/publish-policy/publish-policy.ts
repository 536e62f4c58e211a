import { IsId, IsInstant, IsText } from '@dossier/fields';
import { canonicalJson, defineCommand, type Instant } from '@dossier/kernel';
import { IsObject, IsOptional } from 'class-validator';
import { policiesRefusal } from '../../policies.refusals';
import { policy } from '../../policy';
import { type PolicyDocument, PolicyPublished } from '../../policy.events';

export class PublishPolicy {
  @IsId()
  readonly name!: string;
  /** Whole, not what changed; the rules of the policy's class are checked at the door. */
  @IsObject()
  readonly document!: PolicyDocument;
  @IsText(200)
  readonly approvedBy!: string;
  /** Default: when the command says that it happened. Not in the future, not before the version in force. */
  @IsOptional()
  @IsInstant()
  readonly effectiveFrom?: Instant;
}

/** Publishes the next version of a policy. The document that was published last is nothing to publish. */
export const publishPolicy = defineCommand({
  name: 'policies.PublishPolicy',
  command: PublishPolicy,
  on: policy,
  id: ({ name }) => name,
  subject: () => undefined,
  by: [],
  refuses: [policiesRefusal.some('in-future', 'before-last')],
  route: {
    path: 'policies/:name',
    method: 'put',
    summary: { zh: '发布政策的新版本', en: 'Publish the next version of a policy' },
    description: {
      zh: 'document 应为完整文档；版本号自动递增。不能提前发布，也不能早于当前版本的生效时间。',
      en: 'The document is whole; versions are counted. Neither ahead of time nor before the version in force.',
    },
    example: {
      document: { departments: ['finance', 'sales'], attributes: [] },
      approvedBy: 'board',
      effectiveFrom: '2026-01-01T00:00:00Z',
    },
  },
  decide: ({ name, document, approvedBy, effectiveFrom: given }, last, { now, occurredAt }) => {
    const effectiveFrom = given ?? occurredAt;
    if (effectiveFrom > now) throw policiesRefusal('in-future', { effectiveFrom, now });
    if ('document' in last) {
      if (canonicalJson(document) === canonicalJson(last.document)) return [];
      if (effectiveFrom < last.effectiveFrom)
        throw policiesRefusal('before-last', { name, version: last.version, since: last.effectiveFrom, effectiveFrom });
    }
    const version = last.version + 1;
    return [PolicyPublished({ name, version, document, effectiveFrom, approvedBy }, { occurredAt: effectiveFrom })];
  },
});
