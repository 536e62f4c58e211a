import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checked, Engine } from '@dossier/engine';
import { damagePage, hashOfEvent } from '../../testing/src/damage';
import { reading, tester } from '../../testing/src/rig';
import { sqlOn } from '../../testing/src/sql-on';
import { lossOf } from './accept-loss';
import { checkStill } from './check-still';
import { openPlatform } from './platform';

const room = mkdtempSync(join(tmpdir(), 'dossier-check-'));
const sound = join(room, 'sound');
let copies = 0;
/** Of a folder in use: forty people. */
const copy = (): string => {
  const to = join(room, `${copies++}`);
  cpSync(sound, to, { recursive: true });
  return to;
};
const register = async ({ commands, registry }: Engine, customerId: string): Promise<string> => {
  const def = registry.commands.get('customers.RegisterCustomer');
  if (!def) throw new Error('no such command');
  const command = { customerId, kind: 'person', name: `Name of ${customerId}` };
  return (await commands.run(def, command, { ...tester, department: 'sales' })).receipt.position;
};
beforeAll(async () => {
  const engine = await openPlatform({ data: sound, zone: 'UTC' });
  let after = '';
  for (let i = 0; i < 40; i++) after = await register(engine, `c-${i}`);
  await engine.customers.view360('c-39', {}, { ...reading, after, waitMs: 60_000 });
  await engine.close();
});
afterAll(() => rmSync(room, { recursive: true }));

const bytesOf = (folder: string) =>
  readdirSync(folder)
    .sort()
    .map((file) => [file, hash('sha256', readFileSync(join(folder, file)), 'hex')]);
const said = ({ faults }: Checked) => faults.map(({ code, words }) => `${code}: ${words.en}`).join('\n');
/** What a check tells; it changes not a byte, and makes and removes no file. */
async function found(folder: string, depth: 'quick' | 'whole' = 'whole'): Promise<string> {
  const before = bytesOf(folder);
  const checked = await checkStill(folder, depth);
  expect(bytesOf(folder)).toEqual(before);
  for (const { words } of checked.faults) expect(words.zh).toMatch(/\p{Script=Han}/u);
  return said(checked);
}
it.each(['quick', 'whole'] as const)('finds nothing wrong with a sound folder, %s', async (depth) => {
  expect(await found(copy(), depth)).toBe('');
});

