import {
  type Exact,
  exactPrice,
  exactText,
  exactTotal,
  firstIndex,
  type Minor,
  money,
  NO_AMOUNT,
  withShare,
} from '@dossier/kernel';
import type { LineColumns, MovedLine } from '@dossier/contexts/sales';

/** An order of which something is still to be shipped: what it will cost the customer. */
export interface OpenOrder {
  /** Its stream. */
  readonly order: string;
  readonly currency: string;
  /** Of each line, as decimal text. */
  readonly unitPrice: readonly string[];
  /** Of each line, still to be shipped. */
  readonly left: readonly number[];
  /** Of each line. */
  readonly shipped: readonly number[];
  /** By invoices that name it. */
  readonly billed: readonly Billed[];
  /** What of it discounts and fees are: they go with the goods. */
  readonly shared: Minor;
  /** Its lines alone: exact, as decimal text. */
  readonly goods: string;
}

/** What an invoice bills of an order. */
export interface Billed {
  /** Its stream. */
  readonly invoice: string;
  readonly amount: Minor;
}

/** By their streams. */
type OpenOrders = readonly OpenOrder[];

const place = (all: OpenOrders, order: string): number => firstIndex(all, (each) => each.order >= order);
const isOpen = ({ left }: OpenOrder): boolean => left.some((quantity) => quantity > 0);

export function withOrder(all: OpenOrders, one: OpenOrder): OpenOrders {
  return isOpen(one) ? all.toSpliced(place(all, one.order), 0, one) : all;
}

/** After goods were shipped, or cancelled before they were. */
export function withoutGoods(
  all: OpenOrders,
  order: string,
  lines: readonly MovedLine[],
  how: 'shipped' | 'cancelled',
): OpenOrders {
  const index = place(all, order);
  const before = all[index];
  if (before?.order !== order) return all;
  const gone = new Map(lines.map(({ line, quantity }) => [line, quantity]));
  const changed = (quantities: readonly number[], sign: 1 | -1): readonly number[] =>
    quantities.map((quantity, i) => Math.max(0, Math.round((quantity + sign * (gone.get(i + 1) ?? 0)) * 1000) / 1000));
  const then = {
    ...before,
    left: changed(before.left, -1),
    ...(how === 'shipped' && { shipped: changed(before.shipped, 1) }),
  };
  return isOpen(then) ? all.with(index, then) : all.toSpliced(index, 1);
}

/** The open order of a stream; undefined: it is not there, or nothing of it is still to be shipped. */
export const openOrder = (all: OpenOrders, order: string): OpenOrder | undefined => {
  const found = all[place(all, order)];
  return found?.order === order ? found : undefined;
};

/** After an invoice for an order. */
export const withBill = (all: OpenOrders, order: string, one: Billed): OpenOrders =>
  all.map((each) => (each.order === order ? { ...each, billed: [...each.billed, one] } : each));

/** After an invoice that may name one of them bills something else. */
export const withChangedBill = (all: OpenOrders, invoice: string, amount: (before: Minor) => Minor): OpenOrders =>
  all.some(({ billed }) => billed.some((bill) => bill.invoice === invoice))
    ? all.map((each) => ({ ...each, billed: rebilled(each.billed, invoice, amount) }))
    : all;

/** None of those that bill nothing. */
export const rebilled = <B extends Billed>(
  all: readonly B[],
  invoice: string,
  amount: (before: Minor) => Minor,
): readonly B[] =>
  all
    .map((bill) => (bill.invoice === invoice ? { ...bill, amount: amount(bill.amount) } : bill))
    .filter((bill) => bill.amount !== 0);

const worth = (unitPrice: readonly string[], quantity: readonly number[]): Exact =>
  exactTotal(unitPrice.map((price, index) => ({ unitPrice: price, quantity: quantity[index] ?? 0 })));

/** What the lines of an order cost, as exact decimal text. */
export const goodsOf = ({ unitPrice, quantity }: Pick<LineColumns, 'unitPrice' | 'quantity'>): string =>
  exactText(worth(unitPrice, quantity));

/** Goods of an order at its prices, with their share of its discounts and fees. */
const priced = ({ unitPrice, currency, shared, goods }: OpenOrder, quantities: readonly number[]): Minor =>
  withShare(
    {
      all: exactPrice(goods),
      left: worth(unitPrice, quantities),
      shared: exactPrice(money(shared, currency).amount),
      others: NO_AMOUNT,
    },
    currency,
  );

/** What is still to be shipped. */
export const toShip = (one: OpenOrder): Minor => priced(one, one.left);

/** What of it is not invoiced either: its invoices bill first what was shipped. */
export function toInvoice(one: OpenOrder): Minor {
  const waiting = toShip(one);
  const billed = one.billed.reduce((sum, { amount }) => sum + amount, 0);
  // without this each order without invoices would be priced twice
  const ahead = billed === 0 ? 0 : Math.max(0, billed - priced(one, one.shipped));
  return Math.max(0, waiting - ahead);
}
