import type { Db } from 'mongodb';
import { type Grouping, type GroupRow, type Listing, LongWork } from '@dossier/kernel';
import { EMPTIED, limitOf, ofNothing } from '../../asked';
import { cursorAt, placeOf } from '../../cursor';
import { KeptRows } from '../../kept-rows';
import { Readable } from '../../readable';
import {
  type Document,
  type Found,
  type FoundRow,
  heldBy,
  type Member,
  type Model,
  PAGE,
  type Parked,
  ReadModelReader,
  TOGETHER,
} from '../../read-model.port';
import {
  firstParkedIn,
  firstParkedOf,
  intoIn,
  isParkedIn,
  lastChange,
  lastLinkIn,
  membersIn,
  parkedCountsIn,
  parkedIn,
  positionsIn,
  progressIn,
} from './bookkeeping';
import { byModel, Catalogue, generationsOf } from './catalogue';
import { Changes } from './changes';
import { aggregatesOf, connect, type Connection } from './connection';
import { generationOf } from './generations';
import { documentsIn, type Generations, type Kept, only } from './layout';
import type { Limits } from './limits';
import { pageOf, piecesOf, type Row } from './rows';
import { named, plain, type Results, Source } from './source';

type Asked = Pick<Listing, 'sort' | 'asOf'>;
/** A model as it is when it begins to be read. */
interface Reading {
  readonly model: Model;
  /** In the order of its parts. */
  readonly generations: Generations;
  readonly source: Source;
}

/** Reads what a {@link MongoReadModelWriter} writes, wherever it does. */
export class MongoReadModelReader extends ReadModelReader {
  private readonly catalogue: Catalogue;
  private readonly changes: Changes;
  private readonly documents = new Readable();
  readonly damaged = this.documents.damaged;
  private readonly kept = new KeptRows(this.documents);

  private constructor(
    private readonly connection: Connection,
    private readonly secret: Buffer,
    last: string | undefined,
  ) {
    super();
    this.catalogue = new Catalogue(connection);
    this.changes = new Changes(last, () => connection.ask(lastChange), connection.limits.look);
  }

