import { defineCommand } from '@dossier/kernel';
import { Caused } from '../../caused';
import { lifecycleRefusal } from '../../lifecycle.refusals';
import { causeOf, isSame, lastCause, winBack } from '../../win-back';
import { WinBackCauseCorrected } from '../../win-back.events';

export class CorrectWinBackCause extends Caused {}

/** 更正挽回原因 */
export const correctWinBackCause = defineCommand({
  name: 'lifecycle.CorrectWinBackCause',
  title: { zh: '更正挽回原因', en: 'Correct why a customer came back' },
  command: CorrectWinBackCause,
  on: winBack,
  id: ({ customerId }) => customerId,
  customer: 'customerId',
  by: ['service', 'staff'],
  refuses: [lifecycleRefusal.some('no-cause')],
  route: {
    path: 'customers/:customerId/win-back/correct',
    description: {
      zh: '更正 occurredAt 及此前最近登记的原因；更正后整体以新内容为准，自原登记之时起有效。',
      en: 'It is of the latest cause recorded by occurredAt, replaces the whole of it, and holds since then.',
    },
    example: { customerId: 'c-1001', cause: 'service', lostBecause: 'service' },
  },
  decide: ({ customerId, cause, lostBecause, note }, state, { occurredAt }) => {
    const last = lastCause(state, occurredAt, customerId);
    const said = causeOf({ cause, lostBecause, note });
    return isSame(last, said) ? [] : [WinBackCauseCorrected({ ...said, before: last.cause }, { occurredAt: last.at })];
  },
});
