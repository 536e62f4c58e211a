import { IsId, IsInstant, IsOneOf, IsReference, IsText, Removes, Titled } from '@dossier/fields';
import { canonicalJson, correctedTo, defineCommand, saidAgain } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { PRODUCT } from '../../complaint-parts';
import { correctionRefuses, happenedAt, mustCorrect } from '../../corrections';
import { IsPieces } from '../../inspected';
import { inspection } from '../../inspection';
import { PIECES, RETURN_ID, RETURNED, RETURNED_ON } from '../../quality-parts';
import { mustBelong, qualityReturn, returnCounts, returnIn, returnRefuses, returnStanding } from '../../quality-return';
import { QualityReturnCorrected, QualityReturnSetAside } from '../../quality-return.events';
import { type ReturnReason, returnReasons, type ReturnRemovable, returnRemovables } from '../../quality-terms';
import { qualityRefusal } from '../../quality.refusals';
import { ReturnSaid } from '../../returned';
import { REASON } from '../../shown-parts';

export class CorrectQualityReturn extends ReturnSaid {
  @Titled(RETURN_ID) @IsId() readonly returnId!: string;
  @Titled(PRODUCT) @IsOptional() @IsReference() readonly product?: string;
  @Titled(RETURNED, PIECES) @IsOptional() @IsPieces(1) readonly quantity?: number;
  @Titled(returnReasons.title) @IsOptional() @IsOneOf(returnReasons) readonly because?: ReturnReason;
  @Titled(RETURNED_ON, { help: { zh: '实际退货的时间。', en: 'When they really came back.' } })
  @IsOptional()
  @IsInstant()
  readonly returnedAt?: string;
  @Removes(returnRemovables) readonly remove?: readonly ReturnRemovable[];
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 更正质量退货: what was entered wrongly; it holds from when the goods came back. */
export const correctQualityReturn = defineCommand({
  name: 'service.CorrectQualityReturn',
  title: { zh: '更正质量退货', en: 'Correct a quality return' },
  command: CorrectQualityReturn,
  on: qualityReturn,
  id: ({ returnId }) => returnId,
  by: ['service', 'staff'],
  refuses: [
    correctionRefuses,
    returnRefuses,
    qualityRefusal.some('unknown-quality-return', 'quality-return-retracted'),
  ],
  needs: {
    before: { of: qualityReturn, id: ({ returnId }) => returnId },
    inspection: {
      of: inspection,
      id: ({ inspectionId, remove = [] }, { before }) =>
        inspectionId ?? (remove.includes('inspectionId') ? undefined : before?.content.inspectionId),
    },
  },
  route: {
    path: 'quality-returns/:returnId/correct',
    description: {
      zh: '只改所给的内容，自退货时起生效。',
      en: 'Changes only what is given, from when the goods came back.',
    },
    example: { returnId: 'QR-2026-0012', quantity: 4, reason: '清点后为四件' },
  },
  decide: (command, state, { now, needed }) => {
    const { returnId, remove = [], reason } = command;
    const { at, content } = returnStanding(state, returnId);
    const said = returnIn(command);
    mustCorrect(said, remove, { at: command.returnedAt, removables: returnRemovables });
    const before = saidAgain(content);
    const then = correctedTo(before, said, remove);
    const returnedAt = happenedAt(command.returnedAt, at, now);
    if (returnedAt === at && canonicalJson(then) === canonicalJson(before)) return [];
    return [
      QualityReturnSetAside(returnCounts(content), { occurredAt: at }),
      QualityReturnCorrected({ ...mustBelong(then, needed.inspection), reason }, { occurredAt: returnedAt }),
    ];
  },
});
