import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand, isNews, money } from '@dossier/kernel';
import { financeRefusal } from '../../finance.refusals';
import { cancelled, invoice, invoiceAt, invoiceRefuses, inWords, issued, originOf, restated } from '../../invoice';
import { InvoiceCancelled } from '../../invoice.events';
import { INVOICE_ID, REASON } from '../../shown-parts';

export class CancelInvoice {
  @Titled(INVOICE_ID) @IsId() readonly invoiceId!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 作废发票: nothing of which is settled. */
export const cancelInvoice = defineCommand({
  name: 'finance.CancelInvoice',
  title: { zh: '作废发票', en: 'Cancel an invoice' },
  command: CancelInvoice,
  on: invoice,
  id: ({ invoiceId }) => invoiceId,
  by: ['service', 'staff'],
  refuses: [invoiceRefuses, financeRefusal.some('invoice-settled', 'moved-since')],
  route: {
    path: 'invoices/:invoiceId/cancel',
    example: { invoiceId: 'INV-2026-0042', reason: '抬头有误，另开' },
  },
  decide: ({ invoiceId, reason }, state, decision) => {
    const { occurredAt } = decision;
    const { cancelled: isGone, cancellation, moves } = issued(state, invoiceId);
    const isOfIt = moves.all.at(-1)?.at === occurredAt; // nothing moves behind a cancellation
    const isSaid = cancellation?.reason === reason;
    if (isGone && !isNews({ since: occurredAt, isSaid, isOfIt }, decision)) return [];
    const before = invoiceAt(occurredAt, state, invoiceId);
    const { currency, settled, writtenOff } = before;
    if (settled !== 0 || writtenOff !== 0)
      throw financeRefusal('invoice-settled', { invoiceId, settled: inWords(settled + writtenOff, currency) });
    const since = before.moves.all.at(-1)?.at ?? '';
    if (occurredAt < since) throw financeRefusal('moved-since', { invoiceId, since, at: occurredAt });
    const then = cancelled(before, occurredAt);
    return [
      InvoiceCancelled({ amount: money(before.open, currency).amount, reason, invoice: originOf(then) }),
      ...restated(then, decision),
    ];
  },
});
