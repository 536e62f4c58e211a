import type Database from 'better-sqlite3';
import { OperatorError } from '@dossier/kernel';
import { isBegun } from '@dossier/sqlite';

/** Of vault.db, see docs/vault.md. Frozen: change it by a migration, never by editing this. */
export const FORMAT = 1;

const TABLES = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE keys (
  owner TEXT PRIMARY KEY,
  wrapped BLOB,
  destroyed INTEGER NOT NULL DEFAULT 0,
  CHECK ((wrapped IS NULL) = (destroyed = 1))
) STRICT, WITHOUT ROWID;
CREATE TABLE credentials (
  id TEXT PRIMARY KEY,
  secret_hash TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  departments TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT,
  revoked_at TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE accesses (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  role TEXT NOT NULL,
  kind TEXT NOT NULL,
  action TEXT NOT NULL,
  detail TEXT NOT NULL,
  outcome TEXT NOT NULL
) STRICT;
CREATE INDEX accesses_by_actor ON accesses (actor, seq);
CREATE TABLE access_subjects (
  seq INTEGER NOT NULL,
  place INTEGER NOT NULL,
  subject TEXT NOT NULL,
  PRIMARY KEY (seq, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX access_subjects_by_subject ON access_subjects (subject, seq);
`;

/** Added later: earlier releases ignore it. */
const LOST_KEYS = `
CREATE TABLE IF NOT EXISTS lost_keys (owner TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Added later: earlier releases write records without. */
const ACCESS_IDS = `
ALTER TABLE accesses ADD COLUMN id TEXT;
CREATE UNIQUE INDEX accesses_by_id ON accesses (id) WHERE id IS NOT NULL;
`;
const hasAccessIds = (db: Database.Database): boolean =>
  db.prepare(`SELECT 1 FROM pragma_table_info('accesses') WHERE name = 'id'`).get() !== undefined;

/** vault.db was written by a later release, or is no vault. */
export class UnknownVaultFormat extends OperatorError {
  override readonly name = 'UnknownVaultFormat';
  constructor(readonly format: string) {
    super({
      zh: `vault.db 的格式为 ${format}，本版本只支持 ${FORMAT}。请使用写入它的版本打开。`,
      en: `vault.db has format ${format}, this release knows ${FORMAT}. Open it with the release that wrote it.`,
    });
  }
}

/** Makes missing tables; does not change existing ones. */
export function prepare(db: Database.Database): void {
  hasTables(db); // before any change: the file may belong to another program
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL'); // answer only what is on disk
  db.pragma('secure_delete = ON'); // overwrite a destroyed key, not only unlink it
  db.transaction(() => {
    if (hasTables(db)) checkFormat(db);
    else {
      db.exec(TABLES);
      db.prepare(`INSERT INTO meta (name, value) VALUES ('format', ?)`).run(BigInt(FORMAT));
    }
    db.exec(LOST_KEYS);
    if (!hasAccessIds(db)) db.exec(ACCESS_IDS);
  }).immediate();
}

/** False: a start ended before it made them. */
export const hasTables = (db: Database.Database): boolean => isBegun(db, 'keys');

export function checkFormat(db: Database.Database): void {
  const format = db.prepare(`SELECT value FROM meta WHERE name = 'format'`).pluck().get();
  if (format !== FORMAT) throw new UnknownVaultFormat(String(format));
}
