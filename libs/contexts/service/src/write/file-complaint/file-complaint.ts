import { IsCustomerReference, IsId, IsOneOf, IsReference, IsText, Titled } from '@dossier/fields';
import { type DataOf, defineCommand, LAST_INSTANT } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { complaint, escalationAtOnce } from '../../complaint';
import { ComplaintFiled } from '../../complaint.events';
import { complaintAt } from '../../complaint-log';
import { COMPLAINANT, COMPLAINT_ID, COMPLAINT_NUMBER, COMPLAINT_SAID, DEMAND, PRODUCT } from '../../complaint-parts';
import { deadlinesOf } from '../../complaint-policies';
import { severities, type Severity } from '../../complaint-terms';
import { documentId, idRefuses } from '../../document-id';
import { ORDER, REQUEST_ID } from '../../shown-parts';
import { stepsOf } from '../../step-log';

export class FileComplaint {
  @Titled(COMPLAINT_ID, {
    help: { zh: '省略则以单号为编号（须可作编号）。', en: 'Left out: the number, where it can serve as an id.' },
  })
  @IsOptional()
  @IsId()
  readonly complaintId?: string;
  @IsCustomerReference() readonly customerId!: string;
  @Titled(COMPLAINT_NUMBER, { help: { zh: '印在表单上的单号。', en: 'As it is printed on the forms.' } })
  @IsReference()
  readonly number!: string;
  @Titled(severities.title) @IsOneOf(severities) readonly severity!: Severity;
  @Titled(COMPLAINT_SAID) @IsText(4000) readonly complaint!: string;
  @Titled(DEMAND) @IsOptional() @IsText(2000) readonly demand?: string;
  @Titled(COMPLAINANT) @IsOptional() @IsText(200) readonly complainant?: string;
  @Titled(PRODUCT, { help: { zh: '物料号或型号。', en: 'Its sku or model.' } })
  @IsOptional()
  @IsReference()
  readonly product?: string;
  @Titled(ORDER, { help: { zh: '所涉订单。', en: 'The order that it is about.' } })
  @IsOptional()
  @IsId()
  readonly orderId?: string;
  @Titled(REQUEST_ID, { help: { zh: '由哪个服务请求转来。', en: 'The service request that it grew from.' } })
  @IsOptional()
  @IsId()
  readonly requestId?: string;
}

/** 受理投诉: its clocks start at its occurredAt. */
export const fileComplaint = defineCommand({
  name: 'service.FileComplaint',
  title: { zh: '受理投诉', en: 'File a complaint' },
  command: FileComplaint,
  on: complaint,
  id: ({ complaintId, number }) => documentId('complaintId', complaintId, number),
  by: ['service', 'staff'],
  refuses: [idRefuses],
  creates: true,
  ended: ({ log }) => complaintAt(stepsOf(log.all), LAST_INSTANT).status === 'withdrawn',
  // what is promised follows from the policy in force
  meaning: (filed: DataOf<typeof ComplaintFiled>) => {
    const { number, severity, complaint: said, demand, complainant, product, orderId, requestId } = filed;
    return { number, severity, complaint: said, demand, complainant, product, orderId, requestId };
  },
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  route: {
    path: 'complaints',
    description: {
      zh: '开始调查与结案的时限按受理时有效的政策 complaint-handling 与严重程度而定，自 occurredAt 起计；该政策也规定哪些严重程度受理即升级。可打印的表单：GET /complaints/{complaintId}/forms/feedback（客户反馈信息表）与 /forms/handling（客户投诉调查处理表）。',
      en: 'How soon it is to be investigated and closed follows from its severity and the policy complaint-handling in force; the clocks run from occurredAt on. The policy also says which severities are escalated at once. Forms to print: GET /complaints/{complaintId}/forms/feedback and /forms/handling.',
    },
    example: {
      customerId: 'c-1001',
      number: 'KS-2026-0007',
      severity: 'major',
      complaint: '密封圈三个月内两次漏油',
      demand: '更换整批密封圈并说明原因',
      product: 'SEAL-80',
      orderId: 'SO-2026-0042',
      occurredAt: '2026-03-05T10:00:00+08:00',
    },
  },
  decide: (
    { number, severity, complaint: said, demand, complainant, product, orderId, requestId },
    _,
    { policies },
  ) => {
    const promise = deadlinesOf(severity, policies);
    return [
      ComplaintFiled({
        ...{ number, severity, complaint: said },
        ...(demand !== undefined && { demand }),
        ...(complainant !== undefined && { complainant }),
        ...(product !== undefined && { product }),
        ...(orderId !== undefined && { orderId }),
        ...(requestId !== undefined && { requestId }),
        ...(promise && { promise }),
      }),
      ...escalationAtOnce(severity, policies),
    ];
  },
});
