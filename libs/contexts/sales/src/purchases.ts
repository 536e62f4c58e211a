import {
  compareTexts,
  type Evolve,
  firstIndex,
  inserted,
  type Instant,
  type Minor,
  streamOf,
  toMinor,
} from '@dossier/kernel';
import { CreditNoteIssued } from './credit-note.events';
import { discountsOf, feesOf, isFree, isPaid, type PricedColumns, valueOf } from './lines';
import { order } from './order';
import { type MovedLine, OrderCancelled, OrderPlaced, OrderReturned, OrderRevalued } from './order.events';
import { exact } from './quantities';
import type { Basis, LoweredBy } from './terms';

/** What was taken from a purchase at an instant. */
export interface Taken {
  readonly at: Instant;
  readonly by: LoweredBy | 'credit';
  /** Paid pieces. A credit gives back money, no pieces. */
  readonly quantity: number;
  /** By how much the worth of the goods is lower. */
  readonly worth: Minor;
}

/** An order with something paid for. */
export interface Purchase {
  readonly at: Instant;
  /** Stream of the order. */
  readonly order: string;
  /** Id of the event that placed it. */
  readonly eventId: string;
  readonly currency: string;
  /** Paid pieces, as ordered. */
  readonly quantity: number;
  /** Worth of the goods as ordered: with discounts, without fees. */
  readonly worth: Minor;
  /** Skus of adjustments that are fees and no goods; left out: none. Credit for them does not lower the worth of the goods. */
  readonly fees?: readonly string[];
  /** Numbers of free lines: returning them takes nothing from the purchase. */
  readonly free?: readonly number[];
  /** In order of time; left out: nothing was taken. */
  readonly taken?: readonly Taken[];
}

/** A note whose order is not known as a purchase. */
interface Waiting {
  readonly at: Instant;
  /** Stream of the note. */
  readonly note: string;
  readonly lines: PricedColumns;
}

/** The purchases of a customer, the same in any order of commits. */
export interface Purchases {
  /** In order of time, ties by order. */
  readonly purchases: readonly Purchase[];
  /** Notes whose order is no purchase in their currency, or not yet known: by stream of the order and currency. */
  readonly credits: Readonly<Record<string, readonly Waiting[]>>;
}
export const NO_PURCHASES: Purchases = { purchases: [], credits: {} };

/**
 * True while the customer keeps something paid: not all was cancelled, returned, or credited by notes that name the
 * order. Gross ignores returns and credits.
 * @param asOf left out: all known changes count
 */
export function stands({ taken, quantity, worth }: Purchase, asOf?: Instant, basis: Basis = 'net'): boolean {
  if (taken === undefined) return true;
  let left = { quantity, worth };
  let credited = false;
  for (const each of taken) {
    if ((asOf !== undefined && each.at > asOf) || (basis === 'gross' && each.by !== 'cancellation')) continue;
    left = { quantity: exact(left.quantity - each.quantity), worth: left.worth - each.worth };
    credited ||= each.by === 'credit' && each.worth > 0; // a credit of fees only does not count
  }
  return left.quantity > 0 && !(credited && left.worth <= 0);
}

/** The purchases up to an instant that stood then, in order. */
export const standing = (purchases: readonly Purchase[], asOf: Instant, basis?: Basis): readonly Purchase[] =>
  purchases
    .slice(
      0,
      firstIndex(purchases, ({ at }) => at > asOf),
    )
    .filter((purchase) => stands(purchase, asOf, basis));

/** Of the purchases that stand now: the first, the last, how many. */
export const firstPurchase = ({ purchases }: Purchases): Purchase | undefined => purchases.find((one) => stands(one));
export const lastPurchase = ({ purchases }: Purchases): Purchase | undefined =>
  purchases.findLast((one) => stands(one));
export const countPurchases = ({ purchases }: Purchases): number =>
  purchases.reduce((count, one) => (stands(one) ? count + 1 : count), 0);

export const purchaseEvents = { OrderPlaced, OrderCancelled, OrderReturned, OrderRevalued, CreditNoteIssued };

