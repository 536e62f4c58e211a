import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { RETURN_ID } from '../../quality-parts';
import { qualityReturn, returnCounts, returnStanding } from '../../quality-return';
import { QualityReturnRetracted } from '../../quality-return.events';
import { qualityRefusal } from '../../quality.refusals';
import { REASON } from '../../shown-parts';

export class RetractQualityReturn {
  @Titled(RETURN_ID) @IsId() readonly returnId!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 撤回质量退货: it never was. */
export const retractQualityReturn = defineCommand({
  name: 'service.RetractQualityReturn',
  title: { zh: '撤回质量退货', en: 'Retract a quality return' },
  command: RetractQualityReturn,
  on: qualityReturn,
  id: ({ returnId }) => returnId,
  by: ['service', 'staff'],
  refuses: [qualityRefusal.some('unknown-quality-return', 'quality-return-retracted')],
  route: {
    path: 'quality-returns/:returnId/retract',
    description: {
      zh: '视同从未退货；时间线仍可见何人何时因何撤回。',
      en: 'As if they had never come back; the timeline still shows who retracted it, when and why.',
    },
    example: { returnId: 'QR-2026-0012', reason: '客户自行修复，未退回' },
  },
  decide: ({ returnId, reason }, state) => {
    if (state?.retractedFor === reason) return [];
    const { at, content } = returnStanding(state, returnId);
    return [QualityReturnRetracted({ ...returnCounts(content), reason }, { occurredAt: at })];
  },
});
