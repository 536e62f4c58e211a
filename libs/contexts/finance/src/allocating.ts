import { type EventIn, type Instant, latest, type Minor, money, type Step } from '@dossier/kernel';
import { financeRefusal } from './finance.refusals';
import { type Invoice, invoice, inWords, issued, mustBeOpen, mustStand, openSince } from './invoice';
import type { Payment } from './payment';
import { PaymentAllocated } from './payment.events';
import { fitAllocation, type FitAllocation } from './fit-allocation';
import { settleInvoice, type SettleInvoice } from './settle-invoice';

export const allocationRefuses = financeRefusal.some(
  'unknown-invoice',
  'invoice-cancelled',
  'other-currency',
  'more-than-open',
  'more-than-left',
  'settled-too-often',
  'allocated-too-often',
);

/** Payments of an invoice, and invoices of a payment: each is kept with the other. */
const MOST = 1000;

/** The invoice that money is for. */
export const itsInvoice = {
  of: invoice,
  id: ({ invoiceId }: { readonly invoiceId?: string }): string | undefined => invoiceId,
};

/** After a change of a payment its invoice follows. */
export const settlesIt = (command: SettleInvoice): Step => ({ def: settleInvoice, command });
/** After that the payment keeps what the invoice did not take. */
export const fitsIt = (command: FitAllocation): Step => ({ def: fitAllocation, command });
/**
 * The invoice looks at its payment once more at the end: another process may have taken the money back between the first look and
 * what was written by it, and found nothing yet to open again.
 */
export const followsIt = (command: SettleInvoice & FitAllocation): readonly Step[] => [
  settlesIt(command),
  fitsIt(command),
  settlesIt(command),
];

/**
 * Money for an invoice: it counts from when it came in, whenever somebody says so; later where the invoice was issued later, or
 * had not so much open any more until then.
 * @throws Refusal {@link allocationRefuses}
 */
export function allocation(
  to: { readonly invoiceId: string; readonly state: Invoice | undefined },
  of: Pick<Payment, 'amount' | 'allocated' | 'currency' | 'receivedAt' | 'invoices' | 'allocations'> & {
    readonly paymentId: string;
  },
  { minor, backfill }: { readonly minor: Minor; readonly backfill: boolean },
): EventIn<{ PaymentAllocated: typeof PaymentAllocated }> {
  const { invoiceId } = to;
  const found = issued(to.state, invoiceId);
  const { currency, paymentId } = of;
  if (found.currency !== currency)
    throw financeRefusal('other-currency', { invoiceId, expected: found.currency, currency });
  if (found.payments >= MOST && found.byPayment.get(paymentId) === undefined)
    throw financeRefusal('settled-too-often', { invoiceId, most: MOST });
  if (of.invoices.length >= MOST && of.allocations.get(invoiceId) === undefined)
    throw financeRefusal('allocated-too-often', { paymentId, most: MOST });
  const left = of.amount - of.allocated;
  if (minor > left)
    throw financeRefusal('more-than-left', {
      ...{ paymentId, left: inWords(left, currency), amount: inWords(minor, currency) },
    });
  if (!backfill) {
    mustStand(found, invoiceId);
    mustBeOpen(found, invoiceId, minor);
  }
  const came = latest(found.issuedAt, of.receivedAt);
  // history may settle more than is open, in any order
  const occurredAt: Instant = backfill ? came : openSince(found, minor, came);
  return PaymentAllocated({ invoiceId, currency, amount: money(minor, currency).amount }, { occurredAt });
}
