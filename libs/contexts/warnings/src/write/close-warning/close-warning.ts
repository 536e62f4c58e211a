import { IsId, IsOneOf, IsText, Titled } from '@dossier/fields';
import { defineCommand, saysElse } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { NOTE, WARNING_ID } from '../../shown-parts';
import { type Outcome, outcomes } from '../../terms';
import { handled, handleRefuses, warning } from '../../warning';
import { WarningClosed } from '../../warning.events';

export class CloseWarning {
  @Titled(WARNING_ID) @IsId() readonly warningId!: string;
  @Titled(
    { zh: '处理结果', en: 'Outcome' },
    { help: { zh: '预警准确率由此统计。', en: 'The precision of warnings is counted by it.' } },
  )
  @IsOneOf(outcomes)
  readonly outcome!: Outcome;
  @Titled(NOTE) @IsOptional() @IsText(500) readonly note?: string;
}

/** 结案: how the warning came out; of the same cause nobody is warned again. */
export const closeWarning = defineCommand({
  name: 'warnings.CloseWarning',
  title: { zh: '预警结案', en: 'Close a warning' },
  command: CloseWarning,
  on: warning,
  id: ({ warningId }) => warningId,
  by: ['service', 'staff'],
  refuses: [handleRefuses],
  route: {
    path: 'warnings/:warningId/close',
    example: { warningId: 'silence-1', outcome: 'averted', note: '已恢复每月订货' },
  },
  decide: ({ warningId, outcome, note }, state, { occurredAt }) => {
    if (state?.closed && !saysElse({ outcome, note }, state.closed)) return [];
    handled(state, warningId, occurredAt);
    return [WarningClosed({ outcome, ...(note !== undefined && { note }) })];
  },
});
