import { hash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@dossier/engine';
import { openDataFolder } from '@dossier/event-store/sqlite';
import { audit } from '@dossier/event-feed';
import { reading, tester } from '../../testing/src/rig';
import { sqlOn } from '../../testing/src/sql-on';
import { openPlatform } from './platform';
import { missingFrom } from './seen';

jest.setTimeout(120_000); // each start compiles its threads
const rooms: string[] = [];
const room = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'dossier-missing-'));
  rooms.push(made);
  return made;
};
afterAll(() => {
  for (const each of rooms) rmSync(each, { recursive: true });
});
const open = (data: string, acceptLoss = false) => openPlatform({ data, zone: 'UTC', acceptLoss });
const copy = (from: string): string => {
  const to = room();
  cpSync(from, to, { recursive: true });
  return to;
};
/** Puts files of one folder into another, in place of those there. */
const restore = (from: string, to: string, ...files: readonly string[]): void => {
  for (const file of files)
    for (const end of ['', '-wal', '-shm']) {
      rmSync(join(to, file + end), { force: true });
      if (readdirSync(from).includes(file + end)) cpSync(join(from, file + end), join(to, file + end));
    }
};
const edit = (data: string, file: string, sql: string): void => void sqlOn(join(data, file), sql);

const register = async ({ commands, registry }: Engine, customerId: string): Promise<string> => {
  const def = registry.commands.get('customers.RegisterCustomer');
  if (!def) throw new Error('no such command');
  const sent = { ...tester, department: 'sales', key: `once-${customerId}` };
  return (await commands.run(def, { customerId, kind: 'person', name: `Name of ${customerId}` }, sent)).receipt
    .position;
};
const seen = async (engine: Engine, id: string): Promise<unknown> =>
  (await engine.customers.view360(id, {}, { ...reading, waitMs: 30_000 }))?.view;
/** Registers customers, lets read models take them, and closes. */
async function work(data: string, ...customers: readonly string[]): Promise<void> {
  const engine = await open(data);
  for (const each of customers) {
    const after = await register(engine, each);
    await engine.customers.view360(each, {}, { ...reading, after, waitMs: 30_000 });
  }
  await engine.close();
}
/** Fingerprints of all files, save those that opening a database makes anew. */
const bytesOf = (data: string) => {
  const files = readdirSync(data).filter((file) => !/-shm$|^lock/.test(file));
  return files.sort().map((file) => [file, hash('sha256', readFileSync(join(data, file)), 'hex')]);
};

/** Found missing, and not a byte of the folder changes. */
function expectMissing(data: string, words: RegExp): void {
  const before = bytesOf(data);
  const folder = openDataFolder(data);
  const { missing } = missingFrom(folder.path, folder.log.name);
  folder.release();
  expect(missing.map(({ words: { en } }) => en).join('; ')).toMatch(words);
  expect(bytesOf(data)).toEqual(before);
}
/** Refused by a start, with words for the operator; not a byte of the folder changes. */
async function expectRefused(data: string, words: RegExp): Promise<void> {
  const before = bytesOf(data);
  await expect(open(data)).rejects.toMatchObject({
    name: 'DataMissing',
    words: {
      en: expect.stringMatching(words) as unknown,
      zh: expect.stringMatching(/不完整.*dossier accept-loss/) as unknown,
    },
  });
  expect(bytesOf(data)).toEqual(before);
}
const recorded = async (engine: Engine) =>
  (await engine.vault.accesses({ limit: 9 })).filter(({ action }) => action === 'log.AcceptLoss');

