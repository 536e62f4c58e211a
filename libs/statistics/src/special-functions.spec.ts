import { hypergeometric, whereReaches } from './special-functions';

/** Computed with thirty digits (mpmath 1.3.0). */
const relative = (found: number, exact: number): number => Math.abs(found - exact) / Math.abs(exact);

it.each([
  [0.243, 2.426, 2.219, 0.9, 1.9476311698186014],
  [1.976, -0.207, 4.219, 0.474, 0.9479499851674728],
  [0.5, -0.5, 1.5, 0.99, 0.7890188311873874],
  [3, 7, 12, 0.3, 1.807353817840638],
  [-2, 1.5, 2.5, 0.7, 0.37],
  [2.243, 4.426, 4.219, 0.474, 4.5747814446162632],
  [7, 0, 2, 0.5, 1],
  [7, 3, 2, 0, 1],
])('₂F₁(%d, %d; %d; %d)', (a, b, c, z, exact) => {
  expect(relative(hypergeometric(a, b, c, z), exact)).toBeLessThan(1e-14);
});

it('finds where a function reaches a value', () => {
  expect(whereReaches(2, (x) => x * x, 0, 10)).toBeCloseTo(Math.SQRT2, 14);
});

it('refuses what lies outside', () => {
  expect(() => hypergeometric(1, 1, 1, 1)).toThrow('the series holds from 0 to below 1: 1');
  expect(() => hypergeometric(1, 1, 1, -0.1)).toThrow(RangeError);
  expect(() => hypergeometric(1, 1, -2, 0.5)).toThrow(RangeError);
  expect(() => hypergeometric(1, 1, 1, 1 - 1e-9)).toThrow('does not end');
});
