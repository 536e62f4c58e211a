import { Groups } from './groups';

const row = (line: number) => ({ line, fields: [], broken: false, fits: true });
const lines = (groups: readonly { key: string; rows: readonly { line: number }[] }[]) =>
  groups.map(({ key, rows }) => [key, ...rows.map(({ line }) => line)]);
function gather(...keys: readonly string[]): { readonly left: unknown[]; readonly incomplete: number } {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const groups = new Groups(counts);
  return { left: keys.flatMap((key, i) => lines(groups.add(key, row(i)))), incomplete: groups.incomplete };
}

it('keeps rows of a group together though rows of another lie between them', () => {
  expect(gather('a', 'b', 'b', 'a', 'c').left).toEqual([
    ['a', 0, 3],
    ['b', 1, 2],
    ['c', 4],
  ]);
});

it('lets others pass a group whose last row is far away, and lets it go with all its rows', () => {
  const others = Array.from({ length: 200 }, (_, i) => `g${i}`);
  const { left, incomplete } = gather('a', ...others, 'a');
  expect(left).toHaveLength(201);
  expect(left).toContainEqual(['a', 0, 201]);
  expect(left[0]).toEqual(['g63', 64]);
  expect(incomplete).toBe(0);
});

it('lets nobody go of whom rows are missing', () => {
  const groups = new Groups(new Map([['a', 2]]));
  expect(groups.add('a', row(0))).toEqual([]);
  expect(groups.incomplete).toBe(1);
});
