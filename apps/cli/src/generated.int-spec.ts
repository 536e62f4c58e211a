import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Engine, Reading } from '@dossier/engine';
import { ReactorRunner } from '../../../libs/engine/src/reactor-runner';
import { addDays, addMinutes, instant, isText, localTime, milliseconds } from '@dossier/kernel';
import type { Schema } from '@dossier/rules';
import { openPlatform, type Server, startServer } from '@dossier/server';
import { openLog } from '@dossier/web';
import { payloadFaults } from '../../../libs/testing/src/payload-rules';
import { neverSeen } from '../../../libs/testing/src/never-seen';
import { brokenWhy } from '../../../libs/testing/src/why-law';
import { type Reader, wordsOf } from './catalogue-words';
import { HttpDoor } from './door';
import { columnWord } from './column-words';
import { figuresOf, isTable, listOf } from './answer';
import { controlSocket } from './find-door';
import { run } from './main';
import { LISTS, listsOf, reportsOf } from './read-models';
import { openTerminal } from './terminal';
import { valueWord } from './value-words';
import { width } from './width';

const data = mkdtempSync(join(tmpdir(), 'generated-'));
let engine: Engine;
let server: Server;
let door: HttpDoor;
let reader: Reader;
beforeAll(async () => {
  engine = await openPlatform({ data, zone: 'Asia/Shanghai' }, (error) => {
    throw error;
  });
  server = await startServer(engine, { host: '127.0.0.1', port: 0, log: openLog('silent') });
  door = new HttpDoor({ socketPath: controlSocket(data), language: 'en' });
  reader = { language: 'zh', words: await wordsOf(door) };
  expect(await type('generate', '--events', '600')).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await door.close();
  await server.close();
  rmSync(data, { recursive: true });
});

interface Typed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}
/** What is typed at the folder, and what comes of it. */
async function type(...args: readonly string[]): Promise<Typed> {
  let out = '';
  let err = '';
  const into = (add: (text: string) => void) => ({
    write: (text: string) => {
      add(text);
      return true;
    },
  });
  const terminal: typeof openTerminal = (language, json) =>
    openTerminal(
      language,
      json,
      into((text) => (out += text)),
      into((text) => (err += text)),
    );
  const openFolder = () => Promise.reject(new Error('it belongs to the server'));
  const code = await run([...args, '--data', data], '1', { environment: {}, terminal, openFolder });
  return { code, out, err };
}

/** Names of what is shown to a person: columns of the list, figures and columns of their lists. */
function namesIn(body: unknown): readonly string[] {
  const figures = Array.isArray(body) ? [] : figuresOf(body as object);
  const lists = [listOf(body), ...figures.map(({ value }) => value).filter(isTable)];
  return [
    ...figures.flatMap(({ path }) => path.split('.')),
    ...lists
      .flat()
      .flatMap((row) => [
        ...Object.keys(row),
        ...partsOf((row as { data?: unknown }).data),
        ...partsOf((row as { document?: unknown }).document),
      ]),
  ];
}
/** Names of everything in the content of an event. */
const partsOf = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value.flatMap(partsOf)
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, part]) => [name, ...partsOf(part)])
      : [];

/** Reports on money are of one currency. */
const inCny = (name: string): readonly string[] =>
  ['rfm', 'abc', 'concentration', 'purchase-forecast', 'receivables'].includes(name) ? ['--set', 'currency=CNY'] : [];

/** Whatever the verbs and reports of the tool show. */
async function everythingShown(): Promise<readonly unknown[]> {
  const customers = listOf((await door.ask('GET', '/customers')).body) as readonly { readonly id: string }[];
  const answers = [
    ...[...(await listsOf(door)).keys()].map((name) => ['query', name]),
    ...[...(await reportsOf(door)).keys()].map((name) => ['report', name, ...inCny(name)]),
    ...customers.map(({ id }) => ['replay', id]),
    ...['/sales/net', '/lifecycle/stage'].map((figure) => ['replay', customers[0]?.id ?? '', '--why', figure]),
    ['keys', 'create', '--name', 'x', '--role', 'admin'],
    ...[['keys'], ['projections'], ['dead-letters'], ['verify']],
  ];
  const shown: unknown[] = [];
  for (const args of answers) {
    const { code, out } = await type(...args, '--json');
    expect([args, code]).toEqual([args, 0]);
    const lines = out.trim().split('\n').filter(Boolean);
    const bodies = lines.map((line) => JSON.parse(line) as { readonly view?: object; readonly events?: object });
    if (args[0] === 'query') shown.push(bodies);
    else for (const body of bodies) shown.push(...(body.view ? [body.view, body.events] : [body]));
  }
  return shown;
}

