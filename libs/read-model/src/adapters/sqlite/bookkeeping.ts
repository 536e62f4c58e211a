import type Database from 'better-sqlite3';
import type { LogEnd } from '@dossier/event-store';
import { type Member, type Parked, reached, type SomeParked, type Step, TOGETHER } from '../../read-model.port';

/** A connection, or its cache of statements. */
interface Db {
  prepare<P extends unknown[], R>(sql: string): Database.Statement<P, R>;
}

/**
 * Names begin with @, unlike those of models and views. `@seen` holds the last event that any model has folded,
 * `@together` the models that share the progress of the model TOGETHER.
 */
export const BOOKKEEPING = `
  CREATE TABLE "@models" (id TEXT PRIMARY KEY, name TEXT NOT NULL, fields TEXT NOT NULL, partOf TEXT, generation TEXT NOT NULL);
  CREATE TABLE "@progress" (model TEXT, lane TEXT, position INTEGER NOT NULL, PRIMARY KEY (model, lane)) WITHOUT ROWID;
  CREATE TABLE "@links" (member TEXT PRIMARY KEY, "into" TEXT NOT NULL, position INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX "@members" ON "@links" ("into");
  CREATE INDEX "@linked" ON "@links" (position);
  CREATE TABLE "@parked" (id TEXT PRIMARY KEY, model TEXT NOT NULL, subject TEXT NOT NULL, position INTEGER NOT NULL,
    eventId TEXT NOT NULL, eventType TEXT NOT NULL, error TEXT NOT NULL, parkedAt TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX "@waiting" ON "@parked" (subject, model, position);
  CREATE TABLE "@seen" (one INTEGER PRIMARY KEY, position INTEGER NOT NULL, hash TEXT);
  CREATE TABLE "@together" (model TEXT, lane TEXT, PRIMARY KEY (model, lane)) WITHOUT ROWID;
`;

/** undefined: no step has saved it. */
export const seenIn = (db: Db): LogEnd | undefined =>
  db.prepare<[], LogEnd>('SELECT position, hash FROM "@seen"').get();

/** Changes each time the tables of one of the models are made; random, so that a new file never repeats one. */
export const generationIn = (db: Db, models: readonly string[]): string =>
  models
    .map((model) => db.prepare<[string], string>('SELECT generation FROM "@models" WHERE id = ?').pluck().get(model))
    .join();

/** Another number once another connection has committed anything; each connection counts for itself. */
export const dataVersionIn = (db: Db): number => db.prepare<[], number>('PRAGMA data_version').pluck().get() ?? 0;

/** Whether all of these models are there. */
export const holdsIn = (db: Db, models: readonly string[]): boolean =>
  db
    .prepare<[string], number>('SELECT count(*) FROM "@models" WHERE id IN (SELECT value FROM json_each(?))')
    .pluck()
    .get(JSON.stringify(models)) === models.length;

/** Member → canonical id. */
export const linksIn = (db: Db): ReadonlyMap<string, string> =>
  new Map(db.prepare<[], [string, string]>('SELECT member, "into" FROM "@links"').raw().all());

export const membersIn = (db: Db, subject: string): readonly Member[] =>
  db
    .prepare<[string], Member>(
      `WITH RECURSIVE linked (member, position) AS (
         SELECT member, position FROM "@links" WHERE "into" = ?
         UNION ALL
         SELECT l.member, max(l.position, linked.position) FROM "@links" l JOIN linked ON l."into" = linked.member)
       SELECT member, position FROM linked`,
    )
    .all(subject);
export const lastLinkIn = (db: Db): number =>
  db.prepare<[], number | null>('SELECT max(position) FROM "@links"').pluck().get() ?? 0;

/** In the order of the log. @param limit -1: all */
export const parkedIn = (db: Db, { position, id } = { position: -1, id: '' }, limit = -1): readonly Parked[] =>
  db
    .prepare<[number, string, number], Parked>(
      'SELECT * FROM "@parked" WHERE (position, id) > (?, ?) ORDER BY position, id LIMIT ?',
    )
    .all(position, id, limit);

export const someParkedIn = (db: Db, some: SomeParked): readonly Parked[] =>
  'id' in some
    ? db.prepare<[string], Parked>('SELECT * FROM "@parked" WHERE id = ?').all(some.id)
    : db
        .prepare<[string, string], Parked>(
          `SELECT * FROM "@parked" WHERE model = ? AND subject IN (SELECT value FROM json_each(?)) ORDER BY position, id`,
        )
        .all(some.model, JSON.stringify(some.subjects));

