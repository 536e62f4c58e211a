import { randomUUID } from 'node:crypto';
import type Database from 'better-sqlite3';
import { declared, fieldsOf, mustBeModel, stored, typeOf } from '../../fields';
import type { Model } from '../../read-model.port';
import {
  changed,
  docsName,
  docsOf,
  fieldColumn,
  idsOf,
  modelOf,
  piecesName,
  piecesOf,
  quoted,
  tableOf,
} from './columns';
import { tablesIn } from './views-file';

const nameOf = (id: string): string => id.slice(0, id.lastIndexOf('@'));
/** Name of the view for analysts: `customer_360` for `customer-360@ab12cd`. */
const viewOf = (name: string): string => quoted(name.replaceAll(/[^A-Za-z0-9]/g, '_'));

const NOW = `strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`;
function columnOf(model: Model, field: string): string {
  const change = model.fields[field]?.change;
  if (!change) return `${tableOf(model.id)}.${fieldColumn(field)}`;
  return changed(change, columnOf(model, change.at), columnOf(model, change.before), NOW);
}

/** Which models the file holds, and their tables. */
export class Models {
  constructor(private readonly db: Database.Database) {}

  /** Of all that are listed or have tables. */
  ids(): readonly string[] {
    return [...new Set([...this.listed(), ...tablesIn(this.db).flatMap(modelOf)])].sort();
  }

  /** Those of {@link ids} that are not listed, or lack a table. */
  torn(): readonly string[] {
    const [listed, tables] = [new Set(this.listed()), new Set(tablesIn(this.db))];
    const isWhole = (id: string): boolean => [id, docsName(id), piecesName(id)].every((table) => tables.has(table));
    return this.ids().filter((id) => !(listed.has(id) && isWhole(id)));
  }

  private listed(): readonly string[] {
    return this.db.prepare<[], string>('SELECT id FROM "@models"').pluck().all();
  }

  find(id: string): Model | undefined {
    const kept = this.db
      .prepare<[string], { fields: string; partOf: string | null }>('SELECT fields, partOf FROM "@models" WHERE id = ?')
      .get(id);
    if (!kept) return undefined;
    const { fields, partOf } = kept;
    return { id, fields: JSON.parse(fields) as Model['fields'], ...(partOf !== null && { partOf }) };
  }

  /**
   * Makes the tables of a model.
   * @throws TypeError where id or fields cannot be columns
   * @returns true when it was there with other fields or in part, and was deleted with its progress
   */
  make(model: Model): boolean {
    mustBeModel(model);
    const isThere = this.ids().includes(model.id);
    const before = this.torn().includes(model.id) ? undefined : this.find(model.id);
    const same = before !== undefined && stored(before) === stored(model) && before.partOf === model.partOf;
    if (same) this.db.prepare('UPDATE "@models" SET fields = ? WHERE id = ?').run(declared(model), model.id);
    else {
      this.drop(model.id); // also where it is not listed: tables may be left of it, and progress that they do not have
      this.db
        .prepare('INSERT INTO "@models" (id, name, fields, partOf, generation) VALUES (?, ?, ?, ?, ?)')
        .run(model.id, nameOf(model.id), declared(model), model.partOf ?? null, randomUUID());
      this.makeTables(model);
    }
    this.show(nameOf(model.id), model);
    return isThere && !same;
  }

  /** Deletes the tables of models and makes them empty. @throws TypeError as {@link make} */
  makeEmpty(models: readonly Model[]): void {
    for (const { id } of models) this.drop(id);
    for (const rows of partsByRows(models).keys()) this.dropUnusedIds(rows);
    for (const model of models) this.make(model);
  }

  /** Without parts nobody needs the ids of rows; kept, one that is missing would be missed after each rebuild. */
  private dropUnusedIds(rows: string): void {
    const part = this.db.prepare('SELECT 1 FROM "@models" WHERE partOf = ?').get(rows);
    if (part === undefined) this.db.exec(`DROP TABLE IF EXISTS ${idsOf(rows)}`);
  }

