import { type Decision, type Minor, money, type Refusal, type Text } from '@dossier/kernel';
import { isRefused } from './exceptions-policy';
import { feesOf, isFree, type PricedColumns, valueOf } from './lines';
import { cancelledIn, type Lowered, type Lowering, type PlacedOrder, sumOf, worth } from './order';
import type { Repaid } from './order.events';
import { REPAID, repaidBefore, takenBack } from './order-status';
import { comesToMore, creditedAtMost, type Pieces } from './paid-pieces';
import { exact, kept, loweredBy, repaidBySku, type RepaidOf, wanted } from './quantities';
import { salesRefusal } from './sales.refusals';

type BySku = ReadonlyMap<string, { readonly quantity: number[]; readonly unitPrice: string[] }>;

/**
 * Lines by sku, each at the quantity that counts; lines of which nothing counts are left out.
 * @param only skus that are asked for: of an order with hundreds of lines a note names few
 */
function bySku(
  lists: readonly Pick<PricedColumns, 'sku' | 'quantity' | 'unitPrice'>[],
  counts: (index: number, quantity: number, unitPrice: string, sku: string) => number = (_, quantity) => quantity,
  only?: BySku,
): BySku {
  const found = new Map<string, { readonly quantity: number[]; readonly unitPrice: string[] }>();
  for (const { sku: skus, quantity, unitPrice } of lists)
    for (const [index, sku] of skus.entries()) {
      if (only && !only.has(sku)) continue;
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
const NONE: Pieces = { quantity: [], unitPrice: [] };
const pieces = (...parts: readonly (Pieces | undefined)[]): number =>
  exact(parts.flatMap((each) => each?.quantity ?? []).reduce((sum, quantity) => sum + quantity, 0));

/** Credit by what it does: it lowers net, or settles returns. That in another currency is in no sum. */
const creditLines = ({ credits, origin }: PlacedOrder, does: 'lower' | 'settle'): readonly PricedColumns[] =>
  credits.all
    .filter(({ forReturn, currency }) => forReturn === (does === 'settle') && currency === origin.currency)
    .map(({ lines }) => lines);
const lowering = (order: PlacedOrder): ReturnType<typeof creditLines> => creditLines(order, 'lower');

/** A fee may be given back like goods; discounts count in what the whole order is worth. */
const feesIn = ({ is, adjustments }: PlacedOrder): BySku =>
  bySku(adjustments && is !== 'cancelled' ? [feesOf(adjustments)] : []);

/** What was taken into account of a sku: its goods came back, or were cancelled, after notes had given it back. */
const repaidIn = ({ quantities, origin: { currency } }: PlacedOrder): ReadonlyMap<string, Minor> =>
  repaidBySku([...(quantities.repaid ?? []), ...(quantities.repaidCancelled ?? [])], currency);

/**
 * What is wrong with the sum of all credit notes of an order; undefined: nothing. By sku no more pieces are credited
 * than were sold, and no more money than is left of them after returns; in all no more than the order is worth. Notes
 * that settle a return come to no more than what came back, less what notes had given back of it before. Sums are exact
 * and rounded once.
 */
export function overcredited(orderId: string, order: PlacedOrder): Refusal | undefined {
  if (order.credits.length === 0) return undefined;
  return uncovered(orderId, order) ?? oversettled(orderId, order);
}

/** The same of notes that lower net. */
const uncovered = (orderId: string, order: PlacedOrder): Refusal | undefined =>
  overcreditedBySku(orderId, order) ?? overcreditedInAll(orderId, order);

/** Sums the value of parts, of which some may not be there. */
const valueIn =
  (currency: string) =>
  (...parts: readonly (Pieces | undefined)[]): Minor =>
    valueOf(currency, ...parts.map((each) => each ?? NONE));

function overcreditedBySku(orderId: string, order: PlacedOrder): Refusal | undefined {
  const { lines, quantities, origin } = order;
  const { currency } = origin;
  const value = valueIn(currency);
  const credited = bySku(lowering(order));
  if (credited.size === 0) return undefined;
  // what was cancelled after it was credited had been sold
  const cancelled = new Set(quantities.repaidCancelled?.map(({ sku }) => sku));
  const sold = bySku(
    [lines],
    (index, quantity, _, sku) => (cancelled.has(sku) ? quantity : wanted(lines, quantities, index)),
    credited,
  );
  const left = bySku([lines], (index) => kept(lines, quantities, index), credited);
  const fees = feesIn(order);
  const soldFees = feesIn({ ...order, is: 'placed' });
  const repaid = repaidIn(order);
  for (const [sku, given] of credited) {
    const most = pieces(sold.get(sku), (cancelled.has(sku) ? soldFees : fees).get(sku));
    if (pieces(given) > most) return passed('more-credited-than-sold', orderId, piecesOf(sku), pieces(given), most);
    const worthOf = value(left.get(sku), fees.get(sku)) + (repaid.get(sku) ?? 0);
    if (value(given) > worthOf)
      return passedBy('more-credited-than-sold', orderId, { sku, currency }, value(given), worthOf);
  }
  return undefined;
}

/** What notes that settle no return come to. */
const givenIn = (order: PlacedOrder): Minor => valueIn(order.origin.currency)(...bySku(lowering(order)).values());

function overcreditedInAll(orderId: string, order: PlacedOrder): Refusal | undefined {
  const given = givenIn(order);
  const { is, net, origin } = order;
  if (is === 'cancelled' || given === 0 || given <= net) return undefined;
  return passedBy('more-credited-than-sold', orderId, { sku: null, currency: origin.currency }, given, net);
}

function oversettled(orderId: string, order: PlacedOrder): Refusal | undefined {
  const { lines, quantities, lowered, origin } = order;
  const { currency } = origin;
  const value = valueIn(currency);
  const settled = bySku(creditLines(order, 'settle'));
  const back = bySku([lines], (index) => loweredBy(quantities, index));
  const repaid = repaidBySku(quantities.repaid, currency);
  for (const [sku, given] of settled) {
    const most = pieces(back.get(sku));
    if (pieces(given) > most) return passed('more-than-returned', orderId, piecesOf(sku), pieces(given), most);
    const worthOf = value(back.get(sku)) - (repaid.get(sku) ?? 0);
    if (value(given) > worthOf)
      return passedBy('more-than-returned', orderId, { sku, currency }, value(given), worthOf);
  }
  const given = value(...settled.values());
  // a discount was given back with its goods
  if (given > 0 && given > lowered)
    return passedBy('more-than-returned', orderId, { sku: null, currency }, given, lowered);
  return undefined;
}

/** Paid pieces that came back as credited, and the pieces of notes that pay for them, by sku. */
function paidFor(order: PlacedOrder): { readonly given: BySku; readonly came: BySku } {
  const { lines, quantities } = order;
  const given = bySku(lowering(order));
  const came = bySku([lines], (index, _, price) => (isFree(price) ? 0 : (quantities.credited?.[index] ?? 0)));
  return { given, came };
}

/** What came back of a sku as credited, and the most that is still out and may: that money is kept for it. */
function creditable(order: PlacedOrder): (sku: string) => Pieces {
  const { lines, quantities } = order;
  const { given, came } = paidFor(order);
  const out = bySku(
    [lines],
    (index, _, price) =>
      isFree(price) ? 0 : exact(wanted(lines, quantities, index) - (quantities.returned?.[index] ?? 0)),
    given,
  );
  return (sku) =>
    creditedAtMost({ given: given.get(sku) ?? NONE, came: came.get(sku) ?? NONE, out: out.get(sku) ?? NONE });
}

/** What an order is once it went down, and by how much it did. */
export interface WentDown extends Pick<Lowered, 'gross' | 'net'> {
  readonly order: PlacedOrder;
  /** What notes had given back of it. */
  readonly repaid: readonly Repaid[];
}

/** What a cancellation or return makes of the order as it was before. */
export function wentDownBy(
  orderId: string,
  before: PlacedOrder,
  { by, lines, whole = false, credited = false }: Omit<Lowering, 'at'>,
): WentDown {
  const went = by === 'cancellation' ? cancelledIn(before, lines, whole) : takenBack(before, lines, credited);
  // notes that gave the goods back lowered the order by them
  const { order, repaid } = credited ? { order: went, repaid: [] } : revalued(orderId, before, went, REPAID[by]);
  const gross = by === 'cancellation' ? before.gross - order.gross : 0;
  const net = before.net - order.net;
  const lowered = before.lowered + (by === 'return' ? net : 0);
  return { order: { ...order, gross: before.gross - gross, lowered }, repaid, gross, net };
}

/**
 * The order after goods came back or were cancelled, with what it is worth then. What notes had given back of those goods
 * lowered it before, so it is lowered by that much less: by sku, what they gave beyond what is left of it (`repaid`). In
 * all net never rises, and never falls below what the notes gave and the fees that they did not. So once everything of an
 * order was cancelled or came back, net less the notes is 0 exactly, or its fees: whatever the discount, the prices in the
 * notes and the order of steps.
 * @param by of what comes back, pieces that notes pay for at their price come back as credited instead: their money is
 * not counted here
 */
function revalued(
  orderId: string,
  before: PlacedOrder,
  then: PlacedOrder,
  by: RepaidOf,
): { readonly order: PlacedOrder; readonly repaid: readonly Repaid[] } {
  // where too much had been credited, what is cancelled is lost: the report of exceptions goes on to say so
  const isLost = by === 'repaidCancelled' && overcredited(orderId, before) !== undefined;
  const repaid = isLost ? [] : repaidOf(before, then, by);
  const { currency } = then.origin;
  const order = repaidBefore(then, repaid, by, currency);
  const { lines, quantities } = order;
  const left = worth(order);
  const cancelled = repaidBySku(quantities.repaidCancelled, currency);
  const skus = new Set(lines.sku);
  const gross = left.gross + sumOf([...cancelled].filter(([sku]) => skus.has(sku)));
  const covered = left.net + sumOf(repaidIn(order));
  const least = isLost || overcreditedBySku(orderId, order) ? covered : Math.max(covered, leastOf(order));
  // an order may be worth less than nothing by itself: then it is worth more without what went
  const net = Math.min(Math.max(before.net, left.net), least);
  return { order: { ...order, gross, net }, repaid };
}

/** What notes gave of each sku, or its fees where they are more. */
function leastOf(order: PlacedOrder): Minor {
  const value = valueIn(order.origin.currency);
  const given = bySku(lowering(order));
  const fees = feesIn(order);
  const skus = new Set([...given.keys(), ...fees.keys()]);
  return value(
    ...[...skus].map((sku) => (value(given.get(sku)) >= value(fees.get(sku)) ? given.get(sku) : fees.get(sku))),
  );
}

/** What notes had given back, by sku, of goods that come back or are cancelled now: at the prices of the order. */
function repaidOf(before: PlacedOrder, then: PlacedOrder, by: RepaidOf): readonly Repaid[] {
  const credited = bySku(lowering(before));
  if (credited.size === 0) return [];
  const { currency } = before.origin;
  const value = valueIn(currency);
  const leftIn = (order: PlacedOrder): ((sku: string) => Minor) => {
    const { lines, quantities } = order;
    const left = bySku([lines], (index) => kept(lines, quantities, index), credited);
    const fees = feesIn(order);
    return (sku) => value(left.get(sku), fees.get(sku));
  };
  const [was, left] = [leftIn(before), leftIn(then)];
  const repaid = repaidIn(before);
  const asCredited = creditable(before);
  // of more pieces than are left, though their money is: they had been sold when they were credited
  const sold = bySku([then.lines], (index) => wanted(then.lines, then.quantities, index), credited);
  const fees = feesIn(then);
  return [...credited].flatMap(([sku, given]) => {
    const needed = Math.max(left(sku), by === 'repaid' ? value(asCredited(sku)) : 0);
    const beyond = value(given) - (repaid.get(sku) ?? 0) - needed;
    const amount = Math.max(0, Math.min(beyond, was(sku) - left(sku)));
    const wereSold = by === 'repaidCancelled' && pieces(given) > pieces(sold.get(sku), fees.get(sku));
    return amount > 0 || wereSold ? [{ sku, amount: money(amount, currency).amount }] : [];
  });
}

/** The first sku of which more came back as credited before than credit notes had given at its price; undefined: none. */
export function uncredited(order: PlacedOrder): string | undefined {
  const { given, came } = paidFor(order);
  return [...came].find(([sku, pieces]) => comesToMore(pieces, given.get(sku) ?? NONE))?.[0];
}

/**
 * Of history the note may be recorded later; the report of exceptions lists what none gave.
 * @throws Refusal `sales/not-credited-before` for a return of what credit notes had not given back
 */
export function mustBeCredited(then: PlacedOrder, orderId: string, { backfill }: Pick<Decision, 'backfill'>): void {
  const sku = backfill ? undefined : uncredited(then);
  if (sku !== undefined) throw salesRefusal('not-credited-before', { orderId, sku });
}

/**
 * What lowers the worth of an order leaves enough of it for the notes that lowered it too. Notes that settle a return
 * were judged when they came: a later one takes nothing from them. Where it was not enough before, nobody is kept from
 * recording what happened to the goods.
 * @throws Refusal `sales/more-credited-than-sold` where the company refuses that
 */
export function mustStayCovered(
  before: PlacedOrder,
  then: PlacedOrder,
  orderId: string,
  context: Pick<Decision, 'policies' | 'backfill'>,
): void {
  if (!isRefused(context, 'creditedMoreThanSold')) return;
  const wrong = uncovered(orderId, then);
  if (wrong && !uncovered(orderId, before)) throw wrong;
}

const piecesOf = (sku: string): Text => ({ zh: `货号 ${sku} 的数量`, en: `pieces of sku ${sku}` });
const moneyOf = (sku: string | null, currency: string): Text =>
  sku === null
    ? { zh: `总金额（${currency}）`, en: `${currency} in all` }
    : { zh: `货号 ${sku} 的金额（${currency}）`, en: `${currency} for sku ${sku}` };
const passedBy = (
  code: Parameters<typeof passed>[0],
  orderId: string,
  { sku, currency }: { readonly sku: string | null; readonly currency: string },
  credited: Minor,
  most: Minor,
): Refusal =>
  passed(code, orderId, moneyOf(sku, currency), money(credited, currency).amount, money(most, currency).amount);
const passed = (
  code: 'more-credited-than-sold' | 'more-than-returned',
  orderId: string,
  what: Text,
  credited: number | string,
  most: number | string,
): Refusal => salesRefusal(code, { orderId, what, credited, most });