describe.each(['quick', 'whole'] as const)('a look that is %s', (depth) => {
  it('names a log as cut whose newest event was deleted, with its position', async () => {
    const folder = copy();
    sqlOn(join(folder, 'events.db'), 'DELETE FROM events WHERE position = 80');
    expect(await found(folder, depth)).toMatch(
      /^log\/cut: the log is cut: it ends at event 79, but event 80 was seen by its own counters and the read models and the vault; at least 1 are missing, from event 80 on/m,
    );
  });

  it('finds keys that sealed fields need and the vault lacks', async () => {
    const folder = copy();
    sqlOn(join(folder, 'vault.db'), `DELETE FROM keys WHERE owner IN ('c-7', 'c-8')`);
    expect(await found(folder, depth)).toMatch(/^vault\/keys-missing: the vault lacks 2 keys .*\(of c-7, c-8\)/);
  });

  it('names a file that is gone, and one that is no database', async () => {
    const folder = copy();
    rmSync(join(folder, 'vault.db'));
    expect(await found(folder, depth)).toMatch(/^vault\/missing: .*\(vault\.db\) is missing.* 40 owners/);
    writeFileSync(join(folder, 'events.db'), 'not a database'.repeat(1000));
    expect(await found(folder, depth)).toMatch(
      /^log\/unreadable: cannot use events.db: it is no database of Dossier; move it away/,
    );
  });

  it('says which files were exchanged, and in the words of the start that one was cut off', async () => {
    const folder = copy();
    for (const [from, to] of [
      ['events.db', 'x'],
      ['vault.db', 'events.db'],
      ['x', 'vault.db'],
    ] as const)
      renameSync(join(folder, from), join(folder, to));
    const exchanged = await found(folder, depth);
    for (const file of ['log/unreadable: cannot use events.db', 'vault/unreadable: cannot use vault.db'])
      expect(exchanged).toContain(`${file}: it is another file of Dossier than its name says`);
    const cut = copy();
    truncateSync(join(cut, 'events.db'), 5_000);
    expect(await found(cut, depth)).toContain('cannot use events.db: it is damaged; restore it from your backup');
  });

  it.each([
    ['cut off', (views: string) => truncateSync(views, 60)],
    ['no database', (views: string) => writeFileSync(views, 'not a database'.repeat(1000))],
    ['of another program', (views: string) => (rmSync(views), sqlOn(views, 'CREATE TABLE t (x)'))],
  ])('finds read models that are %s, and leaves them as they are', async (_what, spoil) => {
    const folder = copy();
    spoil(join(folder, 'views.db'));
    expect(await found(folder, depth)).toMatch(/^views\/damaged: .*dossier rebuild/);
    expect((await checkStill(folder, depth)).faults[0]?.words.zh).not.toMatch(/\bit\b/);
  });

  it('tells a folder in the place of the read models', async () => {
    const folder = copy();
    rmSync(join(folder, 'views.db'));
    mkdirSync(join(folder, 'views.db'));
    const { faults } = await checkStill(folder, depth);
    expect(faults.map(({ words }) => words.en)).toEqual([expect.stringContaining('move the folder away')]);
  });

  it.each([
    ['is not listed', 'DELETE FROM "@models" WHERE id = $id'],
    ['has lost its rows', 'DROP TABLE $table'],
  ])('names a read model that %s, which the next start builds anew', async (_what, spoil) => {
    const folder = copy();
    const views = join(folder, 'views.db');
    const [row] = sqlOn(views, `SELECT id FROM "@models" WHERE name = 'customers'`);
    const { id } = row as { id: string };
    sqlOn(views, spoil.replace('$id', `'${id}'`).replace('$table', `"${id}"`));
    expect(await found(folder, depth)).toBe(
      `views/damaged: of the read models ${id} only a part is left in views.db: the next start builds them anew from the log`,
    );
    const engine = await openPlatform({ data: folder, zone: 'UTC' });
    const after = await register(engine, 'c-40');
    const def = engine.registry.projections.get('customers');
    if (!def) throw new Error('no such read model');
    const { count } = await engine.views.page(def, {}, { ...reading, after, waitMs: 60_000 }, 1_000);
    expect(count).toBe(41);
    await engine.close();
    expect(await found(folder, depth)).toBe('');
  });

  it.each<readonly [string, readonly string[], string]>([
    ['a document that is no JSON', [`UPDATE "$sales#docs" SET doc = '{"bro' WHERE id = $one`], '$sales/c-5'],
    ['a document that is gone', ['DELETE FROM "$sales#docs" WHERE id = $one'], '$sales/c-5'],
    ['a row of a document that is gone', ['DELETE FROM "$sales" WHERE id = $one'], '$sales/#6, customer-360/c-5'],
    [
      'a part of a row that is gone without a trace',
      ['DELETE FROM "$sales" WHERE id = $one', 'DELETE FROM "$sales#docs" WHERE id = $one'],
      'customer-360/c-5',
    ],
    [
      'a document that is gone with its row',
      ['DELETE FROM "$customers" WHERE id = 6', 'DELETE FROM "$customers#docs" WHERE id = 6'],
      '$customers/#6',
    ],
  ])('names %s', async (_what, spoil, named) => {
    const folder = copy();
    const views = join(folder, 'views.db');
    const idOf = (where: string): string =>
      (sqlOn(views, `SELECT id FROM "@models" WHERE ${where}`)[0] as { readonly id: string }).id;
    const [sales, customers] = [idOf(`id LIKE '%sales%' AND partOf = 'customer-360'`), idOf(`name = 'customers'`)];
    const filled = (text: string): string => text.replace('$sales', sales).replace('$customers', customers);
    const one = `(SELECT id FROM "customer-360@ids" WHERE key = 'c-5')`;
    for (const sql of spoil) sqlOn(views, filled(sql).replace('$one', one));
    expect(await found(folder, depth)).toBe(
      `views/damaged: documents of read models are damaged or missing, build them anew with dossier rebuild: ${filled(named)}`,
    );
  });

  it('finds a damaged page of each file', async () => {
    const folder = copy();
    damagePage(folder, 'events.db', hashOfEvent(folder, 30));
    damagePage(folder, 'vault.db', keyOf(folder, 'c-20'));
    damagePage(folder, 'views.db', Buffer.from('Name of c-20'), 8192);
    const faults = await found(folder, depth);
    expect(faults).toMatch(/^log\/damaged: /m);
    expect(faults).toMatch(/^vault\/damaged: .*restore/m);
    expect(faults).toMatch(/^views\/damaged: .*dossier rebuild/m);
    expect(faults.match(/^log\/damaged/gm)).toHaveLength(1);
  });
});
const keyOf = (folder: string, owner: string): Buffer => {
  const [row] = sqlOn(join(folder, 'vault.db'), `SELECT hex(wrapped) AS key FROM keys WHERE owner = '${owner}'`);
  return Buffer.from((row as { key: string }).key, 'hex');
};

