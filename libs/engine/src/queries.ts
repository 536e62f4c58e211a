import {
  type AnyProjectionDef,
  type AnyReadModelDef,
  type Asking,
  type Instant,
  type Listing,
  OF_CUSTOMERS,
  OperatorError,
  type QueryDef,
  type Reads,
  Refusal,
  streamOf,
  type Text,
  turns,
  type Viewing,
} from '@dossier/kernel';
import type { LogReader } from '@dossier/event-feed';
import type { EventStore } from '@dossier/event-store';
import {
  DAMAGED,
  type Found,
  type FoundRow,
  heldBy,
  reached,
  type ReadModelReader,
  ReadModelsDamaged,
} from '@dossier/read-model';
import { type CustomerName, withNames } from './customer-names';
import { UNREADABLE } from './journal';
import type { Clock } from './clock';
import type { KnownReads } from './known-reads';
import type { Principal } from './door';
import type { PolicyBook } from './policy-book';
import type { ProjectionsControl } from './operations';
import { Passing } from './passing';
import { parsePosition, positionText } from './position';
import { readRefusal } from './refusals';
import type { Asked, Listed, Readable, Registry } from './registry';

/** Who asks, and which write the answer must include. */
export interface Reading {
  readonly principal: Principal;
  /** A receipt's position: the answer waits until the read model has passed it (P8). */
  readonly after?: string;
  /** How long, in milliseconds; default 5,000. */
  readonly waitMs?: number;
  readonly asOf?: Instant;
  /** By what had been recorded by then; only for queries that take it (`asKnown`). */
  readonly knownAt?: Instant;
  /** Called between the steps of long work: throws where it is to end, as when the reader has gone. */
  readonly mayGoOn?: () => void;
}
export interface Viewed {
  readonly key: string;
  readonly subject: string;
  readonly view: object;
}
export interface ViewedPage {
  readonly items: readonly Viewed[];
  readonly next: string | null;
  /** The answer includes all events up to here, except parked ones. */
  readonly position: string;
  /** Number of documents in the whole listing, up to the limit asked for. */
  readonly count?: number;
  /** Number of parked events: no item includes them. Left out: none. */
  readonly parked?: number;
}

/** The read model cannot take what is in the log: an answer would lack it, and a list that is built anew would seem empty. */
export class ReadModelHalted extends OperatorError {
  override readonly name = 'ReadModelHalted';
  constructor(model: string, position: number, head: number, why: Text) {
    super({
      zh: `读模型 ${model} 停在第 ${position} 个事件（日志共到第 ${head} 个）：${why.zh}`,
      en: `the read model ${model} has stopped at event ${position} of ${head}: ${why.en}`,
    });
  }
}

const WAIT = 5_000;
/** Milliseconds that a read waits for what was recorded a moment ago, unasked. */
const SHORTLY = 1_000;

/** Answered from the log itself: of the read models it needs only who is linked with whom. */
export const FROM_LOG = 'from the log';
export type Over = readonly Asked[] | typeof FROM_LOG;

/** Reads documents as they are shown. */
export class Views {
  private readonly waited = new WeakMap<Readable, Passing>();

  constructor(
    private readonly registry: Registry,
    private readonly reader: ReadModelReader,
    private readonly clock: Clock,
    private readonly zone: { readonly name: string },
    private readonly store: EventStore,
    private readonly policies: PolicyBook,
    private readonly feed: Pick<LogReader, 'head'>,
    private readonly control: Pick<ProjectionsControl, 'trouble'>,
  ) {}

  async one(projection: AnyProjectionDef, key: string, reading: Reading): Promise<Viewed | null> {
    await this.wait([projection], reading);
    const found = await this.reader.get(this.model(projection).id, key);
    whole(found?.doc ?? null);
    return found && this.shown(projection, this.viewing(reading))(found);
  }

