import type Database from 'better-sqlite3';
import type { FieldType, Instant } from '@dossier/kernel';
import { fieldsOf, fitting, typeOf } from '../../fields';
import { type Document, type Model, mustFit, Overtaken, type Stamp } from '../../read-model.port';
import { type Cell, cellOf, docsOf, fieldColumn, idsOf, tableOf, valueOf } from './columns';

type Statement<Row> = Database.Statement<unknown[], Row>;
/** id, revision, then the columns of {@link ModelTable.compared}. */
type Old = readonly [number, number, ...Cell[]];
type Whole = readonly [string, string, number, number, number, Instant | null, string | null, ...Cell[]];
/** A document as it was saved, and the characters of its JSON; 0 where there is nothing to go on from. */
export interface Saved {
  readonly document: Document;
  readonly size: number;
}

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
  private readonly ofSubject: Statement<readonly [key: string, revision: number, known: number]>;

  constructor(
    private readonly db: Database.Database,
    private readonly model: Model,
  ) {
    this.table = tableOf(model.id);
    this.docs = docsOf(model.id);
    this.fields = fieldsOf(model).map((name) => [name, typeOf(model, name)]);
    const columns = fieldsOf(model).map(fieldColumn);
    this.compared = ['subject', 'live', ...columns];
    this.find = db
      .prepare<unknown[], Old>(`SELECT id, revision, ${this.compared.join()} FROM ${this.table} WHERE key = ?`)
      .raw();
    const inserted = ['id', 'key', ...WRITTEN, ...this.compared];
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
    const whole = `SELECT ${['key', 'subject', ...WRITTEN, 'doc', ...columns].join()}
      FROM ${this.table} LEFT JOIN ${this.docs} USING (id)`;
    this.byKey = db.prepare<unknown[], Whole>(`${whole} WHERE key = ?`).raw();
    this.following = db.prepare<unknown[], Whole>(`${whole} WHERE live = 1 AND key > ? ORDER BY key LIMIT ?`).raw();
    this.ofSubject = db
      .prepare<unknown[], readonly [string, number, number]>(
        `SELECT key, revision, known FROM ${this.table} WHERE subject = ?`,
      )
      .raw();
  }

  get(key: string): Document | undefined {
    const row = this.byKey.get(key);
    return row && this.document(row);
  }
  page(after: string, limit: number): readonly Document[] {
    return this.following.all(after, limit).map((row) => this.document(row));
  }
  stampsOf(subject: string): readonly (readonly [string, Stamp])[] {
    return this.ofSubject.all(subject).map(([key, revision, known]) => [key, { subject, revision, known }]);
  }

  /** @throws BadValue, Overtaken, DocumentTooLarge */
  save({ beside, ...given }: Document, largest: number): Saved {
    const cells = this.cells(given);
    const old = this.find.get(given.key);
    if ((old?.[1] ?? 0) !== given.revision) {
      if (beside) return { document: given, size: 0 };
      throw new Overtaken(this.model.id);
    }
    const document = { ...given, revision: given.revision + 1 };
    const id = old ? this.update(old, document, cells) : this.insertRow(document, cells);
    if (document.doc === null) {
      if (old) this.cutDoc.run(id);
      return { document, size: 0 };
    }
    const text = JSON.stringify(document.doc);
    mustFit(this.model.id, document.key, text, largest);
    this.putDoc.run(id, text);
    return { document, size: text.length };
  }

  private insertRow(document: Document, cells: readonly Cell[]): number | bigint {
    const { key } = document;
    return this.insert.run(this.idOf(key), key, writtenOf(document), cells).lastInsertRowid;
  }

  private idOf(key: string): number | null {
    this.id?.made.run(key);
    return this.id?.found.get(key) ?? null;
  }

  private update(old: Old, document: Document, cells: readonly Cell[]): number {
    const changed = this.compared.filter((_, i) => cells[i] !== old[i + 2]);
    const sql = `UPDATE ${this.table} SET ${[...WRITTEN, ...changed].map((c) => `${c} = ?`).join()} WHERE id = ?`;
    let update = this.updates.get(sql);
    if (!update) this.updates.set(sql, (update = this.db.prepare(sql)));
    const values = cells.filter((cell, i) => cell !== old[i + 2]);
    update.run(writtenOf(document), values, old[0]);
    return old[0];
  }

  private cells({ subject, doc, fields }: Document): readonly Cell[] {
    const live = doc === null ? 0 : 1;
    const values = this.fields.map(([name, type]) => (live ? cellOf(fitting(name, type, fields[name] ?? null)) : null));
    return [subject, live, ...values];
  }

  private document([key, subject, guard, revision, known, latest, doc, ...cells]: Whole): Document {
    const fields =
      doc === null
        ? {}
        : Object.fromEntries(this.fields.map(([name, type], i) => [name, valueOf(type, cells[i] ?? null)]));
    return {
      ...{ key, subject, guard, revision, known, latest, fields },
      doc: doc === null ? null : (JSON.parse(doc) as object),
    };
  }
}

/** Columns that every save writes. */
const WRITTEN = ['guard', 'revision', 'known', 'latest'] as const;
const writtenOf = (document: Document): readonly Cell[] => WRITTEN.map((name) => document[name]);