/** Of each of the models and subjects the first parked event. */
export function firstOfEachIn(db: Db, models: readonly string[], subjects: readonly string[]): readonly Parked[] {
  if (db.prepare<[], 1>('SELECT 1 FROM "@parked" LIMIT 1').get() === undefined) return []; // mostly
  return (
    db
      // CROSS JOIN keeps the order: models are looked for only under subjects that have any
      .prepare<[string, string], Parked>(
        `SELECT p.* FROM json_each(?) AS s CROSS JOIN json_each(?) AS m CROSS JOIN "@parked" AS p
         WHERE EXISTS (SELECT 1 FROM "@parked" WHERE subject = s.value)
           AND p.id = (SELECT id FROM "@parked" WHERE subject = s.value AND model = m.value ORDER BY position LIMIT 1)`,
      )
      .all(JSON.stringify(subjects), JSON.stringify(models))
  );
}

export const isParkedIn = (db: Db, id: string): boolean =>
  db.prepare<[string], 1>('SELECT 1 FROM "@parked" WHERE id = ?').get(id) !== undefined;

/** Model → the first parked event of the subjects. */
export const firstParkedIn = (
  db: Db,
  models: readonly string[],
  subjects: readonly string[],
): ReadonlyMap<string, Parked> => firstOf(db, models, 'SELECT value FROM json_each(?)', JSON.stringify(subjects));
/** The same for one subject and all that is linked to it. */
export const firstParkedOf = (db: Db, models: readonly string[], subject: string): ReadonlyMap<string, Parked> =>
  firstOf(
    db,
    models,
    `WITH RECURSIVE linked (id) AS (VALUES (?) UNION SELECT member FROM "@links" JOIN linked ON "into" = linked.id)
     SELECT id FROM linked`,
    subject,
  );
/** @param subjects SQL that gives them, with one value */
function firstOf(db: Db, models: readonly string[], subjects: string, value: string): ReadonlyMap<string, Parked> {
  const found = db
    // SQLite takes the other columns from the row with the least position
    .prepare<[string, string], Parked>(
      `SELECT id, model, subject, min(position) AS position, eventId, eventType, error, parkedAt FROM "@parked"
       WHERE EXISTS (SELECT 1 FROM "@parked") -- mostly not, and then the lists need not be made
         AND model IN (SELECT value FROM json_each(?)) AND subject IN (${subjects}) GROUP BY model`,
    )
    .all(JSON.stringify(models), value);
  return new Map(found.map((parked) => [parked.model, parked]));
}

/** Model → how many of its events are parked. */
export const parkedCountsIn = (db: Db): ReadonlyMap<string, number> =>
  new Map(db.prepare<[], [string, number]>('SELECT model, count(*) FROM "@parked" GROUP BY model').raw().all());

const PROGRESS = `SELECT lane, position FROM "@progress" WHERE model = ? UNION ALL
  SELECT lane, position FROM "@together" AS one JOIN "@progress" AS common USING (lane)
  WHERE one.model = ? AND common.model = '${TOGETHER}'`;
/** Lane → position. */
export const progressIn = (db: Db, model: string): ReadonlyMap<string, number> =>
  new Map(db.prepare<[string, string], [string, number]>(PROGRESS).raw().all(model, model));

/** Model → position in the whole log, 0 for one that has none. */
export function positionsIn(db: Db, models: readonly string[]): ReadonlyMap<string, number> {
  const found = db
    .prepare<[string], [string, string, number]>(
      `WITH wanted (id) AS MATERIALIZED (SELECT value FROM json_each(?))
       SELECT id, own.lane, own.position FROM wanted JOIN "@progress" AS own ON own.model = id UNION ALL
       SELECT id, one.lane, common.position FROM wanted JOIN "@together" AS one ON one.model = id
       JOIN "@progress" AS common ON common.model = '${TOGETHER}' AND common.lane = one.lane`,
    )
    .raw()
    .all(JSON.stringify(models));
  const lanes = new Map(models.map((model) => [model, new Map<string, number>()]));
  for (const [model, lane, position] of found) lanes.get(model)?.set(lane, position);
  return new Map(models.map((model) => [model, reached(lanes.get(model) ?? new Map())]));
}

/** Statements with values that save the progress of a model. */
export const progressSaved = ({
  model,
  lane,
  position,
}: Step['progress'][number]): readonly (readonly [sql: string, ...values: (string | number)[]])[] =>
  position === TOGETHER
    ? [
        ['INSERT OR IGNORE INTO "@together" VALUES (?, ?)', model, lane],
        ['DELETE FROM "@progress" WHERE model = ? AND lane = ?', model, lane],
      ]
    : [
        [
          // a worker that was frozen, and whose lane another has taken over, knows an older place
          'INSERT INTO "@progress" VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET position = max(position, excluded.position)',
          ...[model, lane, position],
        ],
        ['DELETE FROM "@together" WHERE model = ? AND lane = ?', model, lane],
      ];
