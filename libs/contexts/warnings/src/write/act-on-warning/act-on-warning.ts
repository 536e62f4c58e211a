import { IsId, IsOneOf, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { NOTE, WARNING_ID } from '../../shown-parts';
import { type ActionCode, actions } from '../../terms';
import { handled, handleRefuses, warning } from '../../warning';
import { WarningActedOn } from '../../warning.events';

export class ActOnWarning {
  @Titled(WARNING_ID) @IsId() readonly warningId!: string;
  @Titled({ zh: '措施', en: 'Action' }) @IsOneOf(actions) readonly action!: ActionCode;
  @Titled(NOTE) @IsOptional() @IsText(500) readonly note?: string;
}

/** 采取措施: something was done; several things are several entries. */
export const actOnWarning = defineCommand({
  name: 'warnings.ActOnWarning',
  title: { zh: '登记对预警的措施', en: 'Act on a warning' },
  command: ActOnWarning,
  on: warning,
  id: ({ warningId }) => warningId,
  by: ['service', 'staff'],
  refuses: [handleRefuses],
  route: {
    path: 'warnings/:warningId/act',
    example: { warningId: 'silence-1', action: 'call-buyer', note: '采购负责人已更换，约定下周拜访' },
  },
  decide: ({ warningId, action, note }, state, { occurredAt }) => {
    handled(state, warningId, occurredAt);
    return [WarningActedOn({ action, ...(note !== undefined && { note }) })];
  },
});
