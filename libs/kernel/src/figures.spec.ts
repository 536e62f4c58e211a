import fc from 'fast-check';
import { isShare, percentOf, roundedTo, withoutNoise } from './figures';

it('takes the noise of fractions away, and nothing else', () => {
  expect(1 - 0.93).toBeLessThan(0.07);
  expect([1 - 0.93, 0.1 + 0.2, 100 * 0.57, 0.3 - 0.1 - 0.2, -1e-12].map(withoutNoise)).toEqual([0.07, 0.3, 57, 0, 0]);
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), (thousandths) => {
      expect(withoutNoise(thousandths / 1000)).toBe(thousandths / 1000 + 0);
    }),
  );
});

it('rounds half up, as the decimal figure says and not the double that stands for it', () => {
  expect(Math.round(1.005 * 100) / 100).toBe(1);
  expect([1.005, 8.345, -1.005, 2.5, 0].map((figure) => roundedTo(2, figure))).toEqual([1.01, 8.35, -1, 2.5, 0]);
  expect([0.5, 1.5, -0.4].map((figure) => roundedTo(0, figure))).toEqual([1, 2, 0]);
  // of any share, what whole numbers give
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), fc.nat({ max: 20_000 }), (whole, part) => {
      const [up, by] = [20_000n * BigInt(part) + BigInt(whole), 2n * BigInt(whole)];
      expect(percentOf(part, whole)).toBe(Number(up / by) / 100);
    }),
    { examples: [[200, 29], [800, 1], [20_000, 29]].map(([whole = 1, part = 0]) => [whole, part]) }, // prettier-ignore
  );
});

it('compares shares exactly, however large the amounts are', () => {
  expect([isShare(7, 7, 100), isShare(93, 93, 100), isShare(699, 7, 10_000), isShare(7, 0.07, 10_000)]).toEqual([
    ...[true, true, false, true],
  ]);
  expect([isShare(-1, 10, 100), isShare(0, 0, 100)]).toEqual([false, true]);
  // less than 80 % by a fifth of a unit: doubles see no difference
  const [part, whole] = [1_000_000_000_000_115, 1_250_000_000_000_144];
  expect(part * 10_000 >= whole * 8_000).toBe(true);
  expect([isShare(part, 80, whole), isShare(part + 1, 80, whole)]).toEqual([false, true]);
});
