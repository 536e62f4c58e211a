import { hash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, positionText } from '@dossier/engine';
import { LogEvidence } from '@dossier/event-store/sqlite';
import { ERASED } from '@dossier/kernel';
import { reading, tester } from '../../testing/src/rig';
import { sqlOn } from '../../testing/src/sql-on';
import { acceptLoss, lossOf } from './accept-loss';
import { checkStill } from './check-still';
import { openPlatform } from './platform';
import { mustBeWhole } from './seen';

const rooms: string[] = [];
const room = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'dossier-missing-'));
  rooms.push(made);
  return made;
};
afterAll(() => {
  for (const each of rooms) rmSync(each, { recursive: true });
});
const open = (data: string) => openPlatform({ data, zone: 'UTC' });
const accept = async (data: string) => (await acceptLoss(data, '2026-11-26T12:00:00.000Z')).missing;
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
  expect(() => mustBeWhole(data)).toThrow(words);
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

/** What a check tells: faults, and losses that were accepted. */
const said = async (data: string) => {
  const { faults, accepted } = await checkStill(data, 'whole');
  return [faults, accepted].map((all) => all.map(({ words }) => words.en));
};

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

  it('an older vault, in which a revoked key is valid again', async () => {
    const data = copy(older);
    const change = async (what: (engine: Engine) => Promise<unknown>): Promise<void> => {
      const engine = await open(data);
      await what(engine);
      await engine.close();
    };
    const at = '2026-11-26T12:00:00.000Z';
    const key = {
      id: 'key-00000000',
      secretHash: 'a1'.repeat(32),
      name: 'ERP',
      role: 'service',
      departments: [],
    } as const;
    await change(({ vault }) => vault.addCredential({ ...key, createdAt: at, expiresAt: null, revokedAt: null }));
    const before = copy(data);
    await change(({ vault }) => vault.revoke(key.id, at));
    await change(() => Promise.resolve());
    restore(before, data, 'vault.db');
    expectMissing(data, /vault\.db is older than events\.db: it lacks 1 change of API keys/);
    expect(await said(data)).toEqual([[expect.stringMatching(/^vault\.db is older than/)], []]);
    await accept(data);
    await change(async ({ vault }) => expect(await vault.credentials()).toMatchObject([{ revokedAt: null }]));
    await change(() => Promise.resolve());
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
    await accept(data);
    const engine = await open(data);
    expect(await recorded(engine)).toMatchObject([
      { actor: 'operator', detail: expect.stringContaining('at least 4 are missing') as string, outcome: 'done' },
    ]);
    // who had read the lost events would pass over those that come to their places
    const before = positionText(LogEvidence.open(newer)?.name() ?? '', 6);
    await expect(engine.customers.view360('a', {}, { ...reading, after: before })).rejects.toThrow('foreign-position');
    const after = await register(engine, 'd');
    await engine.customers.view360('d', {}, { ...reading, after, waitMs: 30_000 });
    expect([await seen(engine, 'a'), await seen(engine, 'b')]).toEqual([expect.anything(), undefined]);
    await engine.close();
  });

  it('goes on without a gap behind the last event that is left', async () => {
    const data = copy(newer);
    edit(data, 'events.db', 'DELETE FROM events WHERE position = 6');
    await accept(data);
    const engine = await open(data);
    const before = await engine.feed.head();
    await register(engine, 'd');
    expect(await engine.feed.head()).toBe(before + 2);
    expect(LogEvidence.open(data)?.gap()).toBeNull();
    await engine.close();
  });

  it('goes on without keys once their loss is accepted, and names in the record whose they were', async () => {
    const data = copy(newer);
    restore(older, data, 'vault.db');
    expect(readdirSync(data)).toContain('views.db');
    await accept(data);
    expect(readdirSync(data)).not.toContain('views.db'); // it shows what was sealed with them
    const engine = await open(data);
    expect(await recorded(engine)).toMatchObject([{ subjects: ['b', 'c'] }]);
    await engine.close();
    expect(await said(data)).toEqual([
      [],
      [
        expect.stringMatching(
          /^operator accepted at 2026-11-26T12:00:00.000Z what was missing: the vault lacks 2 keys/,
        ),
      ],
    ]);
  });

  it('lets the business go on with customers whose keys are lost: what was sealed is erased, what is new is not', async () => {
    const data = copy(newer);
    for (const end of ['', '-wal', '-shm']) rmSync(join(data, `vault.db${end}`), { force: true });
    await accept(data);
    let engine = await open(data);
    const say = async (facts: object): Promise<string> => {
      const def = engine.registry.commands.get('customers.AssertFacts');
      if (!def) throw new Error('no such command');
      const sent = { ...tester, department: 'finance' };
      return (await engine.commands.run(def, { customerId: 'b', facts }, sent)).receipt.position;
    };
    const shown = async (after: string) =>
      (await engine.customers.view360('b', {}, { ...reading, after, waitMs: 30_000 }))?.view;
    await say([{ attribute: 'legalName', value: 'New name' }]);
    let after = await say([{ attribute: 'email', value: 'b@example.com' }]);
    const known = {
      customer: {
        byDepartment: { finance: { legalName: { value: 'New name' } }, sales: { legalName: { value: ERASED } } },
      },
    };
    expect(await shown(after)).toMatchObject(known);
    await engine.close();
    expect((await said(data))[0]).toEqual([]);
    engine = await open(data);
    after = await say([{ attribute: 'phone', value: '+44 20 7946 0958' }]);
    expect(await shown(after)).toMatchObject(known);
    expect(await engine.operations.deadLetters(9)).toEqual([]);
    await engine.close();
  });

  it('tells of a key that is needed behind the mark, though its loss was accepted before: it was made again', async () => {
    const data = copy(newer);
    restore(older, data, 'vault.db');
    await accept(data);
    expect(() => mustBeWhole(data)).not.toThrow();
    const [seen] = sqlOn(join(older, 'vault.db'), `SELECT value FROM meta WHERE name = 'seen'`);
    edit(data, 'vault.db', `UPDATE meta SET value = '${(seen as { value: string }).value}' WHERE name = 'seen'`);
    expectMissing(data, /the vault lacks 2 keys .*\(of b, c\)/);
  });

  it('names all whose keys are lost, however many they are', async () => {
    const data = copy(newer);
    const sealed = (_: unknown, i: number) => [`f${i}`, { $sealed: { owner: `p-${i}`, v: 1, c: '' } }] as const;
    const payload = JSON.stringify(Object.fromEntries(Array.from({ length: 250 }, sealed)));
    edit(data, 'events.db', `UPDATE events SET data = '${payload}' WHERE position = 6`);
    const scans = jest.spyOn(LogEvidence.prototype, 'sealed');
    expect((await lossOf(data)).missing[0]?.owners).toHaveLength(250);
    const scanned = scans.mock.calls.map((range) => range.join('–'));
    expect(scanned).toEqual([...new Set(scanned)]); // each part of the log once
    scans.mockRestore();
    await accept(data);
    expect(await lossOf(data)).toMatchObject({ missing: [] });
  });

  it('goes on without a vault that is lost for good, once that is accepted', async () => {
    const data = copy(newer);
    for (const end of ['', '-wal', '-shm']) rmSync(join(data, `vault.db${end}`), { force: true });
    await expect(open(data)).rejects.toMatchObject({
      name: 'VaultMissing',
      words: {
        en: expect.stringContaining('dossier accept-loss') as string,
        zh: expect.stringContaining('dossier accept-loss') as string,
      },
    });
    expect(await accept(data)).toMatchObject([{ kind: 'vault', owners: ['a', 'b', 'c'] }]);
    const engine = await open(data);
    expect(await recorded(engine)).toMatchObject([{ subjects: ['a', 'b', 'c'] }]);
    await register(engine, 'd');
    await engine.close();
    expect((await said(data))[0]).toEqual([]);
  });

  it('begins a new log where the old one is lost for good, once that is accepted: keys and credentials stay', async () => {
    const data = copy(newer);
    for (const end of ['', '-wal', '-shm']) rmSync(join(data, `events.db${end}`), { force: true });
    await expect(open(data)).rejects.toMatchObject({
      name: 'LogMissing',
      words: {
        en: expect.stringContaining('dossier accept-loss') as string,
        zh: expect.stringContaining('dossier accept-loss') as string,
      },
    });
    const before = bytesOf(data);
    expect((await lossOf(data)).missing).toMatchObject([
      { kind: 'log', words: { en: expect.stringContaining('it had at least 6 events') as string } },
    ]);
    expect(bytesOf(data)).toEqual(before);
    expect((await said(data))[0]).toEqual([expect.stringContaining('vault.db belongs to it')]);
    await accept(data);
    expect(await checkStill(data, 'quick')).toMatchObject({ faults: [], accepted: [{}], isBegun: true });
    const engine = await open(data);
    expect(await recorded(engine)).toHaveLength(1);
    expect((await engine.vault.keys(['a', 'b', 'c'])).size).toBe(3);
    expect(await engine.feed.head()).toBe(0);
    await register(engine, 'd');
    await engine.close();
    await (await open(data)).close();
    expect((await said(data))[0]).toEqual([]);
  });
});

it('accepts nothing where nothing is missing', async () => {
  const data = room();
  await work(data, 'a');
  expect(await accept(data)).toEqual([]);
  const engine = await open(data);
  expect(await recorded(engine)).toEqual([]);
  await engine.close();
});
