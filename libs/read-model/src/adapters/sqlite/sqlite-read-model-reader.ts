import { BroadcastChannel } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import {
  LongWork,
  type FieldType,
  type FieldValue,
  type Grouping,
  type GroupRow,
  type Listing,
  Waiters,
} from '@dossier/kernel';
import { limitOf, ofNothing } from '../../asked';
import { cursorAt, type Place, placeOf } from '../../cursor';
import { declared, typeOf } from '../../fields';
import { type KeptRow, KeptRows } from '../../kept-rows';
import { Readable } from '../../readable';
import {
  DAMAGED,
  type Document,
  type Found,
  type FoundRow,
  heldBy,
  type Member,
  type Model,
  PAGE,
  type Parked,
  ReadModelReader,
  ReadModelsDamaged,
  TOGETHER,
} from '../../read-model.port';
import {
  dataVersionIn,
  firstParkedIn,
  firstParkedOf,
  holdsIn,
  isParkedIn,
  lastLinkIn,
  membersIn,
  parkedCountsIn,
  parkedIn,
  positionsIn,
  progressIn,
} from './bookkeeping';
import { attempt } from './attempt';
import { type Cell, docsOf, documentIn, tableOf, valueOf } from './columns';
import type { Row } from './messages';
import { ReadsThread } from './reads-thread';
import * as selects from './selects';
import { Statements } from './statements';
import { channelOf, isCorrupt, openForReading, type ViewsChange } from './views-file';

/** A snapshot keeps the write-ahead log growing: at 20 MB a second by 200 MB. */
const HELD = 10_000;

/**
 * Reads `views.db` of a data folder, beside its writer and without waiting for it. Single documents and bookkeeping are
 * read in the calling thread, all else in its own thread. Before a writer made the file there are no documents.
 */
export class SqliteReadModelReader extends ReadModelReader {
  private readonly thread: ReadsThread;
  private readonly channel: BroadcastChannel;
  private readonly waiters = new Waiters();
  private db: Database.Database | undefined;
  private statements: Statements | undefined;
  private closed = false;
  private readonly documents = new Readable();
  readonly damaged = this.documents.damaged;
  /** Who looks at a customer does so more than once, and in between mostly nothing of him changes. */
  private readonly kept = new KeptRows(this.documents);
  /** What was found with a row, by the data version of the connection: until that changes, it would be found again. */
  private whole = new WeakMap<KeptRow, { readonly version: number; readonly found: FoundRow }>();

  /**
   * @param data the folder; it exists
   * @param secret signs cursors, so that they outlive the process
   * @param held milliseconds for which a scan holds its snapshot
   */
  constructor(
    private readonly data: string,
    private readonly secret: Buffer,
    private readonly held = HELD,
  ) {
    super();
    this.thread = new ReadsThread(data, () => this.damaged.add(VIEWS));
    this.channel = new BroadcastChannel(channelOf(data));
    this.channel.onmessage = (message): void => this.heard((message as { readonly data: ViewsChange }).data);
    this.channel.unref();
  }

  get(model: string, key: string): Promise<(Found & Pick<Document, 'guard'>) | null> {
    return this.attempt(() => {
      const row = this.documentRow(model, key);
      return row ? { key, subject: row[0], doc: this.documents.read(model, key, row[1]), guard: row[2] } : null;
    });
  }

  row(model: Model, key: string): Promise<FoundRow | null> {
    return this.attempt(() => this.rowAgain(model, key) ?? this.atOneMoment((db) => this.rowIn(db, model, key), null));
  }
  /** The row, where nothing at all was written since it was read. */
  private rowAgain(model: Model, key: string): FoundRow | undefined {
    const kept = this.kept.get(model, key);
    const whole = kept && this.whole.get(kept);
    return whole && this.read(dataVersionIn, -1) === whole.version ? whole.found : undefined;
  }
  private rowIn(db: Statements, model: Model, key: string): FoundRow | null {
    const ids = heldBy(model).map(({ id }) => id);
    if (!holdsIn(db, ids)) return null;
    const texts = db.prepare<[string], (string | null)[]>(selects.row(model)).raw().get(key);
    if (texts === undefined) return null;
    const kept = this.kept.read(model, key, texts);
    const { doc } = kept;
    if (Object.values(doc).every((part) => part === null)) return null;
    const progress = positionsIn(db, [...ids, TOGETHER]);
    const parked = firstParkedOf(db, ids, key);
    const shown = parked.size > 0 ? doc : this.documents.withLost(model, key, doc, progress);
    const found = { key, subject: key, doc: shown, progress, parked };
    if (!Object.values(shown).includes(DAMAGED)) this.whole.set(kept, { version: dataVersionIn(db), found });
    return found;
  }

