import { defineRefusals } from '@dossier/kernel';

export const serviceRefusal = defineRefusals('service', {
  'id-needed': {
    status: 422,
    zh: '单号 {number} 不能直接作为编号，请另给编号（仅限字母、数字、点、下划线和连字符，最多 64 个字符，不得形似电话号码）。',
    en: 'The number {number} cannot serve as an id; give one (letters, digits, dot, underscore, hyphen; at most 64; nothing like a phone number).',
  },
  'personal-id': {
    status: 422,
    zh: '编号 {id} 形似电话号码或电子邮箱；编号会写入永久日志，不得含个人数据。',
    en: 'The id {id} looks like a phone number or an e-mail; ids stay for ever and must hold no personal data.',
  },
  'unknown-request': {
    status: 404,
    zh: '没有编号为 {requestId} 的服务请求。',
    en: 'There is no service request {requestId}.',
  },
  'before-opened': {
    status: 422,
    zh: '服务请求 {requestId} 于 {openedAt} 受理，此前（{at}）不能有后续步骤。',
    en: 'Service request {requestId} was opened at {openedAt}; nothing can be done with it before, at {at}.',
  },
  'too-many-steps': {
    zh: '服务请求 {requestId} 已有 {most} 条记录，不能再加；请另开一个请求。',
    en: 'Service request {requestId} has {most} records and takes no more; open another one.',
  },
  'request-resolved': {
    zh: '服务请求 {requestId} 在 {at} 已解决；客户不满意时请先重新打开。',
    en: 'Service request {requestId} was resolved at {at}; reopen it first.',
  },
  'request-closed': {
    zh: '服务请求 {requestId} 在 {at} 已关闭或撤回；请先重新打开。',
    en: 'Service request {requestId} was closed or withdrawn at {at}; reopen it first.',
  },
  'not-resolved': {
    zh: '服务请求 {requestId} 在 {at} 尚未解决，不能关闭；客户不再需要时请用 withdraw。',
    en: 'Service request {requestId} was not resolved at {at} and cannot be closed; where the customer wants it no more, withdraw it.',
  },
  'unknown-step': {
    status: 404,
    zh: '服务请求 {requestId} 没有这样的步骤：{step}。',
    en: 'Service request {requestId} has no such step: {step}.',
  },
  'not-the-opening': {
    status: 422,
    zh: '受理本身不能撤销；请更正其时间，或用 withdraw 撤回请求。',
    en: 'An opening cannot be retracted; correct its time, or withdraw the request.',
  },
  'step-before-opening': {
    status: 422,
    zh: '服务请求 {requestId} 在 {at} 已有步骤，受理时间不能晚于它。',
    en: 'Service request {requestId} has a step at {at}; it cannot have been opened later.',
  },
  'steps-out-of-order': {
    status: 422,
    zh: '步骤应以 opened 开始，并按时间先后排列；第 {number} 步不是。',
    en: 'The steps begin with opened and come in the order of time; step {number} does not.',
  },
  'assignee-needed': {
    status: 422,
    zh: '第 {number} 步是分派，请给出 assignee。',
    en: 'Step {number} is an assignment and needs an assignee.',
  },
  'not-due-yet': {
    zh: '时限 {dueAt} 未到。',
    en: 'The time is used up at {dueAt}, not yet.',
  },
});
