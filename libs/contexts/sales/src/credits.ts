import { type Decision, type Minor, money, type Refusal, type Text } from '@dossier/kernel';
import { Books, type Passed, type WentDown } from './books';
import { isRefused } from './exceptions-policy';
import type { Lowering, PlacedOrder } from './order';
import { salesRefusal } from './sales.refusals';

type Context = Pick<Decision, 'policies' | 'backfill'>;

/**
 * What a cancellation or return makes of an order.
 *
 * What comes back as credited must have been given back by notes; of history the note may be recorded later, and the
 * report of exceptions lists what none gave. What is left of the order must be enough for the notes that lowered it too.
 * Notes that settle a return were judged when they came: a later one takes nothing from them. Where it was not enough
 * before, nobody is kept from recording what happened to the goods.
 * @throws Refusal `sales/not-credited-before`
 * @throws Refusal `sales/more-credited-than-sold` where the company refuses that
 */
export function wentDown(
  orderId: string,
  before: PlacedOrder,
  lowering: Omit<Lowering, 'at'>,
  context: Context,
): WentDown {
  const books = new Books(before);
  const wasCovered = books.uncovered() === undefined;
  const down = books.lower(lowering);
  const sku = lowering.credited && !context.backfill ? books.uncredited() : undefined;
  if (sku !== undefined) throw salesRefusal('not-credited-before', { orderId, sku });
  const passed = wasCovered && isRefused(context, 'creditedMoreThanSold') ? books.uncovered() : undefined;
  if (passed) throw tooMuch(orderId, before.origin, passed);
  return down;
}

/** Notes give too much. */
export function tooMuch(
  orderId: string,
  { currency }: { readonly currency: string },
  { code, sku, credited, most, ...passed }: Passed,
): Refusal {
  if (passed.in === 'pieces' && sku !== null)
    return salesRefusal(code, { orderId, what: piecesOf(sku), credited, most });
  const text = (minor: Minor): string => money(minor, currency).amount;
  return salesRefusal(code, { orderId, what: moneyOf(sku, currency), credited: text(credited), most: text(most) });
}
const piecesOf = (sku: string): Text => ({ zh: `货号 ${sku} 的数量`, en: `pieces of sku ${sku}` });
const moneyOf = (sku: string | null, currency: string): Text =>
  sku === null
    ? { zh: `总金额（${currency}）`, en: `${currency} in all` }
    : { zh: `货号 ${sku} 的金额（${currency}）`, en: `${currency} for sku ${sku}` };
