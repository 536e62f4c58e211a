import { Groups } from './groups';

const row = (line: number) => ({ line, fields: [], broken: false });
const lines = (groups: readonly { key: string; rows: readonly { line: number }[] }[] | undefined) =>
  groups?.map(({ key, rows }) => [key, ...rows.map(({ line }) => line)]);

it('keeps rows of a group together though rows of another lie between them', () => {
  const groups = new Groups();
  ['a', 'b', 'a', 'b', 'c'].forEach((key, i) => groups.add(key, row(i)));
  expect(lines(groups.end())).toEqual([
    ['a', 0, 2],
    ['b', 1, 3],
    ['c', 4],
  ]);
});

it('lets go of the oldest group once 64 others are open, and says so of a row that comes later still', () => {
  const groups = new Groups();
  for (let i = 0; i < 64; i++) expect(groups.add(`g${i}`, row(i))).toEqual([]);
  expect(lines(groups.add('g64', row(64)))).toEqual([['g0', 0]]);
  expect(groups.add('g0', row(65))).toBeUndefined();
});