/** Handlers for a state that holds purchases. */
export const keepPurchases = <S extends Purchases>(): Evolve<S, typeof purchaseEvents> => ({
  OrderPlaced: (state, { lines, adjustments, currency }, { stream: order, occurredAt: at, id: eventId }) => {
    if (!isPaid(lines)) return state;
    const { sku, unitPrice, quantity } = lines;
    const free = unitPrice.flatMap((price, index) => (isFree(price) ? [index + 1] : []));
    const goods = new Set(sku);
    const fees = adjustments ? feesOf(adjustments).sku.filter((fee) => !goods.has(fee)) : [];
    const { [creditKey(order, currency)]: waiting = [], ...credits } = state.credits;
    const purchase: Purchase = {
      at,
      order,
      eventId,
      currency,
      quantity: exact(quantity.reduce((sum, each, index) => (isFree(unitPrice[index] ?? '') ? sum : sum + each), 0)),
      worth: valueOf(currency, lines, ...(adjustments ? [discountsOf(adjustments)] : [])),
      ...(fees.length > 0 && { fees }),
      ...(free.length > 0 && { free }),
    };
    const credited = waiting.map(creditOf(purchase)).reduce(without, purchase);
    return { ...state, purchases: inserted(state.purchases, credited, earlier), credits };
  },
  OrderCancelled: (state, { whole, lines, net, order: { currency } }, { stream, occurredAt: at }) =>
    changed(state, stream, (one) => ({
      at,
      by: 'cancellation',
      quantity: whole ? one.quantity : paid(one, lines),
      worth: toMinor(net, currency),
    })),
  OrderReturned: (state, { lines, net, order: { currency } }, { stream, occurredAt: at }) =>
    changed(state, stream, (one) => ({
      at,
      by: 'return',
      quantity: paid(one, lines),
      worth: toMinor(net, currency),
    })),
  OrderRevalued: (state, { by, netChange, order: { currency } }, { stream, occurredAt: at }) =>
    changed(state, stream, () => ({ at, by, quantity: 0, worth: 0 - toMinor(netChange, currency) })),
  CreditNoteIssued: (state, { orderId, forReturn, lines, currency }, { stream: note, occurredAt: at }) => {
    if (orderId === undefined || forReturn) return state; // the recorded return was taken already
    const stream = streamOf(order, orderId);
    const { sku, quantity, unitPrice } = lines;
    const waiting: Waiting = { at, note, lines: { sku, quantity, unitPrice } };
    if (state.purchases.some((one) => one.order === stream && one.currency === currency))
      return changed(state, stream, (one) => creditOf(one)(waiting));
    const key = creditKey(stream, currency);
    const notes = inserted(
      state.credits[key] ?? [],
      waiting,
      (a, b) => compareTexts(a.at, b.at) || compareTexts(a.note, b.note),
    );
    return { ...state, credits: { ...state.credits, [key]: notes } };
  },
});

/** The part of a note that is for goods, without fees. */
function creditOf({ currency, fees }: Purchase): (note: Waiting) => Taken {
  const ofFees = new Set(fees);
  return ({ at, lines: { sku, quantity: all, unitPrice } }) => {
    const quantity = all.map((each, index) => (ofFees.has(sku[index] ?? '') ? 0 : each));
    return { at, by: 'credit', quantity: 0, worth: valueOf(currency, { quantity, unitPrice }) };
  };
}

const without = (one: Purchase, taken: Taken): Purchase => ({ ...one, taken: withOne(one.taken, taken) });

const creditKey = (order: string, currency: string): string => `${order} ${currency}`;

/** Takes something from a purchase; an order that is none stays as it is. */
function changed<S extends Purchases>(state: S, order: string, take: (one: Purchase) => Taken): S {
  const index = state.purchases.findIndex((one) => one.order === order);
  const one = state.purchases[index];
  if (one === undefined) return state;
  return { ...state, purchases: state.purchases.with(index, without(one, take(one))) };
}

/** Adds to the list by instant and kind, merging equals: the same list in any order. */
function withOne(taken: readonly Taken[] = [], one: Taken): readonly Taken[] {
  const twin = taken.findIndex(({ at, by }) => at === one.at && by === one.by);
  const before = taken[twin];
  if (before === undefined) return inserted(taken, one, (a, b) => compareTexts(a.at, b.at) || compareTexts(a.by, b.by));
  const { quantity, worth } = before;
  return taken.with(twin, { ...one, quantity: exact(quantity + one.quantity), worth: worth + one.worth });
}

function paid({ free }: Purchase, lines: readonly MovedLine[]): number {
  const forNothing = new Set(free);
  return exact(lines.reduce((sum, { line, quantity }) => (forNothing.has(line) ? sum : sum + quantity), 0));
}

/** In order of time, ties by stream: the same list in any order of commits. */
export const earlier = (a: Pick<Purchase, 'at' | 'order'>, b: Pick<Purchase, 'at' | 'order'>): number =>
  compareTexts(a.at, b.at) || compareTexts(a.order, b.order);
