import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Sqlite } from '@dossier/sqlite';

/**
 * The limit of the disk: rows of the size of an event into one table, `batch` of them to a transaction that is synced.
 * @returns rows per second
 */
export function bareSqlite(folder: string, rows: number, batch: number): number {
  const db = new Sqlite(join(folder, `bare-${batch}.db`));
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.exec('CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, data TEXT NOT NULL)');
    const insert = db.prepare<[string, string]>('INSERT INTO events (stream, data) VALUES (?, ?)');
    const data = JSON.stringify({ kind: 'organisation', note: 'x'.repeat(200) });
    const group = db.transaction((from: number) => {
      for (let i = from; i < Math.min(from + batch, rows); i++) insert.run(`customer-${i}`, data);
    });
    const started = performance.now();
    for (let from = 0; from < rows; from += batch) group(from);
    return rows / ((performance.now() - started) / 1000);
  } finally {
    db.close();
  }
}