  /**
   * The row of a read model with parts, and how up to date each is.
   * @throws Refusal `reads/behind`
   */
  async row(rows: Listed, key: string, reading: Reading): Promise<(Viewed & Omit<FoundRow, keyof Found>) | null> {
    await this.wait([rows], reading);
    const look = (): Promise<FoundRow | null> => this.reader.row(this.model(rows), key);
    const found = (await look()) ?? (await this.unlessBehind(rows, streamOf(OF_CUSTOMERS, key), look));
    if (!found) return null;
    const { progress, parked } = found;
    return { ...this.shown(rows, this.viewing(reading))(found), progress, parked };
  }

  /**
   * One document, and the revision of the aggregate's own stream that it shows: the stream may be further by now, and
   * the document may show other streams too. null: the stream had no event.
   * @throws Refusal `reads/behind`
   */
  async aggregate(
    projection: AnyProjectionDef,
    key: string,
    stream: string,
    reading: Reading,
  ): Promise<(Viewed & { readonly revision: number | null }) | null> {
    await this.wait([projection], reading);
    const { id } = this.model(projection);
    const shown = (found: Found): Viewed => {
      whole(found.doc);
      return this.shown(projection, this.viewing(reading))(found);
    };
    const look = (): ReturnType<ReadModelReader['get']> => this.reader.get(id, key);
    const last = (await look()) ?? (await this.unlessBehind(projection, stream, look));
    if (!last) return null;
    const newest = await this.store.head(stream);
    // nothing of the stream is newer than what the document has seen
    if (newest === undefined || newest.position <= last.guard)
      return { ...shown(last), revision: newest?.revision ?? null };
    // read before the document: it may show a later state than this, never an earlier one
    const passed = (await this.parked([id])) > 0 ? 0 : reached(await this.reader.progress(id)); // a parked event is in no document
    const found = await look();
    if (!found) return null;
    const head = await this.store.head(stream, Math.max(passed, found.guard));
    return { ...shown(found), revision: head?.revision ?? null };
  }

  /**
   * Looks again for what was not found.
   * @throws Refusal `reads/behind` where events of its stream are still to be taken; ReadModelHalted
   */
  private async unlessBehind<T>(projection: Listed, stream: string, look: () => Promise<T>): Promise<T> {
    const newest = await this.store.head(stream);
    if (newest && !(await this.comeTo([projection], newest.position, 0)))
      throw readRefusal('behind', { title: projection.title });
    return look(); // they may have been taken since
  }

  /**
   * Waits a moment, unasked, for what was recorded just now, and no longer.
   * @throws ReadModelHalted
   */
  async soon(over: Over, { waitMs = SHORTLY }: Pick<Reading, 'waitMs'>): Promise<void> {
    if (over !== FROM_LOG) await this.comeTo(over, await this.feed.head(), Math.min(waitMs, SHORTLY));
  }

