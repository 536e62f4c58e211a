import { IsCustomerReference, IsId, IsInstant, IsLabel, IsOneOf, IsReference, IsText, Titled } from '@dossier/fields';
import { addDays, defineCommand, instant, milliseconds } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { PRODUCT } from '../../complaint-parts';
import { dueAfterNotice, hazardNotice, noticeIn } from '../../hazard-notice';
import { HazardNoticeGiven } from '../../hazard-notice.events';
import { ACKNOWLEDGE_BY, DOCUMENT, GIVEN_BY, HAZARD, NOTICE_ID, RECIPIENT, RESPONSIBILITY } from '../../hazard-parts';
import { hazardNoticesPolicy } from '../../hazard-policy';
import { hazardRefusal } from '../../hazard.refusals';
import { hazardSeverities, type HazardSeverity, type NoticeChannel, noticeChannels } from '../../hazard-terms';

export class GiveHazardNotice {
  @Titled(NOTICE_ID, {
    help: { zh: '由调用方选定，不得含个人数据。', en: 'Chosen by the caller; never personal data.' },
  })
  @IsId()
  readonly noticeId!: string;
  @IsCustomerReference() readonly customerId!: string;
  @Titled(PRODUCT, { help: { zh: '物料号、型号或名称。', en: 'Its sku, model or name.' } })
  @IsReference()
  readonly product!: string;
  @Titled(hazardSeverities.title) @IsOneOf(hazardSeverities) readonly severity!: HazardSeverity;
  @Titled(noticeChannels.title) @IsOneOf(noticeChannels) readonly channel!: NoticeChannel;
  @Titled(GIVEN_BY, {
    help: { zh: '人员或班组的代号，不写人名。', en: 'The code of a person or a team, no name of a person.' },
  })
  @IsLabel()
  readonly givenBy!: string;
  @Titled(HAZARD) @IsText(5000) readonly hazard!: string;
  @Titled(RESPONSIBILITY, {
    help: { zh: '不正确使用时由谁承担什么。', en: 'Who answers for what where it is used wrongly.' },
  })
  @IsText(5000)
  readonly responsibility!: string;
  @Titled(RECIPIENT, { help: { zh: '客户方接收告知的人。', en: 'Who took it, at the customer.' } })
  @IsOptional()
  @IsText(200)
  readonly recipient?: string;
  @Titled(DOCUMENT, { help: { zh: '书面告知的编号。', en: 'The number of the written notice.' } })
  @IsOptional()
  @IsReference()
  readonly document?: string;
  @Titled(ACKNOWLEDGE_BY, {
    help: {
      zh: '省略则按政策 hazard-notices 的天数。到此时仍未确认即为逾期。',
      en: 'Left out: by the days of policy hazard-notices. What is not acknowledged by this instant is overdue.',
    },
  })
  @IsOptional()
  @IsInstant()
  readonly dueAt?: string;
}

/** 危险告知: of the hazards of using a product wrongly, and who answers for them. */
export const giveHazardNotice = defineCommand({
  name: 'service.GiveHazardNotice',
  title: { zh: '登记危险告知', en: 'Record a notice of hazard' },
  command: GiveHazardNotice,
  on: hazardNotice,
  id: ({ noticeId }) => noticeId,
  by: ['service', 'staff'],
  refuses: [hazardRefusal.some('due-before-notice')],
  creates: true,
  ended: ({ withdrawnAt }) => withdrawnAt !== null,
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  route: {
    path: 'hazard-notices',
    description: {
      zh: '不正确使用的危险和责任；occurredAt 为告知时间，事后补记很平常。到期未确认会自动登记为逾期。未给 noticeId 时由系统生成。',
      en: 'The hazards of using a product wrongly, and who answers for them; occurredAt is when the customer was told, and to record it later is normal. What is not acknowledged when it falls due is recorded as missed. Without noticeId the system chooses one.',
    },
    example: {
      noticeId: 'HN-2026-0007',
      customerId: 'c-1001',
      product: 'SEAL-80',
      severity: 'warning',
      channel: 'visit',
      givenBy: 'tech-3',
      hazard: '超过 80 ℃ 使用会使密封圈失效，热油喷出可致烫伤',
      responsibility: '超出铭牌温度使用造成的人身与设备损失由使用方承担',
      recipient: '李娜（设备主管）',
      document: 'WX-0311',
      occurredAt: '2026-03-03T09:00:00+08:00',
    },
  },
  decide: (command, _, { occurredAt: givenAt, policies }) => {
    const days = policies(hazardNoticesPolicy).document[command.severity];
    const { dueAt = addDays(givenAt, days), ...said } = noticeIn(command);
    return [HazardNoticeGiven({ ...said, dueAt: dueAfterNotice(instant(milliseconds(dueAt)), givenAt) })];
  },
});
