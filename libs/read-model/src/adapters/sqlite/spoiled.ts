import type Database from 'better-sqlite3';
import { type Model, TOGETHER } from '../../read-model.port';
import { parkedCountsIn, positionsIn } from './bookkeeping';
import { docsOf, documentIn, idsOf, tableOf } from './columns';
import { Models, partsByRows } from './models';

/** Documents of one model that are told of, at most. */
const MOST = 1_000;

/**
 * Looks for documents that cannot be read or are missing, model by model: each gives them as `<model>/<key>`. They take
 * as long as reading all. A document whose row is gone too is missed by its id, or in rows of several parts where the
 * other parts have it; those that came last leave no gap.
 * @param except models that are not looked at
 */
export function looksForSpoiled(
  db: Database.Database,
  except: readonly string[] = [],
): readonly (() => readonly string[])[] {
  const kept = new Models(db);
  const torn = kept.torn();
  const models = kept
    .ids()
    .filter((id) => !except.includes(id) && !torn.includes(id))
    .flatMap((id) => kept.find(id) ?? []);
  const ofModels = models.map(
    ({ id, partOf }) =>
      () =>
        named(id, [...unreadable(db, id), ...(partOf === undefined ? gaps(db, tableOf(id)) : [])]),
  );
  const ofRows = [...partsByRows(models)].map(
    ([rows, parts]) =>
      () =>
        named(rows, [...gaps(db, idsOf(rows)), ...withoutPart(db, rows, abreast(db, parts))]),
  );
  return [...ofModels, ...ofRows];
}

const named = (model: string, keys: readonly string[]): readonly string[] =>
  [...new Set(keys)].map((key) => `${model}/${key}`);

/** Of each run of ids that are missing the last one: a row is never deleted, so they follow each other from 1. */
const gaps = (db: Database.Database, table: string): readonly string[] =>
  db
    .prepare<[], string>(
      `SELECT '#' || (id - 1) FROM (SELECT id, lag(id, 1, 0) OVER (ORDER BY id) AS before FROM ${table})
       WHERE id <> before + 1 LIMIT ${MOST}`,
    )
    .pluck()
    .all();

/** Keys of rows without a document that can be read, and ids of documents without a row. */
const unreadable = (db: Database.Database, id: string): readonly string[] =>
  db
    .prepare<[], string>(
      `SELECT coalesce(key, '#' || id) FROM
         (SELECT id, key, live, ${documentIn(id)} AS doc FROM ${tableOf(id)} FULL JOIN ${docsOf(id)} USING (id))
       WHERE coalesce(live, 0) <> (doc IS NOT NULL) OR NOT json_valid(doc) LIMIT ${MOST}`,
    )
    .pluck()
    .all();

/** Keys that only some of the parts have. */
function withoutPart(db: Database.Database, rows: string, parts: readonly Model[]): readonly string[] {
  if (parts.length < 2) return [];
  const joins = parts.map(({ id }) => `LEFT JOIN ${tableOf(id)} ON ${tableOf(id)}.id = one.id`);
  const have = parts.map(({ id }) => `coalesce(${tableOf(id)}.live, 0)`).join(' + ');
  return db
    .prepare<[], string>(
      `SELECT one.key FROM ${idsOf(rows)} AS one ${joins.join(' ')}
       WHERE ${have} NOT IN (0, ${parts.length}) LIMIT ${MOST}`,
    )
    .pluck()
    .all();
}

/** Those that have taken the same events: a part that is built anew gets its documents one by one. */
function abreast(db: Database.Database, parts: readonly Model[]): readonly Model[] {
  const positions = positionsIn(db, [...parts.map(({ id }) => id), TOGETHER]);
  const parked = parkedCountsIn(db);
  return parts.filter(({ id }) => positions.get(id) === positions.get(TOGETHER) && !parked.has(id));
}
