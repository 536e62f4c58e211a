import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { meaningOf } from '@dossier/testing';
import { contexts } from '../../../../libs/server/src/contexts';
import { type DoorUnderTest, openDoor } from '../../../../libs/testing/src/door';
import type { Door } from '../door';
import { openTerminal } from '../terminal';
import { importFile } from './import-file';
import { onlineRetail } from './online-retail';

/**
 * The real file of Online Retail, whole and in its months: all documents of all read models, one by one. The months come
 * shuffled, with LONG_TESTS=1 backwards and forwards, too; generated history is cut at random in any-cut.int-spec.ts.
 */
const FILE = resolve(__dirname, '../../../../../shared/data/online-retail/online_retail_2010_2011.csv.gz');
const present = existsSync(FILE);
if (!present) console.warn(`${FILE} is not there: the months of Online Retail are NOT imported`);

const quiet = { isTTY: false, write: () => true };
/** Lines sent at once: the door of this test answers when all of them are done. */
const PIECE = 2_000;
const doorTo = (over: DoorUnderTest): Door => ({
  isOwner: true,
  ask: async (method, path) => ({ ...(await over.call(method as 'GET', path)), headers: {} }),
  lines: () => {
    throw new Error('not asked for');
  },
  bulk: async function* (lines) {
    let some: string[] = [];
    for await (const line of lines) {
      some.push(line);
      if (some.length < PIECE) continue;
      yield* await over.bulk(some, '?backfill=true');
      some = [];
    }
    if (some.length > 0) yield* await over.bulk(some, '?backfill=true');
  },
  close: () => Promise.resolve(),
});

const digest = (value: unknown): string => createHash('sha256').update(meaningOf(value)).digest('base64');

/** What all documents are after these files in this order, each as its digest. */
async function documents(files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const over = await openDoor({ contexts });
  try {
    const naming = (kind: string, key: string): string => `${kind}-${key}`.replaceAll(/[^A-Za-z0-9.-]/g, '_');
    for (const file of files) {
      const terminal = openTerminal('en', true, quiet, quiet);
      const run = { mapping: onlineRetail, file, naming, terminal, elapsed: () => performance.now() };
      expect(await importFile(doorTo(over), run)).toMatchObject({ rejected: 0, unchanged: 0 });
      await over.rig.caughtUp();
    }
    return new Map(Object.entries(await over.rig.documents()).map(([key, value]) => [key, digest(value)]));
  } finally {
    await over.close();
  }
}

(present ? describe : describe.skip)('Online Retail in its thirteen months', () => {
  const folder = mkdtempSync(join(tmpdir(), 'months-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const months: string[] = [];
  let whole: ReadonlyMap<string, string>;
  beforeAll(async () => {
    const [heading = '', ...rows] = gunzipSync(readFileSync(FILE)).toString('utf8').trimEnd().split(/\r?\n/);
    const parts = new Map<string, string[]>();
    for (const row of rows) {
      const month = /,(\d{4}-\d\d)-\d\d \d\d:\d\d:\d\d,/.exec(row)?.[1] ?? '';
      const part = parts.get(month);
      if (part) part.push(row);
      else parts.set(month, [heading, row]);
    }
    for (const [month, lines] of [...parts].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const file = join(folder, `${month}.csv`);
      writeFileSync(file, `${lines.join('\n')}\n`);
      months.push(file);
    }
    whole = await documents([FILE]);
  });

  const places = [7, 2, 12, 0, 9, 4, 11, 1, 6, 10, 3, 8, 5];
  const orders: readonly (readonly [how: string, (all: readonly string[]) => readonly string[]])[] = [
    ['shuffled', (all) => places.map((place) => all[place] ?? '')],
    ['backwards', (all) => [...all].reverse()],
    ['forwards', (all) => all],
  ];
  it.each(process.env['LONG_TESTS'] === '1' ? orders : orders.slice(0, 1))(
    'gives the documents of the whole file %s',
    async (_how, order) => {
      expect(months).toHaveLength(13);
      const found = await documents(order(months));
      expect(found.size).toBe(whole.size);
      expect([...whole].filter(([key, value]) => found.get(key) !== value).map(([key]) => key)).toEqual([]);
    },
    600_000,
  );
});
