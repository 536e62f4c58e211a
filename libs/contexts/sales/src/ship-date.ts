import type { EventIn, Instant } from '@dossier/kernel';
import { noted, type PlacedOrder } from './order';
import { type MovedLine, ShipDateKept } from './order.events';
import { isOpen } from './order-status';

/** True when nothing was left to ship at that instant, whatever has become of the order since. */
export const wasClosedBy = (instant: Instant, order: PlacedOrder): boolean =>
  !isOpen(order) &&
  order.moves.all.every(({ move, at }) => (move !== 'shipped' && move !== 'cancelled') || at <= instant);

/**
 * The correction of a promised ship date that counts as missed, now that more of the order was shipped or cancelled: it
 * was kept, where all of that happened in time and was only recorded late. It is of the same instant as the miss: as of a
 * day before, there is neither.
 * @param then the order after its lines moved
 */
export function restated(
  then: PlacedOrder,
  move: 'shipped' | 'cancelled',
  lines: readonly MovedLine[],
  occurredAt: Instant,
): readonly EventIn<{ ShipDateKept: typeof ShipDateKept }>[] {
  const { missed, promisedShipAt } = then;
  const kept =
    missed && promisedShipAt !== null && wasClosedBy(promisedShipAt, noted(then, move, lines, { occurredAt }));
  return kept ? [ShipDateKept({ promisedShipAt }, { occurredAt: promisedShipAt })] : [];
}
