import type { LogReader } from '@dossier/event-feed';
import type { Codec, Decoded, Stored } from '@dossier/event-store';
import { type AnyReadModelDef, type Instant, LongWork, type Reads } from '@dossier/kernel';
import { advance, type Fold, withSubject } from './fold';
import { Identity } from './identity';
import { decodedOf, decodeEach, isOfTheEvent } from './journal';
import type { Registry } from './registry';

/** Most events read at once, and about their most characters. */
const PIECE = 500;
const CHARACTERS = 250_000;

/** As of a reading. */
interface Wanted {
  readonly mayGoOn?: () => void;
}

/**
 * Documents as they were by what had been recorded by an instant. No read model keeps that: the log is folded up to the
 * first event recorded later, links included, for each question anew. It reads the log twice, in pieces and with pauses, and
 * holds the documents of the models that are asked, but no events.
 */
export class KnownReads {
  constructor(
    private readonly registry: Pick<Registry, 'fold' | 'links'>,
    private readonly feed: LogReader,
    private readonly codec: Codec,
  ) {}

  /** Whole documents of these models can be asked, by key or all of them. */
  async by(models: readonly AnyReadModelDef[], knownAt: Instant, wanted: Wanted): Promise<Reads> {
    const work = new LongWork(wanted.mayGoOn);
    const { end, identity } = await this.known(knownAt, work);
    const folds = models.map((model) => this.registry.fold(model));
    const documents = new Map(folds.map((fold) => [fold, new Documents(fold)]));
    const types = [...new Set(folds.flatMap(({ handlers }) => [...handlers.keys()]))];
    for await (const event of this.events(end, types, work))
      for (const of of documents.values()) of.take(withSubject(identity.canonical(event.at.subject), event));
    const of = (model: AnyReadModelDef): ReadonlyMap<string, object> => {
      const found = documents.get(this.registry.fold(model));
      if (!found) throw new Error(`${model.name} is not among the models that the question names`);
      return found.all;
    };
    return {
      get: (model: AnyReadModelDef, key: string) => Promise.resolve((of(model).get(key) ?? null) as never),
      documents: async function* (model: AnyReadModelDef, listing?: object) {
        if (listing !== undefined) throw new Error(WHOLE);
        let chunk: { readonly key: string; readonly doc: never }[] = [];
        for (const [key, doc] of of(model)) {
          chunk.push({ key, doc: doc as never });
          if (chunk.length < PIECE) continue;
          yield chunk;
          chunk = [];
          await work.yieldIfDue();
        }
        if (chunk.length > 0) yield chunk;
      },
      rows: () => Promise.reject(new Error(WHOLE)),
      group: () => Promise.reject(new Error(WHOLE)),
    };
  }

  /** Where the log ends that was known, and who was one customer in it. */
  private async known(
    knownAt: Instant,
    work: LongWork,
  ): Promise<{ readonly end: number; readonly identity: Identity }> {
    const head = await this.feed.head();
    const identity = new Identity();
    for (let after = 0; after < head;) {
      const { events, upTo } = await this.feed.read(after, PIECE, undefined, CHARACTERS);
      const later = events.findIndex(({ recordedAt }) => recordedAt > knownAt);
      const linking = events
        .slice(0, later < 0 ? events.length : later)
        .filter(({ type }) => this.registry.links.has(type));
      for (const { at, data } of await this.decoded(linking)) {
        const link = this.registry.links.get(at.type)?.link(data);
        if (link) identity.link(link);
      }
      if (later >= 0) return { end: events[later - 1]?.position ?? after, identity };
      after = upTo;
      await work.yieldIfDue();
    }
    return { end: head, identity };
  }

  private async *events(end: number, types: readonly string[], work: LongWork): AsyncGenerator<Decoded> {
    for (let after = 0; after < end;) {
      const { events, upTo } = await this.feed.read(after, PIECE, { types }, CHARACTERS);
      for (const event of await this.decoded(events.filter(({ position }) => position <= end))) {
        yield event;
        await work.yieldIfDue();
      }
      after = upTo;
    }
  }

  private async decoded(events: readonly Stored[]): Promise<readonly Decoded[]> {
    return (await decodeEach(this.codec, events)).map(decodedOf);
  }
}

const WHOLE = 'by what was known at an instant only whole documents can be asked, all of them or one by its key';

/** The documents of one fold. As in the read model, one that cannot take an event stays as it was before. */
class Documents {
  readonly all = new Map<string, object>();
  private readonly stopped = new Set<string>();

  constructor(private readonly fold: Fold) {
    if (fold.ordered.size > 0)
      throw new Error(`${fold.name} is folded by order of occurrence, and the log is read in its own`);
  }

  take(event: Decoded): void {
    const { subject, type } = event.at;
    if (!this.fold.handlers.has(type) || this.stopped.has(subject)) return;
    try {
      const key = this.fold.key(event.at, event.data);
      if (key === undefined) return;
      const { doc } = advance(this.fold, { doc: this.all.get(key) ?? null, latest: null }, event);
      if (doc === null) this.all.delete(key);
      else this.all.set(key, doc);
    } catch (error) {
      if (isOfTheEvent(error)) throw error;
      this.stopped.add(subject);
    }
  }
}
