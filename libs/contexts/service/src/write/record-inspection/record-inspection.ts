import { IsCustomerReference, IsId, IsReference, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { PRODUCT } from '../../complaint-parts';
import { InspectionSaid, IsPieces } from '../../inspected';
import { countsRefuse, inspection, inspectionIn, mustAgree } from '../../inspection';
import { InspectionRecorded } from '../../inspection.events';
import { INSPECTED, INSPECTION_ID, PASSED, PIECES, REJECTED } from '../../quality-parts';

export class RecordInspection extends InspectionSaid {
  @Titled(INSPECTION_ID, {
    help: { zh: '由调用方选定，不得含个人数据。', en: 'Chosen by the caller; never personal data.' },
  })
  @IsId()
  readonly inspectionId!: string;
  @IsCustomerReference() readonly customerId!: string;
  @Titled(PRODUCT, { help: { zh: '物料号或型号。', en: 'Its sku or model.' } })
  @IsReference()
  readonly product!: string;
  @Titled(INSPECTED, PIECES) @IsPieces(1) readonly inspected!: number;
  @Titled(PASSED, PIECES) @IsPieces(0) readonly passed!: number;
  @Titled(REJECTED, {
    ...PIECES,
    help: { zh: '省略则为检验数减合格数。', en: 'Left out: inspected less passed.' },
  })
  @IsOptional()
  @IsPieces(0)
  readonly rejected?: number;
}

/** 验收检验: of one product of a delivery. */
export const recordInspection = defineCommand({
  name: 'service.RecordInspection',
  title: { zh: '登记验收检验', en: 'Record an acceptance inspection' },
  command: RecordInspection,
  on: inspection,
  id: ({ inspectionId }) => inspectionId,
  by: ['service', 'staff'],
  refuses: [countsRefuse],
  creates: true,
  ended: ({ retractedFor }) => retractedFor !== null,
  subject: ({ customerId }) => customerId,
  customer: 'customerId',
  route: {
    path: 'inspections',
    description: {
      zh: '一次检验中的一种产品；同一送货单的几种产品各登记一次。occurredAt 为检验时间，事后补记很平常。未给 inspectionId 时由系统生成。',
      en: 'One product at one inspection; several products of one delivery are recorded one by one. occurredAt is when it was inspected, and to record it later is normal. Without inspectionId the system chooses one.',
    },
    example: {
      inspectionId: 'QC-2026-0031',
      customerId: 'c-1001',
      product: 'SEAL-80',
      inspected: 200,
      passed: 197,
      rejected: 3,
      defects: [{ defect: '密封面划伤', count: 3 }],
      batch: 'B2602',
      orderId: 'SO-2026-0042',
      document: 'JY-0031',
      inspector: '赵敏',
      occurredAt: '2026-03-04T09:00:00+08:00',
    },
  },
  decide: (command) => {
    const { inspected, passed, rejected = Math.max(0, inspected - passed) } = command;
    return [InspectionRecorded(mustAgree({ ...inspectionIn(command), inspected, passed, rejected }))];
  },
});
