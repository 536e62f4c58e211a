import {
  compareTexts,
  type Decision,
  defineState,
  Dictionary,
  type Erased,
  type EventIn,
  type Evolve,
  inserted,
  type InStream,
  type Instant,
  isNews,
  latest,
  type Minor,
  money,
  saysElse,
  Sequence,
  toMinor,
} from '@dossier/kernel';
import { financeRefusal } from './finance.refusals';
import { type Due, invoiceEvents, InvoiceFellOverdue, type InvoiceOrigin, OverdueWithdrawn } from './invoice.events';
import { type Part, withMoney } from './settled-parts';

export const invoiceRefuses = financeRefusal.some('unknown-invoice', 'before-issued', 'invoice-cancelled');

/** A change of what is open. */
interface Move {
  readonly at: Instant;
  readonly change: Minor;
}

/** Another due date, with what was said when it was agreed. */
export interface MovedDue extends Due {
  readonly said: { readonly approvedBy: string; readonly reason: string | Erased };
}

/** That something was open and due from an instant on, and not just before. */
interface Overdue {
  readonly at: Instant;
  readonly dueAt: Instant;
}

/** What its decisions look at. Amounts are in minor units of its currency. */
export interface Invoice {
  readonly number: string;
  readonly currency: string;
  readonly issuedAt: Instant;
  /** As it was issued. */
  readonly dueAt: Instant;
  /** What was agreed since, by when. */
  readonly movedDues: Sequence<MovedDue>;
  readonly amount: Minor;
  /** Below zero: history that was brought in settled more than was billed. */
  readonly open: Minor;
  /** By when they happened; the first is what was billed. */
  readonly moves: Sequence<Move>;
  /** What each payment settles of it. */
  readonly byPayment: Dictionary<readonly Part[]>;
  /** Number of those payments. */
  readonly payments: number;
  readonly settled: Minor;
  readonly writtenOff: Minor;
  readonly cancelled: boolean;
  readonly cancellation?: { readonly at: Instant; readonly reason: string | Erased };
  /** When it was written off last; null: never. */
  readonly writtenOffAt: Instant | null;
  /** Payments that settled it and went back: it followed that. */
  readonly wentBack: Sequence<string>;
  /** Something of it was recorded as it happened, and not as history alone. */
  readonly isLive: boolean;
  /** What was recorded of that, in that order. */
  readonly verdicts: Sequence<Overdue & { readonly stands: boolean }>;
}

type Following = Omit<Evolve<Invoice, typeof invoiceEvents, Invoice, InStream>, 'InvoiceIssued'>;
type Handler = (before: Invoice, data: unknown, at: InStream) => Invoice;
/** With each of its handlers it is noted whether the event is history. */
const notingLive = (evolve: Following): Following =>
  Object.fromEntries(
    Object.entries(evolve as Readonly<Record<string, Handler>>).map(([name, step]): [string, Handler] => [
      name,
      (before, data, at) => {
        const then = step(before, data, at);
        return at.backfill || then.isLive ? then : { ...then, isLive: true };
      },
    ]),
  ) as Following;

export const invoice = defineState<Invoice>()({
  category: 'invoice',
  from: invoiceEvents,
  begins: {
    InvoiceIssued: ({ number, currency, amount, dueAt }, { occurredAt: at, backfill }) => {
      const minor = toMinor(amount, currency);
      return {
        ...{ number, currency, issuedAt: at },
        ...{ dueAt, movedDues: Sequence.empty() },
        ...{ amount: minor, open: minor },
        moves: Sequence.of([{ at, change: minor }]),
        ...{ byPayment: Dictionary.empty(), payments: 0 },
        ...{ settled: 0, writtenOff: 0, writtenOffAt: null, cancelled: false },
        ...{ wentBack: Sequence.empty(), isLive: !backfill, verdicts: Sequence.empty() },
      };
    },
  },
  evolve: notingLive({
    InvoiceCorrected: (before, { change, dueAt }) =>
      corrected(before, toMinor(change, before.currency), dueAt ?? before.dueAt),
    DueDateMoved: (before, { dueAt, ...said }, { occurredAt: since }) => moved(before, { since, dueAt, said }),
    InvoiceCancelled: (before, { reason }, { occurredAt: at }) => ({
      ...cancelled(before, at),
      cancellation: { at, reason },
    }),
    InvoiceSettled: (before, { paymentId, amount }, { occurredAt }) =>
      settled(before, paymentId, { amount: toMinor(amount, before.currency), at: occurredAt }),
    InvoiceReopened: (before, { paymentId, amount, because, settledAt }, { occurredAt }) => {
      const then = settled(before, paymentId, { amount: -toMinor(amount, before.currency), at: settledAt }, occurredAt);
      return because === 'reversed' ? wentBack(then, paymentId) : then;
    },
    InvoiceWrittenOff: (before, { amount }, { occurredAt }) =>
      writtenOff(before, toMinor(amount, before.currency), occurredAt),
    WriteOffWithdrawn: (before, { amount }, { occurredAt }) =>
      writtenOff(before, -toMinor(amount, before.currency), occurredAt),
    InvoiceFellOverdue: (before, { dueAt }, { occurredAt: at }) => ({
      ...before,
      verdicts: before.verdicts.with({ at, dueAt, stands: true }),
    }),
    OverdueWithdrawn: (before, { dueAt }, { occurredAt: at }) => ({
      ...before,
      verdicts: before.verdicts.with({ at, dueAt, stands: false }),
    }),
  }),
});

