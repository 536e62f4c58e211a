import { IsCustomerReference, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { lifecycleRefusal } from '../../lifecycle.refusals';
import { lastCause, winBack, withdrawal } from '../../win-back';
import { WinBackCauseWithdrawn } from '../../win-back.events';

export class WithdrawWinBackCause {
  @IsCustomerReference() readonly customerId!: string;
  @Titled({ zh: '原因', en: 'Reason' }) @IsText(500) readonly reason!: string;
}

/** 撤回挽回原因 */
export const withdrawWinBackCause = defineCommand({
  name: 'lifecycle.WithdrawWinBackCause',
  title: { zh: '撤回挽回原因', en: 'Take back why a customer came back' },
  command: WithdrawWinBackCause,
  on: winBack,
  id: ({ customerId }) => customerId,
  customer: 'customerId',
  by: ['service', 'staff'],
  refuses: [lifecycleRefusal.some('no-cause', 'cause-withdrawn')],
  route: {
    path: 'customers/:customerId/win-back/withdraw',
    description: {
      zh: '撤回 occurredAt 及此前最近登记的原因；如有更早登记的，以更早的为准。已撤回的不再撤回；要撤回更早的，请以 occurredAt 给出其时间。',
      en: 'It is of the latest cause recorded by occurredAt; the one before it, if any, counts again. One that is withdrawn is not withdrawn again; for the one before it give its time as occurredAt.',
    },
    example: { customerId: 'c-1001', reason: '登记在了错误的客户下' },
  },
  decide: ({ customerId, reason }, state, { occurredAt }) => {
    const gone = withdrawal(state, occurredAt);
    if (gone && gone.reason === reason) return []; // sent twice, it would take back the one before as well
    if (gone) throw lifecycleRefusal('cause-withdrawn', { customerId, at: gone.at });
    const { at, cause: before } = lastCause(state, occurredAt, customerId);
    return [WinBackCauseWithdrawn({ before, reason }, { occurredAt: at })];
  },
});
