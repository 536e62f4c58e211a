import { IsCustomerReference, IsId, IsInstant, IsLabel, IsOneOf, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, ValidateNested } from 'class-validator';
import { contentIn } from '../../content';
import { interaction } from '../../interaction';
import { InteractionRecorded } from '../../interaction.events';
import { interactionsRefusal } from '../../interactions.refusals';
import { made, MOST_PROMISES, Noted, NotedPromise } from '../../noted';
import { DUE, INTERACTION_ID, OWNER, SUBJECT, WHAT } from '../../shown-parts';
import { type InteractionKind, interactionKinds, promiseKinds } from '../../terms';

export class FollowUp {
  @Titled(WHAT, { help: { zh: '省略则即主题所述。', en: 'Left out: what the subject says.' } })
  @IsOptional()
  @IsText(500)
  readonly what?: string;
  @Titled(OWNER, { help: { zh: '跟进人的姓名、岗位或团队。', en: 'The name, post or team that sees to it.' } })
  @IsLabel()
  readonly owner!: string;
  @Titled(DUE)
  @IsInstant()
  readonly dueAt!: string;
}

export class RecordInteraction extends Noted {
  @Titled(INTERACTION_ID, {
    help: { zh: '由调用方选定，不得含个人数据。', en: 'Chosen by the caller; never personal data.' },
  })
  @IsId()
  readonly interactionId!: string;
  @IsCustomerReference() readonly customerId!: string;
  @Titled(interactionKinds.title)
  @IsOneOf(interactionKinds)
  readonly kind!: InteractionKind;
  @Titled(SUBJECT)
  @IsText(200)
  readonly subject!: string;
  @Titled({ zh: '对客户的承诺', en: 'Promises to the customer' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_PROMISES - 1)
  @ValidateNested({ each: true })
  @Type(() => NotedPromise)
  readonly promises?: readonly NotedPromise[];
  @Titled(promiseKinds.words['follow-up'])
  @IsOptional()
  @ValidateNested()
  @Type(() => FollowUp)
  readonly followUp?: FollowUp;
}

/** Kinds that have one channel only. */
const USUAL: Readonly<Partial<Record<InteractionKind, string>>> = {
  call: 'phone',
  mail: 'e-mail',
  visit: 'on-site',
  web: 'web',
};

/** 登记互动 */
export const recordInteraction = defineCommand({
  name: 'interactions.RecordInteraction',
  title: { zh: '登记互动', en: 'Record an interaction' },
  command: RecordInteraction,
  on: interaction,
  id: ({ interactionId }) => interactionId,
  by: ['service', 'staff'],
  refuses: [interactionsRefusal.some('due-before-made')],
  creates: true,
  ended: ({ retractedFor }) => retractedFor !== null,
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  department: 'required',
  route: {
    path: 'interactions',
    description: {
      zh: '事后补记很平常：occurredAt 为互动发生的时间。未给 interactionId 时由系统生成。承诺与跟进按给出的顺序编号，自 1 起，跟进排在最后；到期未兑现会自动登记为逾期。',
      en: 'To record it later is normal: occurredAt is when it happened. Without interactionId the system chooses one. Promises and the follow-up are numbered as they are given, from 1, the follow-up last; what is not kept when it falls due is recorded as missed.',
    },
    example: {
      interactionId: 'visit-2026-0042',
      customerId: 'c-1001',
      kind: 'visit',
      direction: 'outbound',
      department: 'sales',
      subject: '二号线轴承交期',
      participants: ['李娜（采购经理）'],
      staff: ['王强'],
      sentiment: 'negative',
      minutes: '二号线停机待料，希望月底前到货；提到另一家供应商报价低 6%。',
      needs: ['备件最迟四天到厂'],
      promises: [{ what: '月底前到货', owner: '物流主管', dueAt: '2026-03-31T18:00:00+08:00' }],
      followUp: { what: '回访到货情况', owner: '王强', dueAt: '2026-04-02T18:00:00+08:00' },
      occurredAt: '2026-03-05T14:30:00+08:00',
    },
  },
  decide: (command, _, { occurredAt: madeAt }) => {
    const { promises = [], followUp } = command;
    const channel = command.channel ?? USUAL[command.kind];
    return [
      InteractionRecorded({ ...contentIn(command), ...(channel !== undefined && { channel }) }),
      ...promises.map((one, i) => made(one, { promise: i + 1, kind: 'promise', madeAt })),
      ...(followUp ? [made(followUp, { promise: promises.length + 1, kind: 'follow-up', madeAt })] : []),
    ];
  },
});
