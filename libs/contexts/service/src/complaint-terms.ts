import { type CodeOf, defineTerms } from '@dossier/kernel';

export const severities = defineTerms(
  'service.complaint-severity',
  { zh: '严重程度', en: 'Severity' },
  { critical: { zh: '严重', en: 'critical' }, major: { zh: '较重', en: 'major' }, minor: { zh: '轻微', en: 'minor' } },
);
export type Severity = CodeOf<typeof severities>;

/** What a complaint waits for. */
export const complaintStatuses = defineTerms(
  'service.complaint-status',
  { zh: '投诉状态', en: 'Status of a complaint' },
  {
    filed: { zh: '待调查', en: 'filed' },
    investigating: { zh: '调查中', en: 'under investigation' },
    'cause-found': { zh: '待采取措施', en: 'cause found' },
    acted: { zh: '待验证', en: 'action taken' },
    verified: { zh: '待答复客户', en: 'verified' },
    closed: { zh: '已结案', en: 'closed' },
    withdrawn: { zh: '客户已撤回', en: 'withdrawn by the customer' },
  },
);
export type ComplaintStatus = CodeOf<typeof complaintStatuses>;

/** What happens to a complaint. */
export const complaintSteps = defineTerms(
  'service.complaint-step',
  { zh: '步骤', en: 'Step' },
  {
    filed: { zh: '受理', en: 'filed' },
    asked: { zh: '交部门调查', en: 'a department was asked to investigate' },
    reported: { zh: '部门报告调查结果', en: 'a department reported' },
    'cause-found': { zh: '查明原因', en: 'cause found' },
    acted: { zh: '采取纠正和预防措施', en: 'corrective and preventive action taken' },
    verified: { zh: '验证有效', en: 'verified as effective' },
    refuted: { zh: '验证无效', en: 'verified as not effective' },
    paused: { zh: '等待客户', en: 'waiting for the customer' },
    resumed: { zh: '继续处理', en: 'resumed' },
    closed: { zh: '答复客户并结案', en: 'closed with the answer of the customer' },
    reopened: { zh: '重新调查', en: 'reopened' },
    withdrawn: { zh: '客户撤回', en: 'withdrawn' },
    escalated: { zh: '升级', en: 'escalated' },
  },
);
export type ComplaintStepKind = CodeOf<typeof complaintSteps>;

/** 根本原因 */
export const complaintCauses = defineTerms(
  'service.complaint-cause',
  { zh: '根本原因', en: 'Root cause' },
  {
    design: { zh: '设计', en: 'design' },
    material: { zh: '原材料', en: 'material' },
    workmanship: { zh: '制造', en: 'workmanship' },
    transport: { zh: '包装运输', en: 'packaging and transport' },
    delay: { zh: '交期延误', en: 'late delivery' },
    service: { zh: '服务不到位', en: 'service' },
    documents: { zh: '单据或资料有误', en: 'wrong documents' },
    misuse: { zh: '使用不当', en: 'misuse' },
    other: { zh: '其他', en: 'other' },
  },
);
export type ComplaintCause = CodeOf<typeof complaintCauses>;

/** Why a complaint went to executives. */
export const escalations = defineTerms(
  'service.escalation',
  { zh: '升级原因', en: 'Why it was escalated' },
  {
    severity: { zh: '严重程度', en: 'its severity' },
    breach: { zh: '超过时限', en: 'a deadline was missed' },
    judgement: { zh: '人工升级', en: 'by hand' },
  },
);
export type Escalation = CodeOf<typeof escalations>;

/** Whose complaints a target counts. */
export const targetScopes = defineTerms(
  'service.complaint-target-scope',
  { zh: '目标范围', en: 'Scope of the target' },
  { account: { zh: '每个客户', en: 'each customer' }, company: { zh: '全公司', en: 'the whole company' } },
);
export type TargetScope = CodeOf<typeof targetScopes>;
