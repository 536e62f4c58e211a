import { changeOfMean, changeOfScore, changeOfShare } from './change';
import { sampleOf } from './estimate';

it.each([
  // Newcombe 1998, table II, method 10
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [6, 7, 2, 7, 0.0582, 0.8062],
  [5, 56, 0, 29, -0.0381, 0.1926],
  [0, 10, 0, 20, -0.1611, 0.2775],
  [0, 10, 0, 10, -0.2775, 0.2775],
  [10, 10, 0, 20, 0.6791, 1],
  [10, 10, 0, 10, 0.6075, 1],
])('share: %d of %d, after %d of %d', (hits, n, oldHits, oldN, lower, upper) => {
  const change = changeOfShare({ hits: oldHits, n: oldN }, { hits, n });
  expect(change.n).toBe(n + oldN);
  expect(change.value).toBeCloseTo(hits / n - oldHits / oldN, 12);
  expect(change.lower).toBeCloseTo(lower, 4);
  expect(change.upper).toBeCloseTo(upper, 4);
});

it('score: 30 after 10, of a hundred answers each, is not shown to have risen; of four hundred it is', () => {
  const [before, after] = [
    { promoters: 40, detractors: 30, n: 100 },
    { promoters: 50, detractors: 20, n: 100 },
  ];
  // √(.69 + .61)/10 = .1140, times 1.96
  const change = changeOfScore(before, after);
  expect([change.n, change.value].concat([change.lower, change.upper].map(Math.round))).toEqual([200, 20, -2, 42]);
  const fourfold = ({ promoters, detractors, n }: typeof before): typeof before => ({
    promoters: promoters * 4,
    detractors: detractors * 4,
    n: n * 4,
  });
  expect(changeOfScore(fourfold(before), fourfold(after)).lower).toBeGreaterThan(0);
});

it('score: its interval ends where scores do', () => {
  const [worst, best] = [
    { promoters: 0, detractors: 19, n: 20 },
    { promoters: 19, detractors: 0, n: 20 },
  ];
  expect(changeOfScore(worst, best)).toMatchObject({ value: 190, upper: 200 });
  expect(changeOfScore(best, worst)).toMatchObject({ value: -190, lower: -200 });
});

it('mean: as Welch', () => {
  const first = sampleOf([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]);
  const second = sampleOf([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]);
  // R: t.test(extra ~ group, data = sleep), df 17.776
  const change = changeOfMean(second, first);
  expect(change.n).toBe(20);
  expect(change.value).toBeCloseTo(-1.58, 12);
  expect(change.lower).toBeCloseTo(-3.3654832, 6);
  expect(change.upper).toBeCloseTo(0.2054832, 6);
});

it('mean: where nothing varies, the change is what it is', () => {
  expect(changeOfMean(sampleOf([5, 5]), sampleOf([6, 6, 6]))).toEqual({ n: 5, value: 1, lower: 1, upper: 1 });
  expect(() => changeOfMean(sampleOf([5]), sampleOf([6, 6]))).toThrow(RangeError);
});
