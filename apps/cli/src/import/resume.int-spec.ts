import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { meaningOf } from '@dossier/testing';
import { Dice } from '../generate/dice';
import { ofThisFile } from '../../../../libs/testing/src/of-this-file';

const root = resolve(__dirname, '../../../..');
const folder = mkdtempSync(join(tmpdir(), 'resume-'));
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Imports a file into a folder, so often, telling of every step on stderr; then shows what is asked for. It kills itself once
 * so many rows are answered: another process might come too late.
 */
const program = `
  const from = ${JSON.stringify(join(root, 'apps/cli/src'))};
  const { run } = require(from + '/main.ts');
  const { openTerminal } = require(from + '/terminal.ts');
  const { openFolder } = require(from + '/open-folder.ts');
  const { HttpDoor } = require(from + '/door.ts');
  let told = '';
  const watched = {
    isTTY: true,
    write: (text, done) => {
      told = (told + text).slice(-1000);
      if (Number([...told.matchAll(/rows: (\\d+)/g)].at(-1)?.[1] ?? 0) >= Number(killAt)) process.kill(process.pid, 'SIGKILL');
      return process.stderr.write(text, done);
    },
  };
  let now = 0; // every step is told
  const terminal = (language, json) => openTerminal(language, json, process.stdout, watched, () => (now += 1000));
  const [killAt, file, data, times, ...paths] = process.argv.slice(1);
  (async () => {
    for (let i = 0; i < Number(times); i++) {
      const args = ['import', 'online-retail', file, '--json', '--data', data];
      const code = await run(args, '1', { environment: process.env, terminal, openFolder });
      if (code !== 0) process.exit(code);
    }
    const opened = await openFolder(data, 'en');
    const door = new HttpDoor({ socketPath: opened.socketPath, language: 'en' });
    for (const path of paths)
      if (path.endsWith('/360')) console.log(JSON.stringify((await door.ask('GET', path)).body));
      else for await (const line of door.lines('GET', path, 'application/x-ndjson')) console.log(line);
    await door.close();
    await opened.close();
  })();
`;

interface Ran {
  readonly lines: readonly string[];
  readonly signal: string | null;
}
/** @param killAt rows answered after which the process kills itself; left out: it comes to its end */
function start(args: readonly string[], killAt = Infinity): Promise<Ran> {
  return new Promise((done, failed) => {
    const register = ['--require', join(root, '.swc-register.cjs'), '-e', program];
    const given = [...register, String(killAt), ...args];
    const child = spawn(process.execPath, given, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    ofThisFile(child).stdout.on('data', (chunk) => (out += String(chunk)));
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    child.on('error', failed);
    child.on('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') done({ lines: out.trim().split('\n'), signal });
      else failed(new Error(err));
    });
  });
}

const INVOICES = 600;
const CUSTOMERS = 40;
/** Invoices of both kinds, some without a customer, customers who move, lines that are no sales. */
function invoices(): string {
  const dice = new Dice(5);
  const rows = ['Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country'];
  const two = (number: number): string => String(number).padStart(2, '0');
  for (let i = 0; i < INVOICES; i++) {
    const isCredit = dice.chance(10);
    const customer = dice.chance(85) ? String(12_000 + dice.whole(1, CUSTOMERS)) : '';
    const country = dice.pick(['France', 'France', 'France', 'Germany']);
    const at = `2011-${two(1 + Math.floor(i / 50))}-${two(1 + (i % 28))} 10:00:00`;
    for (let line = dice.whole(1, 6); line > 0; line--) {
      const quantity = isCredit ? -dice.whole(1, 5) : dice.whole(1, 20);
      const price = !isCredit && dice.chance(3) ? '0' : `${dice.whole(1, 30)}.${dice.whole(10, 99)}`;
      const invoice = isCredit ? `C${i}` : i;
      rows.push([invoice, `S${dice.whole(1, 30)}`, 'THING', quantity, at, price, customer, country].join());
    }
  }
  return `${rows.join('\n')}\n`;
}

/** Where all documents are. */
const paths = [
  ...['orders', 'credit-notes', 'customers', 'sales-facts'].map((list) => `/${list}`),
  ...Array.from({ length: CUSTOMERS }, (_, i) => `/customers/${12_001 + i}/360`),
];
/** Documents in any order. */
const documents = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => meaningOf(JSON.parse(line))).sort();

type Counts = Readonly<Record<string, number>>;

it('has all documents of an undisturbed run after five kills on the way, and a further run adds nothing', async () => {
  const file = join(folder, 'invoices.csv');
  writeFileSync(file, invoices());
  const undisturbed = join(folder, 'a');
  const killed = join(folder, 'b');
  // one installation: ids derive from its secret, which is in the vault
  await start([file, undisturbed, '0']);
  cpSync(undisturbed, killed, { recursive: true });
  const [first = '', ...expected] = (await start([file, undisturbed, '1', ...paths])).lines;
  const whole = JSON.parse(first) as Counts;
  const rows = whole['rows'] ?? 0;
  for (const part of [0.02, 0.15, 0.3, 0.45, 0.6])
    expect((await start([file, killed, '1'], part * rows)).signal).toBe('SIGKILL');

  const [last = '', again = '', ...found] = (await start([file, killed, '2', ...paths])).lines;
  expect(JSON.parse(last)).toMatchObject({ rows, rejected: 0, orders: INVOICES, customers: whole['customers'] });
  expect((JSON.parse(last) as Counts)['unchanged']).toBeGreaterThan(rows / 2);
  expect(JSON.parse(again)).toMatchObject({ accepted: 0, unchanged: rows, events: 0 });
  expect(expected.length).toBeGreaterThan(INVOICES);
  const right = documents(expected);
  expect(found).toHaveLength(expected.length);
  expect(documents(found).find((document, i) => document !== right[i])).toBeUndefined();
});
