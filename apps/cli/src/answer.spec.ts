import fc from 'fast-check';
import { figures, listOf } from './answer';
import { ledByCustomer } from './led-by-customer';
import { catalogueWords } from './catalogue-words';
import { filter } from './verbs/query';
import { differences, differencesInWords } from './verbs/replay';
import { later } from './position';
import { cell, shown, table } from './table';
import { width, wrapped, wrappedCell } from './width';

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

it('shows money as money', () => {
  expect(cell({ amount: '1.50', currency: 'CNY' }, EN)).toBe('1.50 CNY');
  expect(cell(null, EN)).toBe('');
  const both = ['1.50', '2'].map((amount, i) => ({ amount, currency: ['CNY', 'USD'][i] }));
  expect([cell(both, EN), cell([], EN)]).toEqual(['1.50 CNY, 2 USD', '']);
});

it('says of what a role may not see that it is sealed, and shows of a number what is read', () => {
  expect([cell({ sealed: true }, ZH), cell({ sealed: true }, EN)]).toEqual(['（已封存）', '(sealed)']);
  expect([cell({ erased: true }, ZH), cell({ erased: true }, EN)]).toEqual(['（已擦除）', '(erased)']);
  expect([12345678.5, 1234567.891, 99.9876543, 0.123456789].map((one) => cell(one, ZH))).toEqual([
    '12345678.5',
    '1234567.89',
    '99.98765',
    '0.1234568',
  ]);
  expect([194.04585068862082, -0.05, 12345678].map((each) => cell(each, EN))).toEqual([
    '194.0459',
    '-0.05',
    '12345678',
  ]);
});

const money = (amount: string) => ({ amount, currency: 'CNY' });

it('goes on in the next line with what is longer than its column, each figure behind its name', () => {
  const ages = { '0-29': money('6852.25'), '30-59': money('12.00'), '90+': money('123456.78') };
  const row = { name: '苏州恒泰包装有限公司', customer: 'c'.repeat(30), ages, owed: money('130321.03') };
  expect(table([row], ZH, 100)).toEqual([
    '名称                  customer                        账龄                            owed',
    `苏州恒泰包装有限公司  ${'c'.repeat(30)}  0-29 天 6852.25 CNY，  130321.03 CNY`,
    `${' '.repeat(54)}30-59 天 12.00 CNY，`,
    `${' '.repeat(54)}90+ 天 123456.78 CNY`,
  ]);
});

it.each([ZH, EN])('cuts neither a figure nor the end of a sentence, whatever the width: $language', (reader) => {
  const amounts = Array.from({ length: 12 }, (_, i) => money(`${String(i)}1234.50`));
  const sentence = `${'先核对当前数值，再与客户确认。'.repeat(6)}（完）`;
  const rows = [{ id: 'a', amounts, what: sentence, as: 'words '.repeat(40), other: sentence, name: sentence }];
  for (const places of [60, 100, 180]) {
    const lines = table(rows, reader, places);
    expect(lines.join('\n')).not.toContain('…');
    expect(lines.join('\n').match(/\d+1234\.50 CNY/g)).toHaveLength(12);
    expect(lines.join('').match(/完/g)).toHaveLength(3);
    expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(places);
  }
});

it('shows all values of a list, and counts one of hundreds', () => {
  const shares = Array.from({ length: 30 }, (_, i) => 100 - i);
  expect(cell(shares, EN)).toBe(shares.join(', '));
  expect(cell(Array(300).fill('some-id'), ZH)).toBe('300 项');
});

it('ends a very long text behind a clause, never within a figure', () => {
  const parts = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`p${String(i)}`, money('1234.50')]));
  expect(cell(parts, EN)).toMatch(/ p\d+ 1234\.50 CNY, …$/);
});

it('leads by no column that a row has nothing in', () => {
  const rows = ['', 'A'].map((name, n) => ({ name, customer: `c-${n}`, a: 'x'.repeat(30), b: 'y'.repeat(30) }));
  const blocks = table(rows, EN, 50).filter((line) => line.includes('y'));
  expect(blocks.map((line) => line.split(/ +/)[0])).toEqual(['c-0', 'c-1']);
});

it('leads each row by its customer: by the name, else, also where that is sealed, by the external id', () => {
  const led = (row: object) => (ledByCustomer({ rows: [{ customer: 'c-1', ...row }] }) as { rows: object[] }).rows[0];
  const externalId = 'erp:K-1';
  expect(led({ name: '甲', externalId })).toEqual({ name: '甲', customer: 'c-1' });
  expect(led({ name: { sealed: true }, externalId })).toEqual({ name: externalId, customer: 'c-1' });
  expect(led({ name: { sealed: true }, externalId: null })).toEqual({ name: { sealed: true }, customer: 'c-1' });
  expect(led({ externalId })).toEqual({ name: externalId, customer: 'c-1' });
});

it('repeats in further blocks the column that tells the rows apart, else the number of the row', () => {
  const long = 'x'.repeat(60);
  const row = { name: '同名客户', one: long, two: long };
  const headings = (rows: readonly object[]) =>
    table(rows, EN, 100).filter((_, line) => line % (rows.length + 2) === 0);
  const began = headings([row, { ...row, name: '别的客户' }]);
  expect(began.map((line) => line.split(/ +/)[0])).toEqual(['name', 'name']);
  const byId = ['order-1', 'order-2'].map((id) => ({ ...row, id }));
  expect(headings(byId).map((line) => line.split(/ +/)[0])).toEqual(['id', 'id']);
  expect(table([row, row], EN, 100).map((line) => line.slice(0, 3))).toEqual([
    '#  ',
    '1  ',
    '2  ',
    '',
    '#  ',
    '1  ',
    '2  ',
  ]);
});