const PREFIX = '/api/v1';

interface Named {
  readonly customer: string;
  readonly name: string;
  readonly externalId: string | null;
}
it.each(['zh', 'en'])(
  'names a customer in trials of tiers as in reports, by its name and by one id: %s',
  async (lang) => {
    const draft = JSON.stringify({
      rules: [{ tier: 'value-high', conditions: [{ measure: 'net-revenue', by: 'at-least', enter: 1, stay: 1 }] }],
      ...{ windowMonths: 24, everyMonths: 3, minimumStayDays: 90, noticeDays: 30 },
    });
    for (const args of [
      ['report', 'abc', '--set', 'currency=CNY'],
      ['assess', 'abc', '--dry-run'],
      ['what-if', 'value', draft],
    ]) {
      const { rows } = JSON.parse((await type(...args, '--json')).out) as { readonly rows: readonly Named[] };
      const [{ customer, name, externalId } = { customer: '', name: '', externalId: '' }] = rows;
      expect([args[0], name]).toEqual([args[0], expect.stringMatching(/./)]);
      const { out } = await type(...args, '--lang', lang);
      const line = out.split('\n').find((each) => each.startsWith(name));
      expect([args[0], line?.slice(name.length).trim().split(/ +/)[0]]).toEqual([args[0], customer]);
      if (externalId !== null) expect(out).not.toContain(externalId);
    }
  },
);

it('lists whatever the server lists under no other thing', async () => {
  const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, { readonly get?: object }>>;
  };
  const lists: string[] = [];
  for (const [path, { get }] of Object.entries(paths)) {
    if (get === undefined || !path.startsWith(PREFIX) || path.includes('{')) continue;
    const found = await door.ask('GET', path.slice(PREFIX.length)).catch(() => undefined);
    if (Array.isArray((found?.body as { items?: unknown } | undefined)?.items)) lists.push(path.slice(PREFIX.length));
  }
  const all = await listsOf(door);
  expect([...all.values()].map(({ path }) => path).sort()).toEqual(lists.sort());
  // where the tool says that they are listed
  const { body: told } = await door.ask('GET', '/projections');
  const names = new Set(
    (told as { readonly items: readonly { readonly name: string }[] }).items.map(({ name }) => name),
  );
  expect([...all.keys()].filter((name) => !(name in LISTS) && !names.has(name))).toEqual([]);
});

it('says of every answer in JSON that it is', async () => {
  const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, { readonly get?: object }>>;
  };
  const [{ id } = { id: '' }] = listOf((await door.ask('GET', '/customers?limit=1')).body) as readonly {
    readonly id: string;
  }[];
  const types = new Map<string, unknown>();
  for (const [path, { get }] of Object.entries(paths)) {
    const asked = path.slice(PREFIX.length).replace('{customer}', id);
    if (get === undefined || !path.startsWith(PREFIX) || asked.includes('{')) continue;
    const found = await door.ask('GET', asked).catch(() => undefined);
    if (found) types.set(path, found.headers['content-type']);
  }
  expect(types.get(`${PREFIX}/customers/{customer}/360`)).toBeDefined();
  expect(new Set(types.values())).toEqual(new Set(['application/json; charset=utf-8']));
});

it.each([...Object.keys(LISTS), 'orders', 'credit-notes', 'sales-facts'])(
  'shows %s to people and gives all of it to machines',
  async (name) => {
    expect((await type('query', name, '--limit', '2')).code).toBe(0);
    const { code, out } = await type('query', name, '--json');
    expect(code).toBe(0);
    for (const line of out.trim().split('\n').filter(Boolean)) expect(JSON.parse(line)).toBeInstanceOf(Object);
  },
);

