import { holdsPersonal, IsForm, IsId, IsInstant, IsText, Titled, VISIBLE, VISIBLE_WORDS } from '@dossier/fields';
import { canonicalJson, defineCommand, type Instant } from '@dossier/kernel';
import { IsObject, IsOptional } from 'class-validator';
import { policiesRefusal } from '../../policies.refusals';
import { policy } from '../../policy';
import { type PolicyDocument, PolicyPublished } from '../../policy.events';

/** Who puts a document in force, and since when. */
export abstract class Publishing {
  @Titled(
    { zh: '批准机构', en: 'Approved by' },
    {
      help: {
        zh: '机构或职务，不写人名：会永久保留。',
        en: 'A body or an office, no name of a person: it is kept for ever.',
      },
    },
  )
  @IsText(200)
  @IsForm(VISIBLE, VISIBLE_WORDS)
  readonly approvedBy!: string;
  @Titled(
    { zh: '生效时间', en: 'In force from' },
    { help: { zh: '省略则为命令所述事情发生之时。', en: 'Left out: when the command says that it happened.' } },
  )
  @IsOptional()
  @IsInstant()
  readonly effectiveFrom?: Instant;
}

export class PublishPolicy extends Publishing {
  @Titled({ zh: '政策名称', en: 'Name of the policy' })
  @IsId()
  readonly name!: string;
  @Titled(
    { zh: '政策内容', en: 'Document' },
    { help: { zh: '完整文档，含全部字段。', en: 'The whole document, with all its fields.' } },
  )
  @IsObject()
  readonly document!: PolicyDocument;
}

/** Publishes the next version of a policy. Publishing the last document again does nothing. */
export const publishPolicy = defineCommand({
  name: 'policies.PublishPolicy',
  title: { zh: '发布政策的新版本', en: 'Publish the next version of a policy' },
  command: PublishPolicy,
  on: policy,
  id: ({ name }) => name,
  subject: () => undefined,
  by: [],
  refuses: [policiesRefusal.some('in-future', 'before-last', 'personal-approver')],
  route: {
    path: 'policies/:name',
    method: 'put',
    description: {
      zh: 'document 应为完整文档；版本号自动递增。不能提前发布，也不能早于当前版本的生效时间。',
      en: 'The document is whole; versions are counted. Neither ahead of time nor before the version in force.',
    },
    example: {
      name: 'survivorship',
      document: { departments: ['finance', 'sales'], attributes: [] },
      approvedBy: 'board',
      effectiveFrom: '2026-01-01T00:00:00Z',
    },
  },
  decide: ({ name, document, approvedBy, effectiveFrom: given }, last, { now, occurredAt }) => {
    if (holdsPersonal(approvedBy)) throw policiesRefusal('personal-approver');
    const effectiveFrom = given ?? occurredAt;
    if (effectiveFrom > now) throw policiesRefusal('in-future', { effectiveFrom, now });
    if (last) {
      if (canonicalJson(document) === canonicalJson(last.document)) return [];
      if (effectiveFrom < last.effectiveFrom)
        throw policiesRefusal('before-last', { name, version: last.version, since: last.effectiveFrom, effectiveFrom });
    }
    const version = (last?.version ?? 0) + 1;
    return [PolicyPublished({ name, version, document, effectiveFrom, approvedBy }, { occurredAt: effectiveFrom })];
  },
});
