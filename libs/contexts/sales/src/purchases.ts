import { type Evolve, firstIndex, inserted, type Instant, type Minor, streamOf, toMinor } from '@dossier/kernel';
import { CreditNoteIssued } from './credit-note.events';
import { discountsOf, feesOf, isFree, isPaid, type PricedColumns, valueOf } from './lines';
import { order } from './order';
import { type MovedLine, OrderCancelled, OrderPlaced, OrderReturned } from './order.events';
import { exact } from './quantities';
import type { Basis } from './terms';

/** What was taken from a purchase at an instant. */
export interface Taken {
  readonly at: Instant;
  readonly by: 'cancellation' | 'credit' | 'return';
  /** Pieces that are paid for. A credit gives money back and takes none. */
  readonly quantity: number;
  /** By how much the goods are worth less. */
  readonly worth: Minor;
}

/** An order with something paid for. */
export interface Purchase {
  readonly at: Instant;
  /** Stream of the order. */
  readonly order: string;
  /** Of the event that placed it. */
  readonly eventId: string;
  readonly currency: string;
  /** Pieces that are paid for, as they were ordered. */
  readonly quantity: number;
  /** Of the goods as they were ordered: with discounts, without fees. */
  readonly worth: Minor;
  /** Skus of adjustments that are fees and no goods; left out: none. What notes give back of them is not of the goods. */
  readonly fees?: readonly string[];
  /** Numbers of lines that cost nothing: what comes back of them takes nothing from the purchase. */
  readonly free?: readonly number[];
  /** By when it happened; left out: nothing was taken from it. */
  readonly taken?: readonly Taken[];
}

/** A note that names an order which is not known to be a purchase. */
interface Waiting {
  readonly at: Instant;
  /** Its stream. */
  readonly note: string;
  readonly lines: PricedColumns;
}

/** The purchases of a customer. The same whatever was committed first. */
export interface Purchases {
  /** By when they happened, ties by order. */
  readonly purchases: readonly Purchase[];
  /**
   * Of notes that name an order which is no purchase in their currency, or not known to be one yet: by stream of the order
   * and currency.
   */
  readonly credits: Readonly<Record<string, readonly Waiting[]>>;
}
export const NO_PURCHASES: Purchases = { purchases: [], credits: {} };

/**
 * True while something that was paid for is kept: not all of it was cancelled, came back, or was given back in money by
 * notes that name the order. In gross figures returns and credits do not count.
 * @param asOf left out: with all that is known
 */
export function stands({ taken, quantity, worth }: Purchase, asOf?: Instant, basis: Basis = 'net'): boolean {
  if (taken === undefined) return true;
  let left = { quantity, worth };
  let credited = false;
  for (const each of taken) {
    if ((asOf !== undefined && each.at > asOf) || (basis === 'gross' && each.by !== 'cancellation')) continue;
    left = { quantity: exact(left.quantity - each.quantity), worth: left.worth - each.worth };
    credited ||= each.by === 'credit' && each.worth > 0; // not by one of fees alone
  }
  return left.quantity > 0 && !(credited && left.worth <= 0);
}

/** The purchases that had happened by an instant and stood then, in their order. */
export const standing = (purchases: readonly Purchase[], asOf: Instant, basis?: Basis): readonly Purchase[] =>
  purchases
    .slice(
      0,
      firstIndex(purchases, ({ at }) => at > asOf),
    )
    .filter((purchase) => stands(purchase, asOf, basis));

/** Of those that stand with all that is known: the first, the last, how many. */
export const firstPurchase = ({ purchases }: Purchases): Purchase | undefined => purchases.find((one) => stands(one));
export const lastPurchase = ({ purchases }: Purchases): Purchase | undefined =>
  purchases.findLast((one) => stands(one));
export const countPurchases = ({ purchases }: Purchases): number =>
  purchases.reduce((count, one) => (stands(one) ? count + 1 : count), 0);

export const purchaseEvents = { OrderPlaced, OrderCancelled, OrderReturned, CreditNoteIssued };

/** How a state that holds purchases keeps them. */
export const keepPurchases = <S extends Purchases>(): Evolve<S, typeof purchaseEvents> => ({
  OrderPlaced: (state, { lines, adjustments, currency }, { stream: order, occurredAt: at, id: eventId }) => {
    if (!isPaid(lines)) return state;
    const { sku, unitPrice, quantity } = lines;
    const free = unitPrice.flatMap((price, index) => (isFree(price) ? [index + 1] : []));
    const fees = adjustments ? feesOf(adjustments).sku.filter((fee) => !sku.includes(fee)) : [];
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
    const credited = waiting.reduce((one, note) => without(one, creditOf(one, note)), purchase);
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
  CreditNoteIssued: (state, { orderId, forReturn, lines, currency }, { stream: note, occurredAt: at }) => {
    if (orderId === undefined || forReturn) return state; // whose return was recorded is taken already
    const stream = streamOf(order, orderId);
    const { sku, quantity, unitPrice } = lines;
    const waiting: Waiting = { at, note, lines: { sku, quantity, unitPrice } };
    if (state.purchases.some((one) => one.order === stream && one.currency === currency))
      return changed(state, stream, (one) => creditOf(one, waiting));
    const key = creditKey(stream, currency);
    const notes = inserted(
      state.credits[key] ?? [],
      waiting,
      (a, b) => compared(a.at, b.at) || compared(a.note, b.note),
    );
    return { ...state, credits: { ...state.credits, [key]: notes } };
  },
});

/** What a note gives back of the goods. A fee that is given back takes nothing from them. */
const creditOf = ({ currency, fees = [] }: Purchase, { at, lines }: Waiting): Taken => {
  const quantity = lines.quantity.map((each, index) => (fees.includes(lines.sku[index] ?? '') ? 0 : each));
  return { at, by: 'credit', quantity: 0, worth: valueOf(currency, { quantity, unitPrice: lines.unitPrice }) };
};

const without = (one: Purchase, taken: Taken): Purchase => ({ ...one, taken: withOne(one.taken, taken) });

const creditKey = (order: string, currency: string): string => `${order} ${currency}`;

/** An order that is no purchase has nothing to take from. */
function changed<S extends Purchases>(state: S, order: string, take: (one: Purchase) => Taken): S {
  const index = state.purchases.findIndex((one) => one.order === order);
  const one = state.purchases[index];
  if (one === undefined) return state;
  return { ...state, purchases: state.purchases.with(index, without(one, take(one))) };
}

/** By instant and kind; two of one are one: the same list whatever came first. */
function withOne(taken: readonly Taken[] = [], one: Taken): readonly Taken[] {
  const twin = taken.findIndex(({ at, by }) => at === one.at && by === one.by);
  const before = taken[twin];
  if (before === undefined) return inserted(taken, one, (a, b) => compared(a.at, b.at) || compared(a.by, b.by));
  const { quantity, worth } = before;
  return taken.with(twin, { ...one, quantity: exact(quantity + one.quantity), worth: worth + one.worth });
}

const paid = ({ free = [] }: Purchase, lines: readonly MovedLine[]): number =>
  exact(lines.reduce((sum, { line, quantity }) => (free.includes(line) ? sum : sum + quantity), 0));

/** By when it happened, ties by stream: the same list whatever came first. */
export const earlier = (a: Pick<Purchase, 'at' | 'order'>, b: Pick<Purchase, 'at' | 'order'>): number =>
  compared(a.at, b.at) || compared(a.order, b.order);
const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
