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
  /** What of it discounts and fees are: they go with the goods. */
  readonly shared: Minor;
  /** Its lines alone: exact, as decimal text. */
  readonly goods: string;
}

/** By their streams. */
type OpenOrders = readonly OpenOrder[];

const place = (all: OpenOrders, order: string): number => firstIndex(all, (each) => each.order >= order);
const isOpen = ({ left }: OpenOrder): boolean => left.some((quantity) => quantity > 0);

export function withOrder(all: OpenOrders, one: OpenOrder): OpenOrders {
  return isOpen(one) ? all.toSpliced(place(all, one.order), 0, one) : all;
}

/** After goods were shipped, or cancelled before they were. */
export function withoutGoods(all: OpenOrders, order: string, lines: readonly MovedLine[]): OpenOrders {
  const index = place(all, order);
  const before = all[index];
  if (before?.order !== order) return all;
  const gone = new Map(lines.map(({ line, quantity }) => [line, quantity]));
  const left = before.left.map((quantity, i) =>
    Math.max(0, Math.round((quantity - (gone.get(i + 1) ?? 0)) * 1000) / 1000),
  );
  const then = { ...before, left };
  return isOpen(then) ? all.with(index, then) : all.toSpliced(index, 1);
}

const worth = (unitPrice: readonly string[], quantity: readonly number[]): Exact =>
  exactTotal(unitPrice.map((price, index) => ({ unitPrice: price, quantity: quantity[index] ?? 0 })));

/** What the lines of an order cost, as exact decimal text. */
export const goodsOf = ({ unitPrice, quantity }: Pick<LineColumns, 'unitPrice' | 'quantity'>): string =>
  exactText(worth(unitPrice, quantity));

/** Goods still to be shipped at the prices of their order, with their share of its discounts and fees. */
export function toShip({ unitPrice, left, currency, shared, goods }: OpenOrder): Minor {
  return withShare(
    {
      all: exactPrice(goods),
      left: worth(unitPrice, left),
      shared: exactPrice(money(shared, currency).amount),
      others: NO_AMOUNT,
    },
    currency,
  );
}
