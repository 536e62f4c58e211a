import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ofThisFile } from '../../../../libs/testing/src/of-this-file';

const root = resolve(__dirname, '../../../..');
const FILE = resolve(root, '../shared/data/online-retail/online_retail_2010_2011.csv.gz');
const present = existsSync(FILE);
if (!present) console.warn(`${FILE} is not there: Online Retail is NOT assessed`);

/** Imports the file, and types the verbs; each result is a line on stdout. */
const program = `
  const { createHash } = require('node:crypto');
  const from = ${JSON.stringify(join(root, 'apps/cli/src'))};
  const { run } = require(from + '/main.ts');
  const { openTerminal } = require(from + '/terminal.ts');
  const { openFolder } = require(from + '/open-folder.ts');
  const { HttpDoor } = require(from + '/door.ts');
  const assess = require(from + '/verbs/assess.ts').run;
  const whatIf = require(from + '/verbs/what-if.ts').run;
  const [file, draft, data] = process.argv.slice(1);
  const said = [];
  const notes = { isTTY: false, write: (text) => said.push(text) > 0 };
  const quiet = (language, json) => openTerminal(language, json, process.stdout, notes);
  (async () => {
    const typed = ['import', 'online-retail', file, '--json', '--data', data];
    const code = await run(typed, '1', { environment: process.env, terminal: quiet, openFolder });
    if (code !== 0) throw new Error('import: ' + code + '\\n' + said.join(''));
    const opened = await openFolder(data, 'en');
    const door = new HttpDoor({ socketPath: opened.socketPath, language: 'en' });
    const session = { terminal: quiet('en', true), data, remote: false, door: async () => door };
    const tell = (value) => console.log(JSON.stringify(value));
    const facts = [];
    for await (const line of door.lines('GET', '/sales-facts', 'application/x-ndjson')) {
      const { customer, at, net, eventId } = JSON.parse(line);
      if (customer !== null) facts.push([customer, at, net.amount, eventId]);
    }
    tell(facts);
    const log = async () => {
      const hash = createHash('sha256');
      for (let position; ;) {
        const { body } = await door.ask('GET', '/events', { query: { limit: '1000', from: position } });
        if (body.items.length === 0) return hash.digest('hex');
        hash.update(JSON.stringify(body.items));
        position = body.next ?? body.position;
      }
    };
    for (const asOf of ['2011-09-30', '2011-12-09']) await assess(session, { arguments: ['value'], options: { asOf } });
    tell((await door.ask('GET', '/customers/12346/360')).body.tiers);
    tell(await log());
    await whatIf(session, { arguments: ['value', draft], options: { asOf: '2011-12-09' } });
    tell(await log());
    await door.close();
    await opened.close();
  })().catch((error) => { console.error(error); process.exit(9); });
`;

interface Row {
  readonly customer: string;
  readonly move: string;
  readonly before: string | null;
  readonly tier: string;
  readonly from: string;
  readonly to: string;
  readonly measures: readonly {
    readonly measure: string;
    readonly value: string;
    readonly events: number;
    readonly eventIds: readonly string[];
  }[];
}
interface Told {
  readonly customers: number;
  readonly seconds: number;
  readonly moved: number;
  readonly rows: readonly Row[];
}
type Fact = readonly [customer: string, at: string, net: string, eventId: string];