  async list(
    model: Model,
    listing: Listing,
  ): Promise<{ readonly items: readonly Found[]; readonly next: string | null }> {
    const { where = [], keys, asOf, sort = 'key', cursor } = listing;
    const limit = Math.min(limitOf(listing.limit) ?? PAGE.usual, PAGE.largest);
    const asked = { model: model.id, sort, where, keys };
    const after = cursor === undefined ? undefined : placeOf<Cell>(this.secret, asked, cursor);
    const page = selects.page(model, { where, keys, asOf }, sort, limit, after);
    if (!this.has(model)) return { items: [], next: null };
    const { rows, end } = await this.thread.page(page);
    const last = end === 'no' ? rows.at(-1) : undefined;
    const items: Found[] = [];
    const work = new LongWork();
    for (const row of rows) {
      items.push(this.found(model, row));
      await work.yieldIfDue();
    }
    return { items, next: last ? cursorAt(this.secret, asked, placeIn(last)) : null };
  }

  async *scan(model: Model, listing: Omit<Listing, 'cursor'>): AsyncGenerator<readonly Found[], void, undefined> {
    const select = selects.documents(model, listing);
    if (!this.has(model)) return;
    const left = (last: Row, given: number): selects.Select | undefined =>
      given === listing.limit
        ? undefined
        : selects.documents(
            model,
            { ...listing, ...(listing.limit !== undefined && { limit: listing.limit - given }) },
            placeIn(last),
          );
    const models = heldBy(model).map(({ id }) => id);
    for await (const rows of this.thread.stream(select, { held: this.held, models, left }))
      if (rows.length > 0) yield rows.map((row) => this.found(model, row));
  }

  async rows(model: Model, fields: readonly string[], listing: Omit<Listing, 'cursor'>): Promise<readonly GroupRow[]> {
    const names = ['key', ...fields];
    const columns = names.map((name) => ({ name, type: typeOf(model, name) }));
    const select = selects.rows(model, names, listing);
    const all: GroupRow[] = [];
    if (!this.has(model)) return all;
    // a stream opens its own connection: too expensive for a few rows
    if ((listing.limit ?? Infinity) <= PAGE.largest)
      return (await this.thread.all(select)).map((row) => named(columns, row));
    // in pieces: a hundred thousand rows in one message would block this thread
    for await (const rows of this.thread.stream(select)) for (const row of rows) all.push(named(columns, row));
    return all;
  }

  async count(model: Model, wanted: Pick<Listing, 'where' | 'keys' | 'asOf'> = {}, most = -1): Promise<number> {
    const select = selects.count(model, wanted, most);
    return this.has(model) ? Number((await this.thread.all(select))[0]?.[0]) : 0;
  }

  async group(model: Model, grouping: Grouping): Promise<readonly GroupRow[]> {
    const { results, ...select } = selects.group(model, grouping);
    if (this.has(model)) return (await this.thread.all(select)).map((row) => named(results, row));
    return grouping.by.length > 0 ? [] : [ofNothing(grouping)];
  }

  private found(model: Model, [key, subject, doc]: Row): Found {
    const found = { key: String(key), subject: String(subject) };
    if (!model.parts) return { ...found, doc: this.documents.read(model.id, found.key, String(doc)) };
    try {
      const read = JSON.parse(String(doc)) as object;
      for (const { id } of Object.values(model.parts)) this.documents.readAgain(id, found.key);
      return { ...found, doc: read };
    } catch {
      return { ...found, doc: this.parts(model.parts, found.key) };
    }
  }
  /** Reads part by part, so that an unreadable one fails alone. */
  private parts(parts: Readonly<Record<string, Model>>, key: string): object {
    const all = Object.entries(parts).map(([name, { id }]) => [name, this.documentRow(id, key)?.[1]] as const);
    return Object.fromEntries(
      all.flatMap(([name, text]) =>
        text === undefined ? [] : [[name, this.documents.read(parts[name]?.id ?? '', key, text)]],
      ),
    );
  }
  into(member: string): Promise<string | undefined> {
    return this.attempt(() => this.column('SELECT "into" FROM "@links" WHERE member = ?', member)[0]);
  }
  members(subject: string): Promise<readonly Member[]> {
    return this.attempt(() => this.read((db) => membersIn(db, subject), []));
  }
  lastLink(): Promise<number> {
    return this.attempt(() => this.read(lastLinkIn, 0));
  }
  parked(after?: Pick<Parked, 'position' | 'id'>, limit?: number): Promise<readonly Parked[]> {
    return this.attempt(() => this.read((db) => parkedIn(db, after, limit), []));
  }
  isParked(id: string): Promise<boolean> {
    return this.attempt(() => this.read((db) => isParkedIn(db, id), false));
  }
  firstParked(models: readonly string[], subjects: readonly string[]): Promise<ReadonlyMap<string, Parked>> {
    return this.attempt(() => this.read((db) => firstParkedIn(db, models, subjects), new Map<string, Parked>()));
  }
  parkedCounts(): Promise<ReadonlyMap<string, number>> {
    return this.attempt(() => this.read(parkedCountsIn, new Map<string, number>()));
  }
  progress(model: string): Promise<ReadonlyMap<string, number>> {
    return this.attempt(() => this.read((db) => progressIn(db, model), new Map<string, number>()));
  }

