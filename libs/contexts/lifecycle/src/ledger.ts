import { CustomerRegistered } from '@dossier/contexts/customers';
import { isPaid, OrderCancelled, OrderPlaced } from '@dossier/contexts/sales';
import { type Evolve, inserted, type Instant } from '@dossier/kernel';

export interface Purchase {
  readonly at: Instant;
  /** Stream of the order. */
  readonly order: string;
  /** Of the event that placed it. */
  readonly eventId: string;
  /** When it was cancelled as a whole: from then on it never was a purchase. */
  readonly cancelledAt?: Instant;
}

/**
 * What is known of a customer, independent of any policy: a new one is applied when asked and builds nothing anew.
 * The same whatever was committed first.
 */
export interface Ledger {
  readonly registered: { readonly at: Instant; readonly eventId: string } | null;
  /** By when they happened, ties by order. Orders with nothing paid for and credit notes are no purchases. */
  readonly purchases: readonly Purchase[];
}
export const EMPTY: Ledger = { registered: null, purchases: [] };

export const ledgerEvents = { CustomerRegistered, OrderPlaced, OrderCancelled };

export const keepLedger: Evolve<Ledger, typeof ledgerEvents> = {
  CustomerRegistered: (ledger, _, { occurredAt: at, id: eventId }) =>
    ledger.registered !== null && ledger.registered.at <= at ? ledger : { ...ledger, registered: { at, eventId } },
  OrderPlaced: (ledger, { lines }, { occurredAt: at, stream: order, id: eventId }) =>
    isPaid(lines) ? { ...ledger, purchases: inserted(ledger.purchases, { at, order, eventId }, earlier) } : ledger,
  OrderCancelled: (ledger, { whole }, { stream, occurredAt: cancelledAt }) =>
    whole
      ? { ...ledger, purchases: ledger.purchases.map((one) => (one.order === stream ? { ...one, cancelledAt } : one)) }
      : ledger,
};

const earlier = (a: Purchase, b: Purchase): number => compared(a.at, b.at) || compared(a.order, b.order);
const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
