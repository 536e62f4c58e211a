import {
  defineState,
  Dictionary,
  type Erased,
  type InStream,
  type Instant,
  isCustomer,
  latest,
  type Minor,
  Sequence,
  toMinor,
} from '@dossier/kernel';
import { financeRefusal } from './finance.refusals';
import { paymentEvents } from './payment.events';
import { type Part, sumOfParts, withMoney } from './settled-parts';

export const paymentRefuses = financeRefusal.some('unknown-payment', 'payment-reversed');

/** What a payment settles of one invoice. */
export interface Allocation {
  readonly amount: Minor;
  /** By since when they count. */
  readonly parts: readonly Part[];
  /** What was said of it last is of this instant. */
  readonly at: Instant;
  /** That was brought in as history. */
  readonly isHistory: boolean;
  /** Why it was withdrawn, where that was said last. */
  readonly withdrawnFor?: string | Erased;
}

/** What its decisions look at. Amounts are in minor units of its currency. */
export interface Payment {
  /** null: nobody knows yet whose it is. */
  readonly customer: string | null;
  readonly number: string;
  readonly currency: string;
  readonly receivedAt: Instant;
  readonly amount: Minor;
  /** By invoice. */
  readonly allocations: Dictionary<Allocation>;
  /** Invoices that it was ever allocated to. */
  readonly invoices: Sequence<string>;
  readonly allocated: Minor;
  /** null: it stands. */
  readonly reversedAt: Instant | null;
  readonly reversedFor: string | Erased | null;
  /** Its invoices are open again. */
  readonly carriedOut: boolean;
}

export const payment = defineState<Payment>()({
  category: 'payment',
  from: paymentEvents,
  begins: {
    PaymentReceived: ({ number, currency, amount }, { subject, occurredAt: receivedAt }) => ({
      customer: isCustomer(subject) ? subject : null,
      ...{ number, currency, receivedAt },
      amount: toMinor(amount, currency),
      ...UNALLOCATED,
      reversedAt: null,
      reversedFor: null,
      carriedOut: false,
    }),
  },
  evolve: {
    PaymentAllocated: (before, { invoiceId, amount }, at) =>
      allocated(before, invoiceId, toMinor(amount, before.currency), at),
    AllocationWithdrawn: (before, { invoiceId, amount, reason }, at) =>
      allocated(before, invoiceId, -toMinor(amount, before.currency), at, reason),
    PaymentReversed: (before, { reason: reversedFor }, { occurredAt: reversedAt }) => ({
      ...before,
      ...{ reversedAt, reversedFor },
    }),
    ReversalCarriedOut: (before) => ({ ...before, carriedOut: true }),
    AllocationsCarriedOut: (before) => before,
  },
});

function allocated(
  before: Payment,
  invoiceId: string,
  change: Minor,
  { occurredAt: at, backfill: isHistory }: Pick<InStream, 'occurredAt' | 'backfill'>,
  withdrawnFor?: string | Erased,
): Payment {
  const already = before.allocations.get(invoiceId);
  const parts = withMoney(already?.parts ?? [], { amount: change, at });
  const why = withdrawnFor !== undefined && { withdrawnFor };
  return {
    ...before,
    allocated: before.allocated + change,
    allocations: before.allocations.with(invoiceId, { amount: sumOfParts(parts), parts, at, isHistory, ...why }),
    invoices: already ? before.invoices : before.invoices.with(invoiceId),
  };
}

/** Since when the latest allocation counts that stands; when it came in, where there is none. */
export function allocatedSince({ invoices, allocations, receivedAt }: Payment): Instant {
  let since = receivedAt;
  for (const id of invoices) since = latest(since, allocations.get(id)?.parts.at(-1)?.at ?? since);
  return since;
}

/** Of a payment that just came in. */
export const UNALLOCATED: Pick<Payment, 'allocations' | 'invoices' | 'allocated'> = {
  ...{ allocations: Dictionary.empty(), invoices: Sequence.empty(), allocated: 0 },
};

/** @throws Refusal `finance/unknown-payment` */
export function received(state: Payment | undefined, paymentId: string): Payment {
  if (state === undefined) throw financeRefusal('unknown-payment', { paymentId });
  return state;
}

/** @throws Refusal `finance/unknown-payment`, `finance/payment-reversed` */
export function standingPayment(state: Payment | undefined, paymentId: string): Payment {
  const before = received(state, paymentId);
  const { reversedAt } = before;
  if (reversedAt !== null) throw financeRefusal('payment-reversed', { paymentId, reversedAt });
  return before;
}