it('has a Chinese word for every column and figure that it shows', async () => {
  const names = new Set((await everythingShown()).flatMap(namesIn));
  expect(names.size).toBeGreaterThan(100);
  expect([...names].filter((name) => columnWord(name, reader) === name)).toEqual([]);
});

it('has a Chinese word for everything that an event may hold', () => {
  const libs = join(__dirname, '../../../libs');
  const samples = readdirSync(libs, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.startsWith('testing') && /history.*\.v\d+\.json$/.test(name),
  );
  expect(samples.length).toBeGreaterThan(10);
  const names = samples.flatMap((name) => partsOf(JSON.parse(readFileSync(join(libs, name), 'utf8'))));
  expect([...new Set(names)].filter((name) => !name.startsWith('$') && columnWord(name, reader) === name)).toEqual([]);
});

it('has a Chinese word for every code that it shows', async () => {
  const coded = new Set(['action', 'department', 'departments', 'kind', 'status', 'stage', 'channel', 'role', 'urgency', 'basis', 'partClass']); // prettier-ignore
  const isRequest = (value: string): boolean => /^(GET|POST|PUT) \//.test(value);
  const without = new Set<string>();
  const look = (value: unknown, name: string): void => {
    if (typeof value === 'string' && coded.has(name) && valueWord(name, value, reader) === value && !isRequest(value))
      without.add(value);
    if (typeof value !== 'object' || value === null) return;
    const { title, ...rest } = value as { readonly title?: unknown };
    const { action, ...others } = rest as { readonly action?: unknown };
    // a command is shown by its title
    for (const [inner, part] of Object.entries(isText(title) ? others : { ...others, action }))
      look(part, Array.isArray(value) ? name : inner);
  };
  look(await everythingShown(), '');
  expect([...without]).toEqual([]);
});

it('has Chinese words for every code that a command takes', async () => {
  const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as { readonly paths: object };
  // commands have titles, fields are columns, a depth is shown nowhere, and classes are A, B and C in any language
  const names = new Set(['command', 'sort', 'depth', 'class']);
  const codes: [string, string][] = [];
  const look = (schema: unknown, name: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const { enum: values, name: parameter, ...rest } = schema as { readonly enum?: unknown; readonly name?: unknown };
    const of = typeof parameter === 'string' ? parameter.replace(/^filter\[(.*)\]$/, '$1') : name;
    if (Array.isArray(values) && !names.has(of))
      codes.push(...values.filter((value) => typeof value === 'string').map((value): [string, string] => [of, value]));
    const plain = ['schema', 'items', 'anyOf', 'oneOf'];
    for (const [inner, part] of Object.entries(rest))
      look(part, Array.isArray(schema) || plain.includes(inner) ? of : inner);
  };
  look(paths, '');
  expect(codes.length).toBeGreaterThan(50);
  expect(codes.filter(([name, code]) => valueWord(name, code, reader) === code)).toEqual([]);
});

it('shows commands of the audit by their titles', async () => {
  await expect(door.ask('POST', '/orders/none/confirm', { body: {} })).rejects.toThrow(); // a refused one is recorded
  await engine.accessLog.written(); // with others, a moment later
  const { title } = engine.registry.commands.get('sales.ConfirmOrder') ?? {};
  const { out } = await type('query', 'access', '--lang', 'zh', '--limit', '5');
  expect(out).toContain(title?.zh);
  expect(out).not.toContain('sales.');
});

it('says by which option of this tool one of several currencies is chosen', async () => {
  for (const [language, words] of [
    ['en', 'There are several currencies'],
    ['zh', '有多个币种'],
  ] as const) {
    const { code, err } = await type('report', 'rfm', '--lang', language);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
    expect(err).toMatch(/--set currency=[A-Z]{3}\b/);
    expect(err).not.toMatch(/(by|用) currency/);
  }
});

it('shows each report within a line of 100 places, each column by a name of its own', async () => {
  const { items } = (await door.ask('GET', '/reports')).body as {
    readonly items: readonly { readonly name: string }[];
  };
  expect(items.length).toBeGreaterThan(5);
  for (const { name } of items)
    for (const language of ['zh', 'en']) {
      const { code, out } = await type('report', name, ...inCny(name), '--lang', language);
      expect([name, code]).toEqual([name, 0]);
      const lines = out.split('\n');
      expect(lines.filter((line) => width(line) > 100)).toEqual([]);
      for (const line of lines) if (line.split(/ {2,}/).length > 4) expect(line).not.toMatch(/(名称|name) .*\1/);
    }
});