function typed(args: readonly string[]): Promise<readonly string[]> {
  return new Promise((done, failed) => {
    const register = ['--require', join(root, '.swc-register.cjs'), '-e', program];
    const env = { ...process.env, DOSSIER_ZONE: 'Europe/London' };
    const child = spawn(process.execPath, [...register, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    ofThisFile(child).stdout.on('data', (chunk) => (out += String(chunk)));
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    child.on('error', failed);
    child.on('close', (code) => (code === 0 ? done(out.trim().split('\n')) : failed(new Error(err.slice(-2_000)))));
  });
}

/** 100,000.00 and 10,000.00. */
const byValue = (minor: number): string =>
  minor >= 10_000_000 ? 'value-high' : minor >= 1_000_000 ? 'value-medium' : 'value-low';

(present ? describe : describe.skip)('Online Retail, assessed by value', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assessed-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  /** Net revenue of the twelve months up to a day, by customer, added up here. */
  const net = { september: new Map<string, number>(), december: new Map<string, number>() };
  const eventsOf = new Map<string, Set<string>>();
  let september: Told;
  let december: Told;
  let ofTheOne: unknown;
  let drafted: Told;
  let logs: readonly unknown[];

  beforeAll(async () => {
    const draft = join(folder, 'draft.json');
    const rule = (tier: string, enter: number, stay: number) => ({
      tier,
      conditions: [{ measure: 'net-revenue', by: 'at-least', enter, stay }],
    });
    const rules = [rule('value-high', 200_000, 200_000), rule('value-medium', 10_000, 8_000)];
    writeFileSync(
      draft,
      JSON.stringify({ rules, windowMonths: 12, everyMonths: 3, minimumStayDays: 90, noticeDays: 30 }),
    );
    const lines = (await typed([FILE, draft, join(folder, 'data')])).map((line) => JSON.parse(line) as unknown);
    const [imported, facts, first, second, one, before, tried, after] = lines;
    expect(imported).toMatchObject({ rejected: 0, customers: 4372 });
    [september, december, ofTheOne, drafted, logs] = [
      first as Told,
      second as Told,
      one,
      tried as Told,
      [before, after],
    ];
    for (const [customer, at, amount, eventId] of facts as readonly Fact[]) {
      eventsOf.set(customer, (eventsOf.get(customer) ?? new Set()).add(eventId));
      for (const [window, from, to] of [
        [net.september, '2010-09-30T22:59:59.999Z', '2011-09-30T22:59:59.999Z'], // summer time
        [net.december, '2010-12-09T23:59:59.999Z', '2011-12-09T23:59:59.999Z'],
      ] as const)
        if (at > from && at <= to) window.set(customer, (window.get(customer) ?? 0) + Math.round(Number(amount) * 100));
    }
  }, 900_000);

  it('gives every customer the tier of its net revenue, with the events behind it', () => {
    expect(september.rows).toHaveLength(september.customers);
    for (const { customer, tier, move, measures } of september.rows) {
      const minor = net.september.get(customer) ?? 0;
      expect([customer, move, tier]).toEqual([customer, 'first', byValue(minor)]);
      const [{ value, events, eventIds }] = measures as readonly [Row['measures'][number]];
      expect([customer, Math.round(Number(value) * 100)]).toEqual([customer, minor]);
      expect(eventIds).toHaveLength(Math.min(events, 100));
      for (const id of eventIds) expect(eventsOf.get(customer)?.has(id)).toBe(true);
    }
  });
  it('knows all 4,372 customers in December, and lists only who moved', () => {
    expect(december.customers).toBe(4372);
    const first = new Map(september.rows.map(({ customer, tier }) => [customer, tier]));
    for (const { customer, move, before, tier } of december.rows) {
      expect([customer, before]).toEqual([customer, first.get(customer) ?? null]);
      expect(move).toBe(first.has(customer) ? 'raised' : 'first'); // seventy days are no minimum stay
      expect([customer, tier]).toEqual([customer, byValue(net.december.get(customer) ?? 0)]);
    }
    const moved = new Set(december.rows.map(({ customer }) => customer));
    const rank = ['value-high', 'value-medium', 'value-low'];
    for (const [customer, tier] of first)
      if (!moved.has(customer))
        expect(rank.indexOf(byValue(net.december.get(customer) ?? 0))).toBeGreaterThanOrEqual(rank.indexOf(tier));
  });
  it('has in the lowest tier the customer that bought for 77,183.60 and gave it all back', () => {
    expect(ofTheOne).toMatchObject({
      schemes: [
        { tier: 'value-low', measures: [{ measure: 'net-revenue', value: '0.00', currency: 'GBP', events: 2 }] },
      ],
    });
  });
  it('lists by a draft with a higher threshold exactly who would move, and the log is what it was', () => {
    expect(logs[1]).toBe(logs[0]);
    const high = new Set(
      [...september.rows, ...december.rows].filter(({ tier }) => tier === 'value-high').map(({ customer }) => customer),
    );
    const isHigher = (customer: string): boolean =>
      [net.september, net.december].some((window) => (window.get(customer) ?? 0) >= 20_000_000);
    const wanted = [...high].filter((customer) => !isHigher(customer)).sort();
    expect(wanted.length).toBeGreaterThan(0);
    expect(drafted.moved).toBe(wanted.length);
    expect(drafted.rows.map(({ customer }) => customer).sort()).toEqual(wanted);
    for (const { from, to, measures } of drafted.rows) {
      expect([from, to]).toEqual(['value-high', 'value-medium']);
      expect(measures[0]?.eventIds.length).toBeGreaterThan(0);
    }
  });
});
