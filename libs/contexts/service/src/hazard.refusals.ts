import { defineRefusals } from '@dossier/kernel';

/** Of notices of hazard and their acknowledgement. */
export const hazardRefusal = defineRefusals('service', {
  'unknown-notice': {
    field: 'noticeId',
    status: 404,
    zh: '没有编号为 {noticeId} 的危险告知。',
    en: 'There is no notice of hazard {noticeId}.',
  },
  'before-notice': {
    field: 'occurredAt',
    status: 422,
    zh: '危险告知 {noticeId} 于 {givenAt} 作出，此前（{at}）不能确认或撤回。',
    en: 'Notice {noticeId} was given at {givenAt}; it can be neither acknowledged nor withdrawn before, at {at}.',
  },
  'due-before-notice': {
    field: 'dueAt',
    status: 422,
    zh: '确认期限 {dueAt} 早于告知时间 {givenAt}。',
    en: 'It cannot be due at {dueAt}, before it is given at {givenAt}.',
  },
  'notice-acknowledged': {
    zh: '危险告知 {noticeId} 已于 {acknowledgedAt} 确认；须先撤回该确认。',
    en: 'Notice {noticeId} was acknowledged at {acknowledgedAt}; withdraw the acknowledgement first.',
  },
  'not-acknowledged': {
    zh: '危险告知 {noticeId} 没有确认可撤回。',
    en: 'Notice {noticeId} is not acknowledged: there is nothing to withdraw.',
  },
  'notice-withdrawn': {
    zh: '危险告知 {noticeId} 已于 {withdrawnAt} 撤回；仍有危险的，请重新告知。',
    en: 'Notice {noticeId} was withdrawn at {withdrawnAt}; where there still is a hazard, give a new one.',
  },
  'acknowledgement-not-due': {
    zh: '确认期限 {dueAt} 尚未到。',
    en: 'It is not to be acknowledged before {dueAt}.',
  },
});