  /** Removes a model: documents, progress, parked events. */
  drop(id: string): void {
    for (const table of [tableOf(id), docsOf(id), piecesOf(id)]) this.db.exec(`DROP TABLE IF EXISTS ${table}`);
    for (const [table, column] of [
      ['@models', 'id'],
      ['@progress', 'model'],
      ['@together', 'model'],
      ['@parked', 'model'],
    ] as const)
      this.db.prepare(`DELETE FROM ${quoted(table)} WHERE ${column} = ?`).run(id);
    this.showNewest(nameOf(id));
  }

  /**
   * Documents have their own table, so that filters, groups and counts read narrow rows: measured with documents of 1.5
   * KB, these are 5 to 10 times as fast, and saving is not slower. One with a long list is kept in pieces: whoever buys for the
   * ten thousandth time changes the last of them, and not two megabytes.
   */
  private makeTables(model: Model): void {
    const table = tableOf(model.id);
    const columns = fieldsOf(model).map((name) => {
      const type = typeOf(model, name);
      return `${fieldColumn(name)} ${type === 'text' || type === 'instant' ? 'TEXT' : 'INTEGER'}`;
    });
    const own = [
      'id INTEGER PRIMARY KEY',
      'key TEXT NOT NULL UNIQUE',
      'subject TEXT NOT NULL',
      'guard INTEGER NOT NULL',
      'revision INTEGER NOT NULL',
      'known INTEGER NOT NULL',
      'latest TEXT',
      'live INTEGER NOT NULL', // 0: a tombstone
    ];
    if (model.partOf !== undefined)
      this.db.exec(
        `CREATE TABLE IF NOT EXISTS ${idsOf(model.partOf)} (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE)`,
      );
    this.db.exec(`CREATE TABLE ${table} (${[...own, ...columns].join()})`);
    this.db.exec(
      `CREATE TABLE ${docsOf(model.id)} (id INTEGER PRIMARY KEY, doc TEXT NOT NULL, pieces INTEGER NOT NULL)`,
    );
    this.db.exec(`CREATE TABLE ${piecesOf(model.id)} (place INTEGER PRIMARY KEY, text TEXT NOT NULL)`);
    this.db.exec(`CREATE INDEX ${quoted(`${model.id}#subject`)} ON ${table} (subject)`);
    for (const name of fieldsOf(model).filter((each) => model.fields[each]?.indexed))
      this.db.exec(
        // with key: a page goes on after (value, key)
        `CREATE INDEX ${quoted(`${model.id}/${name}`)} ON ${table} (${fieldColumn(name)}, key) WHERE live = 1`,
      );
  }

  /** Makes the analysts' view of a name show this model without its personal fields. */
  private show(name: string, model: Model): void {
    this.showRows(name, [model]);
  }

  /** The same for rows of several parts: one for each key, with the fields of all of them. */
  showRows(name: string, parts: readonly Model[]): void {
    const columns = parts.flatMap((model) =>
      Object.keys(model.fields)
        .sort()
        .filter((field) => model.fields[field]?.personal !== true)
        .map((field) => {
          const taken = /^(key|subject)$/i.test(field);
          return `${columnOf(model, field)} AS ${quoted(taken ? `${field}_field` : field)}`;
        }),
    );
    const [first = '', ...others] = parts.map(({ id }) => tableOf(id));
    const joined = others.map((table) => ` JOIN ${table} ON ${table}.id = ${first}.id AND ${table}.live = 1`);
    this.hide(name);
    this.db.exec(
      `CREATE VIEW ${viewOf(name)} AS SELECT ${[`${first}.key`, `${first}.subject`, ...columns].join()}
        FROM ${first}${joined.join('')} WHERE ${first}.live = 1`,
    );
  }
  private hide(name: string): void {
    this.db.exec(`DROP VIEW IF EXISTS ${viewOf(name)}`);
  }
  private showNewest(name: string): void {
    const newest = this.db
      .prepare<[string], string>('SELECT id FROM "@models" WHERE name = ? ORDER BY rowid DESC')
      .pluck()
      .get(name);
    const model = newest === undefined ? undefined : this.find(newest);
    if (model) this.show(name, model);
    else this.hide(name);
  }
}

/** The parts of each rows, by the name of the rows. */
export function partsByRows(models: readonly Model[]): ReadonlyMap<string, readonly Model[]> {
  const rows = new Map<string, Model[]>();
  for (const model of models)
    if (model.partOf !== undefined) rows.set(model.partOf, [...(rows.get(model.partOf) ?? []), model]);
  return rows;
}
