import { type Evolve, firstIndex, inserted, type Instant, type Minor, toMinor } from '@dossier/kernel';
import { CreditNoteIssued } from './credit-note.events';
import { isFree, isPaid } from './lines';
import { type MovedLine, OrderCancelled, OrderPlaced, OrderReturned } from './order.events';
import { exact } from './quantities';
import type { Basis } from './terms';

/** What was taken from a purchase at an instant. */
export interface Taken {
  readonly at: Instant;
  readonly by: 'cancellation' | 'credit' | 'return';
  /** Pieces that are paid for. A credit gives money back and takes none. */
  readonly quantity: number;
  /** By how much the lines are worth less. */
  readonly gross: Minor;
  /** By how much the order is worth less. */
  readonly net: Minor;
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
  /** Lines as they were ordered. */
  readonly gross: Minor;
  /** With adjustments; left out: the same as gross. */
  readonly net?: Minor;
  /** Numbers of lines that cost nothing: what comes back of them takes nothing from the purchase. */
  readonly free?: readonly number[];
  /** By when it happened; left out: nothing was taken from it. */
  readonly taken?: readonly Taken[];
}

/** The purchases of a customer. The same whatever was committed first. */
export interface Purchases {
  /** By when they happened, ties by order. */
  readonly purchases: readonly Purchase[];
  /**
   * Of notes that name an order which is no purchase in their currency, or not known to be one yet: by stream of the order
   * and currency.
   */
  readonly credits: Readonly<Record<string, readonly Taken[]>>;
}
export const NO_PURCHASES: Purchases = { purchases: [], credits: {} };

/**
 * True while something that was paid for is kept: not all of it was cancelled, came back, or was given back in money by
 * notes that name the order. In gross figures returns and credits do not count.
 * @param asOf left out: with all that is known
 */
export function stands(
  { taken, quantity, gross, net = gross }: Purchase,
  asOf?: Instant,
  basis: Basis = 'net',
): boolean {
  if (taken === undefined) return true;
  let left = { quantity, gross, net };
  let credited = false;
  for (const each of taken) {
    if ((asOf !== undefined && each.at > asOf) || (basis === 'gross' && each.by !== 'cancellation')) continue;
    left = {
      quantity: exact(left.quantity - each.quantity),
      gross: left.gross - each.gross,
      net: left.net - each.net,
    };
    credited ||= each.by === 'credit';
  }
  return left.quantity > 0 && !(credited && Math.min(left.gross, left.net) <= 0);
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
  OrderPlaced: (state, { lines, currency, gross, net }, { stream: order, occurredAt: at, id: eventId }) => {
    if (!isPaid(lines)) return state;
    const { unitPrice, quantity } = lines;
    const free = unitPrice.flatMap((price, index) => (isFree(price) ? [index + 1] : []));
    const { [creditKey(order, currency)]: taken, ...credits } = state.credits;
    const purchase: Purchase = {
      at,
      order,
      eventId,
      currency,
      quantity: exact(quantity.reduce((sum, each, index) => (isFree(unitPrice[index] ?? '') ? sum : sum + each), 0)),
      gross: toMinor(gross, currency),
      ...(net !== gross && { net: toMinor(net, currency) }),
      ...(free.length > 0 && { free }),
      ...(taken && { taken }),
    };
    return { ...state, purchases: inserted(state.purchases, purchase, earlier), credits };
  },
  OrderCancelled: (state, { whole, lines, gross, net, order: { currency } }, { stream, occurredAt: at }) =>
    changed(state, stream, (one) => ({
      at,
      by: 'cancellation',
      quantity: whole ? one.quantity : paid(one, lines),
      gross: toMinor(gross, currency),
      net: toMinor(net, currency),
    })),
  OrderReturned: (state, { lines, net: amount, order: { currency } }, { stream, occurredAt: at }) => {
    const net = toMinor(amount, currency);
    return changed(state, stream, (one) => ({ at, by: 'return', quantity: paid(one, lines), gross: net, net }));
  },
  CreditNoteIssued: (state, { orderId, forReturn, amount, currency }, { occurredAt: at }) => {
    if (orderId === undefined || forReturn) return state; // whose return was recorded is taken already
    const order = `order-${orderId}`;
    const net = toMinor(amount, currency);
    const credit: Taken = { at, by: 'credit', quantity: 0, gross: net, net };
    if (state.purchases.some((one) => one.order === order && one.currency === currency))
      return changed(state, order, () => credit);
    const key = creditKey(order, currency);
    return { ...state, credits: { ...state.credits, [key]: withOne(state.credits[key], credit) } };
  },
});

const creditKey = (order: string, currency: string): string => `${order} ${currency}`;

/** An order that is no purchase has nothing to take from. */
function changed<S extends Purchases>(state: S, order: string, take: (one: Purchase) => Taken): S {
  const index = state.purchases.findIndex((one) => one.order === order);
  const one = state.purchases[index];
  if (one === undefined) return state;
  return { ...state, purchases: state.purchases.with(index, { ...one, taken: withOne(one.taken, take(one)) }) };
}

/** By instant and kind; two of one are one: the same list whatever came first. */
function withOne(taken: readonly Taken[] = [], one: Taken): readonly Taken[] {
  const twin = taken.findIndex(({ at, by }) => at === one.at && by === one.by);
  const before = taken[twin];
  if (before === undefined) return inserted(taken, one, (a, b) => compared(a.at, b.at) || compared(a.by, b.by));
  const { quantity, gross, net } = before;
  return taken.with(twin, {
    ...one,
    quantity: exact(quantity + one.quantity),
    gross: gross + one.gross,
    net: net + one.net,
  });
}

const paid = ({ free = [] }: Purchase, lines: readonly MovedLine[]): number =>
  exact(lines.reduce((sum, { line, quantity }) => (free.includes(line) ? sum : sum + quantity), 0));

/** By when it happened, ties by stream: the same list whatever came first. */
export const earlier = (a: Pick<Purchase, 'at' | 'order'>, b: Pick<Purchase, 'at' | 'order'>): number =>
  compared(a.at, b.at) || compared(a.order, b.order);
const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
