import { createServer, type Server } from 'node:http';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FolderInUse } from '@dossier/event-store/sqlite';
import { type Language, OperatorError, type Text } from '@dossier/kernel';
import { Failure, type Problem } from './failure';
import { run, type Surroundings } from './main';
import { openTerminal } from './terminal';
import { verbs } from './verbs';
import { width } from './width';

const README = readFileSync(resolve(__dirname, '../../../README.md'), 'utf8');
let out = '';
let err = '';
const into = (add: (text: string) => void) => ({
  isTTY: false,
  write: (text: string) => {
    add(text);
    return true;
  },
});
const around = (environment: NodeJS.ProcessEnv = {}): Surroundings => ({
  environment,
  terminal: (language: Language, json: boolean) =>
    openTerminal(
      language,
      json,
      into((text) => (out += text)),
      into((text) => (err += text)),
    ),
  openFolder: () => Promise.reject(new Failure({ zh: '打不开', en: 'cannot be opened' })),
});
/** A folder that holds data, as far as can be seen without opening it. */
const data = mkdtempSync(join(tmpdir(), 'main-'));
writeFileSync(join(data, 'events.db'), '');
const draft = join(data, 'draft.json');
writeFileSync(draft, '{}');
const invoices = join(data, 'invoices.csv');
writeFileSync(invoices, 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n');
afterAll(() => rmSync(data, { recursive: true }));
const type = (...args: readonly string[]) => run(args, '1.2.3', around({ DOSSIER_DATA: data }));

const model = (name: string, title: Text, id?: string) => ({
  ...{ name, title, shows: id === undefined ? {} : { [id]: { title, kind: 'text' } } },
  routes: [{ path: `/${name}`, ...(id !== undefined && { one: `/${name}/:${id}` }) }],
});
/** The read models of the server. */
const CATALOGUE = {
  contexts: [
    {
      ...{ commands: [], sections: [], questions: [], policies: [], events: [] },
      reports: [{ name: 'exceptions', title: { zh: '例外', en: 'Exceptions' } }],
      models: [
        model('orders', { zh: '订单', en: 'Orders' }),
        model('sales-facts', { zh: '销售事实', en: 'Sales facts' }),
        model('invoices', { zh: '发票', en: 'Invoices' }, 'invoiceId'),
      ],
    },
  ],
  terms: [],
};

let server: Server;
let url = '';
/** What the server was asked for, and what it answers. */
let asked: string[] = [];
let bodies = '';
let answers: Record<string, unknown> = {};
/** What it refuses. */
let refusals: Record<string, Problem> = {};
beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    const path = pathname.replace('/api/v1', '');
    if (path !== '/catalogue')
      asked.push(`${request.method ?? ''} ${decodeURIComponent(request.url ?? '').replace('/api/v1', '')}`);
    request.on('data', (chunk: Buffer) => (bodies += chunk.toString()));
    const answer = answers[path] ?? (path === '/catalogue' ? CATALOGUE : undefined);
    const refusal = refusals[path];
    if (refusal || answer === undefined) response.statusCode = refusal?.status ?? 404;
    if (refusal) response.end(JSON.stringify(refusal));
    else response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? { detail: 'nothing here' }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  out = err = '';
  asked = [];
  bodies = '';
  answers = {};
  refusals = {};
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

it.each([
  ['help in English', ['--help'], 0, /Usage: dossier/],
  ['help in Chinese', ['--help', '--lang', 'zh'], 0, /^用法： ?dossier/m],
  ['help of a verb in Chinese', ['import', '--help', '--lang=zh'], 0, /映射.*Europe\/London/],
  ['in which zone a file is read', ['import', '--help'], 0, /times are Europe\/London, prices GBP/],
  ['the version', ['--version'], 0, /1\.2\.3/],
  ['no verb', [], 2, /Usage/],
  ['an unknown verb', ['fly'], 2, /unknown command 'fly'/],
  ['an unknown verb in Chinese', ['fly', '--lang', 'zh'], 2, /没有“fly”这个命令/],
  ['an unknown option', ['verify', '--fast'], 2, /unknown option '--fast'/],
  ['one that is nearly there', ['verify', '--jsn'], 2, /unknown option '--jsn'; did you mean --json\?/],
  ['the same in Chinese', ['verify', '--jsn', '--lang', 'zh'], 2, /没有“--jsn”这个选项；是否指 --json？/],
  ['a missing argument', ['import', 'online-retail'], 2, /missing required argument/],
  ['a missing argument in Chinese', ['query', '--lang', 'zh'], 2, /缺少参数“读模型”/],
  ['an unknown language', ['verify', '--lang', 'fr'], 2, /zh or en/],
  ['an unknown mapping', ['import', 'excel', 'x.csv'], 2, /no mapping excel/],
  ['a number that is none', ['generate', '--events', 'many'], 2, /whole number/],
  ['a condition that is none', ['query', 'orders', '--where', 'nonsense'], 2, /field=value/],
  ['the same comparison twice', ['query', 'orders', '--where', 'status!=a', 'status!=b'], 2, /status!=b/],
  ['two questions at once', ['replay', 'c', '--view', '--why', '/sales/net'], 2, /^use only one of --view, --diff and/],
  [
    'two others',
    ['replay', 'c', '--view', '--diff', '--lang', 'zh'],
    2,
    /^--view、--diff 与 --why 只能选用其中一个\n$/,
  ],
  ['a figure and what differs', ['replay', 'c', '--diff', '--why', '/sales/net'], 2, /^use only one of/],
  ['a list as CSV that has none', ['query', 'events', '--csv'], 2, /there is no CSV of events: use --json/],
  ['a list as of the past', ['query', 'orders', '--as-of', '2011-01-01'], 2, /unknown option '--as-of'/],
  ['a folder that cannot be opened', ['projections'], 1, /cannot be opened/],
  ['an address that is none', ['projections', '--url', 'not-a-url'], 2, /--url is an http or https address/],
  ['an address of another kind', ['doctor', '--url', 'localhost:3000'], 2, /--url is an http or https address/],
  ['an address that is none in Chinese', ['doctor', '--url', 'x', '--lang', 'zh'], 2, /--url 应为 http 或 https 地址/],
  ['a file that is not there', ['import', 'online-retail', '/nowhere.csv'], 2, /^there is no file \/nowhere.csv\n$/],
  ['a rehearsal of no file', ['import', 'online-retail', '/nowhere.csv', '--dry-run'], 2, /^there is no file/],
  ['a folder for a file', ['import', 'online-retail', '/', '--lang', 'zh'], 2, /^\/ 是文件夹，不是文件\n$/],
  ['a grouping that no report knows', ['report', 'rfm', '--group-by', 'region'], 2, /unknown option '--group-by'/],
])('answers %s by its exit code and in words', async (_what, args, code, words) => {
  // which conditions a list takes its server knows
  expect(await type(...args, ...(args[0] === 'query' ? ['--url', url] : []))).toBe(code);
  expect(out + err).toMatch(words);
});

it('shows the help and nothing behind it where no verb is typed', async () => {
  expect(await type()).toBe(2);
  expect(err).toMatch(/^Usage/);
  expect(err).not.toContain('outputHelp');
});

it.each([
  [
    ['help', 'tour'],
    'en',
    /^error: unknown command 'tour'\nknown: import, generate, [^]*, help\nsee dossier --help\n$/,
  ],
  [['help', 'verfiy'], 'en', /^error: unknown command 'verfiy'; did you mean verify\?\nknown: /],
  [['verfiy'], 'en', /^error: unknown command 'verfiy'; did you mean verify\?\nknown: /],
  [['help', 'verfiy'], 'zh', /^没有“verfiy”这个命令；是否指 verify？\n可用的命令：import、/],
] as const)('says that there is no such verb, and which there are: %j, %s', async (args, language, words) => {
  expect(await type(...args, '--lang', language)).toBe(2);
  expect([out, err]).toEqual(['', expect.stringMatching(words)]);
  for (const line of err.split('\n')) expect(width(line)).toBeLessThanOrEqual(100);
});

it.each(verbs.map(({ name }) => name))('gives the same help before and behind the verb %s', async (name) => {
  for (const language of ['en', 'zh']) {
    const told: string[] = [];
    for (const typed of [
      [name, '--help'],
      ['help', name],
    ]) {
      out = '';
      expect(await type(...typed, '--lang', language)).toBe(0);
      told.push(out);
    }
    expect(told[0]).toContain(`dossier ${name}`);
    expect(told[1]).toBe(told[0]);
  }
});

it.each(['projections', 'verify', 'query orders', 'report rfm', 'replay x', 'rebuild orders', 'dead-letters', 'keys'])(
  'takes a folder without data for a mistake: %s',
  async (verb) => {
    const typo = join(data, 'typo');
    for (const folder of [typo, __dirname]) {
      err = '';
      expect(await type(...verb.split(' '), '--data', folder)).toBe(2);
      expect(err).toContain(`${folder} holds no data of Dossier: name another folder with --data, or begin with`);
    }
    expect(existsSync(typo)).toBe(false);
  },
);

it.each([
  [`import online-retail ${__filename}`, /the heading lacks InvoiceNo, /],
  ['keys create --name x --role boss', /^--role boss: there is no such role; known ones: admin /],
])('begins no folder for what it refuses: %s', async (verb, words) => {
  const folder = join(data, 'unbegun');
  await run([...verb.split(' '), '--data', folder], '1', {
    ...around(),
    openFolder: () => Promise.reject(new Error()),
  });
  expect(err).toMatch(words);
});

it.each(['generate', 'keys create --name x --role admin', `import online-retail ${invoices}`])(
  'begins a folder by %s',
  async (verb) => {
    expect(await type(...verb.split(' '), '--data', join(data, 'new'))).toBe(1);
    expect(err).toContain('cannot be opened');
  },
);

it('finds nothing wrong with a folder that is still to begin, and begins none', async () => {
  expect(await type('doctor', '--data', __dirname)).toBe(0);
  expect(out).toContain(`look  ${__dirname} holds no data of Dossier yet`);
});

it('speaks the language of the environment', async () => {
  await run(['projections'], '1', around({ DOSSIER_LANG: 'zh-CN', DOSSIER_DATA: data }));
  expect(err).toContain('打不开');
});

class Full extends OperatorError {}
describe('a folder that was opened for the work and cannot be closed well', () => {
  const socketPath = join(data, 'tool.sock');
  const behind = createServer((request, response) => void server.emit('request', request, response));
  beforeAll(() => new Promise<void>((resolve) => void behind.listen(socketPath, resolve)));
  afterAll(() => new Promise((resolve) => behind.close(resolve)));
  const close = () =>
    Promise.reject(
      new AggregateError([new Error('no more'), new Full({ zh: '磁盘已满', en: 'the disk is full' })], 'x'),
    );
  const ask = (language: string) =>
    run(['projections', '--lang', language], '1', {
      ...around({ DOSSIER_DATA: data }),
      openFolder: () => Promise.resolve({ socketPath, close }),
    });

  it('says so in the words of the operator, where the work was done', async () => {
    answers['/projections'] = { items: [{ name: 'orders', position: 12, lag: 0 }] };
    expect(await ask('en')).toBe(1);
    expect(out).toContain('orders');
    expect(err).toBe('the disk is full\n');
    err = '';
    expect(await ask('zh')).toBe(1);
    expect(err).toBe('磁盘已满\n');
  });
  it('does not hide why the work failed', async () => {
    refusals['/projections'] = { status: 503, detail: 'the log takes no more', code: 'log/stopped' };
    expect(await ask('en')).toBe(1);
    expect(err).toBe('the log takes no more [log/stopped]\n');
  });
});

it('writes results on stdout and nothing else there', async () => {
  answers['/projections'] = { items: [{ name: 'orders', position: 12, lag: 0 }] };
  expect(await type('projections', '--url', url)).toBe(0);
  expect(out).toBe('name    position  lag\norders        12    0\n');
  expect(err).toBe('');
});

it('gives machines the answer as it came', async () => {
  answers['/reports/rfm'] = { asOf: '2011-12-10', rows: [{ segment: 'A', count: 3 }] };
  expect(await type('report', 'rfm', '--basis', 'gross', '--as-of', '2011-12-10', '--json', '--url', url)).toBe(0);
  expect(JSON.parse(out)).toEqual(answers['/reports/rfm']);
  expect(asked).toEqual(['GET /reports/rfm?asOf=2011-12-10&basis=gross']);
});

it.each([
  [['--json'], '{"summary":{},"rows":[{"a":1},{"a":2}]}\n'],
  [['--csv'], 'a\n1\n2\n'],
  [[], 'a\n1\n2\n'],
])('shows so many rows of a report as were wanted: %j', async (form, wanted) => {
  const rows = [{ a: 1 }, { a: 2 }, { a: 3 }];
  answers['/reports/x'] = form[0] === '--csv' ? 'a\n1\n2\n3\n' : { summary: {}, rows };
  expect(await type('report', 'x', '--limit', '2', ...form, '--url', url)).toBe(0);
  expect(out).toBe(wanted);
});

it.each([
  ['report', 'exceptions', 'en', 'Exceptions: nothing to list\n'],
  ['query', 'orders', 'zh', '订单：没有记录\n'],
])('says that nothing is in the list of %s %s', async (verb, name, language, words) => {
  answers['/reports/exceptions'] = { rows: [] };
  answers['/orders'] = { items: [], next: null };
  expect(await type(verb, name, '--lang', language, '--url', url)).toBe(0);
  expect(out).toBe(words);
});

it('names the customer of a row by its name, else its external id, and by the id that everything takes', async () => {
  const rows = [
    { customer: 'c-1', name: null, orders: 1, externalId: 'erp:7' },
    { customer: 'c-2', name: 'Acme', orders: 2, externalId: null },
    { customer: null, name: null, orders: 3 },
  ];
  answers['/reports/x'] = { rows };
  expect(await type('report', 'x', '--url', url)).toBe(0);
  expect(out).toBe(
    'name   customer  orders\nerp:7  c-1            1\nAcme   c-2            2\n                      3\n',
  );
  expect(asked).toEqual(['GET /reports/x']);
});

it('shows amounts with their currency, and no column that says what another one says', async () => {
  const [gross, net] = ['12.34', '-0.05'].map((amount) => ({ amount, currency: 'CNY' }));
  const fact = { key: 'order-1@0', kind: 'order', document: 'order-1', currency: 'CNY', gross, net };
  answers['/sales-facts'] = { items: [fact], next: null };
  expect(await type('query', 'sales-facts', '--url', url)).toBe(0);
  expect(out).toMatch(/^kind .*\norder +order-1 +CNY +12\.34 CNY +-0\.05 CNY\n$/);
});

it.each([
  ['销售', 'sales'],
  ['Technical support', 'technical-support'],
  ['field-office', 'field-office'],
])('takes a department by its name in either language and by its code: %s', async (typed, code) => {
  answers['/keys'] = { id: 'key-1', key: 'dsk_x' };
  answers['/reports/data-quality'] = { rows: [] };
  expect(await type('keys', 'create', '--name', 'x', '--role', 'staff', '--department', typed, '--url', url)).toBe(0);
  expect(JSON.parse(bodies)).toMatchObject({ departments: [code] });
  await type('report', 'data-quality', '--set', `department=${typed}`, '--url', url);
  expect(asked).toContain(`GET /reports/data-quality?department=${code}`);
});

it('says of a department that not every company has that it is kept as it was typed', async () => {
  answers['/keys'] = { id: 'key-1', key: 'dsk_x' };
  const make = ['keys', 'create', '--name', 'x', '--role', 'staff', '--url', url, '--department'];
  await type(...make, '客服');
  expect(err).not.toContain('none of the departments');
  await type(...make, '客服', 'field-office');
  expect(err).toMatch(/^field-office: none of the departments that every company has \(sales, service, /m);
});

it('names for a figure that is none the nearest ones, and lists them all in columns', async () => {
  const figures = Array.from({ length: 40 }, (_, i) => ({ name: `figure-of-number-${i}` }));
  const contexts = [{ ...CATALOGUE.contexts[0], sections: [{ name: 'sales', figures }] }];
  answers['/catalogue'] = { ...CATALOGUE, contexts };
  refusals['/customers/x/360/why'] = {
    ...{ status: 404, code: 'reads/no-such-figure' },
    detail: 'The 360° view has no /sales/nett. Did you mean /sales/net? All figures: GET /catalogue.',
  };
  expect(await type('replay', 'x', '--why', '/sales/nett', '--url', url)).toBe(2);
  expect(err).toContain('Did you mean /sales/net? All figures: --why all.');
  expect(await type('replay', 'x', '--why', 'all', '--url', url)).toBe(0);
  const lines = out.trimEnd().split('\n');
  expect(lines.length).toBeLessThan(20);
  expect(out.match(/\/sales\/figure-of-number-\d+/g)).toHaveLength(40);
  for (const line of lines) expect(width(line)).toBeLessThanOrEqual(100);
});

it('says of all that is behind a figure the units that the figure has', async () => {
  const days = (zh: string) => ({ title: { zh, en: zh }, kind: 'days', unit: { zh: '天', en: 'days' } });
  const rows = { title: { zh: '各次', en: 'each' }, kind: 'rows', parts: { usual: days('间隔'), last: days('上次') } };
  const group = { title: { zh: '预计', en: 'expected' }, kind: 'group', parts: { usual: days('间隔') } };
  const shows = { next: group, gone: rows, lag: days('延迟') };
  const title = { zh: '节奏', en: 'rhythm' };
  answers['/catalogue'] = {
    ...CATALOGUE,
    contexts: [{ ...CATALOGUE.contexts[0], sections: [{ name: 'rhythm', title, figures: [], shows }] }],
  };
  const told = async (figure: string, value: unknown, before: unknown, after: unknown) => {
    const event = { id: 'e-1', occurredAt: '2011-02-01', title: { zh: '下单', en: 'placed' }, department: null };
    const events = [{ ...event, says: { zh: '下单 9', en: 'Order 9' }, after }];
    answers['/customers/c/360/why'] = { figure, value, before, policies: [], events, earlier: 0, next: 'x' };
    out = '';
    expect(await type('replay', 'c', '--why', figure, '--lang', 'zh', '--url', url)).toBe(0);
    return out;
  };
  const grouped = await told('/rhythm/next', { usual: 16.81 }, { usual: 15 }, { usual: 17 });
  expect(grouped).toContain('值·间隔：16.81 天\n变更前的值·间隔：15 天\n');
  expect(grouped).toMatch(/下单 +间隔 17 天\n/);
  const one = await told('/rhythm/lag', 16.81, 15, 17);
  expect(one).toContain('值：16.81 天\n变更前的值：15 天\n');
  expect(one).toMatch(/变更后的值（天）\n.*下单 +17\n/);
  expect(await told('/rhythm/gone/0/usual', 16.81, null, null)).toContain('值：16.81 天\n');
  expect(await told('/rhythm/gone', [{ usual: 3, last: 4 }], null, null)).toContain('间隔（天）  上次（天）\n');
  expect(await told('/rhythm/gone/0', { usual: 3 }, null, [{ usual: 5 }])).toContain('值·间隔：3 天\n');
});

it('says the codes behind a figure in the words of the figure, whatever else has a code of that name', async () => {
  const code = (list: string) => ({ title: { zh: '状态', en: 'Status' }, kind: 'code', list });
  const rows = { title: { zh: '各项', en: 'Each' }, kind: 'rows', parts: { status: code('alarms.status') } };
  const title = { zh: '警报', en: 'alarms' };
  const terms = (name: string, zh: string) => ({ name, codes: [{ code: 'open', zh, en: 'open' }] });
  answers['/catalogue'] = {
    contexts: [
      {
        ...CATALOGUE.contexts[0],
        models: [{ ...model('deals', title), shows: { status: code('deals.status') } }],
        sections: [{ name: 'alarms', title, figures: [], shows: { all: rows } }],
      },
    ],
    terms: [terms('deals.status', '待兑现'), terms('alarms.status', '待处理')],
  };
  const event = { id: 'e-1', occurredAt: '2011-02-01', title, says: title, department: null, after: 'open' };
  const why = { figure: '/alarms/all/0/status', value: 'open', before: null, policies: [], events: [event] };
  answers['/customers/c/360/why'] = { ...why, earlier: 0, next: 'x' };
  expect(await type('replay', 'c', '--why', why.figure, '--lang', 'zh', '--url', url)).toBe(0);
  expect(out).toContain('值：待处理');
  expect(out).not.toContain('待兑现');
});

it('names in the help what can be typed, with words for readers of Chinese', async () => {
  await type('keys', '--help', '--lang', 'zh');
  expect(out.replaceAll(/\s+/g, '')).toContain('technical-support（技术支持）');
  await type('report', '--help', '--lang', 'zh');
  expect(out).toContain('dossier query reports');
});

it.each(verbs.map(({ name }) => name))('has a Chinese word for each value that %s takes', async (name) => {
  await type(name, '--help', '--lang', 'zh');
  expect(out.replaceAll(/<[a-z]+\|[a-z]+>/g, '')).not.toMatch(/[<[][a-z]/); // <zh|en> is typed as it stands
});

it('lists so many rows as CSV as were wanted', async () => {
  answers['/orders'] = 'a\n1\n2\n3\n';
  expect(await type('query', 'orders', '--limit', '2', '--csv', '--url', url)).toBe(0);
  expect(out).toBe('a\n1\n2\n');
});

it.each([
  ['zh', '期限'],
  ['en', 'dueAt'],
])('tells of a clock that has its verdict when it was due, though nothing is due next: %s', async (lang, title) => {
  const verdict = (clock: string, dueAt: string | null, standing = true) => ({ clock, dueAt, standing });
  const verdicts = [
    verdict('response', '2026-03-04 12:00:00', false),
    verdict('response', '2026-03-05 12:00:00'),
    verdict('resolution', '2026-03-06 12:00:00'),
  ];
  const items = [
    { id: 'r-1', nextDueAt: null, verdicts },
    { id: 'r-2', nextDueAt: '2026-03-09 12:00:00', verdicts: [] },
  ];
  answers['/orders'] = { items, next: null };
  await type('query', 'orders', '--lang', lang, '--url', url);
  expect(out.split('\n')[0]?.split(/ +/)[2]).toBe(title);
  for (const due of ['2026-03-05 12:00:00', '2026-03-06 12:00:00']) expect(out).toContain(due);
  expect(out).not.toContain('2026-03-04');
});

it('shows the columns that were asked for, also those that it leaves out by itself', async () => {
  answers['/customers'] = { items: [{ key: 'c-1', golden: { country: { value: 'DE' } } }], next: null };
  await type('query', 'customers', '--fields', 'golden', '--url', url);
  expect(out).toContain('c-1  country (value DE)');
});

it('names the customers of a list to people, and keeps it as it is for machines', async () => {
  const items = [
    { number: '1', customer: 'c-1' },
    { number: '2', customer: null },
    { number: '3', customer: 'c-1' },
    { number: '4', customer: 'c-2' }, // not there yet
  ];
  answers['/orders'] = { items, next: null };
  answers['/customers'] = { items: [{ key: 'c-1', name: '华岭食品' }], next: null };
  expect(await type('query', 'orders', '--url', url)).toBe(0);
  expect(asked).toEqual(['GET /orders?limit=50', 'GET /customers?ids=c-1,c-2&fields=key,name&limit=200']);
  expect(out).toBe(
    [
      'number  name      customer',
      '     1  华岭食品  c-1',
      '     2',
      '     3  华岭食品  c-1',
      '     4            c-2\n',
    ].join('\n'),
  );
  refusals['/customers'] = { status: 503, code: 'audit/unavailable', title: 'Not now' };
  expect(await type('query', 'orders', '--url', url)).toBe(0);
  expect(out).toContain('     1  c-1');
  asked.splice(2);
  await type('query', 'orders', '--limit', '4', '--json', '--url', url);
  expect(asked.slice(2)).toEqual(['GET /orders?limit=4']);
  expect(out).toContain(JSON.stringify(items[0]));
  delete refusals['/customers'];
  await type('query', 'orders', '--fields', 'number,customer', '--url', url);
  expect(asked.slice(3)).toEqual([
    'GET /orders?fields=number,customer&limit=50',
    'GET /customers?ids=c-1,c-2&fields=key,name&limit=200',
  ]);
});

it('leads the fields that were asked for by the id that commands take, and gives machines what they asked for', async () => {
  const item = { key: 'invoice-i-1', invoiceId: 'i-1', number: 'F-1' };
  answers['/invoices'] = { items: [item], next: null };
  await type('query', 'invoices', '--fields', 'number', '--url', url);
  expect(out).toBe('invoiceId  number\ni-1        F-1\n');
  out = '';
  await type('query', 'invoices', '--fields', 'key,number', '--url', url);
  expect(out).toContain('invoice-i-1');
  await type('query', 'invoices', '--fields', 'number', '--limit', '1', '--json', '--url', url);
  await type('query', 'invoices', '--fields', 'number', '--csv', '--url', url);
  expect(asked).toEqual([
    'GET /invoices?fields=invoiceId,number&limit=50',
    'GET /invoices?fields=invoiceId,key,number&limit=50',
    'GET /invoices?fields=number&limit=1',
    'GET /invoices?fields=number',
  ]);
});

it('tells what a customer lacks for the tiers above its own, and of one in the best tier that there is none', async () => {
  const row = { tier: 'value-high', way: 1, measure: 'net-revenue', by: 'at-least', value: '23500.50' };
  const told = { customer: 'c/1', scheme: 'value', tier: 'value-medium', isHighest: false, lacksRate: false };
  answers['/customers/erp%3A7/tier-outlook/value'] = {
    ...told,
    rows: [{ ...row, needed: '100000.00', missing: '76499.50', currency: 'CNY' }],
  };
  expect(await type('outlook', 'erp:7', 'value', '--as-of', '2026-03-01', '--url', url)).toBe(0);
  expect(asked).toEqual(['GET /customers/erp:7/tier-outlook/value?asOf=2026-03-01']);
  expect(out).toMatch(/^tier: value-medium$/m);
  expect(out).toMatch(/100000\.00 +76499\.50/);
  answers['/customers/erp%3A7/tier-outlook/value'] = { ...told, tier: 'value-high', isHighest: true, rows: [] };
  await type('outlook', 'erp:7', 'value', '--url', url, '--lang', 'zh');
  expect(out).not.toContain('没有记录');
  refusals['/customers/erp%3A7/tier-outlook/valu'] = {
    ...{ status: 400, code: 'invalid', title: 'It cannot be read' },
    errors: [{ pointer: 'scheme', code: 'not-one-of', detail: 'one of value, vip' }],
  };
  expect(await type('outlook', 'erp:7', 'valu', '--url', url)).toBe(2);
  expect(err).toContain('<scheme> one of value, vip');
  await type('outlook', 'erp:7', 'valu', '--url', url, '--lang', 'zh');
  expect(err).toContain('<方案> one of');
});

it('lists a read model by the conventions of lists', async () => {
  answers['/orders'] = { items: [{ number: '1', net: { amount: '2.50', currency: 'CNY' } }], next: 'x' };
  await type(
    'query',
    'orders',
    '--where',
    'net>=100',
    'channel=web',
    '--sort',
    '-placedAt',
    '--fields',
    'number,net',
    '--limit',
    '1',
    '--url',
    url,
  );
  expect(asked).toEqual([
    'GET /orders?filter[net][gte]=100&filter[channel]=web&fields=number,net&sort=-placedAt&limit=1',
  ]);
  expect(out).toContain('     1  2.50 CNY');
  expect(err).toContain('there is more');
});

it('goes on with a list where its page says, by its own parameters', async () => {
  answers['/events'] = { items: [{ id: 1 }, { id: 2 }], next: 'log-0-2' };
  expect(await type('query', 'events', '--where', 'types=sales.*', '--limit', '3', '--json', '--url', url)).toBe(0);
  expect(asked).toEqual(['GET /events?types=sales.*&limit=3', 'GET /events?types=sales.*&limit=1&from=log-0-2']);
  expect(out).toBe('{"id":1}\n{"id":2}\n{"id":1}\n');
});

it('shows so many rows as were wanted of a list that comes in one piece', async () => {
  answers['/policies'] = { items: [{ name: 'a' }, { name: 'b' }], next: null };
  expect(await type('query', 'policies', '--limit', '1', '--url', url)).toBe(0);
  expect(asked).toEqual(['GET /policies']);
  expect(out).toBe('name\na\n');
  expect(err).toContain('there is more');
});

it('tells the counts of an import also where the rejected rows cannot be written', async () => {
  const file = join(data, 'all-wrong.csv');
  writeFileSync(
    file,
    'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n1,A,THING,six,2011-06-01 08:26:00,2.55,7,France\n',
  );
  mkdirSync(join(`${file}.rejected.csv`, 'in-the-way'), { recursive: true });
  answers = { '/installation/import-secret': { secret: 'aa' }, '/bulk': '', '/projections': { items: [] } };
  expect(await type('import', 'online-retail', file, '--allow-rejected', '--url', url)).toBe(1);
  expect(out).toMatch(/^rows: 1\naccepted: 0\nrejected: 1\n/);
  expect(err).toContain('The rejected rows (1) and their reasons could not be written: cannot use ');
  expect(err).not.toContain('Put them right');
});

it('says which section of the picture does not show all, since which event or how far it is built', async () => {
  const stale = {
    sales: { reason: 'parked', eventId: 'e-1', eventType: 'sales.OrderPlaced', position: 'log-0-7' },
    lifecycle: { reason: 'rebuilding', position: 'log-0-3' },
  };
  answers['/customers/c/360'] = { sales: { orders: 1 }, stale };
  answers['/customers/c/timeline'] = { items: [], next: null };
  expect(await type('replay', 'c', '--url', url)).toBe(0);
  expect(out).toContain('stale.sales.eventId: e-1');
  expect(out).toContain('stale.lifecycle.position: log-0-3');
  await type('replay', 'c', '--lang', 'zh', '--url', url);
  expect(out).toContain('未含全部事件的部分·销售·原因：事件无法处理');
  expect(out).toMatch(/未含全部事件的部分·[^·]+·原因：正在重建/);
});

it('shows the history of a customer, oldest first, and its picture', async () => {
  answers['/customers/14646/360'] = { sales: { net: { amount: '279489.02', currency: 'GBP' }, orders: 74 } };
  answers['/customers/14646/timeline'] = {
    items: [
      {
        ...{ id: '2', occurredAt: '2011-02-01', title: 'order placed', department: 'sales' },
        says: { zh: '下单 9', en: 'Order 9 placed' },
      },
      { id: '1', occurredAt: '2011-01-01', title: 'registered', department: null },
    ],
    next: null,
  };
  expect(await type('replay', '14646', '--url', url)).toBe(0);
  expect(out.split('\n')).toEqual([
    'occurredAt  event         department',
    '2011-01-01  registered',
    '  1',
    '2011-02-01  order placed  sales',
    '  2  Order 9 placed',
    '',
    'sales.net: 279489.02 GBP',
    'sales.orders: 74',
    '',
  ]);
});

it('shows the picture of a customer alone, without its history, and asks for no more', async () => {
  answers = { '/customers/c/360': { sales: { orders: 74 } } };
  expect(await type('replay', 'c', '--view', '--known-at', '2011-01-01', '--url', url)).toBe(0);
  expect([out, asked]).toEqual(['sales.orders: 74\n', ['GET /customers/c/360?knownAt=2011-01-01']]);
  out = '';
  await type('replay', 'c', '--view', '--json', '--url', url);
  expect(JSON.parse(out)).toEqual({ sales: { orders: 74 } });
  await type('help', 'replay', '--lang', 'zh');
  expect(out).toMatch(/--view +只显示 360° 视图，不列历史/);
});

it('shows what differs between then and now', async () => {
  answers['/customers/c/360'] = { orders: 2, same: 1 };
  await type('replay', 'c', '--as-of', '2011-01-01', '--diff', '--url', url);
  expect(asked).toEqual(['GET /customers/c/360?asOf=2011-01-01', 'GET /customers/c/360']);
  expect(out).toBe('Nothing differs from now\n');
});

it.each([
  [null, null, 0],
  [{ stream: 'order-1', revision: 2 }, null, 1],
  [null, { partition: 3 }, 1],
])('says by its exit code whether the log is whole: broken %p, gap %p', async (broken, gap, code) => {
  const result = { events: 2, streams: 1, broken, gap, faults: [], accepted: [], isBegun: true };
  answers['/verify'] = `{"events":1,"of":2}\n${JSON.stringify({ result })}\n`;
  expect(await type('verify', '--json', '--url', url)).toBe(code);
  expect(JSON.parse(out)).toEqual({ ok: code === 0, ...result });
});

it('does not call a log whole in which something else is wrong, and says what', async () => {
  const result = { events: 2, streams: 1, broken: null, gap: null, faults: [{ code: 'log/cut', detail: 'it is cut' }] };
  answers['/verify'] = JSON.stringify({ result });
  expect(await type('verify', '--url', url)).toBe(1);
  expect([out, err]).toEqual([expect.stringContaining('it is cut\n'), expect.stringContaining('see above')]);
});

it('does not call a log whole whose check was cut off', async () => {
  answers['/verify'] = '{"events":1,"of":2}\n';
  expect(await type('verify', '--url', url)).toBe(1);
});

it('tells a refusal in the words of the server', async () => {
  expect(await type('dead-letters', 'retry', 'x', '--url', url)).toBe(1);
  expect(err).toBe('nothing here\n');
});

it.each([
  ['report', 'rfm', '/reports/rfm', { status: 400, code: 'request/invalid', detail: '?asOf must be a day' }],
  ['report', 'nope', '/reports/nope', { status: 404, code: 'reads/unknown-report', detail: 'no report nope' }],
  ['query', 'orders', '/orders', { status: 400, code: 'request/invalid', detail: 'no field nope' }],
  ['replay', 'c', '/customers/c/360', { status: 400, code: 'request/invalid', detail: '?asOf must be a day' }],
  [
    'rebuild',
    'x',
    '/projections/x/rebuild',
    { status: 404, code: 'reads/unknown-projection', detail: 'known: orders' },
  ],
])('takes %s %s that the server cannot make sense of for wrong use', async (verb, name, path, refusal) => {
  refusals[path] = refusal;
  expect(await type(verb, name, '--url', url)).toBe(2);
  expect(err).toContain(refusal.detail);
});

it('says that a rebuild is not whole, and a list neither, where events could not be taken', async () => {
  answers['/projections/orders/rebuild'] = {};
  answers['/projections'] = { items: [{ name: 'orders', position: 12, lag: 0, parked: 3 }] };
  expect(await type('rebuild', 'orders', '--url', url)).toBe(1);
  expect(out).toMatch(/^orders is rebuilt, but not whole\. .*: 3; dossier dead-letters tells why\n$/);
  answers['/orders'] = { items: [], next: null, position: 'log-0-12', parked: 3 };
  expect(await type('query', 'orders', '--url', url)).toBe(0);
  expect(err).toMatch(/could not be taken, and are missing here: 3/);
});

it('names the option by which one of several currencies is chosen', async () => {
  const detail = 'There are several currencies (EUR, GBP); choose one by currency.';
  refusals['/reports/rfm'] = { status: 422, code: 'finance/choose-currency', detail }; // of whichever report
  expect(await type('report', 'rfm', '--url', url)).toBe(2);
  expect(err).toContain('choose one by --set currency=EUR.');
});

it('says of a new key what the README prints of it, beside its results too', async () => {
  const [, typed = '', printed = ''] = /^\$ npx dossier (keys create .*?) +#.*\n([^$]*)/m.exec(README) ?? [];
  answers['/keys'] = { id: 'key-1', key: 'dsk_x' };
  await type(...typed.split(' '), '--url', url);
  expect(err).not.toBe('');
  for (const line of err.trimEnd().split('\n')) expect(printed.split('\n')).toContain(line);
});

it('takes a key that the server cannot make sense of for wrong use', async () => {
  refusals['/keys'] = { status: 400, code: 'request/invalid', detail: 'no such key' };
  expect(await type('keys', 'create', '--name', 'x', '--role', 'admin', '--url', url)).toBe(2);
  expect(err).toContain('no such key');
});

it.each([
  [['keys', 'create', '--name', 'x'], /usage: keys/],
  [['keys', 'revoke'], /usage: keys/],
  [['keys', 'burn'], /usage: keys/],
  [['dead-letters', 'retry'], /usage: dead-letters/],
  [['dead-letters', 'burn'], /usage: dead-letters/],
])('tells how %j is used without opening the folder', async (args, usage) => {
  expect(await type(...args)).toBe(2);
  expect(err).toMatch(usage);
});

it.each([
  [true, 0, ''],
  [false, 1, 'could not be taken again'],
])('says by its exit code whether a dead letter was taken: %p', async (done, code, words) => {
  answers['/dead-letters/7/retry'] = { id: '7', done };
  expect(await type('dead-letters', 'retry', '7', '--json', '--url', url)).toBe(code);
  expect(JSON.parse(out)).toEqual({ id: '7', done });
  expect(err).toContain(words);
});

it('tells the faults of a request and not their number', async () => {
  refusals['/orders'] = {
    ...{ status: 400, code: 'request/invalid', title: 'Bad request', detail: '1 things; see errors.' },
    errors: [{ pointer: '?sort', detail: 'is not known' }],
  };
  await type('query', 'orders', '--url', url);
  expect(err).toBe('Bad request [request/invalid]\n  --sort is not known\n');
});

it('says why read models do not go on, in Chinese too', async () => {
  answers['/projections'] = { items: [], halted: { zh: '磁盘已满', en: 'the disk is full' } };
  await type('projections', '--lang', 'zh', '--url', url);
  expect(out).toMatch(/^未能更新的原因：磁盘已满$/m);
});

it('has no plural beside a number that may be 1', async () => {
  answers['/reports/x'] = { rows: [{ a: 1 }, { a: 2 }] };
  await type('report', 'x', '--limit', '1', '--url', url);
  expect(err).toBe('rows left out: 1; --json gives all\n');
});

it('names the nearest read models to whoever asks for another, and how all are listed', async () => {
  expect(await type('query', 'ordres', '--url', url)).toBe(2);
  expect(err).toMatch(
    /^There is no read model ordres\. Did you mean orders\? All of them: dossier query projections; /,
  );
  expect(await type('query', 'ordres', '--lang', 'zh', '--url', url)).toBe(2);
  expect(err).toContain('没有名为 ordres 的读模型。是否指 orders？全部读模型见 dossier query projections');
  err = '';
  expect(await type('query', 'weather', '--url', url)).toBe(2);
  expect(err).toMatch(/^There is no read model weather\. All of them: /);
});

it.each([
  ['report', '/reports/x', 'reads/unknown-report', 'GET /reports', 'dossier query reports'],
  ['rebuild', '/projections/x/rebuild', 'reads/unknown-projection', 'GET /projections', 'dossier projections'],
])('says as it is typed how all are listed of which %s takes one', async (verb, path, code, told, typed) => {
  refusals[path] = { status: 404, code, detail: `There is no x. All of them: ${told}.` };
  expect(await type(verb, 'x', '--url', url)).toBe(2);
  expect(err).toContain(`All of them: ${typed}.`);
});

it.each([
  ['that the operator can mend', new FolderInUse('/data'), 'the data folder /data belongs to another Dossier process'],
  ['that nobody foresaw', new RangeError('the folder is odd'), 'RangeError: the folder is odd'],
])('finds what keeps the folder from being opened, %s', async (_how, error, words) => {
  const real = mkdtempSync(join(data, 'real-'));
  cpSync(join(__dirname, '../../../libs/testing/samples/data-folder-v1'), real, { recursive: true });
  const doctor = (...options: readonly string[]) =>
    run(['doctor', '--data', real, ...options], '1', { ...around(), openFolder: () => Promise.reject(error) });
  expect(await doctor('--json')).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    ok: false,
    checks: expect.arrayContaining([
      { check: 'door', state: 'bad', detail: expect.stringContaining(words) as unknown },
    ]) as unknown,
  });
  out = '';
  await doctor();
  expect(out).toContain(`BAD   ${words}`);
  await doctor('--lang', 'zh');
  expect(out).toMatch(/^故障 {2}/m);
});

it('says in the reader’s words that the file of a draft is not there', async () => {
  for (const [language, words] of [
    ['zh', '找不到文件 /nowhere.json'],
    ['en', 'there is no file /nowhere.json'],
  ] as const) {
    err = '';
    expect(await type('what-if', 'value', '/nowhere.json', '--url', url, '--lang', language)).toBe(2);
    expect(err).toContain(words);
    expect(err).not.toContain('ENOENT');
  }
});

describe('options that take a day or an instant', () => {
  /**
   * How each verb is typed that has such an option; what `generate` takes concerns no data that are there, and `assess`
   * asks the server for its zone.
   */
  const typed: Readonly<Record<string, readonly string[]>> = {
    report: ['report', 'rfm'],
    replay: ['replay', 'c'],
    outlook: ['outlook', 'c', 'value'],
    'what-if': ['what-if', 'value', draft],
    keys: ['keys', 'create', '--name', 'n', '--role', 'analyst'],
  };
  const options = verbs
    .filter(({ name }) => name !== 'generate' && name !== 'assess')
    .flatMap(({ name, options = [] }) =>
      options
        .filter(({ flags }) => /<(date|day|instant|time)>/.test(flags))
        .map(({ flags }): [string, string] => [name, flags.split(' ')[0] ?? '']),
    );

  it.each(options)('%s %s hands it on as it was typed: the server knows the zone', async (verb, option) => {
    for (const day of ['2011-03-27', '2023-02-30', '2011-03-27T08:00:00'])
      await type(...(typed[verb] ?? []), option, day, '--url', url);
    for (const day of ['2011-03-27', '2023-02-30', '2011-03-27T08:00:00'])
      expect([...asked, bodies].join()).toMatch(new RegExp(`(=|")${day}("|&|,|$)`));
  });
});

describe('where the environment names servers', () => {
  const SERVERS = { EVENTSTOREDB_URL: 'esdb://log', MONGODB_URL: 'mongodb://db', DOSSIER_MASTER_KEY: '0a'.repeat(32) };
  /** Which folder is opened; `servers`: none, but those. */
  const opens = async (environment: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<string | undefined> => {
    let opened: string | undefined;
    const openFolder: Surroundings['openFolder'] = (folder) => {
      opened = folder ?? 'servers';
      return Promise.reject(new Failure({ zh: '打不开', en: 'cannot be opened' }));
    };
    await run(args, '1', { ...around(environment), openFolder });
    return opened;
  };

  it.each([
    ['opens them', SERVERS, [], 'servers'],
    ['opens them, whatever folder is the usual one', { ...SERVERS, DOSSIER_DATA: data }, [], 'servers'],
    ['opens the folder that was typed', SERVERS, ['--data', data], data],
    [
      'opens the usual folder where their log is set to nothing',
      { EVENTSTOREDB_URL: '', DOSSIER_DATA: data },
      [],
      data,
    ],
  ])('%s', async (_what, environment, options, opened) => {
    expect(await opens(environment, 'query', 'orders', ...options)).toBe(opened);
  });

  it('asks the server that was typed, and opens nothing', async () => {
    answers['/orders'] = { items: [], next: null };
    expect(await opens(SERVERS, 'query', 'orders', '--url', url)).toBeUndefined();
    expect(asked).toContainEqual(expect.stringContaining('GET /orders'));
  });

  it('asks the server that the environment names, but where a folder was typed', async () => {
    answers['/orders'] = { items: [], next: null };
    const environment = { ...SERVERS, DOSSIER_URL: url };
    expect(await opens(environment, 'query', 'orders')).toBeUndefined();
    expect(asked).toContainEqual(expect.stringContaining('GET /orders'));
    expect(await opens(environment, 'query', 'orders', '--data', data)).toBe(data);
    expect(await opens({ ...SERVERS, DOSSIER_URL: '' }, 'query', 'orders')).toBe('servers');
    expect(await run(['query', 'orders'], '1', around({ DOSSIER_URL: 'localhost:3000' }))).toBe(2);
    expect(err).toContain('DOSSIER_URL is an http or https address');
  });

  it('opens nothing where half of them are named, and says which half', async () => {
    expect(await opens({ MONGODB_URL: 'mongodb://u:pa55@db' }, 'query', 'orders')).toBeUndefined();
    expect(err).toContain('MONGODB_URL is set, and what is missing is EVENTSTOREDB_URL=');
    expect(err).not.toContain('pa55');
  });

  it('has no loss to accept there', async () => {
    expect(await run(['accept-loss'], '1', around(SERVERS))).toBe(2);
    expect(err).toContain('EVENTSTOREDB_URL');
  });
});
