import { defineRefusals } from '@dossier/kernel';

export const serviceRefusal = defineRefusals('service', {
  'id-needed': {
    field: 'number',
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
    field: 'requestId',
    status: 404,
    zh: '没有编号为 {requestId} 的服务请求；若这是单号，请在服务请求列表中按单号（number）查其编号。',
    en: 'There is no service request {requestId}. If that is its number, look its id up in the list of requests by number.',
  },
  'before-opened': {
    field: 'occurredAt',
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
    field: 'step',
    status: 404,
    zh: '服务请求 {requestId} 没有这样的步骤：{step}。',
    en: 'Service request {requestId} has no such step: {step}.',
  },
  'not-the-opening': {
    field: 'step',
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
  'told-otherwise': {
    zh: '自 {since} 起已是如此，所记内容与此不同，未予登记；若原登记有误，请先撤销该步骤（retract）再重新登记。',
    en: 'It stands so since {since}, with something else on record: nothing was recorded now. Where that is wrong, retract the step and record it again.',
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
  'unknown-complaint': {
    field: 'complaintId',
    status: 404,
    zh: '没有编号为 {complaintId} 的投诉；若这是投诉单号，请在投诉列表中按单号（number）查其编号。',
    en: 'There is no complaint {complaintId}. If that is its number, look its id up in the list of complaints by number.',
  },
  'before-filed': {
    field: 'occurredAt',
    status: 422,
    zh: '投诉 {complaintId} 于 {filedAt} 受理，此前（{at}）不能有后续步骤。',
    en: 'Complaint {complaintId} was filed at {filedAt}; nothing can be done with it before, at {at}.',
  },
  'too-many-complaint-steps': {
    zh: '投诉 {complaintId} 已有 {most} 条记录，不能再加；请另立一件。',
    en: 'Complaint {complaintId} has {most} records and takes no more; file another one.',
  },
  'complaint-over': {
    zh: '投诉 {complaintId} 在 {at} 已结案或撤回；请先重新调查（reopen）。',
    en: 'Complaint {complaintId} was closed or withdrawn at {at}; reopen it first.',
  },
  'not-investigated': {
    zh: '投诉 {complaintId} 在 {at} 尚无部门调查，不能登记原因；请先交部门调查（investigate）。',
    en: 'No department had looked into complaint {complaintId} at {at}, so that its cause is not known; have it investigated first.',
  },
  'findings-missing': {
    zh: '投诉 {complaintId} 在 {at} 尚缺部门的调查结果：{missing}；请先登记（report-finding），或撤销该次交办（retract）。',
    en: 'Findings on complaint {complaintId} were missing at {at}: {missing}. Record them first, or retract that they were asked.',
  },
  'no-cause': {
    zh: '投诉 {complaintId} 在 {at} 尚未查明原因，不能登记措施。',
    en: 'The cause of complaint {complaintId} was not known at {at}, so that no action can be recorded.',
  },
  'no-action': {
    zh: '投诉 {complaintId} 在 {at} 没有待验证的措施。',
    en: 'Complaint {complaintId} had no action to be verified at {at}.',
  },
  'not-verified': {
    zh: '投诉 {complaintId} 的措施在 {at} 尚未验证有效，不能结案；客户撤回时请用 withdraw。',
    en: 'The action on complaint {complaintId} was not verified as effective at {at}, so that it cannot be closed; where the customer takes it back, withdraw it.',
  },
  'retracted-already': {
    zh: '“{step}”（登记时间 {at}）已经撤销，未予登记；要撤销另一个，请给出它登记的时间（enteredAt）。',
    en: 'This step ({step}, on record at {at}) is retracted already: nothing was recorded. To retract another one, say its time on record (enteredAt).',
  },
  'unknown-complaint-step': {
    field: 'step',
    status: 404,
    zh: '投诉 {complaintId} 没有这样的步骤：{step}。',
    en: 'Complaint {complaintId} has no such step: {step}.',
  },
  'not-the-filing': {
    field: 'step',
    status: 422,
    zh: '受理本身不能撤销；请更正，或用 withdraw 撤回投诉。',
    en: 'A filing cannot be retracted; correct it, or withdraw the complaint.',
  },
  'step-before-filing': {
    status: 422,
    zh: '投诉 {complaintId} 在 {at} 已有步骤，受理时间不能晚于它。',
    en: 'Complaint {complaintId} has a step at {at}; it cannot have been filed later.',
  },
  'not-of-the-step': {
    status: 422,
    zh: '严重程度只能随“filed”更正，原因类别与责任部门只能随“cause-found”更正。',
    en: 'A severity is corrected with the step “filed”, a cause and who is responsible with “cause-found”.',
  },
  'unfit-assignment': {
    status: 422,
    zh: '分派草案不成立：{fault}。',
    en: 'The draft of the assignment cannot be: {fault}.',
  },
});