it('keeps whole what is to be copied, and lets texts give way to the width', () => {
  const id = '0a7a2996-bd40-83a5-bcde-caeeae9c4b6b';
  expect(cell(id, EN)).toBe(id);
  const rows = [{ id, title: 'something long that nobody copies '.repeat(3), more: id, none: null }];
  const lines = table(rows, EN, 100);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(lines.join('\n').split(id)).toHaveLength(4); // it leads the second block, which has the third one
  expect(lines.map((line) => line.slice(38)).join(' ')).toContain('something long that nobody copies something');
});

it('lets texts go on beside the longest ids, however little is left', () => {
  const ids = ['satisfaction-falling-', 'silence-'].map((begin) => begin.padEnd(57, '0a7a2996-bd40-83a5-bcde-'));
  const formula = '最近六次满意度的平均值减去此前六次的平均值，低于界限时预警；少于六次时不预警。'.repeat(4);
  const rows = ids.map((id) => ({ id, formula, named: 'why-'.padEnd(19, 'x'), so: `${formula}：${id.slice(0, 36)}` }));
  const lines = table(rows, ZH, 100);
  expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(100);
  expect(lines.filter((line) => line.includes(ids[0] ?? ''))).toHaveLength(3); // one in each block, whole
});

/** Cells of one kind, and what of them is never cut. */
const anId = fc.stringMatching(/^[a-z0-9]{1,8}(-[a-z0-9]{2,12}){0,4}$/);
const anAmount = fc
  .tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.constantFrom('CNY', 'EUR'))
  .map(([cents, currency]) => `${(cents / 100).toFixed(2)} ${currency}`);
const aSentence = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '先核对当前数值，',
        '再确认。',
        '（见下。）',
        '“多结清”、',
        '客户流失；',
        'and so on, ',
        'of the limit ',
      ),
      anAmount.map((amount) => `${amount}，`),
    ),
    { maxLength: 16 },
  )
  .map((clauses) => clauses.join('').trim());
const aColumn = (rows: number) =>
  fc
    .oneof(fc.constant(anId), fc.constant(anAmount), fc.constant(aSentence))
    .chain((kind) => fc.array(kind, { minLength: rows, maxLength: rows }));
const aTable = fc
  .integer({ min: 1, max: 4 })
  .chain((rows) => fc.array(aColumn(rows), { minLength: 1, maxLength: 7 }))
  .map((columns) =>
    (columns[0] ?? []).map((_, row) => Object.fromEntries(columns.map((cells, i) => [`c${String(i)}`, cells[row]]))),
  );

it('gets no wider than is asked for unless two columns that are whole are, cuts no figure and loses no letter', () => {
  fc.assert(
    fc.property(aTable, fc.integer({ min: 40, max: 200 }), (rows, places) => {
      const lines = table(rows, EN, places);
      const cells = rows.flatMap((row) => Object.values(row) as string[]);
      // what no line can do without: an id, an amount with its mark, or a few letters
      const whole = (text: string): number =>
        /^[\w-]+$/.test(text) ? width(text) : Math.max(8, ...(text.match(/-?[\d.]+ [A-Z]{3}，?/g) ?? []).map(width));
      const least = Object.keys(rows[0] ?? {}).map((name) =>
        Math.max(...rows.map((row) => whole((row as Record<string, string>)[name] ?? ''))),
      );
      const [widest = 0, second = 0] = least.sort((a, b) => b - a);
      expect(Math.max(0, ...lines.map(width))).toBeLessThanOrEqual(Math.max(places, widest + 2 + second));
      const read = lines.join('\n');
      for (const cell of cells) {
        for (const figure of cell.match(/-?[\d.]+ [A-Z]{3}/g) ?? []) expect(read).toContain(figure);
        if (/^[\w-]+$/.test(cell)) expect(read).toContain(cell);
      }
      const told = cells.join('').replaceAll(/\s/g, '');
      const times = (letter: string, text: string): number => text.split(letter).length;
      for (const letter of new Set(told)) expect(times(letter, read)).toBeGreaterThanOrEqual(times(letter, told));
    }),
    { numRuns: 500 },
  );
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

it.each([
  '先核对当前数值（见下。）后确认该客户',
  '他说“先核对当前数值。”，后确认该客户',
  '先看《价格，与折扣。》，再确认',
])('begins no line of a cell with a mark that closes: %s', (text) => {
  for (let places = 8; places <= width(text); places++) {
    const lines = wrappedCell(text, places);
    expect(lines.join('')).toBe(text);
    expect(lines.filter((line) => /^[，。）”》]/.test(line))).toEqual([]);
  }
  expect(wrappedCell('先核对当前数值（见下。）后确认', 22)).toEqual(['先核对当前数值（见', '下。）后确认']);
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

it('reads what was measured in a line, with its points, in a table as in a cell', () => {
  const measures = [
    { measure: 'a-measure', value: 203.5, points: 45 },
    { measure: 'b-measure', value: 0, points: 0 },
    { measure: 'c-measure', value: null },
    { measure: 'd-measure', value: '10.00', currency: 'CNY', eventIds: ['e-1'] },
  ];
  const amounts = [{ what: 'open', amount: { amount: '5.00', currency: 'EUR' } }];
  expect(cell(measures, ZH)).toBe('a-measure 203.5（45 分），b-measure 0，c-measure 未知，d-measure 10.00 CNY');
  expect(cell(measures, EN)).toBe('a-measure 203.5 (points: 45), b-measure 0, c-measure unknown, d-measure 10.00 CNY');
  expect(table([{ signal: 'x', amounts }], EN)[1]).toMatch(/^x +open 5\.00 EUR$/);
  expect(cell([{ measure: 'a', value: 1 }, { other: 2 }], ZH)).toBe('2 项');
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
