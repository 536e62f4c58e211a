import type Database from 'better-sqlite3';
import type { LogEnd } from '@dossier/event-store';
import type { Parked } from '../../read-model.port';

/** Names begin with an @, as no model's and no view's does. */
export const BOOKKEEPING = `
  CREATE TABLE "@models" (id TEXT PRIMARY KEY, name TEXT NOT NULL, fields TEXT NOT NULL, generation TEXT NOT NULL);
  CREATE TABLE "@progress" (model TEXT, lane TEXT, position INTEGER NOT NULL, PRIMARY KEY (model, lane)) WITHOUT ROWID;
  CREATE TABLE "@links" (member TEXT PRIMARY KEY, "into" TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX "@members" ON "@links" ("into");
  CREATE TABLE "@parked" (id TEXT PRIMARY KEY, model TEXT NOT NULL, subject TEXT NOT NULL, position INTEGER NOT NULL,
    eventId TEXT NOT NULL, eventType TEXT NOT NULL, error TEXT NOT NULL, parkedAt TEXT NOT NULL) WITHOUT ROWID;
`;

/** Made where it is missing, also in a file of before it was kept. Its one row is the last event that any model has taken. */
export const SEEN = `CREATE TABLE IF NOT EXISTS "@seen" (one INTEGER PRIMARY KEY, position INTEGER NOT NULL, hash TEXT)`;

/** undefined in a file of before it was kept. */
export function seenIn(db: Database.Database): LogEnd | undefined {
  const isKept = db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = '@seen'`).get() !== undefined;
  return isKept ? db.prepare<[], LogEnd>('SELECT position, hash FROM "@seen"').get() : undefined;
}

/** Another one each time the tables of a model are made; random, so that a file made anew begins none again. */
export const generationIn = (db: Database.Database, model: string): string | undefined =>
  db.prepare<[string], string>('SELECT generation FROM "@models" WHERE id = ?').pluck().get(model);

/** Member → canonical id. */
export const linksIn = (db: Database.Database): ReadonlyMap<string, string> =>
  new Map(db.prepare<[], [string, string]>('SELECT member, "into" FROM "@links"').raw().all());

/** In the order of the log. @param limit -1: all */
export const parkedIn = (
  db: Database.Database,
  { position, id } = { position: -1, id: '' },
  limit = -1,
): readonly Parked[] =>
  db
    .prepare<[number, string, number], Parked>(
      'SELECT * FROM "@parked" WHERE (position, id) > (?, ?) ORDER BY position, id LIMIT ?',
    )
    .all(position, id, limit);

/** Model → how many of its events are parked. */
export const parkedCountsIn = (db: Database.Database): ReadonlyMap<string, number> =>
  new Map(db.prepare<[], [string, number]>('SELECT model, count(*) FROM "@parked" GROUP BY model').raw().all());

/** Lane → position. */
export const progressIn = (db: Database.Database, model: string): ReadonlyMap<string, number> =>
  new Map(
    db.prepare<[string], [string, number]>('SELECT lane, position FROM "@progress" WHERE model = ?').raw().all(model),
  );