  private async comeTo(projections: readonly Asked[], position: number, waitMs: number): Promise<boolean> {
    try {
      await this.passed(projections, positionText(this.store.log, position), waitMs);
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }

  /** @param count left out: documents are not counted */
  async page(projection: Listed, listing: Listing, reading: Reading, count?: number): Promise<ViewedPage> {
    await this.wait([projection], reading);
    const position = await this.position(projection);
    const model = this.model(projection);
    const viewing = this.viewing(reading);
    const wanted = { ...listing, asOf: viewing.asOf };
    const { items, next } = await this.reader.list(model, wanted);
    const counted = count === undefined ? {} : { count: await this.reader.count(model, wanted, count) };
    const parked = await this.parked(heldBy(model).map(({ id }) => id));
    return {
      items: items.map(this.shown(projection, viewing)),
      next,
      position,
      ...counted,
      ...(parked > 0 && { parked }),
    };
  }

  /** Those of some keys that have a document. */
  async keysAmong(projection: Listed, keys: readonly string[], reading: Reading): Promise<ReadonlySet<string>> {
    await this.wait([projection], reading);
    const rows = await this.reader.rows(this.model(projection), ['key'], { keys });
    return new Set(rows.map(({ key }) => String(key)));
  }

  async *scan(
    projection: Listed,
    listing: Omit<Listing, 'cursor'>,
    reading: Reading,
  ): AsyncIterable<readonly Viewed[]> {
    await this.wait([projection], reading);
    const viewing = this.viewing(reading);
    const show = this.shown(projection, viewing);
    for await (const chunk of this.reader.scan(this.model(projection), { ...listing, asOf: viewing.asOf }))
      yield chunk.map(show);
  }

  /** Present names of customers; without those that have no document. */
  async names(customers: readonly string[], reading: Reading): Promise<ReadonlyMap<string, CustomerName>> {
    const names = new Map<string, CustomerName>();
    const { naming } = this.registry;
    if (!naming?.customerName || customers.length === 0) return names;
    await this.wait([naming], reading);
    const { policies } = this.viewing();
    for await (const chunk of this.reader.scan(this.model(naming), { keys: customers }))
      for (const { key, doc } of chunk) names.set(key, doc === DAMAGED ? null : naming.customerName.of(doc, policies));
    return names;
  }

  /** The context of evaluations: the policies in force at `asOf`, default now, of those published by `knownAt`. */
  viewing({ asOf = this.clock.now(), knownAt }: { readonly asOf?: Instant; readonly knownAt?: Instant } = {}): Viewing {
    const policies = knownAt === undefined ? this.policies.inForce(asOf) : this.policies.asOf(asOf, knownAt);
    return { asOf, policies, zone: this.zone.name };
  }

  /**
   * Before every answer: brings policies up to date, and waits until read models include the reader's own write. Where
   * they are halted, what is answered from the log waits for nothing.
   * @throws Refusal `reads/not-yet`, `reads/foreign-position`; ReadModelHalted
   */
  async wait(over: Over, { after, waitMs = WAIT }: Pick<Reading, 'after' | 'waitMs'>): Promise<void> {
    await this.policies.current();
    if (over === FROM_LOG && this.halted) return;
    const projections = over === FROM_LOG ? [this.registry.customer360] : over;
    if (after !== undefined) {
      await this.passed(projections, after, waitMs);
      await this.policies.current(parsePosition(this.store.log, after).position);
    }
    await this.mustNotBeHalted(projections); // after the wait: meanwhile a failed step may succeed
  }

  private async passed(projections: readonly Asked[], after: string, waitMs: number): Promise<void> {
    const { position } = parsePosition(this.store.log, after);
    const done = new AbortController();
    const { signal } = done;
    // Node 20 may collect AbortSignal.timeout where only AbortSignal.any holds it: the wait would have no end
    const timer = setTimeout(() => done.abort(), waitMs);
    try {
      await Promise.all(projections.map((projection) => this.passing(projection).until(position, signal)));
      if (!signal.aborted) return;
      await turns.next(); // thousands may give up in the same moment
      const late = await this.behind(projections, position);
      if (late === undefined) return;
      await this.mustNotBeHalted([late]);
      throw readRefusal('not-yet', { model: this.model(late).name, waitMs });
    } finally {
      clearTimeout(timer);
      done.abort();
    }
  }

  /** Read models are not kept up: they may lack what is in the log. */
  get halted(): boolean {
    return this.control.trouble() !== undefined;
  }

  /** @throws ReadModelHalted */
  private async mustNotBeHalted(projections: readonly Asked[]): Promise<void> {
    const why = this.control.trouble();
    if (why === undefined) return;
    const head = await this.feed.head();
    for (const projection of projections) {
      const position = await this.passedBy(projection);
      if (position < head) throw new ReadModelHalted(this.model(projection).name, position, head, why);
    }
  }

  /** The first that has not passed a position. */
  private async behind(projections: readonly Asked[], position: number): Promise<Asked | undefined> {
    const passed = await Promise.all(projections.map((projection) => this.passedBy(projection)));
    return projections.find((_, i) => (passed[i] ?? 0) < position);
  }

  private passing(projection: Asked): Passing {
    const model = this.model(projection);
    const known = this.waited.get(model);
    if (known) return known;
    const passing = new Passing(
      () => this.passedBy(projection),
      (signal) => this.reader.changed(signal),
    );
    this.waited.set(model, passing);
    return passing;
  }

  private async parked(models: readonly string[]): Promise<number> {
    const counts = await this.reader.parkedCounts();
    return models.reduce((sum, id) => sum + (counts.get(id) ?? 0), 0);
  }

  /** The position up to which all parts of a read model are. */
  async position(projection: Listed): Promise<string> {
    return positionText(this.store.log, await this.passedBy(projection));
  }

  private async passedBy(projection: Asked): Promise<number> {
    const parts = heldBy(this.model(projection));
    const passed = await Promise.all(parts.map(({ id }) => this.reader.progress(id))); // side by side: each is a look at a server
    return Math.min(...passed.map(reached));
  }

  model(projection: Asked): Readable {
    return this.registry.model(projection);
  }

  private shown(projection: Listed, viewing: Viewing): (found: Found) => Viewed {
    const view = projection.view as ((doc: object, viewing: Viewing) => object) | undefined;
    return ({ key, subject, doc }) => {
      if (doc === DAMAGED) return { key, subject, view: UNREADABLE };
      return { key, subject, view: view ? view(doc, viewing) : doc };
    };
  }
}

/** Answers questions over read models. */
export class Queries {
  private readonly reads: Reads;
  constructor(
    private readonly registry: Registry,
    private readonly views: Views,
    reader: ReadModelReader,
    private readonly known: KnownReads,
  ) {
    this.reads = {
      get: async (model: AnyReadModelDef, key: string) =>
        whole((await reader.get(views.model(model).id, key))?.doc ?? null) as never,
      rows: (model, fields, listing = {}) => reader.rows(views.model(model), fields, listing),
      group: (model, grouping) => reader.group(views.model(model), grouping),
      documents: async function* (model: AnyReadModelDef, listing: Omit<Listing, 'cursor'> = {}) {
        for await (const chunk of reader.scan(views.model(model), listing))
          yield chunk.map(({ key, doc }) => ({ key, doc: whole(doc) as never }));
      },
    };
  }