it('tells on the first page what is in, to readers on this machine', async () => {
  const page = await (await fetch(`${server.url}/?lang=en`)).text();
  for (const [title, list] of [
    ['Customers', 'customers'],
    ['Orders', 'orders'],
    ['Credit notes', 'credit-notes'],
  ] as const) {
    const { out } = await type('query', list, '--json');
    const count = out.trim().split('\n').length;
    expect(page).toContain(`<td>${title}</td><td>${count}</td>`);
  }
  expect(page).toMatch(/<td>Events<\/td><td>[\d,]+<\/td>/);
  // by the day of the run a reaction comes last, or a command of the history
  expect(page).toMatch(/<td>Latest (?:entry|import)<\/td><td>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d<\/td>/);
});

it('shows words to people and names to machines', async () => {
  expect((await type('projections', '--lang', 'zh')).out).toMatch(/名称 .*落后事件数/);
  expect((await type('query', 'customers', '--lang', 'zh', '--csv', '--limit', '1')).out).toMatch(/key,.*name/);
  expect(JSON.parse((await type('projections', '--lang', 'zh', '--json')).out)).toHaveProperty('items');
});

it('takes a parameter of a report by its own flag and as any other', async () => {
  for (const args of [
    ['--basis', 'gross'],
    ['--set', 'basis=gross'],
  ]) {
    const { out } = await type('report', 'rfm', ...args, '--set', 'currency=CNY', '--json');
    expect(JSON.parse(out)).toMatchObject({ basis: 'gross' });
  }
});

it('writes invented events into no data but its own, unless told to', async () => {
  const count = async () => (await type('verify', '--json')).out;
  const before = await count();
  const other = ['generate', '--events', '1', '--seed', '9'];
  for (const [language, words] of [
    ['en', /there is data already .* nothing was written/],
    ['zh', /已有数据/],
  ] as const) {
    expect(await type(...other, '--lang', language)).toMatchObject({
      code: 2,
      err: expect.stringMatching(words) as unknown,
    });
  }
  expect(await count()).toBe(before);
  expect((await type('generate', '--events', '600')).code).toBe(0);
  expect(await count()).toBe(before);
  expect((await type(...other, '--yes')).code).toBe(0);
  expect(await count()).not.toBe(before);
});

describe('what is behind a figure', () => {
  const reading: Reading = { principal: { id: 'key-reader', role: 'auditor', departments: [] } };
  const lawOf = async (reference: string, moment: object): Promise<readonly string[] | undefined> => {
    const id = await engine.customers.resolve(reference);
    const found = await brokenWhy({ ...engine, reading, id, moment }, (pointers) =>
      pointers.filter((_, index) => index % 9 === 0),
    );
    return found?.broken;
  };

  it('leaves the value that is shown, in invented data and in what was imported, now and as of any moment', async () => {
    const file = join(data, 'invoices.csv');
    const rows = [
      ['1', 'LAMP', 'Lamp', '3', '2012-01-05 10:00:00', '2.5', '90001', 'Spain'],
      ['1', 'D', 'Discount', '-1', '2012-01-05 10:00:00', '0.7', '90001', 'Spain'],
      ['2', 'LAMP', 'Lamp', '1', '2012-03-05 10:00:00', '2.5', '90001', 'Spain'],
      ['C3', 'LAMP', 'Lamp', '-1', '2012-02-05 10:00:00', '2.5', '90001', 'Spain'],
      ['4', 'LAMP', 'Lamp', '1', '2012-02-06 10:00:00', '2.5', '90002', 'France'],
      ['5', 'LAMP', 'Lamp', '1', '2012-02-07 10:00:00', '2.5', '', 'France'],
    ];
    const heading = 'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country';
    writeFileSync(file, [heading, ...rows.map((row) => row.join(','))].join('\n'));
    expect(await type('import', 'online-retail', file)).toMatchObject({
      code: 0,
      out: expect.stringContaining('\norders and credit notes: 5\n') as unknown,
    });
    const invented = listOf((await door.ask('GET', '/customers?limit=4')).body) as readonly { readonly id: string }[];
    expect(invented).toHaveLength(4);
    for (const reference of [...invented.map(({ id }) => id), '90001', '90002'])
      for (const moment of [{}, { asOf: '2012-02-20T00:00:00.000Z' }, { knownAt: engine.clock.now() }])
        expect((await lawOf(reference, moment)) ?? []).toEqual([]);
  });

  it('is told to people whole, what time did too', async () => {
    const why = async (language: string): Promise<string> =>
      (await type('replay', '90001', '--why', '/lifecycle/stage', '--lang', language)).out;
    expect(await why('en')).toMatch(/Time passed .*churned\n {2}180 days of silence reached on 2012-09-01\n/);
    expect(await why('zh')).toMatch(/时间流逝 .*流失客户\n {2}截至 2012-09-01 已连续 180 天未购买\n/);
  });
});