describe('the walk through the whole log', () => {
  it('says near which event a page is damaged, and how far it came', async () => {
    const folder = copy();
    damagePage(folder, 'events.db', hashOfEvent(folder, 30));
    const faults = await found(folder);
    const near = Number(/the log is damaged near event (\d+): restore events\.db/.exec(faults)?.[1]);
    expect(near).toBeGreaterThan(1);
    expect(near).toBeLessThanOrEqual(30);
    expect((await checkStill(folder, 'whole')).walked?.events).toBe(near - 1);
  });

  it('finds what was changed, and what was taken out of the middle', async () => {
    const folder = copy();
    sqlOn(join(folder, 'events.db'), `UPDATE events SET actor = 'nobody' WHERE position = 12`);
    expect(await found(folder)).toMatch(/^log\/changed: event 12 /);
    sqlOn(join(folder, 'events.db'), 'DELETE FROM events WHERE position = 5');
    expect(await found(folder)).toMatch(/^log\/damaged: the log is damaged near event 5: restore events\.db/m);
  });

  it.each(['streams', 'subjects'])(
    'says at which event a name of %s is lost, by which it was looked for',
    async (table) => {
      const folder = copy();
      const no = `(SELECT ${table.slice(0, -1)} FROM events WHERE position = 11)`;
      sqlOn(join(folder, 'events.db'), 'PRAGMA foreign_keys = OFF', `DELETE FROM ${table} WHERE no = ${no}`);
      expect(await found(folder)).toMatch(/^log\/damaged: the log is damaged near event 11: restore events\.db/m);
    },
  );

  it('finds a row that an index has lost, which hid it from whoever asked by that index', async () => {
    const folder = copy();
    const define = (sql: string): readonly unknown[] =>
      sqlOn(
        join(folder, 'events.db'),
        'PRAGMA writable_schema = ON',
        `UPDATE sqlite_schema SET sql = '${sql}' WHERE name = 'journal'`,
      );
    const whole = 'CREATE INDEX journal ON events (subject)';
    define(`${whole} WHERE position <> 33`);
    sqlOn(join(folder, 'events.db'), 'REINDEX journal');
    define(whole);
    expect(await found(folder)).toMatch(/^log\/damaged: .*row 33 missing from index journal/);
    expect(await found(folder, 'quick')).toMatch(/^log\/damaged: .*wrong # of entries in index journal/);
  });

  it('finds counters and answers that do not fit the events', async () => {
    const folder = copy();
    sqlOn(join(folder, 'events.db'), 'UPDATE partitions SET position = position - 1 WHERE position = 80');
    expect(await found(folder)).toMatch(/^log\/counters: .*partitions \d+ do not name/m);
  });

  it('finds a counter of a partition that is gone', async () => {
    const folder = copy();
    sqlOn(join(folder, 'events.db'), 'DELETE FROM partitions WHERE position = 80');
    expect(await found(folder)).toMatch(/^log\/counters: .*partitions \d+ do not name/m);
  });

  it('finds claims that are gone, and says which commands would be done once more', async () => {
    const folder = copy();
    const engine = await openPlatform({ data: folder, zone: 'UTC' });
    const def = engine.registry.commands.get('customers.RegisterCustomer');
    if (!def) throw new Error('no such command');
    for (const customerId of ['k-1', 'k-2', 'k-3']) {
      const command = { customerId, kind: 'person', externalIds: [{ source: 'erp', value: customerId }] };
      await engine.commands.run(def, command, { ...tester, department: 'sales', key: `of-${customerId}` });
    }
    await engine.close();
    expect(await found(folder)).toBe('');
    const events = join(folder, 'events.db');
    const forget = (stream: string): void => void sqlOn(events, `DELETE FROM claims WHERE stream = '${stream}'`);
    forget('customer-k-2');
    expect(await found(folder)).toMatch(
      /^log\/claims: the log lacks \d answers? to .* \(of commands that wrote to customer-k-2, among them\): .*restore events\.db from your backup$/,
    );
    sqlOn(events, 'DELETE FROM claims');
    expect(await found(folder)).toMatch(/^log\/claims: .*customer-k-1, .*customer-k-3.*/);
  });

  it('finds a stream that is kept under another subject than its events say', async () => {
    const folder = copy();
    const subject = (of: string): string => `(SELECT no FROM subjects WHERE name = '${of}')`;
    sqlOn(join(folder, 'events.db'), `UPDATE streams SET subject = ${subject('c-8')} WHERE name = 'customer-c-7'`);
    expect(await found(folder)).toBe(
      'log/subjects: the log keeps 1 stream under another subject than the events say (customer-c-7): restore events.db from your backup',
    );
  });

  it('finds an event that does not follow the one before it in its partition', async () => {
    const folder = copy();
    sqlOn(join(folder, 'events.db'), 'UPDATE events SET previous = previous - 1 WHERE position = 80');
    expect(await found(folder)).toMatch(
      /^log\/gap: events are missing before event 80: it follows event \d+, but event \d+ was found/m,
    );
  });
});

it('takes no file for a folder in which nothing was recorded yet', async () => {
  const file = join(copy(), 'events.db');
  await expect(checkStill(file, 'whole')).rejects.toThrow('a file is where a folder should be');
  await expect(lossOf(file)).rejects.toThrow('a file is where a folder should be');
  await expect(checkStill('/dev/null', 'whole')).rejects.toThrow('a file is where a folder should be');
});

it('finds keys that do not open, where the master key is at hand', async () => {
  const folder = copy();
  const file = join(folder, 'vault.db');
  sqlOn(file, `UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE owner = 'c-1') WHERE owner IN ('c-7', 'c-8')`);
  expect(await found(folder)).toMatch(/^vault\/keys-damaged: 2 keys in the vault cannot be opened.*\(of c-7, c-8\)/);
  sqlOn(file, `UPDATE keys SET wrapped = NULL, destroyed = 1 WHERE owner IN ('c-7', 'c-8')`);
  expect(await found(folder)).toBe('');
  writeFileSync(join(folder, 'master.key'), `${'0'.repeat(64)}\n`);
  expect(await found(folder)).toMatch(/^vault\/master-key: The master key does not fit/);
  writeFileSync(join(folder, 'master.key'), 'none\n');
  expect(await found(folder)).toMatch(/^vault\/master-key: .* is no master key/);
  rmSync(join(folder, 'master.key'));
  expect(await found(folder)).toBe('');
});

it('takes the master key of servers for that of their vault, not of the folder', async () => {
  const folder = copy();
  const key = readFileSync(join(folder, 'master.key'), 'utf8').trim();
  const before = { ...process.env };
  try {
    Object.assign(process.env, { DOSSIER_MASTER_KEY: 'f'.repeat(64), EVENTSTOREDB_URL: 'esdb://127.0.0.1:1' });
    expect(await found(folder)).toBe('');
    delete process.env['EVENTSTOREDB_URL'];
    expect(await found(folder)).toMatch(/^vault\/master-key: The master key does not fit/);
    process.env['DOSSIER_MASTER_KEY'] = key;
    expect(await found(folder)).toBe('');
  } finally {
    process.env = before;
  }
});

it('reads a folder on a file system that takes no writing', async () => {
  if (process.getuid?.() !== 0) {
    console.warn('SKIPPED: only root can mount a file system');
    return;
  }
  const mounted = join(room, 'mounted');
  mkdirSync(mounted);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', mounted]);
  try {
    cpSync(copy(), mounted, { recursive: true });
    sqlOn(join(mounted, 'events.db'), 'DELETE FROM events WHERE position = 80');
    execFileSync('mount', ['-o', 'remount,ro', mounted]);
    expect(await found(mounted)).toMatch(/it ends at event 79/);
  } finally {
    execFileSync('umount', [mounted]);
  }
});

it('checks a folder beside those who work in it, and can be ended', async () => {
  const engine = await openPlatform({ data: copy(), zone: 'UTC' });
  const [checked] = await Promise.all([engine.check('whole'), register(engine, 'later')]);
  expect([said(checked), checked.walked?.broken]).toEqual(['', null]);
  const end = new AbortController();
  end.abort();
  await expect(engine.check('whole', undefined, end.signal)).rejects.toThrow('ended');
  await engine.close();
});
