import { figures, listOf } from './answer';
import { catalogueWords } from './catalogue-words';
import { filter } from './verbs/query';
import { differences, differencesInWords } from './verbs/replay';
import { later } from './position';
import { cell, shown, table } from './table';
import { wrapped } from './width';

const part = (zh: string) => ({ title: { zh, en: zh } });
const coded = (zh: string, list: string) => ({ ...part(zh), list });
const terms = [
  { name: 'status', codes: [{ code: 'partly-shipped', zh: '部分发货', en: 'partly shipped' }] },
  { name: 'kind', codes: [{ code: 'organisation', zh: '组织', en: 'organisation' }] },
  {
    name: 'stage',
    codes: [
      ['won-back', '已挽回客户'],
      ['loyal', '忠诚客户'],
      ['churned', '流失客户'],
    ].map(([code = '', zh = '']) => ({ code, zh, en: code })),
  },
];
const CONTEXT = { commands: [], models: [], sections: [], reports: [], questions: [], policies: [], events: [] };
const declared = {
  ...{
    net: part('净额'),
    sku: part('货号'),
    stage: coded('阶段', 'stage'),
    raw: part('原始值'),
    standard: part('符合标准格式'),
  },
  status: coded('状态', 'status'),
  kind: coded('种类', 'kind'),
  country: part('国家或地区'),
  classes: { ...part('各类别'), parts: { class: part('类别'), share: part('占比') } },
};
const contexts = [{ ...CONTEXT, models: [{ name: 'documents', ...part('单据'), shows: declared }] }];
const ZH = { language: 'zh', words: catalogueWords({ contexts, terms }) } as const;
const EN = { language: 'en' } as const;

it('pads Chinese and Latin cells to the same width, and numbers to the right', () => {
  expect(
    table(
      [
        { name: '苏州恒泰', orders: 7 },
        { name: 'Alder', orders: 12 },
      ],
      ZH,
    ),
  ).toEqual(['名称      订单数', '苏州恒泰       7', 'Alder         12']);
});

it('shows money as money, and cuts what is long', () => {
  expect(cell({ amount: '1.50', currency: 'CNY' }, EN, 60)).toBe('1.50 CNY');
  expect(cell({ amount: '1.50', currency: 'CNY', more: 1 }, EN, 12)).toBe('amount 1.50…');
  expect(cell(null, EN, 9)).toBe('');
  const both = ['1.50', '2'].map((amount, i) => ({ amount, currency: ['CNY', 'USD'][i] }));
  expect([cell(both, EN, 60), cell([], EN, 60)]).toEqual(['1.50 CNY, 2 USD', '']);
});

it('says of what a role may not see that it is sealed, and shows of a number what is read', () => {
  expect([cell({ sealed: true }, ZH, 60), cell({ sealed: true }, EN, 60)]).toEqual(['（已封存）', '(sealed)']);
  expect([194.04585068862082, -0.05, 12345678].map((each) => cell(each, EN, 60))).toEqual([
    '194.0459',
    '-0.05',
    '12345678',
  ]);
});

it('keeps whole what is to be copied, counts a list that does not fit, and lets texts give way to the width', () => {
  const id = '0a7a2996-bd40-83a5-bcde-caeeae9c4b6b';
  expect(cell(id, EN, 8)).toBe(id);
  expect(cell([id, id], ZH, 40)).toBe('2 项');
  const rows = [{ id, title: 'something long that nobody copies '.repeat(3), more: id, none: null }];
  const lines = table(rows, EN, 100);
  expect(Math.max(...lines.map((line) => line.length))).toBe(100);
  expect(lines[1]).toMatch(new RegExp(`^${id}  something long that .*…  ${id}$`));
});

it('takes as many rows as are asked for', () => {
  const rows = Array.from({ length: 30_000 }, (_, n) => ({ n, name: `名称 ${n}` }));
  expect(table(rows, ZH)).toHaveLength(30_001);
});

it('wraps what is longer than a line, between words and between Chinese letters', () => {
  expect(wrapped('one two three four', 9)).toEqual(['one two', '  three', '  four']);
  // no line begins with the mark that closes what stands before it, and none is longer for its sake
  expect(wrapped('按发生时间，最早的购买', 10)).toEqual(['按发生时', '  间，最早', '  的购买']);
});

