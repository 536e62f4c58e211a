import { defineCommand, type Instant, money } from '@dossier/kernel';
import { invoice, openOf, originOf, restated, settled, wentBack } from './invoice';
import { InvoiceReopened, InvoiceSettled } from './invoice.events';
import { payment } from './payment';
import { beyond, type Part } from './settled-parts';

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
    // also where a live command makes up for what was not carried out of it
    const isHistory = decision.backfill || allocation.isHistory;
    const isNew = before.byPayment.get(paymentId) === undefined;
    const events: ReturnType<typeof InvoiceSettled | typeof InvoiceReopened>[] = [];
    let then = before;
    const move = ({ amount, at: since }: Part, backAt: Instant | null): void => {
      // others may have settled or cancelled it since the payment was decided on: nothing is settled twice
      const change = amount > 0 && !isHistory ? Math.min(amount, openOf(then)) : amount;
      if (amount > 0 && change === 0) return;
      const at = change > 0 ? since : (backAt ?? since);
      then = settled(then, paymentId, { amount: change, at: since }, at);
      if (backAt !== null) then = wentBack(then, paymentId);
      const data = { paymentId, amount: money(Math.abs(change), then.currency).amount, invoice: originOf(then) };
      const because = backAt === null ? 'withdrawn' : 'reversed';
      events.push(
        change > 0
          ? InvoiceSettled(data, { occurredAt: at })
          : InvoiceReopened({ ...data, because, settledAt: since }, { occurredAt: at }),
      );
    };
    const follow = (parts: readonly Part[], backAt: Instant | null): void =>
      beyond(parts, then.byPayment.get(paymentId) ?? []).forEach((part) => move(part, backAt));
    // until it was reversed it counted as it was said by then, also where the process ended before that was written
    if (reversedAt === null || !before.wentBack.all.includes(paymentId)) follow(allocation.parts, null);
    if (reversedAt !== null) follow([], reversedAt);
    // it never followed: another process may be about to settle it by what holds no more, and must find itself overtaken
    const isWithdrawn = allocation.parts.length === 0;
    if (isNew && (isWithdrawn || reversedAt !== null) && events.length === 0)
      move({ amount: 0, at: allocation.at }, isWithdrawn ? null : reversedAt);
    if (events.length === 0) return [];
    return [...events, ...restated(then, decision)];
  },
});
