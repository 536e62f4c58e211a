import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { NOTE, WARNING_ID } from '../../shown-parts';
import { handled, handleRefuses, warning } from '../../warning';
import { WarningAcknowledged } from '../../warning.events';

export class AcknowledgeWarning {
  @Titled(WARNING_ID) @IsId() readonly warningId!: string;
  @Titled(NOTE) @IsOptional() @IsText(500) readonly note?: string;
}

/** 确认预警: somebody knows of it. */
export const acknowledgeWarning = defineCommand({
  name: 'warnings.AcknowledgeWarning',
  title: { zh: '确认预警', en: 'Acknowledge a warning' },
  command: AcknowledgeWarning,
  on: warning,
  id: ({ warningId }) => warningId,
  by: ['service', 'staff'],
  refuses: [handleRefuses],
  route: { path: 'warnings/:warningId/acknowledge', example: { warningId: 'silence-1', note: '本周电话回访' } },
  decide: ({ warningId, note }, state, { occurredAt }) => {
    const { acknowledged, snoozed, note: noted } = handled(state, warningId, occurredAt);
    if (acknowledged && snoozed === null && (note ?? noted) === noted) return [];
    return [WarningAcknowledged(note === undefined ? {} : { note })];
  },
});