  /** For an evaluation that nobody asked for. */
  asking(moment: Pick<Reading, 'asOf'>): Asking {
    return { ...this.views.viewing(moment), reads: this.reads };
  }

  async ask<P extends object, R>(def: QueryDef<P, R>, params: P, reading: Reading): Promise<R> {
    const { knownAt } = reading;
    await this.views.wait(knownAt === undefined ? def.over : FROM_LOG, reading);
    const { named } = this.registry.answerOf(def);
    const naming = named === undefined ? undefined : this.registry.naming;
    const models = naming === undefined || def.over.includes(naming) ? def.over : [...def.over, naming];
    const reads = knownAt === undefined ? this.reads : await this.known.by(models, knownAt, reading);
    const asking: Asking = { ...this.views.viewing(reading), reads: wanted(reads, reading) };
    const answer = await def.run(params, asking);
    if (named === undefined) return answer;
    return withNames(answer, named, (customers) =>
      knownAt === undefined ? this.views.names(customers, reading) : knownNames(customers, naming, asking),
    );
  }
}

/** Names of customers by what was known, as the reads of the question have it. */
async function knownNames(
  customers: readonly string[],
  naming: AnyProjectionDef | undefined,
  { reads, policies }: Asking,
): Promise<ReadonlyMap<string, CustomerName>> {
  const names = new Map<string, CustomerName>();
  if (!naming?.customerName) return names;
  for (const id of customers) {
    const doc = (await reads.get(naming, id)) as object | null;
    if (doc !== null) names.set(id, naming.customerName.of(doc, policies));
  }
  return names;
}

/** Asks before each chunk of documents whether it may go on. */
const wanted = (reads: Reads, { mayGoOn }: Reading): Reads =>
  mayGoOn === undefined
    ? reads
    : {
        ...reads,
        documents: async function* (model, listing) {
          for await (const chunk of listing === undefined ? reads.documents(model) : reads.documents(model, listing)) {
            mayGoOn();
            yield chunk;
          }
        },
      };

/** Stops at a damaged document: a figure without it would be wrong. @throws ReadModelsDamaged */
function whole(doc: object | null): object | null {
  if (doc === DAMAGED) throw new ReadModelsDamaged('a document that is needed cannot be read');
  return doc;
}
