import { type EventIn, type Instant, latest, type Minor, money } from '@dossier/kernel';
import { financeRefusal } from './finance.refusals';
import { type Invoice, invoice, inWords, issued, mustBeOpen } from './invoice';
import type { Payment } from './payment';
import { PaymentAllocated } from './payment.events';
import { settleInvoice, type SettleInvoice } from './settle-invoice';

export const allocationRefuses = financeRefusal.some(
  'unknown-invoice',
  'invoice-cancelled',
  'other-currency',
  'more-than-open',
  'more-than-left',
);

/** The invoice that money is for. */
export const itsInvoice = {
  of: invoice,
  id: ({ invoiceId }: { readonly invoiceId?: string }): string | undefined => invoiceId,
};

/** After a change of a payment its invoice follows. */
export const settlesIt = (
  command: SettleInvoice,
): { readonly def: typeof settleInvoice; readonly command: SettleInvoice } => ({ def: settleInvoice, command });

/**
 * Money for an invoice: it counts from when it came in, or from when the invoice was issued if that is later, whenever
 * somebody says so.
 * @throws Refusal {@link allocationRefuses}
 */
export function allocation(
  to: { readonly invoiceId: string; readonly state: Invoice | undefined },
  of: Pick<Payment, 'amount' | 'allocated' | 'currency' | 'receivedAt'> & { readonly paymentId: string },
  { minor, backfill }: { readonly minor: Minor; readonly backfill: boolean },
): EventIn<{ PaymentAllocated: typeof PaymentAllocated }> {
  const { invoiceId } = to;
  const found = issued(to.state, invoiceId);
  const { currency, paymentId } = of;
  if (found.currency !== currency)
    throw financeRefusal('other-currency', { invoiceId, expected: found.currency, currency });
  const left = of.amount - of.allocated;
  if (minor > left)
    throw financeRefusal('more-than-left', {
      ...{ paymentId, left: inWords(left, currency), amount: inWords(minor, currency) },
    });
  if (!backfill) {
    if (found.cancelled) throw financeRefusal('invoice-cancelled', { invoiceId });
    mustBeOpen(found, invoiceId, minor);
  }
  const occurredAt: Instant = latest(found.issuedAt, of.receivedAt);
  return PaymentAllocated({ invoiceId, currency, amount: money(minor, currency).amount }, { occurredAt });
}
