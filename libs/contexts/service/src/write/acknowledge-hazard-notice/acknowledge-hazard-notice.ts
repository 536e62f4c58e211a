import { IsId, IsOneOf, IsReference, IsText, Titled } from '@dossier/fields';
import { defineCommand, isNews, partsOf, saysElse } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { hazardNotice, notBeforeNotice, noticeGiven } from '../../hazard-notice';
import { HazardAcknowledged } from '../../hazard-notice.events';
import { ACKNOWLEDGED_BY, CONTACT_ID, DOCUMENT, NOTICE_ID } from '../../hazard-parts';
import { hazardRefusal } from '../../hazard.refusals';
import { restatedMisses, verdictOf } from '../../hazard-standing';
import { type AcknowledgementMethod, acknowledgementMethods } from '../../hazard-terms';

export class AcknowledgeHazardNotice {
  @Titled(NOTICE_ID) @IsId() readonly noticeId!: string;
  @Titled(ACKNOWLEDGED_BY, { help: { zh: '客户方确认的人。', en: 'Who acknowledged it, at the customer.' } })
  @IsText(200)
  readonly acknowledgedBy!: string;
  @Titled(CONTACT_ID, { help: { zh: '客户档案中的联系人。', en: 'Of the contact in the customer file.' } })
  @IsOptional()
  @IsId()
  readonly contactId?: string;
  @Titled(acknowledgementMethods.title) @IsOneOf(acknowledgementMethods) readonly method!: AcknowledgementMethod;
  @Titled(DOCUMENT, {
    help: { zh: '签字文件或邮件的编号。', en: 'The number of the signed paper or of the mail.' },
  })
  @IsOptional()
  @IsReference()
  readonly document?: string;
}
const said = partsOf<Omit<AcknowledgeHazardNotice, 'noticeId'>>(['acknowledgedBy', 'contactId', 'method', 'document']);

/** 确认危险告知 */
export const acknowledgeHazardNotice = defineCommand({
  name: 'service.AcknowledgeHazardNotice',
  title: { zh: '登记危险告知的确认', en: 'Record that a hazard was acknowledged' },
  command: AcknowledgeHazardNotice,
  on: hazardNotice,
  id: ({ noticeId }) => noticeId,
  by: ['service', 'staff'],
  refuses: [hazardRefusal.some('unknown-notice', 'before-notice', 'notice-acknowledged', 'notice-withdrawn')],
  route: {
    path: 'hazard-notices/:noticeId/acknowledge',
    description: {
      zh: 'occurredAt 为客户实际确认的时间，逾期后确认同样登记；若不晚于期限而已登记逾期，逾期认定随之撤回。已登记为另一时间确认的，须先撤回该确认。',
      en: 'occurredAt is when the customer really acknowledged it, also late; where that was in time and it is recorded as missed, this is taken back. An acknowledgement that is recorded for another time is to be withdrawn first.',
    },
    example: {
      noticeId: 'HN-2026-0007',
      acknowledgedBy: '李娜（设备主管）',
      method: 'signature',
      document: 'WX-0311-S',
      occurredAt: '2026-03-05T15:00:00+08:00',
    },
  },
  decide: (command, state, decision) => {
    const { noticeId } = command;
    const { occurredAt } = decision;
    const { before, origin } = noticeGiven(state, noticeId);
    notBeforeNotice(origin, noticeId, occurredAt);
    const { acknowledged, withdrawnAt } = before;
    if (acknowledged !== null) {
      const isOfIt = acknowledged.at === occurredAt;
      const isSaid = !saysElse(said(command), before.said.acknowledged ?? {});
      if (!isNews({ since: occurredAt, isSaid, isOfIt }, decision)) return [];
      throw hazardRefusal('notice-acknowledged', { noticeId, acknowledgedAt: acknowledged.at });
    }
    if (withdrawnAt !== null && withdrawnAt <= occurredAt)
      throw hazardRefusal('notice-withdrawn', { noticeId, withdrawnAt });
    const { method } = command;
    return [
      HazardAcknowledged({ ...said(command), verdict: verdictOf(origin, occurredAt) }),
      ...restatedMisses({ ...before, acknowledged: { at: occurredAt, method } }),
    ];
  },
});
