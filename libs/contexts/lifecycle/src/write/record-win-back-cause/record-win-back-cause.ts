import { defineCommand } from '@dossier/kernel';
import { Caused } from '../../caused';
import { lifecycleRefusal } from '../../lifecycle.refusals';
import { causeAt, causeOf, isSame, winBack } from '../../win-back';
import { WinBackCauseRecorded } from '../../win-back.events';

export class RecordWinBackCause extends Caused {}

/** 登记挽回原因 */
export const recordWinBackCause = defineCommand({
  name: 'lifecycle.RecordWinBackCause',
  title: { zh: '登记挽回原因', en: 'Record why a customer came back' },
  command: RecordWinBackCause,
  on: winBack,
  id: ({ customerId }) => customerId,
  customer: 'customerId',
  by: ['service', 'staff'],
  refuses: [lifecycleRefusal.some('cause-recorded')],
  route: {
    path: 'customers/:customerId/win-back',
    description: {
      zh: '该原因属于 occurredAt 当日及此前最近的一次挽回；此后再次登记的，以最近一次为准。没有对应挽回的原因在客户档案中另行计数。',
      en: 'It is of the latest win-back up to the day of occurredAt; of several the last one counts. A cause without a win-back is counted apart in the 360° view.',
    },
    example: {
      customerId: 'c-1001',
      cause: 'delivery',
      lostBecause: 'competitor',
      note: '竞争对手连续两次延期',
      occurredAt: '2026-03-05T09:00:00+08:00',
    },
  },
  decide: (command, state, { occurredAt: at }) => {
    const said = causeOf({ cause: command.cause, lostBecause: command.lostBecause, note: command.note });
    const before = causeAt(state, at);
    if (before === null) return [WinBackCauseRecorded(said)];
    if (isSame(before, said)) return [];
    throw lifecycleRefusal('cause-recorded', { customerId: command.customerId, at });
  },
});