describe('P15: a folder from which something is missing is not opened, and nothing in it is touched:', () => {
  let older: string;
  let newer: string;
  beforeAll(async () => {
    newer = room();
    await work(newer, 'a');
    older = copy(newer);
    await work(newer, 'b', 'c');
  });

  it('an older copy of the log, counted by what read models and vault have seen', async () => {
    const data = copy(newer);
    restore(older, data, 'events.db');
    await expectRefused(data, /ends at event 2, but event 6 was seen by the read models and the vault; at least 4 are/);
  });

  it('an older log whose read models are gone, by what the vault has seen', () => {
    const data = copy(newer);
    restore(older, data, 'events.db');
    rmSync(join(data, 'views.db'));
    expectMissing(data, /ends at event 2, but event 6 was seen by the vault/);
  });

  it('older copies of log and vault beside the read models of today', () => {
    const data = copy(newer);
    restore(older, data, 'events.db', 'vault.db');
    expectMissing(data, /ends at event 2, but event 6 was seen by the read models/);
  });

  it('a log whose write-ahead log was deleted after a kill', async () => {
    const [data, killed] = [copy(older), room()];
    const engine = await open(data);
    await register(engine, 'lost');
    await engine.accessLog.written();
    const after = await register(engine, 'lost-too');
    await engine.customers.view360('lost-too', {}, { ...reading, after, waitMs: 30_000 });
    cpSync(data, killed, { recursive: true, filter: (file) => !/\.sock$/.test(file) });
    await engine.close();
    rmSync(join(killed, 'events.db-wal'));
    expectMissing(killed, /ends at event 2, but event 6 was seen by the read models/);
  });

  it('a log whose newest event was deleted, by its own counters', () => {
    const data = copy(newer);
    edit(data, 'events.db', 'DELETE FROM events WHERE position = 6');
    rmSync(join(data, 'views.db'));
    edit(data, 'vault.db', `DELETE FROM meta WHERE name = 'seen'`);
    expectMissing(data, /ends at event 5, but event 6 was seen by its own counters; at least 1 are missing/);
  });

  it('two continuations of one copy: the log of one, read models and vault of the other', async () => {
    const other = copy(older);
    await work(other, 'x', 'y', 'z');
    const data = copy(other);
    restore(newer, data, 'views.db');
    expectMissing(data, /event 6 of the log is not the one that was seen by the read models/);
    restore(other, data, 'views.db');
    restore(newer, data, 'vault.db');
    expectMissing(data, /event 6 of the log is not the one that was seen by the vault/);
  });

  it('an older vault, by the keys that it lacks', () => {
    const data = copy(newer);
    restore(older, data, 'vault.db');
    expectMissing(data, /the vault lacks 2 keys .* \(of b, c\)/);
  });

  it('read models alone: no new log is begun beside them', async () => {
    const data = copy(newer);
    for (const file of ['events.db', 'vault.db']) rmSync(join(data, file));
    await expectRefused(data, /ends at event 0, but event 6 was seen by the read models/);
  });

  it('read models of another log', async () => {
    const [data, stranger] = [copy(newer), room()];
    await work(stranger, 's');
    restore(stranger, data, 'views.db');
    expectMissing(data, /views\.db belongs to the log [0-9a-f]{8}, but events\.db is the log/);
  });

  it('is opened when the operator accepts the loss, which is recorded, and goes on from what is left', async () => {
    const data = copy(newer);
    restore(older, data, 'events.db');
    const accepting = await open(data, true);
    expect(await recorded(accepting)).toMatchObject([
      { actor: 'operator', detail: expect.stringContaining('at least 4 are missing') as string, outcome: 'done' },
    ]);
    await accepting.close();
    const engine = await open(data);
    expect(await recorded(engine)).toHaveLength(1);
    const after = await register(engine, 'd');
    await engine.customers.view360('d', {}, { ...reading, after, waitMs: 30_000 });
    expect([await seen(engine, 'a'), await seen(engine, 'b')]).toEqual([expect.anything(), undefined]);
    await engine.close();
  });

  it('goes on without a gap behind the last event that is left', async () => {
    const data = copy(newer);
    edit(data, 'events.db', 'DELETE FROM events WHERE position = 6');
    await (await open(data, true)).close();
    const engine = await open(data);
    const before = await engine.feed.head();
    await register(engine, 'd');
    expect(await engine.feed.head()).toBe(before + 2);
    expect((await audit(engine.feed)).gap).toBeNull();
    await engine.close();
  });

  it('goes on without keys once their loss is accepted, and names in the record whose they were', async () => {
    const data = copy(newer);
    restore(older, data, 'vault.db');
    const engine = await open(data, true);
    expect(await recorded(engine)).toMatchObject([{ subjects: ['b', 'c'] }]);
    await engine.close();
    await (await open(data)).close();
  });
});

it('accepts nothing where nothing is missing', async () => {
  const data = room();
  await work(data, 'a');
  const engine = await open(data, true);
  expect(await recorded(engine)).toEqual([]);
  await engine.close();
});
