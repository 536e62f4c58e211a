import type Database from 'better-sqlite3';
import type { FieldType, FieldValue, Instant } from '@dossier/kernel';
import { fieldsOf, fitting, typeOf } from '../../fields';
import { type Document, type Model, mustFit, mustTake, Overtaken, type Stamp } from '../../read-model.port';
import {
  type Cell,
  cellOf,
  docsOf,
  documentIn,
  fieldColumn,
  idsOf,
  PLACES,
  piecesOf,
  tableOf,
  valueOf,
} from './columns';
import { isSame, type Segment, segmentsOf, textOf } from './segments';

type Statement<Row> = Database.Statement<unknown[], Row>;
/** Without its document: `cells` are those of {@link ModelTable.compared}. */
export interface Row {
  readonly id: number;
  readonly revision: number;
  readonly cells: readonly Cell[];
  /** The document as it is kept in pieces, none where they are not known; left out: it is kept as one text. */
  readonly segments?: readonly Segment[] | undefined;
}
/** A document as it is in the table. */
export interface Kept {
  readonly document: Document;
  readonly row: Row;
}
/** One that was saved, and the characters of its JSON, or its bytes where it is in pieces; 0 for a tombstone. */
export interface Saved extends Kept {
  readonly size: number;
}
type Old = readonly [id: number, revision: number, pieces: number, ...Cell[]];
type Whole = readonly [number, string, number, number, number, Instant | null, string | null, ...Cell[]];
/** Where the compared columns begin in it. */
const COMPARED = 7;

/** Writes the documents of one model. */
export class ModelTable {
  private readonly fields: readonly (readonly [string, FieldType])[];
  /** Columns that are written only when changed, so that their indexes stay too. */
  private readonly compared: readonly string[];
  private readonly table: string;
  private readonly docs: string;
  private readonly find: Statement<Old>;
  private readonly insert: Statement<unknown>;
  private readonly updates = new Map<string, Statement<unknown>>();
  private readonly putDoc: Statement<unknown>;
  private readonly deleteDoc: Statement<unknown>;
  private readonly pieces: Pieces;
  private readonly byKey: Statement<Whole>;
  private readonly following: Statement<Whole>;
  private readonly ofSubject: Statement<readonly [key: string, revision: number, known: number]>;

  constructor(
    private readonly db: Database.Database,
    private readonly model: Model,
    /** For a part, whose id is shared by its row; other models take the next id. */
    private readonly ids: RowIds | undefined,
  ) {
    this.table = tableOf(model.id);
    this.docs = docsOf(model.id);
    this.fields = fieldsOf(model).map((name) => [name, typeOf(model, name)]);
    const columns = fieldsOf(model).map(fieldColumn);
    this.compared = ['subject', 'live', ...columns];
    this.find = db
      .prepare<unknown[], Old>(
        `SELECT id, revision, coalesce(pieces, 0), ${this.compared.join()} FROM ${this.table} LEFT JOIN ${this.docs} USING (id)
        WHERE key = ?`,
      )
      .raw();
    const inserted = ['id', 'key', ...WRITTEN, ...this.compared];
    // a document that is said to be new is looked for by what inserts it
    this.insert = db.prepare(
      `INSERT INTO ${this.table} (${inserted.join()}) VALUES (${inserted.map(() => '?').join()}) ON CONFLICT DO NOTHING`,
    );
    this.putDoc = db.prepare(
      `INSERT INTO ${this.docs} VALUES (?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET doc = excluded.doc, pieces = excluded.pieces`,
    );
    this.deleteDoc = db.prepare(`DELETE FROM ${this.docs} WHERE id = ?`);
    this.pieces = new Pieces(db, model.id);
    const whole = `SELECT ${['id', 'key', ...WRITTEN, documentIn(model.id), ...this.compared].join()}
      FROM ${this.table} LEFT JOIN ${this.docs} USING (id)`;
    this.byKey = db.prepare<unknown[], Whole>(`${whole} WHERE key = ?`).raw();
    this.following = db.prepare<unknown[], Whole>(`${whole} WHERE live = 1 AND key > ? ORDER BY key LIMIT ?`).raw();
    this.ofSubject = db
      .prepare<unknown[], readonly [string, number, number]>(
        `SELECT key, revision, known FROM ${this.table} WHERE subject = ?`,
      )
      .raw();
  }

  get(key: string): Kept | undefined {
    const row = this.byKey.get(key);
    return row && this.kept(row);
  }
  page(after: string, limit: number): readonly Document[] {
    return this.following.all(after, limit).map((row) => this.kept(row).document);
  }
  stampsOf(subject: string): readonly (readonly [string, Stamp])[] {
    return this.ofSubject.all(subject).map(([key, revision, known]) => [key, { subject, revision, known }]);
  }

  /**
   * @param row what the table has under the key, where that is known
   * @returns undefined where another stands there already, beside which it would be
   * @throws BadValue, Overtaken, DocumentTooLarge
   */
  save(given: Document, largest: number, row?: Row): Saved | undefined {
    const { key, subject, guard, known, latest, doc, fields } = given;
    const cells = this.cells(given);
    const document = { key, subject, guard, revision: given.revision + 1, known, latest, doc, fields };
    const isNew = given.revision === 0;
    const old = isNew || row?.revision === given.revision ? row : this.found(key);
    const id = isNew ? this.insertRow(document, cells) : this.update(old, document, cells);
    if (id === undefined) {
      if (given.beside) return undefined;
      throw new Overtaken(this.model.id);
    }
    const segments = doc === null ? undefined : segmentsOf(doc);
    const saved = { document, row: { id, revision: document.revision, cells, segments } };
    if (segments) {
      if (old?.segments?.length === 0) this.pieces.deleteFrom(id, 0);
      this.putDoc.run(id, '', segments.length);
      const size = this.pieces.put(id, segments, old?.segments);
      mustTake(this.model.id, key, size, largest);
      return { ...saved, size };
    }
    if (old?.segments) this.pieces.deleteFrom(id, 0);
    if (doc === null) {
      if (!isNew) this.deleteDoc.run(id);
      return { ...saved, size: 0 };
    }
    const text = JSON.stringify(doc);
    mustFit(this.model.id, key, text, largest);
    this.putDoc.run(id, text, 0);
    return { ...saved, size: text.length };
  }

