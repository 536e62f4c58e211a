import { nearest } from './nearest';

const figures = ['/sales/net', '/sales/gross', '/lifecycle/stage', '/finance/overdue'];

it.each([
  ['/sales/nett', ['/sales/net']],
  ['/sale/gros', ['/sales/gross']],
  ['stage', ['/lifecycle/stage']],
  ['overdue', ['/finance/overdue']],
  ['/nothing/like/it', []],
])('finds for %s what is likely meant', (typed, found) => {
  expect(nearest(typed, figures, 1)).toEqual(found);
});

it('gives so many at most, the likeliest first', () => {
  expect(nearest('/sales/ne', ['/sales/new', '/sales/net', '/sales/need', '/sale/ne'], 2)).toHaveLength(2);
  expect(nearest('verifi', ['what-if', 'verify', 'move'])).toEqual(['verify']);
});

it('does not compare a text far longer than any name letter by letter', () => {
  // nobody else would be answered for minutes
  expect(
    nearest(
      'x'.repeat(1_000_000),
      Array.from({ length: 500 }, (_, n) => `/section/figure-${n}`),
    ),
  ).toEqual([]);
});
