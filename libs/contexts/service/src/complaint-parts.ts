import { kind, type Text } from '@dossier/kernel';
import { complaintCauses, complaintStatuses, complaintSteps, severities } from './complaint-terms';

export const COMPLAINT_ID: Text = { zh: '投诉编号', en: 'Complaint id' };
export const COMPLAINT_NUMBER: Text = { zh: '投诉单号', en: 'Number' };
export const COMPLAINT_SAID: Text = { zh: '投诉内容', en: 'Complaint' };
export const DEMAND: Text = { zh: '客户要求', en: 'Demanded' };
export const COMPLAINANT: Text = { zh: '客户联系人', en: 'Who complained' };
export const PRODUCT: Text = { zh: '产品', en: 'Product' };
export const DEPARTMENT: Text = { zh: '部门', en: 'Department' };
export const RESPONSIBLE: Text = { zh: '责任部门', en: 'Responsible department' };
export const FINDING: Text = { zh: '调查结果', en: 'Finding' };
export const EXPLANATION: Text = { zh: '原因分析', en: 'Explanation' };
export const CORRECTIVE: Text = { zh: '纠正措施', en: 'Corrective action' };
export const PREVENTIVE: Text = { zh: '预防措施', en: 'Preventive action' };
export const EVIDENCE: Text = { zh: '验证依据', en: 'Evidence' };
export const EFFECTIVE: Text = { zh: '措施是否有效', en: 'Effective' };
export const WAITING: Text = { zh: '等待客户', en: 'Waiting for the customer' };
export const WAITING_FOR: Text = { zh: '等待事项', en: 'Waiting for' };
export const ANSWER: Text = { zh: '客户答复', en: 'Answer of the customer' };
export const SATISFIED: Text = { zh: '客户是否满意', en: 'Satisfied' };
export const ESCALATED_IN_WORDS: Text = { zh: '升级人所述理由', en: 'Reason in the words of who escalated it' };
export const ESCALATED_TO: Text = { zh: '升级至', en: 'Escalated to' };

/** Parts that several views of complaints have. */
export const COMPLAINT = kind.link({ zh: '投诉', en: 'Complaint' }, 'complaints');
export const SEVERITY = kind.code(severities.title, severities);
export const COMPLAINT_STATUS = kind.code(complaintStatuses.title, complaintStatuses);
export const COMPLAINT_STEP = kind.code(complaintSteps.title, complaintSteps);
export const COMPLAINT_CAUSE = kind.code(complaintCauses.title, complaintCauses);
export const FILED_AT = kind.instant({ zh: '受理时间', en: 'Filed' });
