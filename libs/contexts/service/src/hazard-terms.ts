import { type CodeOf, defineTerms } from '@dossier/kernel';

/** How bad it can get: the signal words of GB 2894 and ISO 3864. */
export const hazardSeverities = defineTerms(
  'service.hazard-severity',
  { zh: '危险等级', en: 'Severity of the hazard' },
  {
    danger: { zh: '危险', en: 'danger' },
    warning: { zh: '警告', en: 'warning' },
    caution: { zh: '注意', en: 'caution' },
  },
);
export type HazardSeverity = CodeOf<typeof hazardSeverities>;

/** How a customer was told of a hazard. */
export const noticeChannels = defineTerms(
  'service.notice-channel',
  { zh: '告知方式', en: 'How it was told' },
  {
    visit: { zh: '现场', en: 'on site' },
    training: { zh: '培训', en: 'training' },
    letter: { zh: '书面函件', en: 'letter' },
    mail: { zh: '邮件', en: 'e-mail' },
    call: { zh: '电话', en: 'call' },
    delivery: { zh: '随货文件', en: 'with the goods' },
  },
);
export type NoticeChannel = CodeOf<typeof noticeChannels>;

/** How the customer acknowledged it. */
export const acknowledgementMethods = defineTerms(
  'service.acknowledgement-method',
  { zh: '确认方式', en: 'How it was acknowledged' },
  {
    signature: { zh: '签字', en: 'signature' },
    mail: { zh: '邮件', en: 'e-mail' },
    call: { zh: '电话', en: 'call' },
  },
);
export type AcknowledgementMethod = CodeOf<typeof acknowledgementMethods>;

export const acknowledgementVerdicts = defineTerms(
  'service.acknowledgement-verdict',
  { zh: '是否按期确认', en: 'Acknowledged' },
  { 'in-time': { zh: '按期', en: 'in time' }, late: { zh: '逾期', en: 'late' } },
);
export type AcknowledgementVerdict = CodeOf<typeof acknowledgementVerdicts>;

export const noticeStatuses = defineTerms(
  'service.notice-status',
  { zh: '告知状态', en: 'Status of a notice' },
  {
    open: { zh: '待确认', en: 'to be acknowledged' },
    overdue: { zh: '逾期未确认', en: 'not acknowledged in time' },
    acknowledged: { zh: '已确认', en: 'acknowledged' },
    'acknowledged-late': { zh: '逾期后确认', en: 'acknowledged late' },
    withdrawn: { zh: '已撤回', en: 'withdrawn' },
  },
);
export type NoticeStatus = CodeOf<typeof noticeStatuses>;

/** How the notices of a customer stand. */
export const noticeStandings = defineTerms(
  'service.notice-standing',
  { zh: '危险告知确认状况', en: 'Acknowledgement of hazards' },
  {
    clear: { zh: '无待确认', en: 'nothing to be acknowledged' },
    'in-time': { zh: '待确认未到期', en: 'nothing due yet' },
    overdue: { zh: '有逾期未确认', en: 'overdue' },
  },
);
export type NoticeStanding = CodeOf<typeof noticeStandings>;

/** What a correction may take away from a notice. */
export const noticeRemovables = defineTerms(
  'service.notice-removable',
  { zh: '可去除的内容', en: 'What can be taken away' },
  { recipient: { zh: '接收人', en: 'recipient' }, document: { zh: '文件号', en: 'document' } },
);
export type NoticeRemovable = CodeOf<typeof noticeRemovables>;
