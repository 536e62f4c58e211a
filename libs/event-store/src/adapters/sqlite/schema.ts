import { randomBytes } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { isBegun } from '@dossier/sqlite';
import { PARTITIONS } from '../../slots';

/** Version of the data folder. A newer one is not opened. */
export const FORMAT = 1;

/** Format 1, frozen: every column is explained in docs/data-folder.md. */
const TABLES = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE subjects (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE streams (
    no INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    subject INTEGER NOT NULL REFERENCES subjects
  ) STRICT;
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL REFERENCES streams,
    revision INTEGER NOT NULL,
    subject INTEGER NOT NULL REFERENCES subjects,
    partition INTEGER NOT NULL,
    previous INTEGER NOT NULL,
    id BLOB NOT NULL,
    type TEXT NOT NULL,
    version INTEGER NOT NULL,
    occurredAt TEXT NOT NULL,
    recordedAt TEXT NOT NULL,
    actor TEXT NOT NULL,
    department TEXT,
    businessLine TEXT,
    correlationId TEXT NOT NULL,
    causationId TEXT,
    traceparent TEXT,
    backfill INTEGER NOT NULL,
    hash BLOB NOT NULL,
    data TEXT NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  CREATE INDEX journal ON events (subject); -- every index of SQLite ends with the position
  CREATE TABLE partitions (no INTEGER PRIMARY KEY, position INTEGER NOT NULL) STRICT;
  CREATE TABLE claims (
    key BLOB PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    position INTEGER NOT NULL,
    partition INTEGER NOT NULL,
    events INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/** Of a log: tells its positions from those of others. */
export const newName = (): string => randomBytes(4).toString('hex');

/** Makes the tables of a new log; does not touch an existing one. */
export function createTables(db: Database): void {
  isBegun(db, 'events'); // before any change: the file may belong to another program
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  const create = db.transaction(() => {
    if (isBegun(db, 'events')) return;
    db.exec(TABLES);
    const fact = db.prepare<[string, string]>('INSERT INTO meta (key, value) VALUES (?, ?)');
    fact.run('format', String(FORMAT));
    fact.run('log', newName());
    fact.run('partitions', String(PARTITIONS));
    const partition = db.prepare<[number]>('INSERT INTO partitions (no, position) VALUES (?, 0)');
    for (let no = 0; no < PARTITIONS; no++) partition.run(no);
  });
  create.immediate(); // all or nothing: after a crash the next start makes them
}

/** The contents of `meta`. */
export function readMeta(db: Database): { readonly format: number; readonly log: string; readonly partitions: number } {
  const value = (key: string): string => {
    const row = db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?').get(key);
    if (row === undefined) throw new Error(`${db.name} is no log: ${key} is missing in its table meta`);
    return row.value;
  };
  return { format: Number(value('format')), log: value('log'), partitions: Number(value('partitions')) };
}
