import fc from 'fast-check';
import { csvCell, csvLine, flattened } from '../reads/csv';
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

describe('a cell for spreadsheets', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+86 512', "'+86 512"],
    ['-cmd', "'-cmd"],
    ['@sum', "'@sum"],
    ['\tx', "'\tx"],
    ['-12.50', '-12.50'],
    [-3, '-3'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['=a,b', '"\'=a,b"'],
    [null, ''],
    [undefined, ''],
    [true, 'true'],
    [[1, 2], '"[1,2]"'],
    ['张三', '张三'],
  ])('%j is %s', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });
  it('never begins a text as a formula, and comes back as it was', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const line = csvLine([text, 'end']);
        const cell = line.slice(0, line.lastIndexOf(',end'));
        const plain = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
        expect(/^[=+@\t\r]/.test(plain)).toBe(false);
        expect([text, `'${text}`]).toContain(plain);
      }),
    );
  });
  it('holds what was nested under the name of its path', () => {
    expect(flattened({ a: 1, total: { amount: '2', currency: 'CNY' }, lines: [1], none: null })).toEqual({
      a: 1,
      'total.amount': '2',
      'total.currency': 'CNY',
      lines: [1],
      none: null,
    });
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