/** What can be settled of it. */
export const openOf = ({ open, cancelled: gone }: Invoice): Minor => (gone ? 0 : Math.max(0, open));

/**
 * From when on so much of it is open, at the earliest from an instant on: it may have been written off, or settled by a payment
 * that was reversed, in between. Settled then, it would be settled twice as of those days.
 */
export function openSince({ moves }: Invoice, minor: Minor, from: Instant): Instant {
  let [open, since] = [0, from];
  for (const [index, { change }] of moves.all.entries()) {
    open += change;
    const next = moves.all[index + 1];
    if (open < minor && next) since = latest(since, next.at);
  }
  return since;
}

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
export const moved = (before: Invoice, due: MovedDue): Invoice => ({
  ...before,
  movedDues: before.movedDues.withBefore(({ since }) => since > due.since, due),
});

/** Due dates by when they were agreed. */
export const duesOf = ({ issuedAt, dueAt, movedDues }: Invoice): readonly Due[] => [
  { since: issuedAt, dueAt },
  ...movedDues.all.map(({ since, dueAt: then }) => ({ since, dueAt: then })),
];

/** Due dates by when they were agreed, with one more behind those of the same instant. */
export const withDue = (dues: readonly Due[], due: Due): readonly Due[] => inserted(dues, due, bySince);
export const bySince = (a: Due, b: Due): number => compareTexts(a.since, b.since);

export const cancelled = (before: Invoice, at: Instant): Invoice => ({
  ...withMove(before, at, -before.open),
  cancelled: true,
});

/** After a payment settled so much of it, or so much less. @param at since when it is so: money that went back had counted until then */
export function settled(before: Invoice, paymentId: string, part: Part, at = part.at): Invoice {
  const already = before.byPayment.get(paymentId);
  return {
    ...withMove(before, at, -part.amount),
    settled: before.settled + part.amount,
    byPayment: before.byPayment.with(paymentId, withMoney(already ?? [], part)),
    payments: before.payments + (already === undefined ? 1 : 0),
  };
}

/** After it followed that a payment went back. */
export const wentBack = (before: Invoice, paymentId: string): Invoice =>
  before.wentBack.all.includes(paymentId) ? before : { ...before, wentBack: before.wentBack.with(paymentId) };

export const writtenOff = (before: Invoice, amount: Minor, at: Instant): Invoice => ({
  ...withMove(before, at, -amount),
  writtenOff: before.writtenOff + amount,
  writtenOffAt: latest(before.writtenOffAt, at),
});

export const originOf = (of: Invoice): InvoiceOrigin => ({
  ...{ number: of.number, currency: of.currency, issuedAt: of.issuedAt },
  dues: duesOf(of),
});

/** The due date that was agreed by an instant; the first, before any was. */
export const dueBy = (dues: readonly Due[], at: Instant): Instant =>
  (dues.findLast(({ since }) => since <= at) ?? dues[0])?.dueAt ?? '';
