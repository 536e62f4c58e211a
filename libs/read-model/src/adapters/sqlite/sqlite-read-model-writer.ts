import { setImmediate } from 'node:timers/promises';
import { BroadcastChannel } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import type { LogEnd } from '@dossier/event-store';
import { LeastRecent } from '@dossier/kernel';
import {
  type Document,
  type Model,
  type Parked,
  ReadModelWriter,
  type SomeParked,
  type Stamp,
  type Step,
} from '../../read-model.port';
import { attempt } from './attempt';
import {
  firstOfEachIn,
  lastLinkIn,
  linksIn,
  parkedIn,
  progressIn,
  progressSaved,
  seenIn,
  someParkedIn,
} from './bookkeeping';
import { ModelTable, type Row, RowIds, type Saved } from './model-table';
import { Models, partsByRows } from './models';
import { looksForSpoiled } from './spoiled';
import { Statements } from './statements';
import {
  channelOf,
  isCorrupt,
  isDamaged,
  makeAnew,
  openForWriting,
  setCheckpoint,
  tablesIn,
  type ViewsChange,
  type ViewsNotice,
  type ViewsUseless,
} from './views-file';

/**
 * Bytes of the JSON of one document: each of its events reads and writes all of it, and so does who asks for it, so one
 * without bound would stop everybody.
 */
const LARGEST_DOCUMENT = 16 * 2 ** 20;
/** Characters of JSON that are kept of documents just saved. */
const KEPT = 2_000_000;
/** Bytes of the JSON of those in pieces: read again, one of ten thousand purchases would take longer than all that is done with it. */
const KEPT_IN_PIECES = 32_000_000;
/** Of a document that is kept, at least: a smaller one costs more as garbage that has grown old than it takes to read it again. */
const WORTH_KEEPING = 4_000;

/** Documents just saved, those in pieces apart: they would drop all others. */
class Recent {
  private readonly whole = new LeastRecent<string, Saved>(KEPT, ({ size }) => size);
  private readonly inPieces = new LeastRecent<string, Saved>(KEPT_IN_PIECES, ({ size }) => size);

  get(name: string): Saved | undefined {
    return this.whole.get(name) ?? this.inPieces.get(name);
  }
  set(name: string, saved: Saved): void {
    this.whole.delete(name);
    this.inPieces.delete(name);
    if (saved.row.segments) this.inPieces.set(name, saved);
    else if (saved.size >= WORTH_KEEPING) this.whole.set(name, saved);
  }
}
const nameOf = (model: string, key: string): string => `${model} ${key}`;

/**
 * The only writer of `views.db` in a data folder. Works in the calling thread, which then waits for the disk. A damaged
 * file, or one of another format, is replaced by an empty one, as the log has all data; so is a model whose declared
 * fields changed under the same id.
 */
export class SqliteReadModelWriter extends ReadModelWriter {
  readonly largest = LARGEST_DOCUMENT;
  private db: Database.Database;
  private readonly channel: BroadcastChannel;
  private readonly tables = new Map<string, ModelTable>();
  /** By the name of the rows. */
  private readonly ids = new Map<string, RowIds>();
  private statements: Statements;
  /** Whoever is busy is changed again soon: then nothing is read and parsed. Emptied where a step fails. */
  private recent = new Recent();
  /** What else was loaded since the last step: whoever loads a document saves it next, and then its row is not looked for again. */
  private loaded = new Map<string, Row>();
  /** Damage was found: the next prepare, drop or empty replaces the file. */
  private damaged = false;

  /** @param notice called with what was deleted */
  constructor(
    private readonly data: string,
    private readonly notice: (notice: ViewsNotice) => void = () => undefined,
  ) {
    super();
    const opened = openForWriting(data);
    this.db = typeof opened === 'string' ? makeAnew(data) : opened;
    this.statements = new Statements(this.db);
    this.channel = new BroadcastChannel(channelOf(data));
    this.channel.unref();
    if (typeof opened === 'string') this.madeAnew(opened);
  }

  prepare(models: readonly Model[]): Promise<void> {
    return this.mending(() => {
      const made = new Models(this.db);
      const thrownAway = this.inOneStep(() => {
        const anew = models.filter((model) => made.make(model));
        for (const [rows, parts] of partsByRows(models)) made.showRows(rows, parts);
        return anew;
      });
      this.tables.clear();
      this.ids.clear();
      for (const { id } of thrownAway) this.notice({ what: 'model-made-anew', model: id });
    });
  }

  load(model: string, keys: readonly string[]): Promise<ReadonlyMap<string, Document>> {
    return this.attempt(() => {
      const table = this.table(model);
      const documents = new Map<string, Document>();
      this.db.transaction(() => {
        for (const key of keys) {
          const name = nameOf(model, key);
          const recent = this.recent.get(name);
          const found = recent ?? table.get(key);
          if (!found) continue;
          documents.set(key, found.document);
          if (!recent) this.loaded.set(name, found.row);
        }
      })();
      return documents;
    });
  }

  stampsOf(model: string, subjects: readonly string[]): Promise<ReadonlyMap<string, Stamp>> {
    return this.attempt(() => new Map(subjects.flatMap((subject) => this.table(model).stampsOf(subject))));
  }
  page(model: string, after: string, limit: number): Promise<readonly Document[]> {
    return this.attempt(() => this.table(model).page(after, limit));
  }
  models(): Promise<readonly string[]> {
    return this.attempt(() => new Models(this.db).ids());
  }
  links(): Promise<ReadonlyMap<string, string>> {
    return this.attempt(() => linksIn(this.db));
  }
  lastLink(): Promise<number> {
    return this.attempt(() => lastLinkIn(this.db));
  }
  parked(some?: SomeParked): Promise<readonly Parked[]> {
    return this.attempt(() => (some ? someParkedIn(this.db, some) : parkedIn(this.db)));
  }
  firstParked(models: readonly string[], subjects: readonly string[]): Promise<readonly Parked[]> {
    return this.attempt(() => firstOfEachIn(this.db, models, subjects));
  }
  progress(model: string): Promise<ReadonlyMap<string, number>> {
    return this.attempt(() => progressIn(this.db, model));
  }

