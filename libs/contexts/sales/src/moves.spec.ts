import fc from 'fast-check';
import { type OrderMove, worstSince } from './moves';
import { exact } from './quantities';

/** The same in the plainest way: all lines are looked at for each instant. */
function plainly(
  moves: readonly OrderMove[],
  move: 'delivered' | 'returned',
  since: string,
): ReadonlyMap<number, number> {
  const later = moves
    .filter((each) => each.at > since && (each.move === 'shipped' || each.move === move))
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  const change = new Map<number, number>();
  const worst = new Map<number, number>();
  for (const [index, { at, move: was, lines }] of later.entries()) {
    for (const { line, quantity } of lines)
      change.set(line, exact((change.get(line) ?? 0) + (was === 'shipped' ? -quantity : quantity)));
    if (later[index + 1]?.at === at) continue;
    for (const [line, by] of change) worst.set(line, Math.min(worst.get(line) ?? 0, by));
  }
  return worst;
}

const moved = fc.record({
  at: fc.integer({ min: 1, max: 6 }).map((day) => `2026-02-0${day}T00:00:00.000Z`),
  move: fc.constantFrom('shipped', 'cancelled', 'delivered', 'returned'),
  lines: fc.array(
    fc.record({ line: fc.integer({ min: 1, max: 3 }), sku: fc.constant('A'), quantity: fc.constantFrom(0.5, 1, 2) }),
    { minLength: 1, maxLength: 3 },
  ),
});

it('knows the worst of each line as when all lines are looked at for each instant', () => {
  let below = 0;
  fc.assert(
    fc.property(fc.array(moved, { maxLength: 8 }), fc.constantFrom('delivered', 'returned'), (moves, move) => {
      const worst = worstSince(moves, move, '2026-02-02T00:00:00.000Z');
      expect(worst).toEqual(plainly(moves, move, '2026-02-02T00:00:00.000Z'));
      if ([...worst.values()].some((by) => by < 0)) below++;
    }),
    { numRuns: 1_000, seed: 7 },
  );
  expect(below).toBeGreaterThan(100);
});
