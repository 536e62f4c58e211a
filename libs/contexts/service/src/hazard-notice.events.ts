import { InTheClear, IsInstant, IsOneOf, Titled } from '@dossier/fields';
import { defineEvent, type Erased, type Instant, Personal } from '@dossier/kernel';
import { IsOptional, IsString } from 'class-validator';
import {
  type AcknowledgementMethod,
  acknowledgementMethods,
  type AcknowledgementVerdict,
  acknowledgementVerdicts,
  hazardSeverities,
  type HazardSeverity,
  type NoticeChannel,
  noticeChannels,
} from './hazard-terms';

/** What a customer is told of the hazards of using a product wrongly, and of who answers for them. */
export class NoticeContent {
  @InTheClear() readonly product!: string;
  @IsOneOf(hazardSeverities) readonly severity!: HazardSeverity;
  @IsOneOf(noticeChannels) readonly channel!: NoticeChannel;
  /** Code of who told it, no name of a person. */
  @InTheClear() readonly givenBy!: string;
  /** By when it is to be acknowledged; at this instant it is in time. */
  @IsInstant() readonly dueAt!: Instant;
  /** Number of the written notice. */
  @IsOptional() @InTheClear() readonly document?: string;
  /** Left out only where it was erased before a correction. */
  @Personal() @IsOptional() @IsString() readonly hazard?: string | Erased;
  /** The same. */
  @Personal() @IsOptional() @IsString() readonly responsibility?: string | Erased;
  /** Who took it, at the customer. */
  @Personal() @IsOptional() @IsString() readonly recipient?: string | Erased;
}

class HazardNoticeGivenPayload extends NoticeContent {}
class HazardNoticeCorrectedPayload extends NoticeContent {
  @Personal() @IsString() readonly reason!: string | Erased;
}
class HazardNoticeSetAsidePayload {
  @InTheClear() readonly product!: string;
  @IsOneOf(hazardSeverities) readonly severity!: HazardSeverity;
}
class HazardNoticeWithdrawnPayload {
  @Personal() @IsString() readonly reason!: string | Erased;
}
class HazardAcknowledgedPayload {
  @Personal() @IsString() readonly acknowledgedBy!: string | Erased;
  /** Of the contact in the customer file. */
  @IsOptional() @InTheClear() readonly contactId?: string;
  @IsOneOf(acknowledgementMethods) readonly method!: AcknowledgementMethod;
  @IsOneOf(acknowledgementVerdicts) readonly verdict!: AcknowledgementVerdict;
  /** Number of the signed paper or of the mail. */
  @IsOptional() @InTheClear() readonly document?: string;
}
class AcknowledgementWithdrawnPayload {
  @IsOneOf(acknowledgementVerdicts) readonly verdict!: AcknowledgementVerdict;
  @Personal() @IsString() readonly reason!: string | Erased;
}
class AcknowledgementMissedPayload {
  @InTheClear() readonly product!: string;
  @IsOneOf(hazardSeverities) readonly severity!: HazardSeverity;
  @IsInstant() readonly dueAt!: Instant;
}
class AcknowledgementMissWithdrawnPayload {
  @Titled({ zh: '确认期限', en: 'To be acknowledged by' }) @IsInstant() readonly dueAt!: Instant;
}

