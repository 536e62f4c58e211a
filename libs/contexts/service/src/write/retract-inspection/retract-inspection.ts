import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { inspection, inspectionCounts, inspectionStanding } from '../../inspection';
import { InspectionRetracted } from '../../inspection.events';
import { INSPECTION_ID } from '../../quality-parts';
import { qualityRefusal } from '../../quality.refusals';
import { REASON } from '../../shown-parts';

export class RetractInspection {
  @Titled(INSPECTION_ID) @IsId() readonly inspectionId!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 撤回验收检验: it never was. */
export const retractInspection = defineCommand({
  name: 'service.RetractInspection',
  title: { zh: '撤回验收检验', en: 'Retract an acceptance inspection' },
  command: RetractInspection,
  on: inspection,
  id: ({ inspectionId }) => inspectionId,
  by: ['service', 'staff'],
  refuses: [qualityRefusal.some('unknown-inspection', 'inspection-retracted')],
  route: {
    path: 'inspections/:inspectionId/retract',
    description: {
      zh: '视同从未检验；时间线仍可见何人何时因何撤回。',
      en: 'As if it had never been; the timeline still shows who retracted it, when and why.',
    },
    example: { inspectionId: 'QC-2026-0031', reason: '登记到了别的客户名下' },
  },
  decide: ({ inspectionId, reason }, state) => {
    if (state?.retractedFor === reason) return [];
    const { at, content } = inspectionStanding(state, inspectionId);
    return [InspectionRetracted({ ...inspectionCounts(content), reason }, { occurredAt: at })];
  },
});
