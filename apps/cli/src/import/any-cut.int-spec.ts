import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meaningOf } from '@dossier/testing';
import { contexts } from '../../../../libs/server/src/contexts';
import { type DoorUnderTest, openDoor } from '../../../../libs/testing/src/door';
import type { Door } from '../door';
import { Dice } from '../generate/dice';
import { openTerminal } from '../terminal';
import { importFile, type ImportResult, rehearse } from './import-file';
import { onlineRetail } from './online-retail';

const folder = mkdtempSync(join(tmpdir(), 'any-cut-'));
afterAll(() => rmSync(folder, { recursive: true }));
const quiet = { isTTY: false, write: () => true };
const heading = 'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country';

/** The tool's door to an engine in this process. */
const doorTo = (over: DoorUnderTest): Door => ({
  isOwner: true,
  ask: async (method, path) => ({ ...(await over.call(method as 'GET', path)), headers: {} }),
  lines: () => {
    throw new Error('not asked for');
  },
  bulk: async function* (lines, { dryRun = false } = {}) {
    const all: string[] = [];
    for await (const line of lines) all.push(line);
    yield* await over.bulk(all, `?backfill=true${dryRun ? '&dryRun=true' : ''}`);
  },
  close: () => Promise.resolve(),
});

let files = 0;
async function bring(over: DoorUnderTest, rows: readonly string[], run = importFile): Promise<ImportResult> {
  const file = join(folder, `${files++}.csv`);
  writeFileSync(file, [heading, ...rows].join('\n'));
  const naming = (kind: string, key: string): string => Buffer.from(`${kind} ${key}`).toString('hex').slice(-60);
  const terminal = openTerminal('en', true, quiet, quiet);
  const result = await run(doorTo(over), { mapping: onlineRetail, file, naming, terminal, elapsed: () => 0 });
  await over.rig.caughtUp();
  return result.rejected === 0 ? result : Object.assign(result, { why: readFileSync(rejects(file, run), 'utf8') });
}
const rejects = (file: string, run: typeof importFile): string =>
  `${file}${run === rehearse ? '.dry-run' : ''}.rejected.csv`;

/** All documents of all read models, and some customers as of days between, after these files in this order. */
async function documents(cut: readonly (readonly string[])[]): Promise<ReadonlyMap<string, string>> {
  const over = await openDoor({ contexts });
  try {
    for (const rows of cut) expect(await bring(over, rows)).toMatchObject({ rejected: 0, unchanged: 0 });
    const found = Object.entries(await over.rig.documents());
    for (const customer of SEEDS.flatMap((seed) => ['1', '2', '3'].map((number) => `${seed}${number}`)))
      for (const day of ['2011-03-01', '2011-06-15', '2011-11-30']) {
        const path = `/customers/online-retail:${customer}/360?asOf=${day}`;
        found.push([path, (await over.call('GET', path)).body]);
      }
    return new Map(found.map(([key, value]) => [key, meaningOf(value)]));
  } finally {
    await over.close();
  }
}

