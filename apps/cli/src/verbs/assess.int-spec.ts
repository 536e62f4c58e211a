import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { meaningOf } from '@dossier/testing';
import { ofThisFile } from '../../../../libs/testing/src/of-this-file';

const root = resolve(__dirname, '../../../..');
const folder = mkdtempSync(join(tmpdir(), 'assess-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CUSTOMERS = 1_500;
const SCHEME = 'volume';

/** `seed`: customers, each with an order. `assess`: assesses them, telling on stderr how many events there are; then lists all changes. */
const program = `
  const from = ${JSON.stringify(join(root, 'apps/cli/src'))};
  const { openFolder } = require(from + '/open-folder.ts');
  const { HttpDoor } = require(from + '/door.ts');
  const { openTerminal } = require(from + '/terminal.ts');
  const { caughtUp } = require(from + '/caught-up.ts');
  const { run } = require(from + '/verbs/assess.ts');
  const [what, data, killAt] = process.argv.slice(1);
  const quiet = openTerminal('en', true, process.stdout, { isTTY: false, write: () => true });
  async function* lines() {
    for (let i = 0; i < ${CUSTOMERS}; i++) {
      const customerId = 'c-' + String(i).padStart(5, '0');
      const at = { occurredAt: '2026-02-01T08:00:00Z' };
      yield JSON.stringify({ id: 'r' + i, command: 'customers.RegisterCustomer', data: { customerId, kind: 'organisation', ...at } });
      const order = { customerId, number: 'A-' + i, currency: 'CNY', ...at };
      const unitPrice = String(1 + ((i * 7919) % 10007));
      yield JSON.stringify({ id: 'o' + i, command: 'sales.PlaceOrder', data: { ...order, lines: [{ sku: 'x', quantity: 1, unitPrice }] } });
    }
  }
  (async () => {
    const opened = await openFolder(data, 'en');
    const door = new HttpDoor({ socketPath: opened.socketPath, language: 'en' });
    if (what === 'seed') {
      for await (const line of door.bulk(lines(), { backfill: true })) if (JSON.parse(line).status >= 400) throw new Error(line);
      await caughtUp(door, quiet);
    } else {
      const look = async () => {
        const { body } = await door.ask('GET', '/projections');
        const events = Number(body.position.split('-').at(-1));
        process.stderr.write('events: ' + events + '\\n');
        if (events >= Number(killAt)) process.kill(process.pid, 'SIGKILL'); // another process might come too late
      };
      let isLooking = true;
      // one look after the other: many at once would be refused on a busy machine
      const looking = (async () => {
        for (; isLooking; await new Promise(setImmediate)) await look();
      })();
      const session = { terminal: quiet, data, remote: false, door: async () => door };
      const code = await run(session, { arguments: ['${SCHEME}'], options: { asOf: '2026-03-31T23:59:59Z' } });
      isLooking = false;
      await looking;
      await look();
      if (code !== 0) process.exit(code);
      for await (const line of door.lines('GET', '/tier-changes', 'application/x-ndjson')) console.log(line);
    }
    await door.close();
    await opened.close();
  })().catch((error) => { console.error(error); process.exit(9); });
`;

interface Ran {
  readonly lines: readonly string[];
  readonly signal: string | null;
  readonly events: number;
}
/** @param killAt events in the log at which the process kills itself; left out: it comes to its end */
function start(args: readonly string[], killAt = Infinity): Promise<Ran> {
  return new Promise((done, failed) => {
    const register = ['--require', join(root, '.swc-register.cjs'), '-e', program];
    const given = [...register, ...args, String(killAt)];
    const child = spawn(process.execPath, given, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    const events = (): number => Number([...err.matchAll(/events: (\d+)/g)].at(-1)?.[1] ?? 0);
    ofThisFile(child).stdout.on('data', (chunk) => (out += String(chunk)));
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    child.on('error', failed);
    child.on('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') done({ lines: out.trim().split('\n'), signal, events: events() });
      else failed(new Error(err.slice(-2_000)));
    });
  });
}

/** Changes in any order, without what only tells when they were recorded. */
const changes = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => meaningOf(JSON.parse(line))).sort();

it('goes on where it was killed, twice, and every customer is assessed once, as in an undisturbed run', async () => {
  const [undisturbed, killed] = [join(folder, 'a'), join(folder, 'b')];
  await start(['seed', undisturbed]);
  cpSync(undisturbed, killed, { recursive: true });
  const { lines, events: end } = await start(['assess', undisturbed]);
  const [first = '', ...expected] = lines;
  expect(JSON.parse(first)).toMatchObject({ customers: CUSTOMERS, first: CUSTOMERS });
  const begin = 2 * CUSTOMERS;
  expect(end).toBeGreaterThan(begin);
  for (const part of [0.2, 0.6])
    expect((await start(['assess', killed], begin + part * CUSTOMERS)).signal).toBe('SIGKILL');

  const [last = '', ...found] = (await start(['assess', killed])).lines;
  expect(JSON.parse(last)).toMatchObject({ assessment: `${SCHEME}-1`, customers: CUSTOMERS, first: CUSTOMERS });
  expect(found).toHaveLength(CUSTOMERS);
  expect(changes(found)).toEqual(changes(expected));
});
