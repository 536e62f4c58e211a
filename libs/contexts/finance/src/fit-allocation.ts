import { defineCommand, money } from '@dossier/kernel';
import { invoice, openOf } from './invoice';
import { payment } from './payment';
import { AllocationWithdrawn } from './payment.events';
import { beyond } from './settled-parts';

export class FitAllocation {
  readonly paymentId!: string;
  readonly invoiceId!: string;
}

/** What stands for the reason of a person. */
const OVER = '发票已由其他款项结清或已作废 · the invoice was settled by others or cancelled meanwhile';

/**
 * Runs after the invoice followed its payment: what the invoice could not take is not allocated, for others settled or
 * cancelled it at the same time. Never sent alone; sent again it finds nothing to do.
 */
export const fitAllocation = defineCommand({
  name: 'finance.FitAllocation',
  title: { zh: '撤回发票不再需要的核销', en: 'Take back what an invoice did not take of a payment' },
  command: FitAllocation,
  on: payment,
  id: ({ paymentId }) => paymentId,
  by: [],
  onlyStep: true,
  needs: { invoice: { of: invoice, id: ({ invoiceId }) => invoiceId } },
  decide: ({ paymentId, invoiceId }, state, { needed }) => {
    const found = state?.allocations.get(invoiceId);
    if (state === undefined || state.reversedAt !== null || found === undefined || needed.invoice === undefined)
      return [];
    // where something is open still, the invoice has not followed yet
    if (openOf(needed.invoice) > 0) return [];
    const { currency } = state;
    const over = beyond(found.parts, needed.invoice.byPayment.get(paymentId) ?? []).filter(({ amount }) => amount > 0);
    return over.map(({ amount, at }) => {
      const data = { invoiceId, currency, amount: money(amount, currency).amount, settledAt: at, reason: OVER };
      return AllocationWithdrawn(data, { occurredAt: at });
    });
  },
});
