import { addMinutes, defineReactor, idIn, type Instant, type Minor, type Recorded, toMinor } from '@dossier/kernel';
import { InvoiceReopened, InvoiceSettled } from '../../invoice.events';
import { invoice } from '../../invoice';
import { payment } from '../../payment';
import { AllocationsCarriedOut, AllocationWithdrawn, PaymentAllocated, PaymentReversed } from '../../payment.events';
import { carryOutAllocation } from './carry-out-allocation';

/** An invoice follows its payment within the same command, unless the process ended in between. Minutes. */
const GRACE = 1;

interface Allocated {
  /** What each invoice has still to settle, or to open again where it is below zero; none of those with nothing. */
  readonly left: Readonly<Record<string, Minor>>;
  /** When the payment spoke of it last. */
  readonly told: Instant;
}

const changed = (doc: Allocated, invoiceId: string, change: Minor, told = doc.told): Allocated | null => {
  const { [invoiceId]: before = 0, ...others } = doc.left;
  const left = before + change === 0 ? others : { ...others, [invoiceId]: before + change };
  return Object.keys(left).length === 0 ? null : { left, told };
};

/** Documents are of the customer whose payment it is; its invoices may be of another. */
const keyOf = (subject: string, paymentId: string): string => `${subject} ${paymentId}`;
const paymentIn = (key: string): string => key.slice(key.indexOf(' ') + 1);

/**
 * Invoices follow the payments that are allocated to them, also where the process ended between the two. What it waits
 * for comes from an invoice of the same customer; one of another is looked at once more.
 */
export const allocations = defineReactor<Allocated>()({
  name: 'carry-out-allocation',
  title: { zh: '按核销结清发票', en: 'Settle the invoices of allocated payments' },
  version: 1,
  from: {
    PaymentAllocated,
    AllocationWithdrawn,
    PaymentReversed,
    AllocationsCarriedOut,
    InvoiceSettled,
    InvoiceReopened,
  },
  key: (at, data) => keyOf(at.subject, (data as { readonly paymentId?: string }).paymentId ?? idIn(payment, at.stream)),
  evolve: {
    PaymentAllocated: (doc, { invoiceId, amount, currency }, at) =>
      changed(doc ?? begun(at), invoiceId, toMinor(amount, currency), at.recordedAt),
    AllocationWithdrawn: (doc, { invoiceId, amount, currency }, at) =>
      changed(doc ?? begun(at), invoiceId, -toMinor(amount, currency), at.recordedAt),
    InvoiceSettled: (doc, { amount, invoice: { currency } }, { stream }) =>
      doc && changed(doc, idIn(invoice, stream), -toMinor(amount, currency)),
    InvoiceReopened: (doc, { amount, invoice: { currency } }, { stream }) =>
      doc && changed(doc, idIn(invoice, stream), toMinor(amount, currency)),
    /** Another reactor carries that out. */
    PaymentReversed: () => null,
    AllocationsCarriedOut: () => null,
  },
  reactsToHistory: true,
  dueAt: ({ told }) => addMinutes(told, GRACE),
  sends: carryOutAllocation,
  react: ({ left }, key) => ({ command: { paymentId: paymentIn(key), invoiceIds: Object.keys(left) } }),
});

const begun = ({ recordedAt }: Recorded): Allocated => ({ left: {}, told: recordedAt });
