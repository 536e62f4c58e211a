import { IsCustomerReference, IsId, IsOneOf, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { complaint } from '../../complaint';
import { ComplaintFiled } from '../../complaint.events';
import { severities, type Severity } from '../../terms';

export class FileComplaint {
  @Titled({ zh: '投诉编号', en: 'Complaint id' }) @IsId() readonly complaintId!: string;
  @IsCustomerReference() readonly customerId!: string;
  @Titled(severities.title) @IsOneOf(severities) readonly severity!: Severity;
  @Titled({ zh: '投诉内容', en: 'Complaint' }) @IsText(2000) readonly complaint!: string;
}

/** 受理投诉 */
export const fileComplaint = defineCommand({
  name: 'complaints.FileComplaint',
  title: { zh: '受理投诉', en: 'File a complaint' },
  command: FileComplaint,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  creates: true,
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  route: {
    path: 'complaints',
    example: { complaintId: 'k-1', customerId: 'c-1001', severity: 'major', complaint: '密封圈漏油' },
  },
  decide: ({ severity, complaint: said }) => [ComplaintFiled({ severity, complaint: said })],
});
