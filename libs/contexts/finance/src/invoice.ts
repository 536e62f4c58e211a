import {
  defineState,
  Dictionary,
  type EventIn,
  type Instant,
  type Minor,
  money,
  Sequence,
  toMinor,
} from '@dossier/kernel';
import { financeRefusal } from './finance.refusals';
import { type Due, invoiceEvents, type InvoiceOrigin, OverdueWithdrawn } from './invoice.events';

export const invoiceRefuses = financeRefusal.some('unknown-invoice', 'before-issued', 'invoice-cancelled');

/** A change of what is open. */
interface Move {
  readonly at: Instant;
  readonly change: Minor;
}

/** What its decisions look at. Amounts are in minor units of its currency. */
export interface Invoice {
  readonly number: string;
  readonly currency: string;
  readonly issuedAt: Instant;
  /** As it was issued. */
  readonly dueAt: Instant;
  /** What was agreed since, by when. */
  readonly movedDues: Sequence<Due>;
  readonly amount: Minor;
  /** Below zero: two payments at once settled it. */
  readonly open: Minor;
  /** By when they happened; the first is what was billed. */
  readonly moves: Sequence<Move>;
  /** What each payment settles of it. */
  readonly byPayment: Dictionary<Minor>;
  readonly settled: Minor;
  readonly writtenOff: Minor;
  readonly cancelled: boolean;
  /** The due date at which it is recorded as overdue. */
  readonly overdueAt: Instant | null;
}

export const invoice = defineState<Invoice>()({
  category: 'invoice',
  from: invoiceEvents,
  begins: {
    InvoiceIssued: ({ number, currency, amount, dueAt }, { occurredAt: at }) => {
      const minor = toMinor(amount, currency);
      return {
        ...{ number, currency, issuedAt: at },
        ...{ dueAt, movedDues: Sequence.empty() },
        ...{ amount: minor, open: minor },
        moves: Sequence.of([{ at, change: minor }]),
        byPayment: Dictionary.empty(),
        ...{ settled: 0, writtenOff: 0, cancelled: false, overdueAt: null },
      };
    },
  },
  evolve: {
    InvoiceCorrected: (before, { change, dueAt }) =>
      corrected(before, toMinor(change, before.currency), dueAt ?? before.dueAt),
    DueDateMoved: (before, { dueAt }, { occurredAt }) => moved(before, dueAt, occurredAt),
    InvoiceCancelled: (before, _, { occurredAt }) => cancelled(before, occurredAt),
    InvoiceSettled: (before, { paymentId, amount }, { occurredAt }) =>
      settled(before, paymentId, toMinor(amount, before.currency), occurredAt),
    InvoiceReopened: (before, { paymentId, amount }, { occurredAt }) =>
      settled(before, paymentId, -toMinor(amount, before.currency), occurredAt),
    InvoiceWrittenOff: (before, { amount }, { occurredAt }) =>
      writtenOff(before, toMinor(amount, before.currency), occurredAt),
    WriteOffWithdrawn: (before, { amount }, { occurredAt }) =>
      writtenOff(before, -toMinor(amount, before.currency), occurredAt),
    InvoiceFellOverdue: (before, { dueAt }) => ({ ...before, overdueAt: dueAt }),
    OverdueWithdrawn: (before) => ({ ...before, overdueAt: null }),
  },
});

const withMove = (before: Invoice, at: Instant, change: Minor): Invoice => ({
  ...before,
  open: before.open + change,
  moves: before.moves.withBefore((move) => move.at > at, { at, change }),
});

/** After an error of its first entry was corrected. */
export const corrected = (before: Invoice, change: Minor, dueAt: Instant): Invoice => ({
  ...withMove(before, before.issuedAt, change),
  amount: before.amount + change,
  dueAt,
});

/** After another due date was agreed. */
export const moved = (before: Invoice, dueAt: Instant, since: Instant): Invoice => ({
  ...before,
  movedDues: before.movedDues.withBefore((due) => due.since > since, { since, dueAt }),
});

/** Due dates by when they were agreed. */
export const duesOf = ({ issuedAt, dueAt, movedDues }: Invoice): readonly Due[] => [
  { since: issuedAt, dueAt },
  ...movedDues.all,
];

/** Due dates by when they were agreed, with one more behind those of the same instant. */
export const withDue = (dues: readonly Due[], due: Due): readonly Due[] =>
  [...dues, due].sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0));

export const cancelled = (before: Invoice, at: Instant): Invoice => ({
  ...withMove(before, at, -before.open),
  cancelled: true,
});

/** After a payment settled so much of it, or so much less. */
export const settled = (before: Invoice, paymentId: string, amount: Minor, at: Instant): Invoice => ({
  ...withMove(before, at, -amount),
  settled: before.settled + amount,
  byPayment: before.byPayment.with(paymentId, (before.byPayment.get(paymentId) ?? 0) + amount),
});

export const writtenOff = (before: Invoice, amount: Minor, at: Instant): Invoice => ({
  ...withMove(before, at, -amount),
  writtenOff: before.writtenOff + amount,
});

export const originOf = (of: Invoice): InvoiceOrigin => ({
  ...{ number: of.number, currency: of.currency, issuedAt: of.issuedAt },
  dues: duesOf(of),
});

/** The due date that was agreed by an instant; the first, before any was. */
export const dueBy = (dues: readonly Due[], at: Instant): Instant =>
  (dues.findLast(({ since }) => since <= at) ?? dues[0])?.dueAt ?? '';
export const lastDue = (dues: readonly Due[]): Instant => dues.at(-1)?.dueAt ?? '';

/** Whether something was open and due at an instant, as far as is known now. */
export const wasOverdueAt = (of: Invoice, at: Instant): boolean =>
  dueBy(duesOf(of), at) <= at && of.moves.all.reduce((open, move) => open + (move.at <= at ? move.change : 0), 0) > 0;

/**
 * The correction of what is recorded as overdue, where what is known now says that it was not. It is of the same instant:
 * as of a day before, there is neither.
 */
export const restated = (then: Invoice): readonly EventIn<{ OverdueWithdrawn: typeof OverdueWithdrawn }>[] => {
  const { overdueAt: dueAt } = then;
  return dueAt !== null && !wasOverdueAt(then, dueAt) ? [OverdueWithdrawn({ dueAt }, { occurredAt: dueAt })] : [];
};

/** @throws Refusal `finance/unknown-invoice`, `finance/before-issued`, `finance/invoice-cancelled` */
export function invoiceAt(at: Instant, state: Invoice | undefined, invoiceId: string): Invoice {
  const before = issued(state, invoiceId);
  if (before.cancelled) throw financeRefusal('invoice-cancelled', { invoiceId });
  const { issuedAt } = before;
  if (at < issuedAt) throw financeRefusal('before-issued', { invoiceId, issuedAt, at });
  return before;
}

/** @throws Refusal `finance/unknown-invoice` */
export function issued(state: Invoice | undefined, invoiceId: string): Invoice {
  if (state === undefined) throw financeRefusal('unknown-invoice', { invoiceId });
  return state;
}

/** @throws Refusal `finance/more-than-open` */
export function mustBeOpen({ open, currency }: Invoice, invoiceId: string, minor: Minor): void {
  if (minor > open)
    throw financeRefusal('more-than-open', {
      ...{ invoiceId, open: inWords(Math.max(0, open), currency), amount: inWords(minor, currency) },
    });
}

export const inWords = (minor: Minor, currency: string): string => `${money(minor, currency).amount} ${currency}`;
