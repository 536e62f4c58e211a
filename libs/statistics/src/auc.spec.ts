import fc from 'fast-check';
import { auc } from './auc';

const scored = (...all: readonly (readonly [number, boolean])[]) =>
  all.map(([score, happened]) => ({ score, happened }));

it('is 1 where all is right, 0 where all is the wrong way round, and .5 where nothing is told apart', () => {
  expect(auc(scored([3, true], [2, true], [1, false]))).toBe(1);
  expect(auc(scored([3, false], [2, true], [1, true]))).toBe(0);
  expect(auc(scored([1, true], [1, false], [1, false]))).toBe(0.5);
});

it('equals the count of all pairs', () => {
  const some = fc.array(fc.record({ score: fc.integer({ min: 0, max: 5 }), happened: fc.boolean() }), { minLength: 2 });
  fc.assert(
    fc.property(
      some.filter((all) => new Set(all.map(({ happened }) => happened)).size === 2),
      (all) => {
        const [hits, misses] = [true, false].map((did) => all.filter(({ happened }) => happened === did));
        const pairs = (hits ?? []).flatMap((hit) =>
          (misses ?? []).map((miss) => (Math.sign(hit.score - miss.score) + 1) / 2),
        );
        expect(auc(all)).toBeCloseTo(pairs.reduce((sum, win) => sum + win, 0) / pairs.length, 12);
      },
    ),
  );
});

it('refuses where nothing was to be ranked', () => {
  expect(() => auc(scored([1, true]))).toThrow(RangeError);
  expect(() => auc(scored([1, false]))).toThrow(RangeError);
});
