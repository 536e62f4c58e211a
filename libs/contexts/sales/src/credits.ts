import { type Decision, type Minor, money, type Refusal, type Text } from '@dossier/kernel';
import { isRefused } from './exceptions-policy';
import { type PricedColumns, valueOf } from './lines';
import { type PlacedOrder, repaidBySku, worth } from './order';
import type { Repaid } from './order.events';
import { exact, kept, loweredBy, wanted } from './quantities';
import { salesRefusal } from './sales.refusals';

type Parts = Pick<PricedColumns, 'quantity' | 'unitPrice'>;
type BySku = ReadonlyMap<string, { readonly quantity: number[]; readonly unitPrice: string[] }>;

/** Lines by sku, each at the quantity that counts; lines of which nothing counts are left out. */
function bySku(
  lists: readonly Pick<PricedColumns, 'sku' | 'quantity' | 'unitPrice'>[],
  counts: (index: number, quantity: number, unitPrice: string, sku: string) => number = (_, quantity) => quantity,
): BySku {
  const found = new Map<string, { readonly quantity: number[]; readonly unitPrice: string[] }>();
  for (const { sku: skus, quantity, unitPrice } of lists)
    for (const [index, sku] of skus.entries()) {
      const price = unitPrice[index] ?? '0';
      const counted = counts(index, quantity[index] ?? 0, price, sku);
      if (counted === 0) continue;
      const parts = found.get(sku) ?? { quantity: [], unitPrice: [] };
      parts.quantity.push(counted);
      parts.unitPrice.push(price);
      found.set(sku, parts);
    }
  return found;
}
const NONE: Parts = { quantity: [], unitPrice: [] };
const pieces = (...parts: readonly (Parts | undefined)[]): number =>
  exact(parts.flatMap((each) => each?.quantity ?? []).reduce((sum, quantity) => sum + quantity, 0));

/** Credit by what it does: it lowers net, or settles returns. That in another currency is in no sum. */
const creditLines = (
  { credits, origin }: PlacedOrder,
  does: 'lower' | 'settle',
): readonly PlacedOrder['credits'][number]['lines'][] =>
  credits
    .filter(({ forReturn, currency }) => forReturn === (does === 'settle') && currency === origin.currency)
    .map(({ lines }) => lines);
const lowering = (order: PlacedOrder): ReturnType<typeof creditLines> => creditLines(order, 'lower');

/** A fee may be given back like goods; discounts count in what the whole order is worth. */
const feesOf = ({ is, adjustments }: PlacedOrder): BySku =>
  bySku(adjustments && is !== 'cancelled' ? [adjustments] : [], (_, quantity, price) =>
    quantity > 0 && !price.startsWith('-') ? quantity : 0,
  );

/** What was taken into account of a sku: its goods came back, or were cancelled, after notes had given it back. */
function repaidIn({ quantities, origin: { currency } }: PlacedOrder): (sku: string) => Minor {
  const repaid = repaidBySku([...(quantities.repaid ?? []), ...(quantities.repaidCancelled ?? [])], currency);
  return (sku) => repaid.get(sku) ?? 0;
}

/**
 * What is wrong with the sum of all credit notes of an order; undefined: nothing. By sku no more pieces are credited
 * than were sold, and no more money than is left of them after returns; in all no more than the order is worth. Notes
 * that settle a return come to no more than what came back, less what notes had given back of it before. Sums are exact
 * and rounded once.
 */
export function overcredited(orderId: string, order: PlacedOrder): Refusal | undefined {
  const { is, lines, quantities, credits, origin } = order;
  if (credits.length === 0) return undefined;
  const { currency } = origin;
  const amount = (minor: Minor): string => money(minor, currency).amount;
  const value = (...parts: readonly (Parts | undefined)[]): Minor =>
    valueOf(currency, ...parts.map((each) => each ?? NONE));

  const free = bySku(lowering(order));
  // what was cancelled after it was credited had been sold
  const cancelled = new Set(quantities.repaidCancelled?.map(({ sku }) => sku));
  const sold = bySku([lines], (index, quantity, _, sku) =>
    cancelled.has(sku) ? quantity : wanted(lines, quantities, index),
  );
  const left = bySku([lines], (index) => kept(lines, quantities, index));
  const fees = feesOf(order);
  const soldFees = feesOf({ ...order, is: 'placed' });
  const repaid = repaidIn(order);
  const repaidBack = repaidBySku(quantities.repaid, currency);
  for (const [sku, given] of free) {
    const most = pieces(sold.get(sku), (cancelled.has(sku) ? soldFees : fees).get(sku));
    if (pieces(given) > most) return passed('more-credited-than-sold', orderId, piecesOf(sku), pieces(given), most);
    const worthOf = value(left.get(sku), fees.get(sku)) + repaid(sku);
    if (value(given) > worthOf)
      return passed('more-credited-than-sold', orderId, moneyOf(sku, currency), amount(value(given)), amount(worthOf));
  }
  const given = value(...free.values());
  const { net } = worth(order);
  if (is !== 'cancelled' && given > 0 && given > net)
    return passed('more-credited-than-sold', orderId, moneyOf(null, currency), amount(given), amount(net));

  const back = bySku([lines], (index) => loweredBy(quantities, index));
  for (const [sku, settled] of bySku(creditLines(order, 'settle'))) {
    const most = pieces(back.get(sku));
    if (pieces(settled) > most) return passed('more-than-returned', orderId, piecesOf(sku), pieces(settled), most);
    const worthOf = value(back.get(sku)) - (repaidBack.get(sku) ?? 0);
    if (value(settled) > worthOf)
      return passed('more-than-returned', orderId, moneyOf(sku, currency), amount(value(settled)), amount(worthOf));
  }
  return undefined;
}

