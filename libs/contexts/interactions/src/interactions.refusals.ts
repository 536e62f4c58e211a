import { defineRefusals } from '@dossier/kernel';

export const interactionsRefusal = defineRefusals('interactions', {
  'unknown-interaction': {
    field: 'interactionId',
    status: 404,
    zh: '没有编号为 {interactionId} 的互动记录。',
    en: 'There is no interaction {interactionId}.',
  },
  retracted: { zh: '互动记录 {interactionId} 已撤回。', en: 'Interaction {interactionId} was retracted.' },
  'nothing-corrected': {
    status: 422,
    zh: '请至少给出一项要更正的内容。',
    en: 'Say at least one thing that is to be corrected.',
  },
  'given-and-removed': {
    status: 422,
    zh: '{field} 既要更正又要去除，请只选其一。',
    en: '{field} is both given and taken away; choose one.',
  },
  'not-happened-yet': {
    field: 'happenedAt',
    status: 422,
    zh: '{happenedAt} 尚未到来，互动不可能已发生。',
    en: 'The interaction cannot have happened at {happenedAt}, which is still to come.',
  },
  'unknown-promise': {
    field: 'promise',
    status: 404,
    zh: '互动记录 {interactionId} 没有第 {promise} 项约定。',
    en: 'Interaction {interactionId} has no promise {promise}.',
  },
  'too-many-promises': {
    zh: '一次互动最多 {most} 项约定。',
    en: 'One interaction has at most {most} promises.',
  },
  'due-before-made': {
    status: 422,
    zh: '期限 {dueAt} 早于约定时间 {madeAt}。',
    en: 'The due date {dueAt} is before the promise was made, at {madeAt}.',
  },
  'before-made': {
    field: 'occurredAt',
    status: 422,
    zh: '第 {promise} 项约定作出于 {madeAt}，{at} 时尚不存在。',
    en: 'Promise {promise} was made at {madeAt}; at {at} there was none.',
  },
  'promise-kept': {
    zh: '第 {promise} 项约定已于 {keptAt} 兑现；若登记有误，请先用 reopen-promise 重开。',
    en: 'Promise {promise} was kept at {keptAt}; where that is wrong, reopen it first.',
  },
  'promise-released': {
    zh: '第 {promise} 项约定已于 {releasedAt} 撤销，未予登记；仍需兑现的，请另作约定（make-promise）。',
    en: 'Promise {promise} was released at {releasedAt}: nothing was recorded. Where it is needed after all, make another one.',
  },
  'not-kept': {
    zh: '第 {promise} 项约定尚未登记为已兑现。',
    en: 'Promise {promise} is not recorded as kept.',
  },
  'reopened-since': {
    field: 'occurredAt',
    zh: '第 {promise} 项约定曾登记为 {reopenedAt} 兑现，后又重开；改期须自此时或更晚起生效。',
    en: 'Promise {promise} was said to be kept at {reopenedAt} and then reopened; another due date holds from then on at the earliest.',
  },
  'moved-too-often': {
    zh: '第 {promise} 项约定改期已达 {most} 次上限。',
    en: 'Promise {promise} was moved {most} times, as often as it can be.',
  },
  'not-due-yet': {
    zh: '第 {promise} 项约定于 {dueAt} 到期，尚未逾期。',
    en: 'Promise {promise} falls due at {dueAt} and is not overdue yet.',
  },
});
