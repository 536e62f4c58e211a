import { IsId, IsInstant, IsReference, IsText, Removes, Titled } from '@dossier/fields';
import { canonicalJson, correctedTo, defineCommand, saidAgain } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { PRODUCT } from '../../complaint-parts';
import { correctionRefuses, happenedAt, mustCorrect } from '../../corrections';
import { InspectionSaid, IsPieces } from '../../inspected';
import {
  countsRefuse,
  inspection,
  inspectionCounts,
  inspectionIn,
  inspectionStanding,
  mustAgree,
} from '../../inspection';
import { InspectionCorrected, InspectionSetAside } from '../../inspection.events';
import { INSPECTED, INSPECTED_ON, INSPECTION_ID, PASSED, PIECES, REJECTED } from '../../quality-parts';
import { type InspectionRemovable, inspectionRemovables } from '../../quality-terms';
import { qualityRefusal } from '../../quality.refusals';
import { REASON } from '../../shown-parts';

export class CorrectInspection extends InspectionSaid {
  @Titled(INSPECTION_ID) @IsId() readonly inspectionId!: string;
  @Titled(PRODUCT) @IsOptional() @IsReference() readonly product?: string;
  @Titled(INSPECTED, PIECES) @IsOptional() @IsPieces(1) readonly inspected?: number;
  @Titled(PASSED, PIECES) @IsOptional() @IsPieces(0) readonly passed?: number;
  @Titled(REJECTED, {
    ...PIECES,
    help: {
      zh: '更正检验数或合格数而省略此项时，为二者之差。',
      en: 'Left out where inspected or passed is corrected: the difference of both.',
    },
  })
  @IsOptional()
  @IsPieces(0)
  readonly rejected?: number;
  @Titled(INSPECTED_ON, { help: { zh: '实际检验的时间。', en: 'When it was really inspected.' } })
  @IsOptional()
  @IsInstant()
  readonly inspectedAt?: string;
  @Removes(inspectionRemovables) readonly remove?: readonly InspectionRemovable[];
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 更正验收检验: what was entered wrongly; it holds from when it was inspected. */
export const correctInspection = defineCommand({
  name: 'service.CorrectInspection',
  title: { zh: '更正验收检验', en: 'Correct an acceptance inspection' },
  command: CorrectInspection,
  on: inspection,
  id: ({ inspectionId }) => inspectionId,
  by: ['service', 'staff'],
  refuses: [correctionRefuses, countsRefuse, qualityRefusal.some('unknown-inspection', 'inspection-retracted')],
  route: {
    path: 'inspections/:inspectionId/correct',
    description: {
      zh: '只改所给的内容，自检验时起生效；缺陷整体替换。',
      en: 'Changes only what is given, from when it was inspected; defects are replaced as a whole.',
    },
    example: {
      inspectionId: 'QC-2026-0031',
      passed: 196,
      defects: [{ defect: '密封面划伤', count: 4 }],
      reason: '复检又发现一件',
    },
  },
  decide: (command, state, { now }) => {
    const { inspectionId, remove = [], reason } = command;
    const { at, content } = inspectionStanding(state, inspectionId);
    const said = inspectionIn(command);
    mustCorrect(said, remove, { at: command.inspectedAt, removables: inspectionRemovables });
    const before = saidAgain(content);
    const { inspected = before.inspected, passed = before.passed } = said;
    const isRecounted = said.inspected !== undefined || said.passed !== undefined;
    const rest = isRecounted ? { rejected: Math.max(0, inspected - passed) } : {};
    const then = correctedTo(before, { ...rest, ...said }, remove);
    const inspectedAt = happenedAt(command.inspectedAt, at, now);
    if (inspectedAt === at && canonicalJson(then) === canonicalJson(before)) return [];
    return [
      InspectionSetAside(inspectionCounts(content), { occurredAt: at }),
      InspectionCorrected({ ...mustAgree(then), reason }, { occurredAt: inspectedAt }),
    ];
  },
});