/** 危险告知已作出 */
export const HazardNoticeGiven = defineEvent(
  'service.HazardNoticeGiven',
  {
    title: { zh: '危险告知已作出', en: 'Notice of hazard given' },
    says: {
      zh: '{severity}：{product}，{channel}告知，告知人 {givenBy}[，危险：{hazard}][，责任：{responsibility}][，文件号：{document}]，应于 {dueAt} 前确认',
      en: '{severity}: {product}, told by {givenBy} ({channel})[, hazard: {hazard}][, responsibility: {responsibility}][, document: {document}], to be acknowledged by {dueAt}',
    },
  },
  HazardNoticeGivenPayload,
);
/** All that holds of it from when it was given; the last correction counts. */
export const HazardNoticeCorrected = defineEvent(
  'service.HazardNoticeCorrected',
  {
    title: { zh: '危险告知已更正', en: 'Notice of hazard corrected' },
    says: {
      zh: '更正为{severity}：{product}，{channel}告知，告知人 {givenBy}[，危险：{hazard}][，责任：{responsibility}][，文件号：{document}]，应于 {dueAt} 前确认，原因：{reason}',
      en: 'Corrected to {severity}: {product}, told by {givenBy} ({channel})[, hazard: {hazard}][, responsibility: {responsibility}][, document: {document}], to be acknowledged by {dueAt}, reason: {reason}',
    },
  },
  HazardNoticeCorrectedPayload,
);
/** It was not given at that instant; the correction that comes with it says when it was. */
export const HazardNoticeSetAside = defineEvent(
  'service.HazardNoticeSetAside',
  {
    title: { zh: '原危险告知记录不再有效', en: 'Notice of hazard set aside' },
    says: {
      zh: '原记录（{severity}：{product}）因更正不再有效',
      en: 'As it was entered ({severity}: {product}) it no longer stands: it was corrected',
    },
  },
  HazardNoticeSetAsidePayload,
);
/** From then on it is not to be acknowledged any more. */
export const HazardNoticeWithdrawn = defineEvent(
  'service.HazardNoticeWithdrawn',
  {
    title: { zh: '危险告知已撤回', en: 'Notice of hazard withdrawn' },
    says: { zh: '撤回危险告知，原因：{reason}', en: 'Notice of hazard withdrawn, reason: {reason}' },
  },
  HazardNoticeWithdrawnPayload,
);
/** 危险告知已确认 */
export const HazardAcknowledged = defineEvent(
  'service.HazardAcknowledged',
  {
    title: { zh: '危险告知已确认', en: 'Hazard acknowledged' },
    says: {
      zh: '{acknowledgedBy} {verdict}确认（{method}）[，文件号：{document}]',
      en: 'Acknowledged {verdict} by {acknowledgedBy} ({method})[, document: {document}]',
    },
  },
  HazardAcknowledgedPayload,
);
/** It was not acknowledged then: of the same instant as the acknowledgement. */
export const AcknowledgementWithdrawn = defineEvent(
  'service.AcknowledgementWithdrawn',
  {
    title: { zh: '危险告知的确认已撤回', en: 'Acknowledgement withdrawn' },
    says: { zh: '视同未确认，原因：{reason}', en: 'Not acknowledged after all, reason: {reason}' },
  },
  AcknowledgementWithdrawnPayload,
);
/** 逾期未确认 */
export const AcknowledgementMissed = defineEvent(
  'service.AcknowledgementMissed',
  {
    title: { zh: '危险告知逾期未确认', en: 'Hazard not acknowledged in time' },
    says: {
      zh: '{severity}：{product}，应于 {dueAt} 前确认，尚未确认',
      en: '{severity}: {product}, was to be acknowledged by {dueAt} and was not',
    },
  },
  AcknowledgementMissedPayload,
);
/** What was recorded late shows that it was acknowledged in time, not due then, or withdrawn before. */
export const AcknowledgementMissWithdrawn = defineEvent(
  'service.AcknowledgementMissWithdrawn',
  {
    title: { zh: '逾期未确认认定已撤回', en: 'Not missed after all' },
    says: {
      zh: '后续登记表明：{dueAt} 并未逾期',
      en: 'What was recorded since shows: nothing was overdue at {dueAt}',
    },
  },
  AcknowledgementMissWithdrawnPayload,
);

export const hazardNoticeEvents = {
  HazardNoticeGiven,
  HazardNoticeSetAside,
  HazardNoticeCorrected,
  HazardNoticeWithdrawn,
  HazardAcknowledged,
  AcknowledgementWithdrawn,
  AcknowledgementMissed,
  AcknowledgementMissWithdrawn,
};
