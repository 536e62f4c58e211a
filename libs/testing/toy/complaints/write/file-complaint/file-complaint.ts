import { IsCustomerReference, IsId, IsOneOf, IsText } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { complaint } from '../../complaint';
import { ComplaintFiled } from '../../complaint.events';
import { severities, type Severity } from '../../terms';

export class FileComplaint {
  @IsId() readonly complaintId!: string;
  @IsCustomerReference() readonly customerId!: string;
  @IsOneOf(severities) readonly severity!: Severity;
  @IsText(2000) readonly complaint!: string;
}

/** 受理投诉 */
export const fileComplaint = defineCommand({
  name: 'complaints.FileComplaint',
  command: FileComplaint,
  on: complaint,
  id: ({ complaintId }) => complaintId,
  by: ['service', 'staff'],
  creates: true,
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  route: {
    path: 'complaints',
    summary: { zh: '受理投诉', en: 'File a complaint' },
    example: { customerId: 'c-1001', severity: 'major', complaint: '密封圈漏油' },
  },
  decide: ({ severity, complaint: said }) => [ComplaintFiled({ severity, complaint: said })],
});