  private found(key: string): Row | undefined {
    const old = this.find.get(key);
    if (!old) return undefined;
    const [id, revision, pieces, ...cells] = old;
    return { id, revision, cells, segments: pieces > 0 ? [] : undefined };
  }

  /** @returns its id; undefined where there is one of its key */
  private insertRow(document: Document, cells: readonly Cell[]): number | undefined {
    const { key } = document;
    const { changes, lastInsertRowid } = this.insert.run(this.ids?.of(key) ?? null, key, writtenOf(document), cells);
    return changes === 0 ? undefined : Number(lastInsertRowid);
  }

  /** @returns its id; undefined where it is not in the state before this one */
  private update(old: Row | undefined, document: Document, cells: readonly Cell[]): number | undefined {
    const before = document.revision - 1;
    if (old?.revision !== before) return undefined;
    const changed = cells.flatMap((cell, i) => (cell === old.cells[i] ? [] : [i]));
    const values = changed.map((i) => cells[i]);
    const { changes } = this.updateOf(changed).run(writtenOf(document), values, old.id, before);
    return changes === 0 ? undefined : old.id;
  }
  private updateOf(changed: readonly number[]): Statement<unknown> {
    const name = changed.join();
    const prepared = this.updates.get(name);
    if (prepared) return prepared;
    const columns = [...WRITTEN, ...changed.map((i) => this.compared[i])];
    const update = this.db.prepare(
      `UPDATE ${this.table} SET ${columns.map((c) => `${c} = ?`).join()} WHERE id = ? AND revision = ?`,
    );
    this.updates.set(name, update);
    return update;
  }

  private cells({ subject, doc, fields }: Document): readonly Cell[] {
    const live = doc === null ? 0 : 1;
    const values = this.fields.map(([name, type]) => (live ? cellOf(fitting(name, type, fields[name] ?? null)) : null));
    return [subject, live, ...values];
  }

  private kept(whole: Whole): Kept {
    const [id, key, guard, revision, known, latest, doc] = whole;
    const cells = whole.slice(COMPARED) as readonly Cell[];
    const fields: Record<string, FieldValue> = {};
    if (doc !== null)
      for (const [i, [name, type]] of this.fields.entries()) fields[name] = valueOf(type, cells[i + 2] ?? null);
    const document: Document = {
      key,
      subject: String(cells[0]),
      guard,
      revision,
      known,
      latest,
      doc: doc === null ? null : (JSON.parse(doc) as object),
      fields,
    };
    const segments = document.doc === null ? undefined : segmentsOf(document.doc);
    return { document, row: { id, revision, cells, segments } };
  }
}

/** The pieces of the documents of one model. */
class Pieces {
  private readonly replace: Statement<unknown>;
  private readonly behind: Statement<unknown>;
  private readonly bytes: Statement<number>;

  constructor(db: Database.Database, model: string) {
    const table = piecesOf(model);
    this.replace = db.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?)`);
    this.behind = db.prepare(`DELETE FROM ${table} WHERE place BETWEEN ? AND ?`);
    this.bytes = db
      .prepare<unknown[], number>(`SELECT sum(octet_length(text)) FROM ${table} WHERE place BETWEEN ? AND ?`)
      .pluck();
  }

  /**
   * Writes those that are not as they were.
   * @param before none where they are not known; left out: it was not in pieces
   * @returns the bytes of all of them
   */
  put(id: number, segments: readonly Segment[], before: readonly Segment[] = []): number {
    const first = id * PLACES;
    if (before.length > segments.length) this.deleteFrom(id, segments.length);
    for (const [i, segment] of segments.entries())
      if (!isSame(segment, before[i])) this.replace.run(first + i, textOf(segment));
    return this.bytes.get(first, first + PLACES - 1) ?? 0;
  }

  deleteFrom(id: number, place: number): void {
    this.behind.run(id * PLACES + place, (id + 1) * PLACES - 1);
  }
}

/** The ids that the parts of each row share. */
export class RowIds {
  /** Those of the step under way: each part asks for them. */
  private readonly known = new Map<string, number>();
  private readonly make: Statement<unknown>;
  private readonly find: Statement<number>;

  constructor(db: Database.Database, rows: string) {
    this.make = db.prepare(`INSERT OR IGNORE INTO ${idsOf(rows)} (key) VALUES (?)`);
    this.find = db.prepare<unknown[], number>(`SELECT id FROM ${idsOf(rows)} WHERE key = ?`).pluck();
  }

  of(key: string): number | null {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const { changes, lastInsertRowid } = this.make.run(key);
    const id = changes > 0 ? Number(lastInsertRowid) : this.find.get(key);
    if (id !== undefined) this.known.set(key, id);
    return id ?? null;
  }

  /** What a step made is not there if it fails. */
  forget(): void {
    this.known.clear();
  }
}

/** Columns that every save writes. */
const WRITTEN = ['guard', 'revision', 'known', 'latest'] as const;
const writtenOf = (document: Document): readonly Cell[] => WRITTEN.map((name) => document[name]);
