import { bands, isOfAge, nextAge } from './ages';

const day = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString();

it('puts every day overdue into one band', () => {
  const all = bands([90, 30, 60, 30]);
  expect(all.map(({ fromDays, toDays }) => [fromDays, toDays])).toEqual([
    [0, 30],
    [30, 60],
    [60, 90],
    [90, null],
  ]);
  expect(all.map((age) => isOfAge(age, day(10), day(9.999)))).toEqual([false, false, false, false]);
  for (const [after, band] of [
    [0, 0],
    [29.999, 0],
    [30, 1],
    [89, 2],
    [90, 3],
    [5000, 3],
  ] as const)
    expect([after, all.findIndex((age) => isOfAge(age, day(10), day(10 + after)))]).toEqual([after, band]);
  expect(bands([])).toEqual([{ fromDays: 0, toDays: null }]);
});
it('knows when it passes the next border', () => {
  expect(nextAge(day(10), [30, 60], day(5))).toBe(day(10));
  expect(nextAge(day(10), [30, 60], day(10))).toBe(day(40));
  expect(nextAge(day(10), [30, 60], day(40))).toBe(day(70));
  expect(nextAge(day(10), [30, 60], day(70))).toBeNull();
});
