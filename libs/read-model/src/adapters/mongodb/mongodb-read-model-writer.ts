import type { Db } from 'mongodb';
import type { LogEnd } from '@dossier/event-store';
import {
  type Document,
  type Model,
  type Parked,
  ReadModelsUnreachable,
  ReadModelWriter,
  type SomeParked,
  type Stamp,
  type Step,
} from '../../read-model.port';
import {
  firstOfEachIn,
  lastLinkIn,
  linksIn,
  makeBookkeeping,
  parkedIn,
  progressIn,
  saveChange,
  saveLinks,
  saveParked,
  saveProgress,
  seenIn,
  someParkedIn,
} from './bookkeeping';
import { byModel, Catalogue, type Contents } from './catalogue';
import { connect, type Connection, SWITCHED } from './connection';
import {
  documentOf,
  LARGEST_DOCUMENT,
  writeBeside,
  writeDocuments,
  writeRows,
  type Written,
  written,
} from './documents';
import { documentsIn, type Generation, type Generations, groups, only, rowsIn } from './layout';
import type { Limits } from './limits';
import { forgetServed, saveServed, type Served, servedIn } from './served';

/**
 * Writes read models into MongoDB, stand-alone or not, or a server that speaks its protocol. There are no transactions: a step
 * writes its documents first and its progress last, and each write may be carried out again. Works on the generations that it
 * found when it prepared: where another has switched one meanwhile, a step fails and is to be computed anew.
 */
export class MongoReadModelWriter extends ReadModelWriter {
  readonly largest = LARGEST_DOCUMENT;
  private readonly catalogue: Catalogue;
  private readonly prepared = new Map<string, Model>();
  private generations: Generations | undefined;

  private constructor(private readonly connection: Connection) {
    super();
    this.catalogue = new Catalogue(connection);
  }

