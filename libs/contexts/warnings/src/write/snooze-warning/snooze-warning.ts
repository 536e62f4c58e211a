import { IsId, IsInstant, IsText, Titled } from '@dossier/fields';
import { defineCommand, instant, milliseconds, saysElse } from '@dossier/kernel';
import { WARNING_ID } from '../../shown-parts';
import { handled, handleRefuses, warning } from '../../warning';
import { WarningSnoozed } from '../../warning.events';
import { warningsRefusal } from '../../warnings.refusals';

export class SnoozeWarning {
  @Titled(WARNING_ID) @IsId() readonly warningId!: string;
  @Titled({ zh: '提醒时间', en: 'Until' }, { help: { zh: '届时再列为待处理。', en: 'It is open again then.' } })
  @IsInstant()
  readonly until!: string;
  @Titled({ zh: '原因', en: 'Reason' }) @IsText(500) readonly reason!: string;
}

/** 稍后提醒 */
export const snoozeWarning = defineCommand({
  name: 'warnings.SnoozeWarning',
  title: { zh: '稍后提醒', en: 'Snooze a warning' },
  command: SnoozeWarning,
  on: warning,
  id: ({ warningId }) => warningId,
  by: ['service', 'staff'],
  refuses: [handleRefuses, warningsRefusal.some('snoozed-into-past')],
  route: {
    path: 'warnings/:warningId/snooze',
    example: { warningId: 'silence-1', until: '2026-04-01T09:00:00+08:00', reason: '客户正在搬迁厂房' },
  },
  decide: ({ warningId, until, reason }, state, { occurredAt: at }) => {
    const { snoozed } = handled(state, warningId, at);
    const then = instant(milliseconds(until));
    if (then <= at) throw warningsRefusal('snoozed-into-past', { until: then, at });
    const said = { until: then, reason };
    return snoozed && !saysElse(said, snoozed) ? [] : [WarningSnoozed(said)];
  },
});
