import { defineCommand, type Instant } from '@dossier/kernel';
import { hazardNotice, noticeGiven } from '../../hazard-notice';
import { AcknowledgementMissed } from '../../hazard-notice.events';
import { hazardRefusal } from '../../hazard.refusals';
import { awaitedMiss } from '../../hazard-standing';

export class RecordUnacknowledged {
  readonly noticeId!: string;
  readonly dueAt!: Instant;
}

/** Sent by the reactor of the same name when a notice falls due that is not acknowledged. */
export const recordUnacknowledged = defineCommand({
  name: 'service.RecordUnacknowledged',
  title: { zh: '登记危险告知逾期未确认', en: 'Record that a hazard was not acknowledged in time' },
  command: RecordUnacknowledged,
  on: hazardNotice,
  id: ({ noticeId }) => noticeId,
  by: [],
  onlyStep: true,
  refuses: [hazardRefusal.some('unknown-notice', 'acknowledgement-not-due')],
  decide: ({ noticeId, dueAt }, state, { now }) => {
    const { before, origin } = noticeGiven(state, noticeId);
    if (awaitedMiss(before) !== dueAt) return [];
    if (now < dueAt) throw hazardRefusal('acknowledgement-not-due', { dueAt });
    const { product, severity } = origin;
    return [AcknowledgementMissed({ product, severity, dueAt }, { occurredAt: dueAt })];
  },
});