  /**
   * @param url connection string, `mongodb://…`; it names the database, else `dossier`
   * @throws ReadModelsUnreachable
   */
  static async open(url: string, limits: Partial<Limits> = {}): Promise<MongoReadModelWriter> {
    const connection = await connect(url, limits);
    try {
      await connection.ask(makeBookkeeping);
      return new MongoReadModelWriter(connection);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  prepare(models: readonly Model[]): Promise<void> {
    return this.connection.ask(async (db) => this.switched(db, await this.catalogue.prepare(models), models));
  }

  empty(models: readonly Model[]): Promise<void> {
    return this.connection.ask(async (db) => this.switched(db, await this.catalogue.empty(models), models));
  }

  drop(model: string): Promise<void> {
    return this.connection.ask(async (db) => this.switched(db, await this.catalogue.drop(model)));
  }

  /** Removes a model of other code, also in the middle of a step: this writer goes on with what it prepared. */
  forget(model: string): Promise<void> {
    return this.connection.ask(async (db) => {
      await this.catalogue.drop(model);
      await forgetServed(db, model);
      await saveChange(db);
    });
  }

  /** Says that these models are folded or read by this process. */
  serves(models: readonly string[]): Promise<void> {
    return this.connection.ask((db) => saveServed(db, models));
  }
  /** When anybody last said so, of all models that there are, by the clock of the server. */
  served(): Promise<Served> {
    return this.connection.ask(async (db) => servedIn(db, [...byModel(await this.catalogue.read()).keys()]));
  }

  load(model: string, keys: readonly string[]): Promise<ReadonlyMap<string, Document>> {
    return this.connection.ask(async (db) => {
      const found = documentsIn(db, await this.generation(model)).find(
        { _id: { $in: [...keys] } },
        this.connection.reads,
      );
      return new Map((await found.toArray()).map((kept) => [kept._id, documentOf(kept)]));
    });
  }

  stampsOf(model: string, subjects: readonly string[]): Promise<ReadonlyMap<string, Stamp>> {
    return this.connection.ask(async (db) => {
      const of = { subject: { $in: [...subjects] } };
      const found = documentsIn(db, await this.generation(model)).find(of, {
        ...this.connection.reads,
        projection: { subject: 1, revision: 1, known: 1 },
      });
      return new Map((await found.toArray()).map(({ _id, ...stamp }) => [_id, stamp]));
    });
  }

  page(model: string, after: string, limit: number): Promise<readonly Document[]> {
    return this.connection.ask(async (db) => {
      const found = documentsIn(db, await this.generation(model)).find(
        { live: true, _id: { $gt: after } },
        this.connection.reads,
      );
      return (await found.sort({ _id: 1 }).limit(limit).toArray()).map(documentOf);
    });
  }

  models(): Promise<readonly string[]> {
    return this.connection.ask(async () => [...(await this.known()).keys()].sort());
  }
  links(): Promise<ReadonlyMap<string, string>> {
    return this.connection.ask(linksIn);
  }
  lastLink(): Promise<number> {
    return this.connection.ask(lastLinkIn);
  }
  parked(some?: SomeParked): Promise<readonly Parked[]> {
    return this.connection.ask(async (db) => {
      const generations = await this.known();
      return some ? someParkedIn(db, generations, some) : parkedIn(db, generations);
    });
  }
  firstParked(models: readonly string[], subjects: readonly string[]): Promise<readonly Parked[]> {
    return this.connection.ask(async (db) => firstOfEachIn(db, only(await this.known(), models), subjects));
  }
  progress(model: string): Promise<ReadonlyMap<string, number>> {
    return this.connection.ask(async (db) => progressIn(db, await this.known(), model));
  }
  seen(): Promise<LogEnd | undefined> {
    return this.connection.ask(seenIn);
  }

  save(step: Step): Promise<void> {
    return this.connection.ask(async (db) => {
      const generations = await this.known();
      const documents = step.documents.map(({ model, ...document }) => this.written(generations, model, document));
      await this.mustBeCurrent(step, generations);
      const [own, beside] = [false, true].map((are) => documents.filter(({ isBeside }) => isBeside === are));
      await write(db, own ?? [], writeDocuments);
      // last: where one is seen, those of its step are there
      await write(db, beside ?? [], writeBeside);
      await saveLinks(db, step.links);
      await saveParked(db, step, generations);
      await saveProgress(db, step, generations);
    });
  }

  /** The server looks after its own files. */
  look(): Promise<void> {
    return Promise.resolve();
  }

  isCurrent(): Promise<boolean> {
    return this.connection.ask(async () => {
      const [mine, now] = [await this.known(), byModel(await this.catalogue.read())];
      return mine.size === now.size && [...mine].every(([model, { number }]) => now.get(model)?.number === number);
    });
  }

  /** The process is stopping: what is not answered soon is not waited for. */
  stopWaiting(): void {
    this.connection.giveUp();
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private async switched(db: Db, contents: Contents, prepared: readonly Model[] = []): Promise<void> {
    for (const model of prepared) this.prepared.set(model.id, model);
    this.generations = byModel(contents);
    await saveChange(db);
  }

  /** As they were when this writer last prepared. */
  private async known(): Promise<Generations> {
    return (this.generations ??= byModel(await this.catalogue.read()));
  }
  private async generation(model: string): Promise<Generation> {
    const generation = (await this.known()).get(model);
    if (!generation) throw new Error(`${model} is not prepared`);
    return generation;
  }

  private written(generations: Generations, id: string, document: Document): Written {
    const [model, generation] = [this.prepared.get(id), generations.get(id)];
    if (!model || !generation) throw new Error(`${id} is not prepared`);
    return written(model, generation, document, this.largest);
  }

  /** What was loaded is of these generations: saved into others, they would lack the events before. */
  private async mustBeCurrent({ documents, progress, parked }: Step, generations: Generations): Promise<void> {
    const current = byModel(await this.catalogue.read());
    for (const { model } of [...documents, ...progress, ...parked])
      if (current.get(model)?.number !== generations.get(model)?.number) throw new ReadModelsUnreachable(SWITCHED);
  }
}

/** Documents before the rows that list them. */
async function write(db: Db, all: readonly Written[], documents: typeof writeDocuments): Promise<void> {
  const own = groups(all, ({ generation }) => String(generation.number));
  await settled(own.map((each) => documents(documentsIn(db, each[0].generation), each)));
  const listed = all.filter(({ generation }) => generation.partOf !== null);
  const rows = groups(listed, ({ generation }) => String(generation.partOf));
  await settled(rows.map((own) => writeRows(rowsIn(db, String(own[0].generation.partOf)), own)));
}

/** Waits for all, also where one fails: what is still under way must not end after the step was tried again. */
async function settled(all: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(all);
  await Promise.all(all);
}
