import type { Instant } from '@dossier/kernel';
import type { MovedLine } from './order.events';
import { exact } from './quantities';

/** When a part of an order moved. Recorded in any order, as past moves may come late. */
export interface OrderMove {
  readonly at: Instant;
  readonly move: 'shipped' | 'cancelled' | 'delivered' | 'returned';
  readonly lines: readonly MovedLine[];
}

/**
 * How much less than now was left of each line at the lowest instant from `since` on: shipped by then, but not arrived
 * (or returned). A move at `since` may take no more than that.
 * @returns by number of the line, 0 or less
 */
export function worstSince(
  moves: readonly OrderMove[],
  move: 'delivered' | 'returned',
  since: Instant,
): ReadonlyMap<number, number> {
  const later = moves
    .filter((each) => each.at > since && (each.move === 'shipped' || each.move === move))
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  const change = new Map<number, number>();
  const worst = new Map<number, number>();
  let touched = new Set<number>(); // at this instant: the others were looked at before
  for (const [index, { at, move: was, lines }] of later.entries()) {
    for (const { line, quantity } of lines) {
      change.set(line, exact((change.get(line) ?? 0) + (was === 'shipped' ? -quantity : quantity)));
      touched.add(line);
    }
    if (later[index + 1]?.at === at) continue; // moves of one instant count together
    for (const line of touched) worst.set(line, Math.min(worst.get(line) ?? 0, change.get(line) ?? 0));
    touched = new Set();
  }
  return worst;
}
