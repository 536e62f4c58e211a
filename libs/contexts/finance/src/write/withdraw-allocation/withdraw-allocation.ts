import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand, money } from '@dossier/kernel';
import { followsIt } from '../../allocating';
import { financeRefusal } from '../../finance.refusals';
import { payment, paymentRefuses, standingPayment } from '../../payment';
import { AllocationWithdrawn } from '../../payment.events';
import { INVOICE_ID, PAYMENT_ID, REASON } from '../../shown-parts';

export class WithdrawAllocation {
  @Titled(PAYMENT_ID) @IsId() readonly paymentId!: string;
  @Titled(INVOICE_ID) @IsId() readonly invoiceId!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 撤回核销: it was an error; it never counted. */
export const withdrawAllocation = defineCommand({
  name: 'finance.WithdrawAllocation',
  title: { zh: '撤回核销', en: 'Withdraw an allocation' },
  command: WithdrawAllocation,
  on: payment,
  id: ({ paymentId }) => paymentId,
  by: ['service', 'staff'],
  refuses: [paymentRefuses, financeRefusal.some('not-allocated')],
  after: followsIt,
  route: {
    path: 'payments/:paymentId/withdraw-allocation',
    example: { paymentId: 'BANK-2026-0815', invoiceId: 'INV-2026-0042', reason: '核销错发票' },
  },
  decide: ({ paymentId, invoiceId, reason }, state) => {
    const { currency, allocations } = standingPayment(state, paymentId);
    const found = allocations.get(invoiceId);
    if (found?.amount === 0 && found.withdrawnFor === reason) return [];
    if (found === undefined || found.amount === 0) throw financeRefusal('not-allocated', { paymentId, invoiceId });
    return found.parts.map(({ amount: minor, at }) => {
      const { amount } = money(minor, currency);
      return AllocationWithdrawn({ invoiceId, currency, amount, settledAt: at, reason }, { occurredAt: at });
    });
  },
});
