import type Database from 'better-sqlite3';
import type { FieldType, Instant } from '@dossier/kernel';
import { fieldsOf, fitting, typeOf } from '../../fields';
import type { Document, Model } from '../../read-model.port';
import { type Cell, cellOf, docsOf, fieldColumn, idsOf, tableOf, valueOf } from './columns';

type Statement<Row> = Database.Statement<unknown[], Row>;
/** id, guard, then the columns of {@link ModelTable.compared}. */
type Old = readonly [number, number, ...Cell[]];
type Whole = readonly [string, string, number, Instant | null, string | null, ...Cell[]];

/** Writes the documents of one model. */
export class ModelTable {
  private readonly fields: readonly (readonly [string, FieldType])[];
  /** Columns that are written only when changed, so that their indexes stay too. */
  private readonly compared: readonly string[];
  private readonly table: string;
  private readonly docs: string;
  private readonly find: Statement<Old>;
  private readonly insert: Statement<unknown>;
  /** For a part, whose id is shared by its row; other models take the next id. */
  private readonly id: { readonly made: Statement<unknown>; readonly found: Statement<number> } | undefined;
  private readonly updates = new Map<string, Statement<unknown>>();
  private readonly putDoc: Statement<unknown>;
  private readonly cutDoc: Statement<unknown>;
  private readonly byKey: Statement<Whole>;
  private readonly following: Statement<Whole>;
  private readonly ofSubject: Statement<string>;

  constructor(
    private readonly db: Database.Database,
    model: Model,
  ) {
    this.table = tableOf(model.id);
    this.docs = docsOf(model.id);
    this.fields = fieldsOf(model).map((name) => [name, typeOf(model, name)]);
    const columns = fieldsOf(model).map(fieldColumn);
    this.compared = ['subject', 'live', ...columns];
    this.find = db
      .prepare<unknown[], Old>(`SELECT id, guard, ${this.compared.join()} FROM ${this.table} WHERE key = ?`)
      .raw();
    const inserted = ['id', 'key', 'guard', 'latest', ...this.compared];
    if (model.partOf !== undefined) {
      const ids = idsOf(model.partOf);
      this.id = {
        made: db.prepare(`INSERT OR IGNORE INTO ${ids} (key) VALUES (?)`),
        found: db.prepare<unknown[], number>(`SELECT id FROM ${ids} WHERE key = ?`).pluck(),
      };
    }
    this.insert = db.prepare(
      `INSERT INTO ${this.table} (${inserted.join()}) VALUES (${inserted.map(() => '?').join()})`,
    );
    this.putDoc = db.prepare(
      `INSERT INTO ${this.docs} VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET doc = excluded.doc`,
    );
    this.cutDoc = db.prepare(`DELETE FROM ${this.docs} WHERE id = ?`);
    const whole = `SELECT ${['key', 'subject', 'guard', 'latest', 'doc', ...columns].join()}
      FROM ${this.table} LEFT JOIN ${this.docs} USING (id)`;
    this.byKey = db.prepare<unknown[], Whole>(`${whole} WHERE key = ?`).raw();
    this.following = db.prepare<unknown[], Whole>(`${whole} WHERE live = 1 AND key > ? ORDER BY key LIMIT ?`).raw();
    this.ofSubject = db.prepare<unknown[], string>(`SELECT key FROM ${this.table} WHERE subject = ?`).pluck();
  }

  get(key: string): Document | undefined {
    const row = this.byKey.get(key);
    return row && this.document(row);
  }
  page(after: string, limit: number): readonly Document[] {
    return this.following.all(after, limit).map((row) => this.document(row));
  }
  keysOf(subject: string): readonly string[] {
    return this.ofSubject.all(subject);
  }

  /**
   * @returns characters of its JSON; 0 where there is nothing to go on from: it was removed, or what is there is newer
   * @throws BadValue
   */
  save(document: Document): number {
    const cells = this.cells(document);
    const old = this.find.get(document.key);
    let id: number | bigint;
    if (!old)
      id = this.insert.run(
        this.idOf(document.key),
        document.key,
        document.guard,
        document.latest,
        cells,
      ).lastInsertRowid;
    else if (document.guard < old[1]) return 0;
    else {
      id = old[0];
      this.update(id, document, old, cells);
    }
    if (document.doc === null) {
      if (old) this.cutDoc.run(id);
      return 0;
    }
    const text = JSON.stringify(document.doc);
    this.putDoc.run(id, text);
    return text.length;
  }

  private idOf(key: string): number | null {
    this.id?.made.run(key);
    return this.id?.found.get(key) ?? null;
  }

  private update(id: number, document: Document, old: Old, cells: readonly Cell[]): void {
    const changed = this.compared.filter((_, i) => cells[i] !== old[i + 2]);
    const sql = `UPDATE ${this.table} SET ${['guard', 'latest', ...changed].map((c) => `${c} = ?`).join()} WHERE id = ?`;
    let update = this.updates.get(sql);
    if (!update) this.updates.set(sql, (update = this.db.prepare(sql)));
    const values = cells.filter((cell, i) => cell !== old[i + 2]);
    update.run(document.guard, document.latest, values, id);
  }

  private cells({ subject, doc, fields }: Document): readonly Cell[] {
    const live = doc === null ? 0 : 1;
    const values = this.fields.map(([name, type]) => (live ? cellOf(fitting(name, type, fields[name] ?? null)) : null));
    return [subject, live, ...values];
  }

  private document([key, subject, guard, latest, doc, ...cells]: Whole): Document {
    const fields =
      doc === null
        ? {}
        : Object.fromEntries(this.fields.map(([name, type], i) => [name, valueOf(type, cells[i] ?? null)]));
    return { key, subject, guard, latest, doc: doc === null ? null : (JSON.parse(doc) as object), fields };
  }
}