  seen(): Promise<LogEnd | undefined> {
    return this.attempt(() => seenIn(this.db));
  }

  save(step: Step): Promise<void> {
    return this.attempt(() => {
      setCheckpoint(this.db, step.documents.length);
      const saved: (readonly [name: string, kept: Saved])[] = [];
      const { recent, loaded } = this;
      this.forget(); // until the step is complete
      this.inOneStep(() => {
        for (const document of step.documents) {
          const { model, key } = document;
          const name = nameOf(model, key);
          const done = this.table(model).save(document, this.largest, recent.get(name)?.row ?? loaded.get(name));
          if (done) saved.push([name, done]);
        }
        for (const { member, into, position } of step.links)
          this.run('INSERT OR REPLACE INTO "@links" VALUES (?, ?, ?)', member, into, position);
        for (const p of step.parked)
          this.run(
            'INSERT OR REPLACE INTO "@parked" VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
            ...[p.id, p.model, p.subject, p.position, p.eventId, p.eventType, p.error, p.parkedAt],
          );
        for (const id of step.unparked) this.run('DELETE FROM "@parked" WHERE id = ?', id);
        for (const [sql, ...values] of step.progress.flatMap(progressSaved)) this.run(sql, ...values);
        if (step.seen) this.run('INSERT OR REPLACE INTO "@seen" VALUES (1, ?, ?)', step.seen.position, step.seen.hash);
      });
      for (const [name, kept] of saved) recent.set(name, kept);
      this.recent = recent;
    });
  }

  drop(model: string): Promise<void> {
    return this.mending(() => {
      this.tables.delete(model);
      this.inOneStep(() => new Models(this.db).drop(model));
    });
  }

  empty(models: readonly Model[]): Promise<void> {
    return this.mending(() => {
      for (const { id } of models) this.tables.delete(id);
      this.inOneStep(() => new Models(this.db).makeEmpty(models));
    });
  }

  /** Table by table: a look at the whole file takes seconds, in which nothing would be saved. */
  async look(except: readonly string[]): Promise<void> {
    try {
      for (const table of await this.attempt(() => tablesIn(this.db))) {
        // a table may be gone by now
        await this.attempt(() => (this.damaged ||= tablesIn(this.db).includes(table) && isDamaged(this.db, table)));
        if (this.damaged) return;
        await setImmediate();
      }
      const { db } = this;
      await this.attempt(() => (this.damaged ||= new Models(db).torn().some((id) => !except.includes(id))));
      for (const look of await this.attempt(() => looksForSpoiled(db, except))) {
        if (this.damaged || this.db !== db) return; // or it was made anew meanwhile
        await this.attempt(() => (this.damaged ||= look().length > 0));
        await setImmediate();
      }
    } catch (error) {
      if (!isCorrupt(error)) throw error; // even the names of tables: it is noted
    }
  }

  /** Nobody else writes. */
  isCurrent(): Promise<boolean> {
    return Promise.resolve(true);
  }

  close(): Promise<void> {
    return this.attempt(() => {
      this.channel.close();
      this.db.close();
    });
  }

  private table(id: string): ModelTable {
    let table = this.tables.get(id);
    if (!table) {
      const model = new Models(this.db).find(id);
      if (!model) throw new Error(`${id} is not prepared`);
      const ids = model.partOf === undefined ? undefined : this.idsOf(model.partOf);
      this.tables.set(id, (table = new ModelTable(this.db, model, ids)));
    }
    return table;
  }
  private idsOf(rows: string): RowIds {
    const ids = this.ids.get(rows) ?? new RowIds(this.db, rows);
    this.ids.set(rows, ids);
    return ids;
  }

  /** What is known of the file without reading it. */
  private forget(): void {
    this.recent = new Recent();
    this.loaded = new Map();
    for (const ids of this.ids.values()) ids.forget();
  }

  private run(sql: string, ...values: readonly (string | number | null)[]): void {
    this.statements.prepare(sql).run(values);
  }

  private inOneStep<T>(work: () => T): T {
    const result = this.db.transaction(work).immediate();
    this.tell('saved');
    return result;
  }

  private attempt<T>(work: () => T): Promise<T> {
    return attempt(() => {
      try {
        return work();
      } catch (error) {
        this.damaged ||= isCorrupt(error);
        throw error;
      }
    });
  }

  /** For work that deletes documents: a damaged page would make it fail forever, so the file is replaced. */
  private mending<T>(work: () => T): Promise<T> {
    return this.attempt(() => {
      this.forget();
      if (this.damaged) this.heal();
      try {
        return work();
      } catch (error) {
        if (!isCorrupt(error)) throw error;
        this.heal();
        return work();
      }
    });
  }

  private heal(): void {
    this.db.close();
    this.tables.clear();
    this.ids.clear();
    this.db = makeAnew(this.data);
    this.statements = new Statements(this.db);
    this.damaged = false;
    this.madeAnew('corrupt');
  }

  private madeAnew(why: ViewsUseless): void {
    this.tell('anew');
    this.notice({ what: 'views-made-anew', why });
  }

  private tell(change: ViewsChange): void {
    this.channel.postMessage(change);
  }
}
