import { IsId, IsOneOf, IsText, Titled } from '@dossier/fields';
import { defineCommand, saysElse } from '@dossier/kernel';
import { WARNING_ID } from '../../shown-parts';
import { type Outcome, outcomes } from '../../terms';
import { warning } from '../../warning';
import { WarningOutcomeCorrected } from '../../warning.events';
import { warningsRefusal } from '../../warnings.refusals';

export class CorrectOutcome {
  @Titled(WARNING_ID) @IsId() readonly warningId!: string;
  @Titled(
    { zh: '处理结果', en: 'Outcome' },
    {
      help: {
        zh: '自更正时起，预警准确率由此统计；结案时所说仍在处理经过中。',
        en: 'From now on the precision of warnings is counted by it; what was told before stays among what was done.',
      },
    },
  )
  @IsOneOf(outcomes)
  readonly outcome!: Outcome;
  @Titled({ zh: '更正原因', en: 'Why it is corrected' }) @IsText(500) readonly reason!: string;
}

/** 更正预警结果: it was closed by mistake as something else, or more is known since. */
export const correctOutcome = defineCommand({
  name: 'warnings.CorrectOutcome',
  title: { zh: '更正预警结果', en: 'Correct the outcome of a warning' },
  command: CorrectOutcome,
  on: warning,
  id: ({ warningId }) => warningId,
  by: ['service', 'staff'],
  refuses: [warningsRefusal.some('unknown-warning', 'not-closed', 'before-told', 'warning-withdrawn')],
  route: {
    path: 'warnings/:warningId/correct-outcome',
    example: { warningId: 'silence-1', outcome: 'lost', reason: '客户已转向他人采购' },
  },
  decide: ({ warningId, outcome, reason }, state, { occurredAt: at }) => {
    if (state === undefined) throw warningsRefusal('unknown-warning', { warningId });
    const { closed, standing } = state;
    if (closed === null) throw warningsRefusal('not-closed', { warningId });
    const { corrected } = closed;
    const isSaid = corrected && !saysElse({ outcome, reason }, { outcome: closed.outcome, reason: corrected.reason });
    if (isSaid) return [];
    if (standing === 'withdrawn') throw warningsRefusal('warning-withdrawn', { warningId });
    const toldAt = corrected?.at ?? closed.at; // one of before would stand in its lists before what holds
    if (at < toldAt) throw warningsRefusal('before-told', { warningId, toldAt, at });
    return [WarningOutcomeCorrected({ outcome, reason })];
  },
});
