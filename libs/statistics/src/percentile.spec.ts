import { percentile } from './percentile';

it.each([
  [0, 1],
  [25, 2.5],
  [50, 4],
  [90, 9.4],
  [100, 10],
])('%d%% of 10, 1, 3, 8, 4, 2 … as a spreadsheet', (percent, value) => {
  expect(percentile([10, 1, 3, 8, 4, 9, 2], percent)).toBeCloseTo(value, 12);
});

it('is the middle of two', () => {
  expect(percentile([2, 1], 50)).toBe(1.5);
  expect(percentile([7], 50)).toBe(7);
});

it('refuses what it cannot tell', () => {
  expect(() => percentile([], 50)).toThrow(RangeError);
  expect(() => percentile([1], 101)).toThrow(RangeError);
});