  /**
   * @param url connection string, `mongodb://…`; it names the database, else `dossier`
   * @param secret signs cursors, so that they outlive the process
   * @throws ReadModelsUnreachable
   */
  static async open(url: string, secret: Buffer, limits: Partial<Limits> = {}): Promise<MongoReadModelReader> {
    const connection = await connect(url, limits);
    try {
      return new MongoReadModelReader(connection, secret, await connection.ask(lastChange));
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  get(model: string, key: string): Promise<(Found & Pick<Document, 'guard'>) | null> {
    return this.connection.ask(async (db) => {
      const generation = (await this.all()).get(model);
      const kept = generation && (await documentsIn(db, generation).findOne({ _id: key }, this.connection.reads));
      if (!kept || kept.doc === null) return null;
      const { subject, guard, doc } = kept;
      return { key, subject, guard, doc: this.documents.read(model, key, doc) };
    });
  }

  /** Progress is read before documents: none is older than its progress says. */
  row(model: Model, key: string): Promise<FoundRow | null> {
    return this.connection.ask(async (db) => {
      const generations = generationsOf(await this.catalogue.read(), model);
      if (!generations) return null;
      const progress = await positionsIn(db, generations);
      const parts = await this.parts({ generations }, [key]);
      const kept = parts.flatMap((part) => part.get(key) ?? []);
      if (kept.length === 0) return null;
      const texts = parts.map((part) => part.get(key)?.doc ?? null);
      const { doc } = this.kept.read(model, key, texts);
      const parked = await firstParkedOf(db, generations, key);
      // else the step that writes its documents is under way
      const isWhole = kept.every(({ guard }) => guard <= (progress.get(TOGETHER) ?? 0));
      const shown = isWhole && parked.size === 0 ? this.documents.withLost(model, key, doc, progress) : doc;
      return { key, subject: key, doc: shown, progress, parked };
    });
  }

  list(model: Model, listing: Listing): Promise<{ readonly items: readonly Found[]; readonly next: string | null }> {
    const { where = [], keys, sort = 'key', cursor } = listing;
    const asked = { model: model.id, sort, where, keys };
    return this.reading(model, listing, async (reading) => {
      const limit = Math.min(limitOf(listing.limit) ?? PAGE.usual, PAGE.largest);
      const after = cursor === undefined ? undefined : placeOf(this.secret, asked, cursor);
      const { page, end } = await pageOf(this.connection, reading.source, listing, after, limit);
      return { items: await this.found(reading, page), next: end ? cursorAt(this.secret, asked, end) : null };
    });
  }

  async *scan(model: Model, listing: Omit<Listing, 'cursor'>): AsyncGenerator<readonly Found[], void, undefined> {
    const reading = await this.begin(model, listing);
    for await (const rows of piecesOf(this.connection, reading.source, [], listing)) {
      const found = await this.connection.ask(() => this.found(reading, rows));
      if (found.length > 0) yield found;
    }
    if (!(await this.isStill(reading))) throw new Error(EMPTIED);
  }

  rows(model: Model, fields: readonly string[], listing: Omit<Listing, 'cursor'>): Promise<readonly GroupRow[]> {
    const names = ['key', ...fields];
    return this.reading(model, listing, async ({ source }) => {
      const all: GroupRow[] = [];
      const work = new LongWork();
      for await (const rows of piecesOf(this.connection, source, names, listing)) {
        for (const row of rows) all.push(named(names, row, source.sorted.length));
        await work.yieldIfDue();
      }
      return all;
    });
  }

  count(model: Model, wanted: Pick<Listing, 'where' | 'keys' | 'asOf'> = {}, most?: number): Promise<number> {
    return this.reading(model, wanted, async ({ source }) => {
      const counted = source
        .in(this.db)
        .aggregate<{ n: number }>(source.count(wanted, most), aggregatesOf(this.connection));
      return (await counted.next())?.n ?? 0;
    });
  }

  group(model: Model, grouping: Grouping): Promise<readonly GroupRow[]> {
    return this.reading(model, grouping, async ({ source }) => {
      const groups = source.in(this.db).aggregate<Group>(source.group(grouping), aggregatesOf(this.connection));
      const found = (await groups.toArray()).map((group) => rowOf(grouping, group));
      return found.length === 0 && grouping.by.length === 0 ? [ofNothing(grouping)] : found;
    });
  }

  into(member: string): Promise<string | undefined> {
    return this.connection.ask((db) => intoIn(db, member));
  }
  members(subject: string): Promise<readonly Member[]> {
    return this.connection.ask((db) => membersIn(db, subject));
  }
  lastLink(): Promise<number> {
    return this.connection.ask(lastLinkIn);
  }
  parked(after?: Pick<Parked, 'position' | 'id'>, limit?: number): Promise<readonly Parked[]> {
    return this.connection.ask(async (db) => parkedIn(db, await this.all(), after, limit));
  }
  isParked(id: string): Promise<boolean> {
    return this.connection.ask(async (db) => isParkedIn(db, await this.all(), id));
  }
  firstParked(models: readonly string[], subjects: readonly string[]): Promise<ReadonlyMap<string, Parked>> {
    return this.connection.ask(async (db) => {
      return firstParkedIn(db, only(await this.all(), models), subjects);
    });
  }
  parkedCounts(): Promise<ReadonlyMap<string, number>> {
    return this.connection.ask(async (db) => parkedCountsIn(db, await this.all()));
  }
  progress(model: string): Promise<ReadonlyMap<string, number>> {
    return this.connection.ask(async (db) => progressIn(db, await this.all(), model));
  }

  changed(signal: AbortSignal): Promise<void> {
    return this.changes.next(signal);
  }

  /** The process is stopping: what is not answered soon is not waited for. */
  stopWaiting(): void {
    this.connection.giveUp();
  }

  async close(): Promise<void> {
    this.kept.close();
    this.changes.close();
    await this.connection.close();
  }

  private get db(): Db {
    return this.connection.db;
  }
  private async all(): Promise<Generations> {
    return byModel(await this.catalogue.read());
  }

  /** Reads of where a model is now; again where it was emptied meanwhile, for its rows may be written over. */
  private async reading<T>(model: Model, wanted: Asked, work: (reading: Reading) => Promise<T>): Promise<T> {
    for (;;) {
      const reading = await this.begin(model, wanted);
      const result = await this.connection.ask(() => work(reading));
      if (await this.isStill(reading)) return result;
    }
  }
  /** A model that is not prepared is read where it would be: nothing is there, but what is asked is checked. */
  private begin(model: Model, { sort, asOf }: Asked): Promise<Reading> {
    return this.connection.ask(async () => {
      const generations =
        generationsOf(await this.catalogue.read(), model) ??
        new Map(heldBy(model).map((part) => [part.id, generationOf(part, 0)]));
      return { model, generations, source: new Source(model, generations, sort, asOf) };
    });
  }
  private isStill({ model, generations }: Reading): Promise<boolean> {
    return this.connection.ask(async () => {
      const now = generationsOf(await this.catalogue.read(), model);
      return [...generations.values()].every((each) => each.number === (now?.get(each.model)?.number ?? 0));
    });
  }

  /** The documents of rows, in their order; without those that were removed since. */
  private async found(reading: Reading, rows: readonly Row[]): Promise<readonly Found[]> {
    const keys = rows.map(({ _id }) => _id);
    const parts = await this.parts(reading, keys);
    const items: Found[] = [];
    const work = new LongWork();
    for (const key of keys) {
      const there = parts.find((part) => part.has(key))?.get(key);
      if (there) items.push({ key, subject: there.subject, doc: this.document(reading.model, key, parts) });
      await work.yieldIfDue();
    }
    return items;
  }

  /** Of each part of a model the documents of these keys, as they are kept. */
  private parts({ generations }: Pick<Reading, 'generations'>, keys: readonly string[]): Promise<readonly Texts[]> {
    const options = { ...this.connection.reads, projection: { subject: 1, guard: 1, doc: 1 } };
    return Promise.all(
      [...generations.values()].map(async (generation) => {
        const kept = documentsIn(this.db, generation).find({ _id: { $in: [...keys] }, live: true }, options);
        return new Map((await kept.toArray()).map((each) => [each._id, each]));
      }),
    );
  }

  /** @param parts as {@link parts} gives them */
  private document(model: Model, key: string, parts: readonly Texts[]): object {
    const read = ({ id }: Model, i: number): object | null => {
      const text = parts[i]?.get(key)?.doc;
      return text === undefined || text === null ? null : this.documents.read(id, key, text);
    };
    if (!model.parts) return read(model, 0) ?? {};
    return Object.fromEntries(Object.entries(model.parts).map(([name, part], i) => [name, read(part, i)]));
  }
}

/** Documents as they are kept, by their keys. */
type Texts = ReadonlyMap<string, Pick<Kept, 'subject' | 'guard' | 'doc'>>;

type Group = Results & { readonly _id: Results | null } & Readonly<Record<`m${number}`, unknown>>;
const rowOf = ({ by, compute }: Grouping, group: Group): GroupRow => ({
  ...named(by, group._id ?? {}),
  ...Object.fromEntries(
    Object.keys(compute).map((name, i) => [name, group[`m${i}`] === null ? null : plain(group[`v${i}`])]),
  ),
});
