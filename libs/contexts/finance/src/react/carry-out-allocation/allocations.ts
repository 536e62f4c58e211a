import { addMinutes, defineReactor, idIn, type Instant, type Minor, type Recorded, toMinor } from '@dossier/kernel';
import { InvoiceReopened, InvoiceSettled } from '../../invoice.events';
import { invoice } from '../../invoice';
import { payment } from '../../payment';
import { AllocationsCarriedOut, AllocationWithdrawn, PaymentAllocated, PaymentReversed } from '../../payment.events';
import { carryOutAllocation } from './carry-out-allocation';

/** An invoice follows its payment within the same command, unless the process ended in between. Minutes. */
const GRACE = 1;

interface Left {
  /** Still to be settled, or to be opened again where it is below zero. */
  readonly minor: Minor;
  /** The invoice spoke of it: else zero says only that the payment spoke of it twice, and not that the invoice follows. */
  readonly isHeard: boolean;
  /** All that the payment spoke of it was brought in as history. */
  readonly isHistory: boolean;
}
interface Allocated {
  /** By invoice; none of those that follow. */
  readonly left: Readonly<Record<string, Left>>;
  /** When the payment spoke of it last. */
  readonly told: Instant;
}

/** @param isHistory of what the payment spoke; left out: its invoice did */
function changed(doc: Allocated, invoiceId: string, change: Minor, isHistory?: boolean): Allocated | null {
  const { [invoiceId]: before, ...others } = doc.left;
  const one = {
    minor: (before?.minor ?? 0) + change,
    isHeard: isHistory === undefined || before?.isHeard === true,
    isHistory: (isHistory ?? true) && (before?.isHistory ?? true),
  };
  const left = one.minor === 0 && one.isHeard ? others : { ...others, [invoiceId]: one };
  return Object.keys(left).length === 0 ? null : { ...doc, left };
}

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
  version: 2,
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
      changed(spoken(doc, at), invoiceId, toMinor(amount, currency), at.backfill),
    AllocationWithdrawn: (doc, { invoiceId, amount, currency }, at) =>
      changed(spoken(doc, at), invoiceId, -toMinor(amount, currency), at.backfill),
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
  react: ({ left }, key) => ({
    command: { paymentId: paymentIn(key), invoiceIds: Object.keys(left) },
    ...(Object.values(left).every(({ isHistory }) => isHistory) && { backfill: true }),
  }),
});

const spoken = (doc: Allocated | null, { recordedAt: told }: Recorded): Allocated => ({ left: doc?.left ?? {}, told });
