import { kind, type Text } from '@dossier/kernel';
import { hazardSeverities } from './hazard-terms';

export const NOTICE_ID: Text = { zh: '危险告知编号', en: 'Notice id' };
export const HAZARD: Text = { zh: '不正确使用的危险', en: 'Hazard on misuse' };
export const RESPONSIBILITY: Text = { zh: '责任', en: 'Responsibility' };
export const GIVEN_BY: Text = { zh: '告知人', en: 'Told by' };
export const GIVEN: Text = { zh: '告知时间', en: 'Given' };
export const RECIPIENT: Text = { zh: '接收人', en: 'Recipient' };
export const DOCUMENT: Text = { zh: '文件号', en: 'Document' };
export const ACKNOWLEDGE_BY: Text = { zh: '确认期限', en: 'To be acknowledged by' };
export const ACKNOWLEDGED_BY: Text = { zh: '确认人', en: 'Acknowledged by' };
export const CONTACT_ID: Text = { zh: '联系人编号', en: 'Contact id' };

/** Parts that several views of notices have. */
export const NOTICE = kind.link({ zh: '危险告知', en: 'Notice of hazard' }, 'hazard-notices');
export const HAZARD_SEVERITY = kind.code(hazardSeverities.title, hazardSeverities);
export const GIVEN_AT = kind.instant(GIVEN);
export const TO_ACKNOWLEDGE = kind.instant(ACKNOWLEDGE_BY);
