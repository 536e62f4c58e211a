import { type Estimate, meanOf, netPromoterScore, sampleOf, shareOf } from './estimate';

const rounded = ({ lower, upper }: Estimate, digits: number): readonly number[] =>
  [lower, upper].map((value) => Number(value.toFixed(digits)));

it.each([
  [95, 100, [0.8882, 0.9785]],
  [190, 200, [0.9104, 0.9726]],
  [8, 10, [0.4902, 0.9433]],
  [0, 10, [0, 0.2775]],
  [10, 10, [0.7225, 1]],
])('CSAT: %d of %d, by Wilson', (hits, n, interval) => {
  const estimate = shareOf(hits, n);
  expect([estimate.n, estimate.value, rounded(estimate, 4)]).toEqual([n, hits / n, interval]);
});

it.each([
  [50, 20, 100, 30, [14.7, 45.3]],
  [5, 2, 10, 30, [-18.4, 78.4]],
  [9, 0, 10, 90, [71.4, 100]], // it would go to 108.6
  [0, 9, 10, -90, [-100, -71.4]],
])('NPS: %d promoters, %d detractors of %d', (promoters, detractors, n, value, interval) => {
  const score = netPromoterScore({ promoters, detractors, n });
  expect([score.n, score.value, rounded(score, 1)]).toEqual([n, value, interval]);
});

it('CES: the mean with the interval of Student', () => {
  // R: t.test(c(0.7, -1.6, …)), the first ten of Student's sleep data
  const estimate = meanOf(sampleOf([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]));
  expect(estimate).toMatchObject({ n: 10 });
  expect(estimate.value).toBeCloseTo(0.75, 12);
  expect(rounded(estimate, 4)).toEqual([-0.5298, 2.0298]);
});

it('is wider where it is to be surer', () => {
  expect(shareOf(95, 100, 0.99).lower).toBeLessThan(shareOf(95, 100).lower);
  expect(netPromoterScore({ promoters: 50, detractors: 20, n: 100 }, 0.8).upper).toBeLessThan(45);
  expect(meanOf(sampleOf([1, 2, 4]), 0.5).upper).toBeLessThan(meanOf(sampleOf([1, 2, 4])).upper);
});

it('reaches the ends exactly, whatever the number of answers', () => {
  for (let n = 1; n < 200; n++) expect([shareOf(0, n).lower, shareOf(n, n).upper]).toEqual([0, 1]);
});

it('makes no claim on nothing', () => {
  expect(() => shareOf(0, 0)).toThrow(RangeError);
  expect(() => shareOf(11, 10)).toThrow(RangeError);
  expect(() => shareOf(-1, 10)).toThrow(RangeError);
  expect(() => shareOf(0.5, 10)).toThrow(RangeError);
  expect(() => netPromoterScore({ promoters: 6, detractors: 5, n: 10 })).toThrow(RangeError);
  expect(() => sampleOf([])).toThrow(RangeError);
  expect(() => meanOf(sampleOf([7]))).toThrow(RangeError);
});
