import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand, isNews, money } from '@dossier/kernel';
import { carriesOutReversal } from '../../carry-out-reversal';
import { financeRefusal } from '../../finance.refusals';
import { allocatedSince, payment, received } from '../../payment';
import { PaymentReversed } from '../../payment.events';
import { PAYMENT_ID, REASON } from '../../shown-parts';

export class ReversePayment {
  @Titled(PAYMENT_ID) @IsId() readonly paymentId!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 退票: the money went back; what it had settled is open again from then on. */
export const reversePayment = defineCommand({
  name: 'finance.ReversePayment',
  title: { zh: '收款退回', en: 'Reverse a payment' },
  command: ReversePayment,
  on: payment,
  id: ({ paymentId }) => paymentId,
  by: ['service', 'staff'],
  refuses: [financeRefusal.some('unknown-payment', 'payment-reversed', 'before-received', 'allocated-since')],
  afterIn: ({ paymentId }, state) => carriesOutReversal(paymentId, state?.invoices.all ?? []),
  route: {
    path: 'payments/:paymentId/reverse',
    description: {
      zh: '所核销的发票随即重新未付，自退回时起计。',
      en: 'The invoices that it had settled are open again at once, as from the reversal.',
    },
    example: { paymentId: 'BANK-2026-0816', reason: '支票空头退票' },
  },
  decide: ({ paymentId, reason }, state, decision) => {
    const { occurredAt: at } = decision;
    const before = received(state, paymentId);
    const { amount, allocated, currency, receivedAt, reversedAt, reversedFor } = before;
    if (reversedAt !== null) {
      if (!isNews({ since: at, isSaid: reversedFor === reason, isOfIt: reversedAt === at }, decision)) return [];
      throw financeRefusal('payment-reversed', { paymentId, reversedAt });
    }
    if (at < receivedAt) throw financeRefusal('before-received', { paymentId, receivedAt, at });
    const since = allocatedSince(before);
    if (at < since) throw financeRefusal('allocated-since', { paymentId, since, at });
    return [
      PaymentReversed({
        currency,
        amount: money(amount, currency).amount,
        unallocated: money(amount - allocated, currency).amount,
        reason,
      }),
    ];
  },
});
