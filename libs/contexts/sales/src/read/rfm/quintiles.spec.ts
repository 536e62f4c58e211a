import fc from 'fast-check';
import { quintiles } from './quintiles';

it('gives each fifth its score', () => {
  expect(quintiles([10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 'high')).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  expect(quintiles([5, 4, 3, 2, 1], 'low')).toEqual([1, 2, 3, 4, 5]);
});

it('lets equal values share a score', () => {
  expect(quintiles([1, 1, 1, 1, 1, 1, 2, 2, 3, 9], 'high')).toEqual([1, 1, 1, 1, 1, 1, 4, 4, 5, 5]);
  expect(quintiles([7, 7, 7], 'high')).toEqual([1, 1, 1]);
  expect(quintiles([], 'high')).toEqual([]);
});

it('never gives the better value the lower score, whatever the order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -50, max: 50 })),
      fc.constantFrom('high' as const, 'low' as const),
      (values, better) => {
        const scores = quintiles(values, better);
        for (const [i, a] of values.entries())
          for (const [j, b] of values.entries())
            if (better === 'high' ? a >= b : a <= b) expect(scores[i]).toBeGreaterThanOrEqual(scores[j] ?? 5);
        expect(quintiles([...values].reverse(), better)).toEqual([...scores].reverse());
        expect(scores.every((score) => score >= 1 && score <= 5)).toBe(true);
      },
    ),
  );
});
