import { defineRefusals } from '@dossier/kernel';

export const complaintsRefusal = defineRefusals('complaints', {
  unknown: { status: 404, zh: '没有编号为 {complaintId} 的投诉。', en: 'There is no complaint {complaintId}.' },
  closed: { zh: '投诉 {complaintId} 已结案。', en: 'Complaint {complaintId} is closed.' },
  'no-cause': {
    zh: '投诉 {complaintId} 的根本原因尚未查明。',
    en: 'The root cause of complaint {complaintId} is not found yet.',
  },
  'no-action': {
    zh: '投诉 {complaintId} 没有待验证的措施。',
    en: 'Complaint {complaintId} has no action to be verified.',
  },
  'not-verified': {
    zh: '投诉 {complaintId} 的措施尚未验证有效。',
    en: 'The action on complaint {complaintId} is not verified as effective.',
  },
  'not-due': {
    zh: '投诉 {complaintId} 的处理期限 {dueAt} 未到。',
    en: 'Complaint {complaintId} is not due before {dueAt}.',
  },
});
