import type { DataOf } from '@dossier/kernel';
import type { LineColumns, MovedLine, OrderRevalued, Repaid } from './order.events';
import {
  moved,
  type Quantities,
  type RepaidOf,
  toDeliver,
  toReturn,
  toShip,
  withAllRepaid,
  withRepaid,
} from './quantities';
import type { LoweredBy, OrderStatus } from './terms';

/** How far an order is. */
export interface OrderProgress {
  readonly lines: Pick<LineColumns, 'quantity'>;
  readonly quantities: Quantities;
  readonly confirmed: boolean;
  /** As a whole: nothing of it had been shipped. */
  readonly cancelled: boolean;
}

/** What goods that move change. */
type Moving = Pick<OrderProgress, 'lines' | 'quantities'>;

/**
 * The status of an order, from what became of its lines by then, and not from what an event says of the whole: what
 * happened earlier may be recorded later.
 */
export function statusOf(order: OrderProgress): OrderStatus {
  const { lines, quantities, confirmed, cancelled } = order;
  if (cancelled) return 'cancelled';
  const none = (left: (index: number) => number): boolean => lines.quantity.every((_, index) => left(index) <= 0);
  if (none((index) => quantities.shipped?.[index] ?? 0)) return confirmed ? 'confirmed' : 'placed';
  if (isOpen(order)) return 'partly-shipped';
  if (none((index) => toReturn(quantities, index))) return 'returned';
  // what came back before it arrived need not arrive
  return none((index) => toDeliver(quantities, index)) ? 'delivered' : 'shipped';
}

/** True when something can still be shipped or cancelled. */
export const isOpen = ({ lines, quantities }: Moving): boolean =>
  lines.quantity.some((_, index) => toShip(lines, quantities, index) > 0);

/** After some of its lines moved. */
export const movedOn = <T extends Moving>(
  order: T,
  move: Parameters<typeof moved>[1],
  lines: readonly MovedLine[],
): T => ({ ...order, quantities: moved(order.quantities, move, order.lines.quantity.length, lines) });

/** After goods came back. @param credited credit notes had given them back before */
export const takenBack = <T extends Moving>(order: T, lines: readonly MovedLine[], credited: boolean): T => {
  const back = movedOn(order, 'returned', lines);
  return credited ? movedOn(back, 'credited', lines) : back;
};

/** After money that credit notes had given back was taken into account. */
export const repaidBefore = <T extends Moving>(
  order: T,
  repaid: readonly Repaid[] | undefined,
  by: RepaidOf,
  currency: string,
): T => ({ ...order, quantities: withRepaid(order.quantities, repaid, by, currency) });

export const REPAID = { cancellation: 'repaidCancelled', return: 'repaid' } as const satisfies Record<
  LoweredBy,
  RepaidOf
>;

/** After its worth was restated: what else is kept of the amounts is up to the caller. */
export const revaluedTo = <T extends Moving>(order: T, { by, repaid }: DataOf<typeof OrderRevalued>): T => ({
  ...order,
  quantities: repaid ? withAllRepaid(order.quantities, repaid, REPAID[by]) : order.quantities,
});
