import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Text } from '@dossier/kernel';
import { Sqlite } from '@dossier/sqlite';
import type { Access, Credential } from '../../vault.port';
import type { Change } from './messages';
import { VaultWriter } from './vault-writer';

const folder = mkdtempSync(join(tmpdir(), 'vault-writer-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
let files = 0;
let file: string;
let writer: VaultWriter;
beforeEach(() => {
  file = join(folder, `${++files}.db`);
  writer = new VaultWriter(file);
});
afterEach(() => {
  writer.close();
});
const write = (...changes: readonly Change[]) => writer.write(changes.map((change, n) => ({ n, change })));
const owners = () => {
  const db = new Sqlite(file, { readonly: true });
  const found = db.prepare('SELECT owner FROM keys ORDER BY owner').pluck().all();
  db.close();
  return found;
};
const keys = (...names: readonly string[]): Change => ({
  kind: 'keys',
  keys: names.map((name) => [name, Buffer.alloc(60)]),
});
const access = (detail: string): Access => ({
  ...{ id: `record ${detail}`, at: '2026-01-01T00:00:00.000Z', actor: 'a', role: 'staff', kind: 'read', action: 'x' },
  ...{ subjects: ['c-1'], detail, outcome: 'done' },
});

it('undoes all of a change that fails, and nothing of the changes beside it', () => {
  const missing = { ...access(''), detail: undefined as unknown as string };
  const answers = write(keys('a'), { kind: 'record', accesses: [access(''), missing] }, keys('b'));
  expect(answers).toEqual([
    { n: 0, done: true },
    { n: 1, failed: 'unfit', message: expect.stringContaining('NOT NULL') as string },
    { n: 2, done: true },
  ]);
  expect(owners()).toEqual(['a', 'b']);
  const db = new Sqlite(file, { readonly: true });
  expect(db.prepare('SELECT count(*) FROM accesses').pluck().get()).toBe(0);
  db.close();
});

it('tells an id that is taken from other failures', () => {
  const credential: Credential = {
    ...{ id: 'key-1', secretHash: 'x', name: 'n', role: 'admin', departments: [] },
    ...{ createdAt: 't', expiresAt: null, revokedAt: null },
  };
  const change: Change = { kind: 'credential', credential };
  expect(write(change, change)).toMatchObject([{ done: true }, { failed: 'exists' }]);
});

it('stops when the disk is full: nothing of the group is written, and nothing is promised any more', () => {
  write(keys('before'));
  const db = writer['db'];
  db.pragma(`max_page_count = ${String(db.pragma('page_count', { simple: true }))}`);
  const full = write(keys('a'), { kind: 'record', accesses: [access('x'.repeat(100_000))] }, keys('b'));
  expect(full).toEqual(
    [0, 1, 2].map((n) => ({
      n,
      stopped: expect.objectContaining({ zh: expect.stringContaining('磁盘已满') as string }) as Text,
      code: 'SQLITE_FULL',
    })),
  );
  db.pragma('max_page_count = 1000000');
  expect(write(keys('c'))).toMatchObject([{ stopped: { en: expect.stringContaining('full') as string } }]);
  expect(owners()).toEqual(['before']);
});

it('syncs each commit to disk, and overwrites what is deleted', () => {
  const pragma = (name: string) => writer['db'].pragma(name, { simple: true });
  expect([pragma('synchronous'), pragma('journal_mode'), pragma('secure_delete')]).toEqual([2, 'wal', 1]); // 2: FULL
});

it('writes nothing while another process holds the file, and goes on afterwards', () => {
  writer['db'].pragma('busy_timeout = 1');
  const neighbour = new Sqlite(file);
  neighbour.exec('BEGIN IMMEDIATE');
  expect(write(keys('a'))).toBe('locked');
  neighbour.exec('ROLLBACK');
  neighbour.close();
  expect(write(keys('a'))).toEqual([{ n: 0, done: true }]);
});

it('says so when a reader keeps the trace of a destroyed key, and removes it when asked again', () => {
  write(keys('a'));
  writer['db'].pragma('busy_timeout = 0');
  const reader = new Sqlite(file, { readonly: true });
  const reading = reader.prepare('SELECT owner FROM keys').iterate();
  reading.next();
  expect(write({ kind: 'destroy', owner: 'a' }, keys('b'))).toMatchObject([
    { n: 0, failed: 'other', message: expect.stringContaining('once more') as string },
    { n: 1, done: true },
  ]);
  reading.return?.();
  reader.close();
  expect(write({ kind: 'destroy', owner: 'a' })).toMatchObject([{ done: true }]);
});