const SEEDS = [1, 2, 3];
/** Rows of invoices, each in one piece: customers who move, also within a minute; nobody's; credits of both kinds. */
function invoices(seed: number, count: number): readonly (readonly string[])[] {
  const dice = new Dice(seed);
  const two = (number: number): string => String(number).padStart(2, '0');
  return Array.from({ length: count }, (_, i) => {
    const customer = dice.pick(['1', '1.0', '2', '2', '3', '4', '', 'nan']).replace(/^\d/, `${seed}$&`);
    const country = dice.pick(['France', 'France', 'FR', 'EIRE', 'Ireland', 'Spain', 'Unspecified', '#N/A']);
    const day = `2011-${two(dice.whole(1, 12))}-${two(dice.whole(1, 28))}`;
    const minute = dice.chance(30) ? '10:00' : `10:${two(dice.whole(0, 59))}`;
    const isCredit = dice.chance(20);
    return Array.from({ length: dice.whole(1, 4) }, (_row, line) => {
      const quantity = dice.whole(1, 9) * (isCredit && !dice.chance(10) ? -1 : 1);
      const price = dice.pick(['2.5', '2.50', '18', '0', '-3.1', '7.25']);
      const at = `${day} ${minute}:${two(line * dice.whole(0, 9))}`;
      const number = `${isCredit ? 'C' : ''}${seed}${two(i)}`;
      return [number, `S${dice.whole(1, 9)}`, 'THING', quantity, at, price, customer, country].join();
    });
  });
}
const shuffled = <T>(items: readonly T[], dice: Dice): readonly T[] =>
  items
    .map((item) => ({ item, place: dice.whole(0, 1_000_000) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
function cutBy(all: readonly (readonly string[])[], part: (rows: readonly string[]) => string): readonly string[][] {
  const parts = new Map<string, string[]>();
  for (const rows of all) {
    const name = part(rows);
    parts.set(name, [...(parts.get(name) ?? []), ...rows]);
  }
  return [...parts.values()];
}
const field = (rows: readonly string[], place: number): string => rows[0]?.split(',')[place] ?? '';

describe('gives equal documents however a history is cut and in whatever order:', () => {
  const dice = new Dice(101);
  const all = SEEDS.flatMap((seed) => invoices(seed, 60));
  const byTime = [...all].sort((a, b) => (field(a, 4) < field(b, 4) ? -1 : 1));
  const months = cutBy(byTime, (rows) => field(rows, 4).slice(0, 7));
  let whole: ReadonlyMap<string, string>;
  beforeAll(async () => {
    whole = await documents([byTime.flat()]);
    expect(whole.size).toBeGreaterThan(60 * SEEDS.length);
  });

  it.each([
    ['months, forwards', months],
    ['months, backwards', months.toReversed()],
    ['months, shuffled', shuffled(months, dice)],
    ['days, shuffled', shuffled(cutBy(all, (rows) => field(rows, 4).slice(0, 10)), dice)], // prettier-ignore
    ['by country', shuffled(cutBy(all, (rows) => field(rows, 7)), dice)], // prettier-ignore
    ['at random, rows in any order', cutBy(all, () => String(dice.whole(1, 4))).map((rows) => shuffled(rows, dice))],
  ])('%s', async (_cut, parts) => {
    const found = await documents(parts);
    const other = [...new Set([...whole.keys(), ...found.keys()])].filter((key) => whole.get(key) !== found.get(key));
    expect(other.map((key) => [key, whole.get(key), found.get(key)])).toEqual([]);
  });
});

describe('a file with faults', () => {
  const row = (invoice: string, more: Readonly<Record<number, string>> = {}): string =>
    [invoice, 'S1', 'Blue lamp', '1', '2012-06-05 10:00:00', '2.5', '90003', 'Spain']
      .map((plain, place) => more[place] ?? plain)
      .join();
  const counts = ({ rows, accepted, rejected, unchanged, customers, orders }: ImportResult): readonly number[] => [
    ...[rows, accepted, rejected, unchanged, customers, orders],
  ];
  let over: DoorUnderTest;
  beforeEach(async () => (over = await openDoor({ contexts })));
  afterEach(() => over.close());
  const logged = async (): Promise<number> => over.rig.feed.head();

  it.each([
    ['dates of another form', [row('R1', { 4: '05/06/2012 10:00' })], [1, 0, 1, 0, 0, 0]],
    ['a formula for a number', [row('R2', { 3: '"=HYPERLINK(""http://x.invalid/"")"' })], [1, 0, 1, 0, 0, 0]],
    ['a text that the door finds too long', [row('R3', { 1: 'S'.repeat(99) })], [1, 0, 1, 0, 0, 0]],
    ['a country that the door finds too long', [row('R4', { 7: 'S'.repeat(501) })], [1, 0, 1, 0, 0, 0]],
    ['an amount that is too large', [row('R5', { 3: '999999999', 5: '999999999' })], [1, 0, 1, 0, 0, 0]],
    ['one of three', [row('R6'), row('R7', { 3: 'six' }), row('R8', { 6: 'nan' })], [3, 2, 1, 0, 1, 2]],
  ])('brings nothing in of what is rejected, and a dry run says the same: %s', async (_what, rows, expected) => {
    const before = await logged();
    const dry = await bring(over, rows, rehearse);
    expect([counts(dry), await logged()]).toEqual([expected, before]);
    const real = await bring(over, rows);
    expect(counts(real)).toEqual(expected);
    expect((await logged()) - before).toBe(real.events);
    expect(real.events > 0).toBe(real.accepted > 0);
    expect(counts(await bring(over, rows, rehearse))).toEqual(counts(await bring(over, rows)));
  });

  it('lets the documents of a customer wait whose number belongs to another', async () => {
    await over.call('POST', '/customers', {
      customerId: 'other',
      kind: 'organisation',
      externalIds: [{ source: 'online-retail', value: '90003' }],
    });
    const before = await logged();
    const rows = [row('R1'), row('R2', { 6: '90004' })];
    const expected = [2, 1, 1, 0, 1, 1];
    expect(counts(await bring(over, rows, rehearse))).toEqual(expected);
    const real = await bring(over, rows);
    expect(counts(real)).toEqual(expected);
    expect((await logged()) - before).toBe(real.events);
    expect(real).toMatchObject({ why: expect.stringContaining('belongs to customer other') as unknown });
  });

  it('tells a document with other content, and takes one in another form for the same', async () => {
    const may = [row('P5', { 1: 'S2', 3: '3' }), row('P5')];
    await bring(over, may);
    expect(await bring(over, [...may].reverse())).toMatchObject({ unchanged: 2, rejected: 0, events: 0 });
    const spelt = [row('P5', { 5: '2.50', 6: '90003.0' }), row('P5', { 1: 'S2', 3: '3.0' })];
    expect(await bring(over, spelt)).toMatchObject({ unchanged: 2, rejected: 0, events: 0 });
    const before = await logged();
    for (const other of [may.slice(1), may.map((each) => each.replace('Spain', 'Italy')), [...may, row('P5')]])
      expect(await bring(over, other)).toMatchObject({ accepted: 0, rejected: other.length, events: 0 });
    expect(await logged()).toBe(before);
  });

  it('takes a credit note whose C is written small for the same, also beside rows where it is not', async () => {
    const note = [row('C700007', { 3: '-1' }), row('c700007', { 1: 'S2', 3: '-2' })];
    expect(await bring(over, note)).toMatchObject({ accepted: 2, orders: 1, rejected: 0 });
    const small = note.map((each) => each.toLowerCase().replaceAll('s1', 'S1').replaceAll('s2', 'S2'));
    const again = small.map((each) => each.replace('blue lamp', 'Blue lamp').replace('spain', 'Spain'));
    expect(await bring(over, again)).toMatchObject({ unchanged: 2, orders: 1, rejected: 0, events: 0 });
    expect((await over.call('GET', '/credit-notes')).body['items']).toMatchObject([{ number: 'C700007' }]);
  });

  it('names nobody by a missing value, and one customer by one number', async () => {
    const june = [
      row('P6', { 6: 'nan' }),
      row('P7', { 6: 'nan', 7: 'France' }),
      row('P8', { 6: '90001.0' }),
      row('P9', { 6: '90001' }),
    ];
    expect(await bring(over, june)).toMatchObject({ accepted: 4, customers: 1, orders: 4 });
    const long = ['1234567890.0', '1234567890', '123456789012345678.00'].map((id, i) => row(`Q${i}`, { 6: id }));
    expect(await bring(over, long)).toMatchObject({ accepted: 3, rejected: 0, customers: 2 });
    const { items } = (await over.call('GET', '/orders?sort=number&filter[number][lt]=Q')).body as {
      items: { customer: string | null }[];
    };
    const customers = items.map(({ customer }) => customer);
    expect([customers.slice(0, 2), customers[2] === customers[3]]).toEqual([[null, null], true]);
  });
});
