import { defineCommand, money } from '@dossier/kernel';
import { invoice, openOf, originOf, restated, settled } from './invoice';
import { InvoiceReopened, InvoiceSettled } from './invoice.events';
import { payment } from './payment';

export class SettleInvoice {
  readonly invoiceId!: string;
  readonly paymentId!: string;
}

/**
 * Runs after what changes a payment: its invoice follows it. What it settles is on the stream of the invoice too, for the
 * two may be of different customers. Never sent alone; sent again it finds nothing to do.
 */
export const settleInvoice = defineCommand({
  name: 'finance.SettleInvoice',
  title: { zh: '按收款结清发票', en: 'Settle an invoice as its payment says' },
  command: SettleInvoice,
  on: invoice,
  id: ({ invoiceId }) => invoiceId,
  by: [],
  onlyStep: true,
  needs: { payment: { of: payment, id: ({ paymentId }) => paymentId } },
  decide: ({ invoiceId, paymentId }, before, decision) => {
    const by = decision.needed.payment;
    const allocation = by?.allocations.get(invoiceId);
    if (before === undefined || by === undefined || allocation === undefined) return []; // before anything is written
    const { reversedAt } = by;
    const wanted = (reversedAt === null ? allocation.amount : 0) - (before.byPayment.get(paymentId) ?? 0);
    // others may have settled or cancelled it since the payment was decided on: nothing is settled twice
    const change = decision.backfill ? wanted : Math.min(wanted, openOf(before));
    if (change === 0) return [];
    const at = change > 0 ? allocation.at : (reversedAt ?? allocation.at);
    const then = settled(before, paymentId, change, at);
    const data = { paymentId, amount: money(Math.abs(change), before.currency).amount, invoice: originOf(then) };
    const because = reversedAt === null ? 'withdrawn' : 'reversed';
    return [
      change > 0
        ? InvoiceSettled(data, { occurredAt: at })
        : InvoiceReopened({ ...data, because, settledAt: allocation.at }, { occurredAt: at }),
      ...restated(then, decision),
    ];
  },
});