  changed(signal: AbortSignal): Promise<void> {
    return this.waiters.next(signal);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.kept.close();
    this.channel.close();
    this.waiters.wake();
    this.forget();
    await this.thread.close();
  }

  /** Runs work synchronously; a throw becomes a rejection. */
  private attempt<T>(work: () => T): Promise<T> {
    return attempt(work).catch((error: unknown) => {
      throw this.asDamage(error);
    });
  }
  private asDamage(error: unknown): unknown {
    if (!isCorrupt(error)) return error;
    this.damaged.add(VIEWS);
    return new ReadModelsDamaged(String(error));
  }

  private heard(change: ViewsChange): void {
    if (change === 'anew') {
      this.damaged.clear();
      this.forget();
      this.thread.reopen();
    }
    this.waiters.wake();
  }

  private connection(): Statements | undefined {
    if (this.closed) throw new Error('the read models are closed');
    if (this.statements) return this.statements;
    this.db = openForReading(this.data);
    return (this.statements = this.db && new Statements(this.db));
  }
  private forget(): void {
    this.whole = new WeakMap();
    this.db?.close();
    this.db = undefined;
    this.statements = undefined;
  }
  private column(sql: string, value: string): readonly string[] {
    return this.read((db) => db.prepare<[string], string>(sql).pluck().all(value), []);
  }
  private read<T>(from: (db: Statements) => T, otherwise: T): T {
    const db = this.connection();
    try {
      return db ? from(db) : otherwise;
    } catch (error) {
      throw this.asDamage(error);
    }
  }

  /** What is read meanwhile is of one snapshot. */
  private atOneMoment<T>(from: (db: Statements) => T, otherwise: T): T {
    return this.read((db) => {
      db.prepare('BEGIN').run();
      try {
        return from(db);
      } finally {
        db.prepare('COMMIT').run();
      }
    }, otherwise);
  }

  /** True when the file has the model with these fields. */
  private has(model: Model): boolean {
    return heldBy(model).every((each) => this.fieldsOf(each.id) === declared(each));
  }
  private fieldsOf(model: string): string | undefined {
    return this.column('SELECT fields FROM "@models" WHERE id = ?', model)[0];
  }

  /** A document as its tables hold it; undefined where there is none, or no such model. */
  private documentRow(model: string, key: string): DocumentRow | undefined {
    const select = `SELECT subject, ${documentIn(model)}, guard FROM ${tableOf(model)} CROSS JOIN ${docsOf(model)} USING (id) WHERE key = ?`;
    return this.read((db) => {
      try {
        return db.prepare<[string], DocumentRow>(select).raw().get(key);
      } catch (error) {
        if (isUnknownTable(error)) return undefined;
        throw error;
      }
    }, undefined);
  }
}

/** Subject, document, guard. */
type DocumentRow = readonly [string, string, number];

/** Told by its failure: a statement that looks first would cost as much as the one that reads. */
const isUnknownTable = (error: unknown): boolean =>
  ((error as Partial<Error> | null)?.message ?? '').startsWith('no such table:');

/** The place of the last row of a page or scan. */
const placeIn = (last: Row): Place<Cell> => ({ key: String(last[0]), values: last.slice(3) });

function named(columns: readonly { readonly name: string; readonly type: FieldType }[], row: Row): GroupRow {
  const values: Record<string, FieldValue> = {};
  columns.forEach(({ name, type }, i) => (values[name] = valueOf(type, row[i] ?? null)));
  return values;
}

/** Reported as damaged when the document is unknown. */
const VIEWS = 'views.db';
