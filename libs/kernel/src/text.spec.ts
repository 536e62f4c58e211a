import { counted } from './text';

const row = { zh: '行', one: 'row', other: 'rows' };

it.each([
  [0, '0 rows', '0 行'],
  [1, '1 row', '1 行'],
  [2, '2 rows', '2 行'],
  [1.5, '1.5 rows', '1.5 行'],
])('counts %d in both languages', (count, en, zh) => {
  expect(counted(count, row)).toEqual({ en, zh });
});
