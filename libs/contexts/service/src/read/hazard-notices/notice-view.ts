import { kind, orErased, orNull, shape, type Shown } from '@dossier/kernel';
import { PRODUCT } from '../../complaint-parts';
import {
  ACKNOWLEDGED_BY,
  CONTACT_ID,
  DOCUMENT,
  GIVEN_AT,
  GIVEN_BY,
  HAZARD,
  HAZARD_SEVERITY,
  NOTICE_ID,
  RECIPIENT,
  RESPONSIBILITY,
  TO_ACKNOWLEDGE,
} from '../../hazard-parts';
import { acknowledgementMethods, noticeChannels, noticeStatuses } from '../../hazard-terms';

export const noticeView = shape({
  noticeId: kind.text(NOTICE_ID),
  customer: kind.customer({ zh: '客户', en: 'Customer' }),
  product: kind.text(PRODUCT),
  severity: HAZARD_SEVERITY,
  status: kind.code(noticeStatuses.title, noticeStatuses),
  givenAt: GIVEN_AT,
  dueAt: TO_ACKNOWLEDGE,
  channel: kind.code(noticeChannels.title, noticeChannels),
  givenBy: kind.text(GIVEN_BY),
  recipient: orNull(orErased(kind.text(RECIPIENT))),
  hazard: orNull(orErased(kind.text(HAZARD))),
  responsibility: orNull(orErased(kind.text(RESPONSIBILITY))),
  document: orNull(kind.text(DOCUMENT)),
  acknowledgedAt: orNull(kind.instant({ zh: '确认时间', en: 'Acknowledged' })),
  acknowledgedBy: orNull(orErased(kind.text(ACKNOWLEDGED_BY))),
  contactId: orNull(kind.text(CONTACT_ID)),
  method: orNull(kind.code(acknowledgementMethods.title, acknowledgementMethods)),
  proof: orNull(kind.text({ zh: '确认文件号', en: 'Document of the acknowledgement' })),
  withdrawnAt: orNull(kind.instant({ zh: '撤回时间', en: 'Withdrawn' })),
  withdrawnBecause: orNull(orErased(kind.text({ zh: '撤回原因', en: 'Why withdrawn' }))),
  missed: kind.list(kind.instant({ zh: '登记的逾期', en: 'Recorded as missed' })),
  businessLine: orNull(kind.text({ zh: '业务线', en: 'Business line' })),
});
export type NoticeView = Shown<typeof noticeView>;
