import fc from 'fast-check';
import { comesToMore, creditedAtMost, type Pieces, Prices } from './paid-pieces';
import { exact } from './quantities';

type Piles = Readonly<Record<'given' | 'came' | 'out', Pieces>>;

/** What is to spare at a price, in the plainest way: all pieces are looked at for each price. */
function spare({ given, came }: Omit<Piles, 'out'>, price: number): number {
  const atOrAbove = ({ quantity, unitPrice }: Pieces): number =>
    quantity.reduce((sum, each, index) => (Number(unitPrice[index]) >= price ? sum + each : sum), 0);
  return exact(atOrAbove(given) - atOrAbove(came));
}

function plainly({ given, came, out: { quantity, unitPrice } }: Piles): Pieces {
  const left = [...new Set([...unitPrice, ...came.unitPrice].map(Number))].map(
    (price) => [price, spare({ given, came }, price)] as const,
  );
  const dearest = [...quantity.keys()].sort((a, b) => Number(unitPrice[b]) - Number(unitPrice[a]));
  let taken = 0;
  const parts = dearest.map((index) => {
    const price = Number(unitPrice[index]);
    const most = Math.min(...left.flatMap(([each, pieces]) => (each <= price ? [pieces] : [])));
    const part = Math.max(0, Math.min(quantity[index] ?? 0, exact(most - taken)));
    taken += part;
    return part;
  });
  return {
    quantity: [...came.quantity, ...parts],
    unitPrice: [...came.unitPrice, ...dearest.map((index) => unitPrice[index] ?? '0')],
  };
}

const pieces: fc.Arbitrary<Pieces> = fc
  .array(
    fc.record({
      // two forms of one price
      price: fc.constantFrom('0.5', '1', '1.0', '2', '2.25', '10'),
      quantity: fc.oneof(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4000 }).map((n) => n / 1000),
      ),
    }),
    { maxLength: 6 },
  )
  .map((all) => ({ quantity: all.map((each) => each.quantity), unitPrice: all.map(({ price }) => price) }));

it('counts the same pieces as when all are looked at for each price', () => {
  const seen = { more: 0, all: 0, some: 0, none: 0 };
  fc.assert(
    fc.property(fc.record({ given: pieces, came: pieces, out: pieces }), (piles) => {
      const { given, came, out } = piles;
      const expected = plainly(piles);
      expect(creditedAtMost(piles)).toEqual(expected);
      const isMore = came.unitPrice.some((price) => spare(piles, Number(price)) < 0);
      expect(comesToMore(came, given)).toBe(isMore);
      const total = (quantity: readonly number[]): number => exact(quantity.reduce((sum, each) => sum + each, 0));
      const taken = total(expected.quantity.slice(came.quantity.length));
      if (isMore) seen.more++;
      else seen[taken === 0 ? 'none' : taken === total(out.quantity) ? 'all' : 'some']++;
    }),
    { numRuns: 3_000, seed: 7 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
});

it('asks of the prices in notes no more than which prices of lines they reach', () => {
  fc.assert(
    fc.property(fc.record({ given: pieces, came: pieces, out: pieces }), ({ given, came, out }) => {
      const prices = new Prices([...came.unitPrice, ...out.unitPrice, '0']);
      for (const [index, price] of given.unitPrice.entries()) prices.add(price, given.quantity[index] ?? 0);
      expect(prices.reached.unitPrice).toHaveLength(new Set([...came.unitPrice, ...out.unitPrice].map(Number)).size);
      const reached = { given: prices.reached, came, out };
      expect(creditedAtMost(reached)).toEqual(creditedAtMost({ given, came, out }));
      expect(comesToMore(came, reached.given)).toBe(comesToMore(came, given));
    }),
    { numRuns: 1_000, seed: 8 },
  );
});