describe('the zone of the data', () => {
  const placedAt = async (...option: readonly string[]): Promise<string> => {
    const { out } = await type('query', 'orders', '--sort', 'placedAt', '--limit', '1', ...option);
    return /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+Z)?/.exec(out)?.[0] ?? out;
  };
  it('is that in which a person reads times; machines read instants', async () => {
    const at = await placedAt('--json');
    expect(at).toMatch(/Z$/);
    expect(await placedAt('--csv')).toBe(at);
    expect(await placedAt()).toBe(localTime(at, 'Asia/Shanghai'));
    expect((await type('query', 'orders', '--limit', '1')).out).toContain('\nTimes are in Asia/Shanghai\n');
    expect((await type('query', 'orders', '--limit', '1', '--json')).out).not.toContain('Shanghai');
  });
  it('is shown and changed through a running server, and times follow', async () => {
    expect((await type('zone')).out).toMatch(/^zone: Asia\/Shanghai$/m);
    expect((await type('zone', 'Mars')).code).toBe(2);
    expect(await type('zone', 'America/New_York')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/\nTimes are in America\/New_York\n$/) as unknown,
    });
    expect(await placedAt()).toBe(localTime(await placedAt('--json'), 'America/New_York'));
    const { out } = await type('report', 'lifecycle', '--as-of', '2026-01-31');
    expect(out).toContain('2026-01-31 23:59:59');
    const customer = ((await door.ask('GET', '/customers?limit=1')).body as { items: readonly { key: string }[] })
      .items;
    const replayed = await type('replay', customer[0]?.key ?? '');
    expect(replayed.out).not.toMatch(/T\d\d:\d\d:\d\d\.\d{3}Z/);
    await type('zone', 'Asia/Shanghai');
  });
});

