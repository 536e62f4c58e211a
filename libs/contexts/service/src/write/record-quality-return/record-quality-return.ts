import { IsCustomerReference, IsId, IsOneOf, IsReference, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { PRODUCT } from '../../complaint-parts';
import { IsPieces } from '../../inspected';
import { PIECES, RETURN_ID, RETURNED } from '../../quality-parts';
import { itsInspection, mustBelong, qualityReturn, returnIn, returnRefuses } from '../../quality-return';
import { QualityReturnRecorded } from '../../quality-return.events';
import { type ReturnReason, returnReasons } from '../../quality-terms';
import { ReturnSaid } from '../../returned';

export class RecordQualityReturn extends ReturnSaid {
  @Titled(RETURN_ID, {
    help: { zh: '由调用方选定，不得含个人数据。', en: 'Chosen by the caller; never personal data.' },
  })
  @IsId()
  readonly returnId!: string;
  @IsCustomerReference() readonly customerId!: string;
  @Titled(PRODUCT, { help: { zh: '物料号或型号。', en: 'Its sku or model.' } })
  @IsReference()
  readonly product!: string;
  @Titled(RETURNED, PIECES) @IsPieces(1) readonly quantity!: number;
  @Titled(returnReasons.title) @IsOneOf(returnReasons) readonly because!: ReturnReason;
}

/** 质量退货 */
export const recordQualityReturn = defineCommand({
  name: 'service.RecordQualityReturn',
  title: { zh: '登记质量退货', en: 'Record a quality return' },
  command: RecordQualityReturn,
  on: qualityReturn,
  id: ({ returnId }) => returnId,
  by: ['service', 'staff'],
  refuses: [returnRefuses],
  creates: true,
  ended: ({ retractedFor }) => retractedFor !== null,
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  needs: { inspection: itsInspection },
  route: {
    path: 'quality-returns',
    description: {
      zh: '因质量退回的货物，须注明检验或订单；occurredAt 为退货时间。只记质量事实，不改订单金额：订单的退货另用 /orders/{orderId}/return。未给 returnId 时由系统生成。',
      en: 'Goods that came back for their quality, of an inspection or an order; occurredAt is when they came back. It says what was wrong and changes no amount: returns of an order are recorded by /orders/{orderId}/return. Without returnId the system chooses one.',
    },
    example: {
      returnId: 'QR-2026-0012',
      customerId: 'c-1001',
      product: 'SEAL-80',
      quantity: 3,
      because: 'defect',
      explanation: '密封面划伤，装机即漏',
      orderId: 'SO-2026-0042',
      occurredAt: '2026-03-10T09:00:00+08:00',
    },
  },
  decide: (command, _, { needed }) => [QualityReturnRecorded(mustBelong(returnIn(command), needed.inspection))],
});