/** Counts credited pieces: those at the price of the order or above, or those below it, which correct the price alone. */
function countedAt({ lines }: PlacedOrder, price: 'full' | 'lower'): Parameters<typeof bySku>[1] {
  const lowest = new Map<string, number>();
  for (const [index, sku] of lines.sku.entries())
    lowest.set(sku, Math.min(lowest.get(sku) ?? Infinity, Number(lines.unitPrice[index])));
  return (_, quantity, unitPrice, sku) =>
    Number(unitPrice) >= (lowest.get(sku) ?? 0) === (price === 'full') ? quantity : 0;
}

/**
 * What notes had given back of goods that come back or are cancelled now: what they gave of a sku beyond what is left of
 * it. The worth of the order is lowered by that much less, since the notes lowered it.
 * @param counts `corrections`: of notes below the price of the order alone; pieces that were credited at their price
 * come back as credited instead
 */
export function repaidOf(before: PlacedOrder, then: PlacedOrder, counts: 'all' | 'corrections'): readonly Repaid[] {
  const { currency } = before.origin;
  const value = (...parts: readonly (Parts | undefined)[]): Minor =>
    valueOf(currency, ...parts.map((each) => each ?? NONE));
  const leftIn = (order: PlacedOrder): ((sku: string) => Minor) => {
    const { lines, quantities } = order;
    const left = bySku([lines], (index) => kept(lines, quantities, index));
    const fees = feesOf(order);
    return (sku) => value(left.get(sku), fees.get(sku));
  };
  const [was, left] = [leftIn(before), leftIn(then)];
  const free = bySku(lowering(before));
  const counted = counts === 'all' ? free : bySku(lowering(before), countedAt(before, 'lower'));
  const repaid = repaidIn(before);
  return [...counted].flatMap(([sku, given]) => {
    const settled = repaid(sku);
    const over = value(free.get(sku)) - left(sku) - settled;
    const amount = Math.min(over, value(given) - settled, was(sku) - left(sku));
    return amount > 0 ? [{ sku, amount: money(amount, currency).amount }] : [];
  });
}

/** The first sku of which more came back as credited before than credit notes had given; undefined: none. */
function uncredited(order: PlacedOrder): string | undefined {
  const { lines, quantities } = order;
  const free = bySku(lowering(order), countedAt(order, 'full'));
  const before = bySku([lines], (index) => quantities.credited?.[index] ?? 0);
  return [...before].find(([sku, parts]) => pieces(parts) > pieces(free.get(sku)))?.[0];
}

/** @throws Refusal `sales/not-credited-before` for a return of what credit notes had not given back */
export function mustBeCredited(then: PlacedOrder, orderId: string): void {
  const sku = uncredited(then);
  if (sku !== undefined) throw salesRefusal('not-credited-before', { orderId, sku });
}

/**
 * What lowers the worth of an order leaves enough of it for its credit notes. Where it was not enough before, nobody is
 * kept from recording what happened to the goods.
 * @throws Refusal `sales/more-credited-than-sold` where the company refuses that
 */
export function mustStayCovered(
  before: PlacedOrder,
  then: PlacedOrder,
  orderId: string,
  context: Pick<Decision, 'policies' | 'backfill'>,
): void {
  const wrong = overcredited(orderId, then);
  if (wrong && isRefused(context, 'creditedMoreThanSold') && !overcredited(orderId, before)) throw wrong;
}

const piecesOf = (sku: string): Text => ({ zh: `货号 ${sku} 的数量`, en: `pieces of sku ${sku}` });
const moneyOf = (sku: string | null, currency: string): Text =>
  sku === null
    ? { zh: `总金额（${currency}）`, en: `${currency} in all` }
    : { zh: `货号 ${sku} 的金额（${currency}）`, en: `${currency} for sku ${sku}` };
const passed = (
  code: 'more-credited-than-sold' | 'more-than-returned',
  orderId: string,
  what: Text,
  credited: number | string,
  most: number | string,
): Refusal => salesRefusal(code, { orderId, what, credited, most });