/** The same of instants that are asked for in rising order, so that no due date is looked at twice. */
export function dueFollowed(dues: readonly Due[]): (at: Instant) => Instant {
  let next = 0;
  return (at) => {
    for (let due = dues[next]; due !== undefined && due.since <= at; due = dues[next]) next += 1;
    return dues[Math.max(0, next - 1)]?.dueAt ?? '';
  };
}
/**
 * Whether it is to be recorded that a due date was agreed: also one that holds, approved anew or for another reason. Of the
 * instant of the issue too: it stays where that of the issue is corrected.
 */
export function isAgreement(of: Invoice, { since, dueAt, said }: MovedDue, { now }: Pick<Decision, 'now'>): boolean {
  const held = of.movedDues.lastBefore((due) => due.since > since);
  const isSaid = (held ?? of).dueAt === dueAt && !(held && saysElse(said, held.said));
  return isNews({ since, isSaid, isOfIt: held?.since === since }, { now });
}
export const lastDue = (dues: readonly Due[]): Instant => dues.at(-1)?.dueAt ?? '';

interface Onset extends Overdue {
  /** What was open then. */
  readonly open: Minor;
}

/**
 * When it fell overdue, as far as is known now: at a due date, or later where only then another due date was agreed or
 * money went back. It may do so several times.
 */
export function onsets(of: Invoice): readonly Onset[] {
  const dues = duesOf(of);
  const moves = of.moves.all;
  const dueNow = dueFollowed(dues);
  const found: Onset[] = [];
  let [open, taken, wasOverdue] = [0, 0, false];
  for (const at of [
    ...new Set([...moves.map((move) => move.at), ...dues.flatMap((due) => [due.since, due.dueAt])]),
  ].sort()) {
    for (let move = moves[taken]; move !== undefined && move.at <= at; move = moves[taken]) {
      open += move.change;
      taken += 1;
    }
    const dueAt = dueNow(at);
    const isOverdue = open > 0 && dueAt <= at;
    if (isOverdue && !wasOverdue) found.push({ at, dueAt, open });
    wasOverdue = isOverdue;
  }
  return found;
}

type Verdicts = readonly EventIn<{
  InvoiceFellOverdue: typeof InvoiceFellOverdue;
  OverdueWithdrawn: typeof OverdueWithdrawn;
}>[];

/** What it is recorded as overdue since. */
const overdues = ({ verdicts }: Invoice): readonly Overdue[] =>
  [...new Map(verdicts.all.map((verdict) => [verdict.at, verdict])).values()].filter(({ stands }) => stands);

/** @param until nothing later is recorded yet */
export function fellOverdue(then: Invoice, until: Instant): Verdicts {
  const told = new Set(overdues(then).map(({ at }) => at));
  const { currency } = then;
  return onsets(then)
    .filter(({ at }) => at <= until && !told.has(at))
    .map(({ at, dueAt, open }) =>
      InvoiceFellOverdue({ dueAt, currency, open: money(open, currency).amount }, { occurredAt: at }),
    );
}

/**
 * What is recorded as overdue follows what is known now: verdicts that it speaks against are withdrawn, and those that
 * are missing are given. Each is of the instant that it is about: as of a day before, there is neither. With history none is
 * given but where money went back, or something of the invoice was recorded live; there they are given with each change, so
 * that they do not depend on which of these is recorded last.
 */
export function restated(then: Invoice, { now, backfill }: Pick<Decision<object>, 'now' | 'backfill'>): Verdicts {
  const found = new Set(onsets(then).map(({ at }) => at));
  const withdrawn = overdues(then)
    .filter(({ at }) => !found.has(at))
    .map(({ at, dueAt }) => OverdueWithdrawn({ dueAt }, { occurredAt: at }));
  const isJudged = !backfill || then.isLive || then.wentBack.length > 0;
  return [...withdrawn, ...(isJudged ? fellOverdue(then, now) : [])];
}

/** @throws Refusal `finance/invoice-cancelled` */
export function mustStand({ cancelled: isGone, cancellation, issuedAt }: Invoice, invoiceId: string): void {
  if (isGone) throw financeRefusal('invoice-cancelled', { invoiceId, cancelledAt: cancellation?.at ?? issuedAt });
}

/** @throws Refusal `finance/unknown-invoice`, `finance/before-issued`, `finance/invoice-cancelled` */
export function invoiceAt(at: Instant, state: Invoice | undefined, invoiceId: string): Invoice {
  const before = issued(state, invoiceId);
  mustStand(before, invoiceId);
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
