import { ewma } from './ewma';

const chart = { mean: 0, deviation: 1, weight: 0.2, width: 1 };

it('limits a weight of .2 by the published factors', () => {
  const points = ewma(Array<number>(100).fill(0), chart);
  expect([0, 1, 2, 99].map((index) => Number(points[index]?.upper.toFixed(4)))).toEqual([0.2, 0.2561, 0.2863, 0.3333]);
  expect(points.every(({ lower, upper }) => lower === -upper)).toBe(true);
});

it('follows the values from the mean on, in its own unit', () => {
  const points = ewma([5, 5, 3], { mean: 4, deviation: 0.5, weight: 0.5, width: 3 });
  expect(points.map(({ average }) => average)).toEqual([4.5, 4.75, 3.875]);
  expect(points[0]).toEqual({ average: 4.5, lower: 3.25, upper: 4.75 });
});

it('refuses a weight that is none', () => {
  for (const weight of [0, -1, 1.1, NaN]) expect(() => ewma([1], { ...chart, weight })).toThrow(RangeError);
  expect(() => ewma([1], { ...chart, deviation: -1 })).toThrow(RangeError);
});
