import { type DataOf, type Instant, type Minor, money, type InStream, toMinor } from '@dossier/kernel';
import type { LineColumns, MovedLine, OrderDelivered, OrderPlaced, Repaid } from './order.events';

type Column = readonly number[];

/** What became of each line; a column left out is all zeros. Quantities have at most three decimals. */
export interface Quantities {
  readonly shipped?: Column;
  readonly delivered?: Column;
  readonly returned?: Column;
  /** Of what came back: what had not arrived, as far as was known then. It is awaited no more. */
  readonly turnedBack?: Column;
  readonly cancelled?: Column;
  /** Of what came back: what credit notes had given back before. */
  readonly credited?: Column;
  /** What credit notes had given back of goods before they came back, by sku: net was lowered by that much less. */
  readonly repaid?: readonly Repaid[];
  /** The same of goods before they were cancelled: gross was lowered by that much less, and net too. */
  readonly repaidCancelled?: readonly Repaid[];
  /** When the last part of each line arrived. */
  readonly deliveredAt?: readonly (Instant | null)[];
}
type Move = 'shipped' | 'delivered' | 'returned' | 'cancelled' | 'credited';

/** Sums and differences of quantities without the noise of binary fractions: 0.1 + 0.2 is 0.3. */
export const exact = (quantity: number): number => Math.round(quantity * 1000) / 1000;

export const placed = ({ lines, fulfilled }: DataOf<typeof OrderPlaced>, at: InStream): Quantities =>
  fulfilled
    ? {
        shipped: lines.quantity,
        delivered: lines.quantity,
        deliveredAt: lines.quantity.map(() => at.occurredAt),
      }
    : {};

/** Of what the money was that credit notes had given back: of goods that came back, or of cancelled ones. */
export type RepaidOf = 'repaid' | 'repaidCancelled';

/** Sums by sku. */
export function repaidBySku(repaid: readonly Repaid[] = [], currency: string): ReadonlyMap<string, Minor> {
  const sums = new Map<string, Minor>();
  for (const { sku, amount } of repaid) sums.set(sku, (sums.get(sku) ?? 0) + toMinor(amount, currency));
  return sums;
}

/** With more such money. */
export function withRepaid(now: Quantities, more: readonly Repaid[] = [], of: RepaidOf, currency: string): Quantities {
  if (more.length === 0) return now;
  return withAllRepaid(now, sortedRepaid(repaidBySku([...(now[of] ?? []), ...more], currency), currency), of);
}

export const sortedRepaid = (sums: ReadonlyMap<string, Minor>, currency: string): readonly Repaid[] =>
  [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([sku, sum]) => ({ sku, amount: money(sum, currency).amount }));

/** With that money in place of what was known of it. */
export function withAllRepaid(now: Quantities, all: readonly Repaid[], of: RepaidOf): Quantities {
  const others: Quantities = Object.fromEntries(Object.entries(now).filter(([name]) => name !== of));
  return all.length === 0 ? others : { ...others, [of]: all };
}

/** The quantities after some of them moved. */
export function moved(now: Quantities, move: Move, count: number, lines: readonly MovedLine[]): Quantities {
  const next = Array.from({ length: count }, (_, index) => now[move]?.[index] ?? 0);
  for (const { line, quantity } of lines) next[line - 1] = exact((next[line - 1] ?? 0) + quantity);
  const then = { ...now, [move]: next };
  if (move !== 'returned') return then;
  const turnedBack = next.map((_, index) =>
    exact((now.turnedBack?.[index] ?? 0) + Math.max(0, -atCustomer(then, index))),
  );
  return turnedBack.every((quantity) => quantity === 0) ? then : { ...then, turnedBack };
}

/** Arrived and not come back; less than nothing where more came back than arrived. */
const atCustomer = ({ delivered: arrived, returned, turnedBack }: Quantities, index: number): number =>
  exact((arrived?.[index] ?? 0) + (turnedBack?.[index] ?? 0) - (returned?.[index] ?? 0));

export function delivered(
  now: Quantities,
  count: number,
  { lines }: DataOf<typeof OrderDelivered>,
  at: InStream,
): Quantities {
  const deliveredAt = Array.from({ length: count }, (_, index) => now.deliveredAt?.[index] ?? null);
  for (const { line } of lines) {
    const before = deliveredAt[line - 1] ?? null;
    deliveredAt[line - 1] = before !== null && before > at.occurredAt ? before : at.occurredAt;
  }
  return { ...moved(now, 'delivered', count, lines), deliveredAt };
}

/** Ordered and not cancelled. */
export const wanted = ({ quantity }: Pick<LineColumns, 'quantity'>, now: Quantities, index: number): number =>
  exact((quantity[index] ?? 0) - (now.cancelled?.[index] ?? 0));

/** Can still be shipped or cancelled. */
export const toShip = (lines: Pick<LineColumns, 'quantity'>, now: Quantities, index: number): number =>
  exact(wanted(lines, now, index) - (now.shipped?.[index] ?? 0));

/** On its way: shipped, neither arrived nor come back. What came back counts as what had arrived, as far as that goes. */
export const toDeliver = ({ shipped, delivered: arrived, turnedBack }: Quantities, index: number): number =>
  // never less than nothing: of old orders what came back may be recorded as delivered as well
  Math.max(0, exact((shipped?.[index] ?? 0) - (arrived?.[index] ?? 0) - (turnedBack?.[index] ?? 0)));

/** Shipped and not come back. */
export const toReturn = (now: Quantities, index: number): number =>
  exact((now.shipped?.[index] ?? 0) - (now.returned?.[index] ?? 0));

/** Came back and lowered net by that: credit notes had not given it back before. */
export const loweredBy = (now: Quantities, index: number): number =>
  exact((now.returned?.[index] ?? 0) - (now.credited?.[index] ?? 0));

/** What the order is worth something for: ordered, neither cancelled nor come back; or credited before it came back. */
export const kept = (lines: Pick<LineColumns, 'quantity'>, now: Quantities, index: number): number =>
  exact(wanted(lines, now, index) - loweredBy(now, index));