describe('Chinese words', () => {
  const zh = async (...typed: readonly string[]): Promise<string> => (await type(...typed, '--lang', 'zh')).out;
  let customer = '';
  beforeAll(async () => {
    const [first] = listOf((await door.ask('GET', '/customers?limit=1')).body) as readonly { readonly id: string }[];
    customer = first?.id ?? '';
  });

  it('say until when something was known', async () => {
    const told = await zh('replay', customer, '--known-at', engine.clock.now(), '--diff');
    expect(told).toMatch(/^已知截至：[\d-]+ [\d:]+ → –$/m);
    expect(told).not.toContain('knownAt');
  });
  it('are those of the view in a list of views, without the same stage twice', async () => {
    const lines = (await zh('query', 'portfolio', '--limit', '1')).split('\n');
    const [headings, row] = [lines.filter((line) => line.startsWith('文档编号')), lines[1]];
    const views = headings.flatMap((heading) => heading.split(/ +/).slice(1));
    expect(views.slice(0, 4)).toEqual(['客户档案', '互动', '销售', '财务']);
    expect(lines.filter((line) => width(line) > 100)).toEqual([]);
    expect(row).toMatch(/客户编[号…]/);
    expect(await zh('query', 'portfolio', '--limit', '1', '--fields', 'lifecycle')).not.toContain('名称');
  });
  it.each([
    ['/lifecycle/history', '进入时间', '离开时间'],
    ['/sales/recentOrders', '订单状态', '有退货'],
  ])('are in the reasons of %s those of the figure', async (figure, ...words) => {
    const [before = ''] = (await zh('replay', customer, '--why', figure)).split('\n事件\n');
    const heading = before.split('\n').find((line) => words.every((word) => line.includes(word)));
    expect(heading).toBeDefined();
    expect(before).not.toMatch(/生效时间| 状态| 退货/);
  });
  it('call a mean a mean and a total a total', async () => {
    const told = await zh('report', 'rfm', '--set', 'currency=CNY');
    for (const name of ['客户数', '平均距今天数', '平均购买次数', '平均金额', '合计'])
      expect(told).toMatch(new RegExp(`^汇总·${name}：\\d`, 'm'));
  });
  it.each([
    ['role', 'none', '无'],
    ['detail', '3 rows limit', '3 行，按行数'],
    ['detail', 'from 127.0.0.1', '来自 127.0.0.1'],
    ['detail', 'from ::1, 1 more in the minute 2026-06-30T08:00Z', '来自 ::1，2026-06-30T08:00Z 起的一分钟内另有 1 次'],
    ['detail', '149 more in the minute 2026-06-30T08:00Z', '2026-06-30T08:00Z 起的一分钟内另有 149 次'],
    ['detail', 'several, 2 more in the minute 2026-06-30T08:00Z', '多种，2026-06-30T08:00Z 起的一分钟内另有 2 次'],
    ['detail', 'order-from several@3', 'order-from several@3'],
  ])('stand in a record of access for %s %s', (column, told, words) => {
    expect(valueWord(column, told, reader)).toBe(words);
  });
});

it('leaves a name room for ten Chinese characters beside the ids of a report, in lines of 100 places', async () => {
  const { out } = await type('report', 'rfm', '--set', 'currency=CNY', '--lang', 'zh');
  const rows = out.split('\n').filter((line) => / \d{3}$/.test(line));
  expect(rows.length).toBeGreaterThan(5);
  for (const row of rows) {
    const [name = ''] = row.split('  ');
    expect([row, width(row) <= 100, !name.endsWith('…') || width(name) >= 19]).toEqual([row, true, true]);
  }
});