it('shows codes in words, facts by their value, external ids with their source, and no JSON', () => {
  const row = {
    department: 'technical-support',
    status: 'partly-shipped',
    kind: 'organisation',
    stage: 'won-back',
    isNew: true,
    externalIds: [{ source: 'erp', value: '1' }],
    lines: [{ sku: 'A' }, { sku: 'B' }],
    data: { attribute: 'country', value: 'CN', lines: { sku: ['A', 'B'] } },
  };
  expect(table([row], ZH)[1]?.split(/ {2,}/)).toEqual([
    '技术支持',
    '部分发货',
    '组织',
    '已挽回客户',
    '是',
    'erp:1',
    '2 项',
    '国家或地区 中国，明细行（货号 A、B）',
  ]);
  expect(table([row], EN)[1]).toMatch(/^technical-support +partly-shipped .* yes +erp:1 +2 items/);
});

it('tells of a statement what is said, and how only where that differs', () => {
  const said = { attribute: 'country', value: 'DE', standard: true };
  expect(shown({ ...said, raw: 'Germany' }, ZH)).toBe('国家或地区 德国，原始值 Germany');
  expect(shown({ ...said, raw: '德国' }, ZH)).toBe('国家或地区 德国');
  expect(shown({ ...said, raw: '德国' }, EN)).toBe('country DE, raw 德国');
  expect(shown({ ...said, value: 'Atlantis', standard: false }, EN)).toBe('country Atlantis, standard no');
});

it('shows what has a label once, by its label', () => {
  const stages = [{ stage: 'won-back', label: { zh: '已挽回客户', en: 'won back' }, customers: 1 }];
  expect(table(stages, ZH)).toEqual(['阶段        客户数', '已挽回客户       1']);
  expect(table(stages, EN)[1]).toMatch(/^won back +1$/);
});

it('cuts nothing where that would not be enough', () => {
  const row = { name: '成都长润制药有限公司', id: 'x'.repeat(60), other: 'y'.repeat(60) };
  expect(table([row], ZH, 100)[1]).toContain('成都长润制药有限公司');
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
  expect(figures(body, ZH)).toEqual([
    '参数 a·参数 b：1 X',
    '参数 a·c：1、2',
    '参数 a·阶段：流失',
    '各类别：',
    '  类别  占比',
    '  A       80',
  ]);
});

it('puts each part of a path into words, where it has one and somebody reads it', () => {
  expect(figures({ gap: { position: 3, follows: 1, found: 2 } }, ZH).join('')).not.toMatch(/[a-z]/);
  expect(figures({ sales: { net: 1, odd: 2 } }, ZH)).toEqual(['销售·净额：1', '销售·odd：2']);
  expect(figures({ sales: { net: 1, constructor: 2 } }, EN)).toEqual(['sales.net: 1', 'sales.constructor: 2']);
  expect(differences({ sales: { net: 1 } }, { sales: { net: 2 } }, ZH)).toEqual(['sales.net: 1 → 2']);
});

it('tells of a list that differs, in one line', () => {
  expect(differences({ a: [{ b: 1 }] }, { a: [{ b: 1 }, { b: 2 }] }, EN)).toEqual(['a: [{"b":1}] → [{"b":1},{"b":2}]']);
});

it('shows people of a list that differs what went and what came, and machines all of it', () => {
  const then = { orders: [{ id: 'a', net: 1 }, ...Array<object>(200).fill({ id: 'b', net: 2 })], ids: ['x', 'y'] };
  const now = { orders: [...then.orders.slice(1), { id: 'c', net: 3 }], ids: ['y', 'z'] };
  expect(differencesInWords(then, now, ZH)).toEqual([
    '订单数：',
    '    编号  净额',
    '  − a        1',
    '    编号  净额',
    '  + c        3',
    'ids：',
    '  − x',
    '  + z',
  ]);
  expect(
    differencesInWords({ stage: 'loyal', net: [{ amount: '1', currency: 'X' }] }, { stage: 'churned' }, ZH),
  ).toEqual(['阶段：忠诚客户 → 流失客户', '净额：1 X → –']);
  expect(differences(then, now, ZH)[0]).toBe(`orders: ${JSON.stringify(then.orders)} → ${JSON.stringify(now.orders)}`);
});

it('tells differences in both directions', () => {
  expect(differences({ a: 1, gone: 2 }, { a: 3, come: 4 }, EN)).toEqual(['a: 1 → 3', 'gone: 2 → –', 'come: – → 4']);
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
