import { defineRefusals } from '@dossier/kernel';

export const satisfactionRefusal = defineRefusals('satisfaction', {
  'unknown-response': {
    field: 'responseId',
    status: 404,
    zh: '没有编号为 {responseId} 的满意度答复。',
    en: 'There is no survey response {responseId}.',
  },
  retracted: { zh: '{what} 已撤回。', en: '{what} was retracted.' },
  'has-customer': {
    zh: '{what} 已属于客户 {customer}。',
    en: '{what} belongs to customer {customer} already.',
  },
  'unknown-scale': {
    field: 'scale',
    status: 422,
    zh: '{instrument} 没有满分 {scale} 的量表，现有：{scales}。CSAT 的量表见政策 satisfaction。',
    en: '{instrument} has no scale up to {scale}; there are {scales}. Those of CSAT are in policy satisfaction.',
  },
  'off-the-scale': {
    field: 'score',
    status: 422,
    zh: '分数 {score} 不在量表 {lowest} 至 {highest} 之内。',
    en: 'The score {score} is not on the scale from {lowest} to {highest}.',
  },
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
    status: 422,
    zh: '{at} 尚未到来。',
    en: 'It cannot have happened at {at}, which is still to come.',
  },
  'unknown-feedback': {
    field: 'feedbackId',
    status: 404,
    zh: '没有编号为 {feedbackId} 的反馈。',
    en: 'There is no feedback {feedbackId}.',
  },
  'before-received': {
    field: 'occurredAt',
    status: 422,
    zh: '反馈 {feedbackId} 于 {receivedAt} 收到，此前（{at}）不能回复或归类。',
    en: 'Feedback {feedbackId} came in at {receivedAt}; nothing can be done with it before, at {at}.',
  },
  'due-before-received': {
    field: 'dueAt',
    status: 422,
    zh: '回复期限 {dueAt} 早于收到时间 {receivedAt}。',
    en: 'The answer would be due at {dueAt}, before the feedback came in at {receivedAt}.',
  },
  'feedback-answered': {
    zh: '反馈 {feedbackId} 已于 {answeredAt} 回复；要改内容、时间或期限，请先撤回回复。',
    en: 'Feedback {feedbackId} was answered at {answeredAt}; withdraw the answer before its words, time or deadline are changed.',
  },
  'not-answered': { zh: '反馈 {feedbackId} 尚未回复。', en: 'Feedback {feedbackId} is not answered.' },
  'answer-not-due-yet': {
    zh: '反馈的回复期限为 {dueAt}，尚未逾期。',
    en: 'The answer is due at {dueAt} and not overdue yet.',
  },
  'unknown-plan': {
    field: 'planId',
    status: 404,
    zh: '没有编号为 {planId} 的改进计划。',
    en: 'There is no improvement plan {planId}.',
  },
  'plan-started': {
    zh: '计划 {planId} 已于 {startedAt} 实施；要改范围或实施时间，请先撤回实施。',
    en: 'Plan {planId} came into force at {startedAt}; withdraw that before its time or what it is about is changed.',
  },
  'plan-not-started': { zh: '计划 {planId} 尚未实施。', en: 'Plan {planId} is not in force.' },
  'plan-closed': {
    zh: '计划 {planId} 已于 {closedAt} 结束，结论为“{outcome}”；结论不能更改，未予登记。要继续改进，请另立计划。',
    en: 'Plan {planId} was closed at {closedAt} as “{outcome}”, which stands: nothing was recorded. Make another plan to go on.',
  },
  'before-planned': {
    field: 'occurredAt',
    status: 422,
    zh: '计划 {planId} 制定于 {madeAt}，{at} 时尚不存在。',
    en: 'Plan {planId} was made at {madeAt}; at {at} there was none.',
  },
  'before-started': {
    field: 'occurredAt',
    status: 422,
    zh: '计划 {planId} 于 {startedAt} 实施，{at} 不能结束。',
    en: 'Plan {planId} came into force at {startedAt}; it cannot be closed before, at {at}.',
  },
});
