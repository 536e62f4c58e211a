import fc from 'fast-check';
import { mannKendall, type Point, seasonalKendall } from './trend';

const inOrder = (...values: readonly number[]): readonly Point[] => values.map((value, at) => ({ at, value }));

it('falls: ten months with equal values among them', () => {
  const trend = mannKendall(inOrder(4.6, 4.5, 4.6, 4.3, 4.4, 4.1, 4.0, 4.1, 3.8, 3.7));
  expect(trend).toMatchObject({ n: 10, s: -37, variance: 123 });
  expect(trend.z).toBeCloseTo(-3.246, 4);
  expect(trend.p).toBeCloseTo(0.00117, 5);
  expect(trend.slope).toBeCloseTo(-0.1, 12);
});

it('rises: one to ten', () => {
  const trend = mannKendall(inOrder(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  expect(trend).toMatchObject({ s: 45, variance: 125, slope: 1 });
  expect(trend.z).toBeCloseTo(3.9355, 4);
});

it.each([
  ['nothing', inOrder(), null],
  ['one value', inOrder(7), null],
  ['equal values', inOrder(7, 7, 7), 0],
])('says nothing of %s', (_, points, slope) => {
  expect(mannKendall(points)).toEqual({ n: points.length, s: 0, variance: 0, z: 0, p: 1, slope });
});

it('takes a gap into the slope', () => {
  const points = [
    { at: 5, value: 10 },
    { at: 1, value: 2 },
    { at: 2, value: 4 },
  ];
  expect(mannKendall(points)).toMatchObject({ s: 3, slope: 2 });
});

describe('by season', () => {
  /** Three years of months: twice as much each December, and half a point more each year. */
  const months = Array.from({ length: 36 }, (_, at) => ({
    at,
    season: at % 12,
    value: 10 + (at % 12 === 11 ? 10 : 0) + Math.floor(at / 12) / 2,
  }));
  it('sees what rises from year to year, whatever comes back each year', () => {
    // each month: S = 3, variance 66/18; twelve of them
    expect(seasonalKendall(months)).toMatchObject({ n: 36, s: 36, variance: 44, slope: 0.5 / 12 });
    expect(seasonalKendall(months).z).toBeCloseTo(35 / Math.sqrt(44), 12);
  });
  it('takes what comes back each year for no trend', () => {
    const alike = months.map((month) => ({ ...month, value: month.value - Math.floor(month.at / 12) / 2 }));
    expect(seasonalKendall(alike)).toMatchObject({ s: 0, p: 1, slope: 0 });
    expect(mannKendall(alike).s).not.toBe(0);
  });
  it('is the plain test in one season', () => {
    const values = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 20 });
    fc.assert(
      fc.property(values, (some) => {
        const points = inOrder(...some);
        expect(seasonalKendall(points.map((point) => ({ ...point, season: 1 })))).toEqual(mannKendall(points));
      }),
    );
  });
});

it('gives the same in any order, and the contrary backwards', () => {
  const shuffled = fc
    .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 })
    .map((values) => inOrder(...values))
    .chain((points) => fc.tuple(fc.constant(points), fc.shuffledSubarray([...points], { minLength: points.length })));
  fc.assert(
    fc.property(shuffled, ([points, other]) => {
      expect(mannKendall(other)).toEqual(mannKendall(points));
      const back = mannKendall(points.map(({ at, value }) => ({ at: -at, value })));
      expect([back.s, back.variance]).toEqual([0 - mannKendall(points).s, mannKendall(points).variance]);
    }),
  );
});

it('refuses two values at one time', () => {
  expect(() => mannKendall([...inOrder(1), ...inOrder(2)])).toThrow('there is one value at one time');
});

it('is of so many values that all pairs of them can be looked at', () => {
  const points = Array.from({ length: 2_001 }, (_, at) => ({ at, value: at, season: at % 12 }));
  expect(() => mannKendall(points)).toThrow('2000 values at most');
  expect(() => seasonalKendall(points)).toThrow('2000 values at most');
  expect(mannKendall(points.slice(0, 500)).s).toBe(124_750);
});
