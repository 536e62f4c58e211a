import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sqlite } from '@dossier/sqlite';
import { sampleAppend } from '../../event-store.contract';
import { type DataFolder, openDataFolder } from './data-folder';
import { EventLog } from './event-log';
import { SqliteEventStore } from './sqlite-event-store';

let folder: DataFolder;
beforeEach(() => {
  folder = openDataFolder(mkdtempSync(join(tmpdir(), 'dossier-log-')));
});
afterEach(() => {
  folder.release();
  rmSync(folder.path, { recursive: true });
});
/** Another process that holds the log, until it is told to let go. */
const neighbour = () => {
  const db = new Sqlite(folder.events);
  db.exec('BEGIN IMMEDIATE');
  return {
    letGo: () => {
      db.exec('ROLLBACK');
      db.close();
    },
  };
};

it('P1: syncs each commit to disk', () => {
  const log = new EventLog(folder.events);
  const pragma = (name: string) => log['db'].pragma(name, { simple: true });
  expect([pragma('synchronous'), pragma('journal_mode')]).toEqual([2, 'wal']); // 2: FULL
  log.close();
});

it('writes nothing while another process holds the file, and goes on afterwards', () => {
  const log = new EventLog(folder.events);
  log['db'].pragma('busy_timeout = 1');
  const { letGo } = neighbour();
  expect(log.commit([sampleAppend('order-1')])).toBe('locked');
  letGo();
  expect(log.commit([sampleAppend('order-1')])).toMatchObject([{ is: 'done', appended: { position: 1 } }]);
  log.close();
});

it('lets appends wait for a lock that another process holds for long, says so meanwhile, and keeps their order', async () => {
  const store = await SqliteEventStore.open(folder.path);
  const { letGo } = neighbour();
  const appends = [1, 2].map((n) => store.append(sampleAppend(`order-${n}`)));
  while (store.trouble() === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(store.trouble()?.en).toContain('another process');
  appends.push(store.append(sampleAppend('order-3')));
  letGo();
  expect((await Promise.all(appends)).map(({ position }) => position)).toEqual([1, 2, 3]);
  expect(store.trouble()).toBeUndefined();
  await store.close();
});

it('does not wait for a lock when it is closed, and says of each append that it was not confirmed', async () => {
  const store = await SqliteEventStore.open(folder.path);
  const { letGo } = neighbour();
  const append = expect(store.append(sampleAppend('order-1'))).rejects.toThrow('another process');
  await store.close();
  await append;
  letGo();
});

it('waits for no lock once it is told to stop waiting, and takes what need not wait', async () => {
  const store = await SqliteEventStore.open(folder.path);
  store.stopWaiting();
  await store.append(sampleAppend('order-1'));
  const { letGo } = neighbour();
  await expect(store.append(sampleAppend('order-2'))).rejects.toThrow('another process');
  letGo();
  await store.close();
});
