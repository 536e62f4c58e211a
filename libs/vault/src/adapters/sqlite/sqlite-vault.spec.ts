import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sqlite } from '@dossier/sqlite';
import { SqliteKeys, SqliteVault } from '@dossier/vault/sqlite';
import { vaultContract } from '../../vault.contract';
import type { Access } from '../../vault.port';

const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'vault-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('promises', () => {
  vaultContract(() => {
    const folder = newFolder();
    return Promise.resolve({
      open: (masterKey: string) => SqliteVault.open(folder, { masterKey }),
      remove: () => {
        rmSync(folder, { recursive: true });
        return Promise.resolve();
      },
    });
  });
});

describe('in a folder', () => {
  let folder: string;
  let vault: SqliteVault;
  const open = async (masterKey?: string) => (vault = await SqliteVault.open(folder, { masterKey }));
  const file = (name: string) => join(folder, name);
  const bytes = () => Buffer.concat(readdirSync(folder).map((name) => readFileSync(file(name))));
  const wrapped = (owner: string) => {
    const db = new Sqlite(file('vault.db'), { readonly: true });
    const value = db.prepare('SELECT wrapped FROM keys WHERE owner = ?').pluck().get(owner) as Buffer;
    db.close();
    return value;
  };
  const access = (id: string): Access => ({
    ...{ id, at: '2026-01-01T00:00:00.000Z', actor: 'a', role: 'admin', kind: 'read', action: 'x' },
    ...{ subjects: ['c-1'], detail: '', outcome: 'done' },
  });
  beforeEach(async () => {
    folder = newFolder();
    await open();
  });
  afterEach(() => vault.close());

  it('lets others run while it looks through very many access records', async () => {
    const db = new Sqlite(file('vault.db'));
    db.exec(`INSERT INTO accesses (at, actor, role, kind, action, detail, outcome)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000)
      SELECT '2026-01-01T00:00:00.000Z', 'a', 'admin', 'read', 'x', '', 'done' FROM n`);
    const old = [1, 394_999, 395_000, 395_001];
    db.prepare(`UPDATE accesses SET at = '2025-01-01T00:00:00.000Z' WHERE seq IN (${old.join()})`).run();
    db.close();
    const long = { to: '2025-01-01T00:00:00.000Z', limit: 9 };
    for (const who of [{}, { actor: 'a' }]) {
      let pauses = 0;
      const found = await vault.accesses({ ...who, ...long, mayGoOn: () => void (pauses += 1) });
      expect(found.map(({ place }) => Number(place))).toEqual(old.toReversed());
      expect(pauses).toBeGreaterThan(1);
    }
    const gone = () => {
      throw new Error('gone');
    };
    await expect(vault.accesses({ ...long, mayGoOn: gone })).rejects.toThrow('gone');
  });

  it('gives what there was when it was asked: what is recorded meanwhile would hide what came just before it', async () => {
    const db = new Sqlite(file('vault.db'));
    const record = (subject: string): void =>
      void db.exec(`INSERT INTO accesses (at, actor, role, kind, action, detail, outcome)
        VALUES ('2026-01-01T00:00:00.000Z', 'a', 'admin', 'read', 'x', '', 'done');
        INSERT INTO access_subjects VALUES (last_insert_rowid(), 0, '${subject}')`);
    for (const subject of ['few', 'many', 'many']) record(subject);
    let pauses = 0;
    const mayGoOn = (): void => {
      pauses += 1;
      if (pauses === 3) for (const subject of ['many', 'few']) record(subject); // it has looked at all of `many`
    };
    let now = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => (now += 1_000)); // a pause is due after each piece
    try {
      const found = await vault.accesses({ subjects: ['many', 'few'], limit: 9, mayGoOn });
      expect([found.map(({ place }) => place), pauses]).toEqual([['3', '2', '1'], 4]);
    } finally {
      jest.restoreAllMocks();
      db.close();
    }
  });

  it('looks for records of those alone who have some: of thousands that are linked to one most have none', async () => {
    const db = new Sqlite(file('vault.db'));
    db.exec(`INSERT INTO accesses (seq, at, actor, role, kind, action, detail, outcome)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
      SELECT i, '2026-01-01T00:00:00.000Z', 'a', 'admin', 'read', 'x', '', 'done' FROM n;
      INSERT INTO access_subjects SELECT seq, 0, 'order-' || seq FROM accesses`);
    db.close();
    const subjects = Array.from({ length: 3_000 }, (_, n) => `order-${n}`);
    const prepared = jest.spyOn(Sqlite.prototype, 'prepare');
    const found = await vault.accesses({ subjects, limit: 9 });
    const times = prepared.mock.calls.length;
    prepared.mockRestore();
    expect(found.map(({ place }) => Number(place))).toEqual([300, 299, 298, 297, 296, 295, 294, 293, 292]);
    expect(times).toBeLessThan(50);
    const older = await vault.accesses({ subjects, limit: 2, before: '292' });
    expect(older.map(({ place }) => Number(place))).toEqual([291, 290]);
  });

  it('makes a master key on first start and uses it from then on', async () => {
    await vault.ensureKeys(['a']);
    const made = await vault.keys(['a']);
    expect(readFileSync(file('master.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    await vault.close();
    await open();
    expect(await vault.keys(['a'])).toEqual(made);
  });

  it('lets nobody but its owner read its files', () => {
    for (const name of readdirSync(folder)) expect([name, statSync(file(name)).mode & 0o077]).toEqual([name, 0]);
  });

  it('takes from everybody else what they were let to read', async () => {
    await vault.close();
    for (const name of readdirSync(folder)) chmodSync(file(name), 0o666);
    await open();
    for (const name of readdirSync(folder)) expect([name, statSync(file(name)).mode & 0o077]).toEqual([name, 0]);
  });

  it('lets changes wait for a lock that another process holds for long, and says so meanwhile', async () => {
    const neighbour = new Sqlite(file('vault.db'));
    neighbour.exec('BEGIN IMMEDIATE');
    const made = vault.ensureKeys(['a']);
    while (vault.trouble() === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(vault.trouble()?.en).toContain('another process');
    neighbour.exec('ROLLBACK');
    neighbour.close();
    await made;
    expect(vault.trouble()).toBeUndefined();
  });

  it('does not wait for a lock when it is closed, and says of each change that it was not confirmed', async () => {
    const neighbour = new Sqlite(file('vault.db'));
    neighbour.exec('BEGIN IMMEDIATE');
    const made = expect(vault.ensureKeys(['a'])).rejects.toThrow('another process');
    await vault.close();
    await made;
    neighbour.close();
    await open();
  });

  it('tells that it writes no more when its file fails', async () => {
    const db = new Sqlite(file('vault.db'));
    db.exec('DROP TABLE accesses');
    db.close();
    await expect(vault.ensureKeys(['a'])).resolves.toBeUndefined();
    await expect(vault.record([access('1')])).rejects.toMatchObject({ name: 'VaultStopped' });
    expect(vault.trouble()?.en).toContain('accesses');
  });

  it('takes the master key of the environment before the file, and then needs no file', async () => {
    const key = readFileSync(file('master.key'), 'utf8').trim();
    await vault.close();
    rmSync(file('master.key'));
    process.env.DOSSIER_MASTER_KEY = key;
    try {
      vault = await SqliteVault.open(folder);
    } finally {
      delete process.env.DOSSIER_MASTER_KEY;
    }
    expect(existsSync(file('master.key'))).toBe(false);
    expect((await vault.secret()).length).toBe(32);
  });

  it('says what to restore when the master key is gone, and makes no new one', async () => {
    await vault.ensureKeys(['a']);
    await vault.close();
    const key = readFileSync(file('master.key'));
    rmSync(file('master.key'));
    await expect(open()).rejects.toMatchObject({
      name: 'MasterKeyMissing',
      message: expect.stringContaining(file('master.key')) as string,
      words: { zh: expect.stringContaining('恢复') as string },
    });
    expect(() => new SqliteKeys(folder, '')).toThrow('master key is missing');
    expect(existsSync(file('master.key'))).toBe(false);
    writeFileSync(file('master.key'), key);
    await open();
  });

  it.each(['', 'not hex', 'ab'.repeat(31), 'ab'.repeat(33)])(
    'takes a file that holds %j for no master key',
    async (text) => {
      await vault.close();
      const key = readFileSync(file('master.key'));
      writeFileSync(file('master.key'), text);
      const failure = await open().catch((error: unknown) => error);
      expect(failure).toMatchObject({ name: 'BadMasterKey' });
      if (text !== '') expect((failure as Error).message).not.toContain(text);
      writeFileSync(file('master.key'), key);
      await open();
    },
  );

  it('has no key in the open on disk', async () => {
    await vault.ensureKeys(['a']);
    const key = (await vault.keys(['a'])).get('a') as Buffer;
    const secret = await vault.secret();
    const everything = bytes();
    expect(everything.includes(wrapped('a'))).toBe(true);
    for (const hidden of [key, secret]) {
      expect(everything.includes(hidden)).toBe(false);
      expect(everything.includes(hidden.toString('hex'))).toBe(false);
    }
  });

  it('binds a wrapped key to its owner: exchanged keys do not open', async () => {
    await vault.ensureKeys(['a', 'b']);
    const db = new Sqlite(file('vault.db'));
    db.prepare('UPDATE keys SET wrapped = ? WHERE owner = ?').run(wrapped('b'), 'a');
    db.close();
    await expect(vault.keys(['a'])).rejects.toMatchObject({ name: 'KeyDamaged', owner: 'a' });
    expect((await vault.keys(['b'])).size).toBe(1);
  });

  it('leaves no trace of a destroyed key in any file', async () => {
    await vault.ensureKeys(['a', 'b', 'c']);
    const trace = wrapped('b');
    await vault.close();
    await open(); // now in vault.db itself, before it was in the write-ahead log
    await vault.ensureKeys(['d']);
    const fresh = wrapped('d');
    await vault.destroyKey('b');
    await vault.destroyKey('d');
    expect([bytes().includes(trace), bytes().includes(fresh)]).toEqual([false, false]);
    expect(bytes().includes(wrapped('c'))).toBe(true);
  });

  it('has on disk what it answered, though it was never closed', async () => {
    await Promise.all(Array.from({ length: 100 }, (_, i) => vault.ensureKeys([`o-${i}`])));
    const asItLies = newFolder();
    for (const name of ['vault.db', 'vault.db-wal', 'master.key']) copyFileSync(file(name), join(asItLies, name));
    const survivor = await SqliteVault.open(asItLies, { masterKey: undefined });
    const owners = Array.from({ length: 100 }, (_, i) => `o-${i}`);
    expect(await survivor.keys(owners)).toEqual(await vault.keys(owners));
    await survivor.close();
  });

  it('answers a change that is kept while it is closed as done', async () => {
    const destroyed = vault.destroyKey('a');
    await vault.close();
    await destroyed;
    await open();
    expect((await vault.keys(['a'])).get('a')).toBe('destroyed');
  });

  it('shows keys at once to a reader beside it, which makes none', async () => {
    const reader = new SqliteKeys(folder, '');
    await vault.ensureKeys(['a']);
    expect(await reader.keys(['a', 'b'])).toEqual(await vault.keys(['a']));
    await reader.ensureKeys(['a']);
    await expect(reader.ensureKeys(['a', 'b'])).rejects.toThrow('1 owners have no key');
    await vault.destroyKey('a');
    expect((await reader.keys(['a'])).get('a')).toBe('destroyed');
    reader.close();
    await expect(reader.keys(['a'])).rejects.toThrow();
  });

  it('knows whose keys are lost, also in a vault of before that was kept, and no more of them than there is of the log', async () => {
    await vault.close();
    new Sqlite(file('vault.db')).exec('DROP TABLE lost_keys').close();
    await open();
    await vault.acceptLoss([], { position: 7, hash: null }, ['a', 'b']);
    await vault.acceptLoss([], { position: 9, hash: null }, ['b']);
    const reader = new SqliteKeys(folder, '');
    for (const each of [vault, reader]) expect(await each.lost(['a', 'b', 'c'])).toEqual(new Map([['a', 7], ['b', 9]])); // prettier-ignore
    reader.close();
    await vault.ensureKeys(['a']);
    expect([...(await vault.keys(['a', 'b'])).keys()]).toEqual(['a']);
    await vault.acceptLoss([], { position: 8, hash: null }, []);
    expect(await vault.lost(['a', 'b'])).toEqual(new Map([['a', 7], ['b', 8]])); // prettier-ignore
    await vault.release([]);
    expect(await vault.lost(['a', 'b'])).toEqual(new Map());
  });

  it('gives the records of earlier releases ids, in their order before those of this one, also when such a release wrote again', async () => {
    await vault.close();
    const writeAsBefore = (): void => {
      const db = new Sqlite(file('vault.db'));
      const insert = `INSERT INTO accesses (at, actor, role, kind, action, detail, outcome) VALUES ('t', 'a', 'admin', 'read', 'x', '', 'done')`;
      const { lastInsertRowid: seq } = db.prepare(insert).run();
      db.prepare(`INSERT INTO access_subjects (seq, place, subject) VALUES (?, 0, 'c-1')`).run(seq);
      db.close();
    };
    new Sqlite(file('vault.db'))
      .exec('DROP INDEX accesses_by_id; ALTER TABLE accesses DROP COLUMN id')
      .exec('DELETE FROM accesses')
      .close();
    writeAsBefore();
    writeAsBefore();
    await open();
    const id = '018f0000-0000-7000-8000-000000000000';
    await vault.record([access(id), access(id)]);
    const ids = async () => (await vault.accesses({ subjects: ['c-1'], limit: 9 })).map((each) => each.id);
    const [old, older] = ['00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001'];
    expect(await ids()).toEqual([id, old, older]);
    await vault.close();
    writeAsBefore();
    await open();
    expect(await ids()).toEqual([expect.stringMatching(/^0{8}-/), id, old, older]);
  });

  it('does not open a reader under another master key, or where there is no vault', () => {
    expect(() => new SqliteKeys(folder, 'b2'.repeat(32))).toThrow('does not fit');
    expect(() => new SqliteKeys(newFolder(), 'b2'.repeat(32))).toThrow();
  });

  it('refuses a vault of a later format and leaves it as it is', async () => {
    await vault.close();
    const set = (format: number) => {
      const db = new Sqlite(file('vault.db'));
      db.prepare(`UPDATE meta SET value = ? WHERE name = 'format'`).run(BigInt(format));
      db.close();
    };
    set(2);
    await expect(open()).rejects.toMatchObject({
      name: 'UnknownVaultFormat',
      words: { en: expect.any(String) as string },
    });
    expect(() => new SqliteKeys(folder, '')).toThrow('format 2');
    set(1);
    await open();
  });

  it('says what is wrong when the file is no database', async () => {
    const other = newFolder();
    writeFileSync(join(other, 'vault.db'), 'this is no database, however long it may be'.repeat(50));
    await expect(SqliteVault.open(other, { masterKey: undefined })).rejects.toThrow('it is no database');
    expect(existsSync(join(other, 'master.key'))).toBe(false);
  });

  it('keeps the columns of format 1', () => {
    const db = new Sqlite(file('vault.db'), { readonly: true });
    const tables = db
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
      .pluck();
    const columns = (table: string) =>
      (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name);
    const format = db.prepare(`SELECT value FROM meta WHERE name = 'format'`).pluck().get();
    expect(Object.fromEntries((tables.all() as string[]).map((table) => [table, columns(table)]))).toEqual({
      meta: ['name', 'value'],
      keys: ['owner', 'wrapped', 'destroyed'],
      lost_keys: ['owner', 'position'],
      credentials: ['id', 'secret_hash', 'name', 'role', 'departments', 'created_at', 'expires_at', 'revoked_at'],
      accesses: ['seq', 'at', 'actor', 'role', 'kind', 'action', 'detail', 'outcome', 'id'],
      access_subjects: ['seq', 'place', 'subject'],
    });
    expect(format).toBe(1);
    db.close();
  });
});