it.each([
  [
    'query orders --where net>=100',
    '--where net>= net is money',
    'give --where currency as well, such as --where currency=CNY',
  ],
  ['query orders --where net>=many currency=CNY', '--where net>= must be an amount of CNY', 'such as 1600.00'],
  ['query orders --sort -net', '--sort net is money', '--where currency=CNY'],
  ['query orders --sort colour', '--sort has no field colour', 'known fields: customer'],
  ['query portfolio --where stage=lost', '--where stage is no code of stage', 'repeat, loyal, churned'],
  ['query orders --where colour=red', '--where colour has no field colour', 'known fields: customer'],
  [
    'query orders --where placedAt!=2026-01-01',
    '--where placedAt!= must be a time',
    'give --where placedAt< or --where placedAt>.',
  ],
  ['query customers --where search~x', '--where search~ has no field search', 'known fields: name'],
  ['query fact', 'There is no read model fact. Did you mean ', '-facts'],
  ['query events --where colour=red', '--where colour is not known here', 'types'],
  ['report rfm --as-of soon', '--as-of must be a day', '2026-01-31'],
  ['report rfm --basis mixed', '--basis', 'net'],
  ['report rfm --set colour=red', '--set colour is not known here; known: --basis, --set currency, --as-of', ''],
  ['report data-quality --basis gross', '--basis is not known here; known: --', ''],
  ['query projections --where colour=red', '--where colour is not known here; there are none.', ''],
  ['replay nobody --known-at soon', '--known-at must be a day', ''],
  ['keys create --name x --role king', '--role', ''],
])('says what is wrong in the words that were typed: %s', async (typed, ...words) => {
  const { code, err } = await type(...typed.split(' '));
  expect(code).toBe(2);
  expect(err).not.toMatch(/filter\[|\?\w|\[gte|  \//);
  expect(err).not.toMatch(/\basOf\b/);
  for (const each of words) expect(err).toContain(each);
});

it('takes amounts in their currency, shows money as money, and searches', async () => {
  const query = async (...args: readonly string[]): Promise<readonly Record<string, never>[]> => {
    const { code, out } = await type('query', ...args, '--json');
    expect(code).toBe(0);
    return out.trim() === ''
      ? []
      : out
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, never>);
  };
  const all = await query('sales-facts', '--where', 'currency=CNY', 'kind=order');
  const amounts = (facts: readonly Record<string, { amount: string }>[]): readonly number[] =>
    facts.map(({ net }) => Number(net?.amount)).sort((a, b) => a - b);
  const middle = amounts(all)[Math.floor(all.length / 2)] ?? 0;
  expect(middle).toBeGreaterThan(0);
  const upper = await query('sales-facts', '--where', `net>=${middle.toFixed(2)}`, 'currency=CNY', 'kind=order');
  expect(amounts(upper)).toEqual(amounts(all).filter((amount) => amount >= middle));
  expect((await type('query', 'sales-facts', '--limit', '1')).out).toMatch(/ \d+\.\d\d [A-Z]{3}/);
  const [{ name = '' } = {}] = (await query('customers', '--sort', '-name', '--limit', '1')) as readonly {
    readonly name?: string;
  }[];
  expect(await query('customers', '--where', `q=${name.toUpperCase()}`)).toMatchObject([{ name }]);
});

it('says of a dry run what would come of it, and that nothing was written', async () => {
  const file = join(data, 'one.csv');
  const heading = 'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country';
  writeFileSync(file, `${heading}\nD1,A,Lamp,2,2011-06-01 08:26:00,2.55,90009,France\n`);
  const dry = await type('import', 'online-retail', file, '--dry-run');
  expect(dry.out).toBe('rows: 1\naccepted: 1\nrejected: 0\nunchanged: 0\ncustomers: 1\norders and credit notes: 1\n');
  expect(dry.err).toContain('This was a dry run: nothing was written.');
  const { out } = await type('import', 'online-retail', file, '--dry-run', '--json');
  expect(JSON.parse(out)).toMatchObject({ accepted: 1, events: 0, position: '' });
});

it.each(['service', 'analyst'])(
  'gives events that keep the schemas that are published, to the role %s',
  async (role) => {
    const { out } = await type('keys', 'create', '--name', `schemas-${role}`, '--role', role, '--json');
    const { key } = JSON.parse(out) as { readonly key: string };
    const ask = async <T>(path: string): Promise<T> => {
      const answer = await fetch(`${server.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } });
      return (await answer.json()) as T;
    };
    const schemas = new Map<string, Schema>();
    let from: string | null = 'start';
    let hidden = 0;
    while (from !== null) {
      const page: EventPage = await ask(`/events?limit=1000&from=${from}`);
      for (const { id, type: of, schemaversion, dataschema, data: payload } of page.items) {
        const schema = schemas.get(of) ?? (await ask<Schema>(`/schemas/events/${of}/${schemaversion}`));
        schemas.set(of, schema);
        expect([id, of, schema['$id'], payloadFaults(schema, payload)]).toEqual([id, of, dataschema, []]);
        if (JSON.stringify(payload).includes('"sealed":true')) hidden++;
      }
      from = page.next;
    }
    expect(schemas.size).toBeGreaterThan(10);
    expect(hidden > 0).toBe(role === 'analyst');
  },
);
interface EventPage {
  readonly items: readonly {
    readonly id: string;
    readonly type: string;
    readonly schemaversion: number;
    readonly dataschema: string;
    readonly data: unknown;
  }[];
  readonly next: string | null;
}

describe('the 360° view', () => {
  const reading: Reading = { principal: { id: 'key-reader', role: 'auditor', departments: [] } };
  // the clock is set ahead: warnings of then would be raised meanwhile
  beforeAll(async () => {
    const looks = jest.spyOn(ReactorRunner.prototype, 'lookAround');
    await door.ask('POST', '/customers', { body: { kind: 'organisation', name: 'x' } }); // there is a look after it
    while (looks.mock.contexts.length === 0) await new Promise(setImmediate);
    const reactors = looks.mock.contexts[0] as unknown as ReactorRunner;
    const isBehind = async (): Promise<boolean> =>
      (listOf((await door.ask('GET', '/projections')).body) as readonly { readonly lag: number }[]).some(
        ({ lag }) => lag > 0,
      );
    for (let head = -1; head !== (await engine.feed.head());) {
      head = await engine.feed.head();
      while (await isBehind());
      await reactors.look();
    }
    looks.mockResolvedValue(null);
  });
  afterAll(() => jest.restoreAllMocks());

  it('shows what the log says as of now, whatever was shown before: time passes, and another policy comes into force', async () => {
    const { registry, customers, views, clock } = engine;
    const { items } = await views.page(registry.customer360, { limit: 12 }, reading);
    let now = clock.now();
    const clocks = jest.spyOn(clock, 'now').mockImplementation(() => now);
    const at = async (id: string, moment: string): Promise<object> => {
      now = moment;
      const shown = (await customers.view360(id, {}, reading))?.view;
      expect(shown).toEqual((await customers.view360(id, { asOf: now }, reading))?.view);
      return shown ?? {};
    };
    const nextOf = (view: object): string | undefined =>
      registry.sections
        .flatMap(({ name, lapse }) => lapse?.(view[name as never], views.viewing())?.at ?? [])
        .filter((lapsed) => lapsed > now)
        .sort()[0];
    const seen = { lapses: 0, byTime: 0, byPolicy: 0 };
    try {
      const begin = now;
      const end = addDays(begin, 400);
      for (const { key: id } of items) {
        let view = await at(id, begin);
        for (let next = nextOf(view); next !== undefined && next < end && seen.lapses < 200; next = nextOf(view)) {
          const before = await at(id, instant(milliseconds(next) - 1));
          expect(before).toEqual(view); // nothing changes between two lapses
          view = await at(id, next);
          seen.lapses += 1;
          seen.byTime += isDeepStrictEqual(view, before) ? 0 : 1;
        }
        await at(id, end);
      }
      const old = new Map<string, object>();
      for (const { key: id } of items) old.set(id, await at(id, begin));
      const document = { repeatPurchases: 2, loyalPurchases: 3, loyalMonths: 1, churnDays: 500 };
      await door.ask('PUT', '/policies/lifecycle', { body: { document, approvedBy: 'x' } });
      for (const { key: id } of items) seen.byPolicy += isDeepStrictEqual(await at(id, begin), old.get(id)) ? 0 : 1;
    } finally {
      clocks.mockRestore();
    }
    expect(neverSeen(seen)).toEqual([]);
  });

  it('shows what is dated ahead of the clock from its time on, as does the log', async () => {
    const { customers, clock, registry } = engine;
    const occurredAt = addMinutes(clock.now(), 4);
    const customerId = 'ahead';
    const post = async (path: string, body: object): Promise<string> =>
      ((await door.ask('POST', path, { body })).body as { readonly position: string }).position;
    await post('/customers', { customerId, kind: 'organisation', name: 'x' });
    const order = { number: 'A-1', currency: 'CNY', lines: [{ sku: 'pump', quantity: 1, unitPrice: '5' }] };
    await post('/orders', { customerId, ...order, occurredAt });
    const after = await post('/service-requests', {
      customerId,
      number: 'R-1',
      subject: 'x',
      priority: 'high',
      occurredAt,
    });
    await door.ask('GET', `/customers/${customerId}/360`, { headers: { 'dossier-after': after } });
    const clocks = jest.spyOn(clock, 'now');
    const seenAt = async (now: string): Promise<object> => {
      clocks.mockReturnValue(now);
      return (await customers.view360(customerId, {}, reading))?.view ?? {};
    };
    try {
      const before = await seenAt(instant(milliseconds(occurredAt) - 1));
      const since = await seenAt(occurredAt);
      expect(since).toEqual((await customers.view360(customerId, { asOf: occurredAt }, reading))?.view);
      const changed = registry.sections
        .map(({ name }) => name as never)
        .filter((name) => !isDeepStrictEqual(since[name], before[name]));
      expect(changed).toEqual(expect.arrayContaining(['lifecycle', 'service']));
    } finally {
      clocks.mockRestore();
    }
  });
});
