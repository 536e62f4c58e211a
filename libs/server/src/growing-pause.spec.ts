import { pauseBefore } from './growing-pause';

it('is longer from attempt to attempt, ten seconds at most, and half of it by chance', () => {
  const longest = [0, 1, 2, 6, 7, 8, 2_000].map((attempt) => pauseBefore(attempt, 0));
  expect(longest).toEqual([100, 200, 400, 6_400, 10_000, 10_000, 10_000]);
  expect([0, 0.5, 1].map((chance) => pauseBefore(8, chance))).toEqual([10_000, 7_500, 5_000]);
});
