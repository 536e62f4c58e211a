import { figures, listOf } from './answer';
import { filter } from './verbs/query';
import { differences, differencesInWords } from './verbs/replay';
import { later } from './position';
import { cell, table } from './table';

it('pads Chinese and Latin cells to the same width, and numbers to the right', () => {
  expect(
    table(
      [
        { name: '苏州恒泰', orders: 7 },
        { name: 'Alder', orders: 12 },
      ],
      'zh',
    ),
  ).toEqual(['名称      订单数', '苏州恒泰       7', 'Alder         12']);
});

it('shows money as money, and cuts what is long', () => {
  expect(cell({ amount: '1.50', currency: 'CNY' }, 'en', 60)).toBe('1.50 CNY');
  expect(cell({ amount: '1.50', currency: 'CNY', more: 1 }, 'en', 12)).toBe('{"amount":"…');
  expect(cell(null, 'en', 9)).toBe('');
  const both = ['1.50', '2'].map((amount, i) => ({ amount, currency: ['CNY', 'USD'][i] }));
  expect([cell(both, 'en', 60), cell([], 'en', 60)]).toEqual(['1.50 CNY, 2 USD', '[]']);
});

it('finds the list of an answer', () => {
  expect([listOf([{ a: 1 }]), listOf({ items: [{ a: 2 }] }), listOf({ rows: [{ a: 3 }] }), listOf({})]).toEqual([
    [{ a: 1 }],
    [{ a: 2 }],
    [{ a: 3 }],
    [],
  ]);
});

it('names every figure by its path, in the language of the person, lists as tables', () => {
  const body = {
    a: { b: { amount: '1', currency: 'X' }, c: [1, 2], stage: { zh: '流失', en: 'churned' } },
    classes: [{ class: 'A', share: 80 }],
    none: null,
    rows: [1],
  };
  expect(figures(body, 'zh')).toEqual([
    'a.b: 1 X',
    'a.c: 1, 2',
    'a.阶段: 流失',
    '各类别:',
    '  类别  占比',
    '  A       80',
  ]);
});

it('puts each part of a path into words, where it has one and somebody reads it', () => {
  expect(figures({ sales: { net: 1, odd: 2 } }, 'zh')).toEqual(['销售.净额: 1', '销售.odd: 2']);
  expect(figures({ sales: { net: 1, constructor: 2 } }, 'en')).toEqual(['sales.net: 1', 'sales.constructor: 2']);
  expect(differences({ sales: { net: 1 } }, { sales: { net: 2 } }, 'zh')).toEqual(['sales.net: 1 → 2']);
});

it('tells of a list that differs, in one line', () => {
  expect(differences({ a: [{ b: 1 }] }, { a: [{ b: 1 }, { b: 2 }] }, 'en')).toEqual([
    'a: [{"b":1}] → [{"b":1},{"b":2}]',
  ]);
});

it('shows people of a long figure what surrounds its first difference, and machines all of it', () => {
  const list = (last: number) => ({
    net: [...Array<object>(200).fill({ b: 1 }), { b: last }, ...Array<object>(200).fill({ b: 1 })],
  });
  const [told = ''] = differencesInWords(list(2), list(3), 'zh');
  expect(told).toMatch(/^净额: ….*\{"b":2\}.*… → ….*\{"b":3\}.*…$/);
  expect(told.length).toBeLessThan(420);
  expect(differences(list(2), list(3), 'zh')).toEqual([
    `net: ${JSON.stringify(list(2).net)} → ${JSON.stringify(list(3).net)}`,
  ]);
  const shorter = { net: list(1).net.slice(0, 2) };
  expect(differencesInWords(shorter, list(1), 'en')[0]).toMatch(/^net: \[\{"b":1\},\{"b":1\}\] → \[\{"b":1\}.*…$/);
});

it('tells differences in both directions', () => {
  expect(differences({ a: 1, gone: 2 }, { a: 3, come: 4 }, 'en')).toEqual(['a: 1 → 3', 'gone: 2 → –', 'come: – → 4']);
});

it.each([
  ['a=1', ['filter[a]', '1']],
  ['a!=', ['filter[a][ne]', '']],
  ['a.b<=2011-01-01', ['filter[a.b][lte]', '2011-01-01']],
  ['name~张=三', ['filter[name][contains]', '张=三']],
])('reads the condition %s', (typed, read) => {
  expect(filter(typed, { conventional: true })).toEqual(read);
});

it('hands conditions of an own kind on as they are', () => {
  expect(filter('types=sales.*', {})).toEqual(['types', 'sales.*']);
  expect(() => filter('types>sales', {})).toThrow('field=value');
});

it('tells which of two positions is later, whatever their partition', () => {
  expect(later('a1b2c3d4-15-99', 'a1b2c3d4-2-868')).toBe('a1b2c3d4-2-868');
  expect(later('a1b2c3d4-2-868', 'a1b2c3d4-15-99')).toBe('a1b2c3d4-2-868');
  expect(later('', 'a1b2c3d4-0-1')).toBe('a1b2c3d4-0-1');
});
