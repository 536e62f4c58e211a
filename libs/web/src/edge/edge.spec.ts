import { addColumns, columnsOf, csvRow, flattened } from '../reads/csv';
import { chosen } from '../reads/negotiation';
import { languageOf } from './language';
import { RateLimit } from './rate';

describe('the language of an answer', () => {
  it.each([
    [undefined, 'en'],
    ['zh-CN', 'zh'],
    ['zh-TW,zh;q=0.9,en;q=0.8', 'zh'],
    ['en-US,en;q=0.9,zh;q=0.8', 'en'],
    ['fr', 'en'],
    ['zh;q=0, en;q=0.1', 'en'],
    ['*', 'en'],
    ['zh;q=nonsense', 'zh'],
    [';;,,;q=', 'en'],
  ])('asked as %j is %s', (header, language) => {
    expect(languageOf(header, 'en')).toBe(language);
  });
  it('is the company’s own where none of ours is asked for', () => {
    expect(languageOf('fr', 'zh')).toBe('zh');
  });
});

describe('the form of an answer', () => {
  const offered = ['application/json', 'text/csv'] as const;
  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['text/csv', 'text/csv'],
    ['text/*', 'text/csv'],
    ['text/csv;q=0.5, application/json;q=0.4', 'text/csv'],
    ['text/html, */*;q=0.1', 'application/json'],
    ['application/json;q=0, */*', 'text/csv'],
  ])('asked as %j is %s', (accept, type) => {
    expect(chosen(accept, offered)).toBe(type);
  });
  it.each(['text/html', 'application/json;q=0', 'image/*;q=1'])('asked as %j cannot be had', (accept) => {
    expect(() => chosen(accept, offered)).toThrow('request/not-acceptable');
  });
});

describe('a row for spreadsheets', () => {
  it('holds one value a cell: what was nested under the name of its path, lists as columns or not at all', () => {
    const row = {
      a: 1,
      total: { amount: '2', currency: 'CNY' },
      active: [5, 0, 7],
      net: [
        { amount: '1.50', currency: 'CNY' },
        { amount: '2', currency: 'USD' },
      ],
      externalIds: [
        { source: 'erp', value: '1', at: 'x' },
        { source: 'web', value: 'w' },
        { source: 'erp', value: '2' },
      ],
      departments: ['sales', 'service'],
      lines: [{ sku: 'A', quantity: 1 }],
      empty: [],
      none: null,
    };
    expect(flattened(row)).toEqual({
      a: 1,
      'total.amount': '2',
      'total.currency': 'CNY',
      'active.1': 5,
      'active.2': 0,
      'active.3': 7,
      'net.CNY': '1.50',
      'net.USD': '2',
      'externalIds.erp': '1; 2',
      'externalIds.web': 'w',
      departments: 'sales; service',
      none: null,
    });
    const { a, departments } = row;
    expect(csvRow({ a, departments, none: null }, new Set(['a', 'lines', 'departments']))).toBe(
      '1,,sales; service\r\n',
    );
    expect(() => csvRow(row, new Set(['a', 'departments']))).toThrow('came after the heading');
  });
  it('heads a file by the same columns whatever rows come first', () => {
    const empty = { key: null, total: { amount: null, currency: null }, net: [], active: [], city: null };
    const rows = [
      { city: 'x', net: [{ amount: '2', currency: 'USD' }], total: null, key: 1, more: 1 },
      { key: 2, total: { amount: '3', currency: 'CNY' }, net: [{ amount: '1', currency: 'CNY' }] },
      { key: 3, active: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
    ];
    const headed = (all: readonly object[]): readonly string[] => {
      const found = new Set<string>();
      addColumns(found, all);
      return columnsOf(found, empty);
    };
    expect(headed(rows)).toEqual([
      ...['key', 'total.amount', 'total.currency', 'net.CNY', 'net.USD'],
      ...Array.from({ length: 10 }, (_, index) => `active.${index + 1}`),
      ...['city', 'more'],
    ]);
    expect(headed(rows.toReversed())).toEqual(headed(rows));
    expect(headed([])).toEqual(['key', 'total.amount', 'total.currency', 'city']);
  });
});

describe('a rate limit', () => {
  it('lets a burst pass, then says after how many seconds to come back, and forgets nobody else for it', () => {
    const limit = new RateLimit(0.5, 3);
    expect([1, 2, 3, 4].map(() => limit.take('a', 0))).toEqual([0, 0, 0, 2]);
    expect(limit.take('b', 0)).toBe(0);
    expect(limit.take('a', 1_999)).toBe(1);
    expect(limit.take('a', 2_000)).toBe(0);
  });
  it('of 0 is none', () => {
    const limit = new RateLimit(0, 0);
    expect(Array.from({ length: 100 }, () => limit.take('a', 0)).every((seconds) => seconds === 0)).toBe(true);
    expect(limit.names).toBe(0);
  });
  it('keeps its memory bounded under a flood of names, and a clock set back does not hurt', () => {
    const limit = new RateLimit(1, 1);
    for (let i = 0; i < 30_000; i++) limit.take(`10.0.${i}`, 0);
    expect(limit.names).toBeLessThanOrEqual(10_000);
    expect(limit.take('late', 5_000)).toBe(0);
    expect(limit.take('late', 1_000)).toBe(1);
  });
});
