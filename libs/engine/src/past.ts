import type { Journal, LogReader } from '@dossier/event-feed';
import { type Codec, type Decoded, departmentOf, type Stored } from '@dossier/event-store';
import { LongWork, type Instant } from '@dossier/kernel';
import type { ReadModelReader } from '@dossier/read-model';
import { advance, type Fold, FoldFailed, type Folded, withSubject, takenBy } from './fold';
import { clusterOf } from './identity';
import { decodedOf, decodeEach, isOfTheEvent } from './journal';
import { LinkHistory } from './link-history';
import type { Reading, Views } from './queries';
import type { Registry } from './registry';

/** The moment for which a customer is shown. */
export interface Moment {
  /** Only what had happened by then. */
  readonly asOf?: Instant;
  /** Only what had been recorded by then, links included. */
  readonly knownAt?: Instant;
}

/** Whether it is another moment than now: then the log is folded, and no read model is asked. */
export const isPast = ({ asOf, knownAt }: Moment): boolean => asOf !== undefined || knownAt !== undefined;

/** An event of a journal without its payload: all payloads of one customer may not fit in memory. */
export type Noted = Pick<
  Stored,
  | 'id'
  | 'type'
  | 'occurredAt'
  | 'recordedAt'
  | 'actor'
  | 'department'
  | 'businessLine'
  | 'stream'
  | 'subject'
  | 'revision'
  | 'position'
> & {
  /** Characters of its payload. */
  readonly size: number;
};

type Wanted = Pick<Reading, 'mayGoOn'>;

/** Most events read or decoded at once, and about their most characters. */
const PIECE = 500;
const CHARACTERS = 250_000;

/**
 * Reads what happened to a customer, in the thread that answers all requests: so it pauses often, reads payloads in
 * pieces, never all at once, and ends where its reading may not go on.
 */
export class Past {
  private readonly links: LinkHistory;

  constructor(
    registry: Registry,
    private readonly feed: LogReader,
    private readonly happened: Pick<Journal, 'piece'>,
    private readonly codec: Codec,
    private readonly reader: ReadModelReader,
    private readonly views: Pick<Views, 'halted'>,
  ) {
    this.links = new LinkHistory(feed, happened, codec, (type, data) => registry.links.get(type)?.link(data));
  }

  /** The journal of a customer as of a moment, in position order. */
  async journal(id: string, moment: Moment, reading: Wanted): Promise<readonly Noted[]> {
    return cut(await this.events(await this.members(id, moment), reading), moment);
  }

  /**
   * The document of a customer after each event.
   * @param taken events of its journal that the fold handles, in folding order
   * @throws FoldFailed
   */
  async *folding(
    fold: Fold,
    id: string,
    taken: readonly Noted[],
    reading: Wanted,
  ): AsyncGenerator<object | null, void, undefined> {
    let folded: Folded = { doc: null, latest: null };
    for await (const event of this.decoded(taken, reading)) {
      try {
        folded = advance(fold, folded, withSubject(id, event));
      } catch (error) {
        throw new FoldFailed(event.at, error);
      }
      yield folded.doc;
    }
  }

  /**
   * Folds a journal with several folds; one that fails keeps its state and says where. Folds without order of
   * occurrence share one reading.
   * @throws FoldFailed where an event cannot be read
   */
  async each(
    folds: readonly Fold[],
    id: string,
    journal: readonly Noted[],
    reading: Wanted,
  ): Promise<ReadonlyMap<Fold, { readonly doc: object | null; readonly failed: FoldFailed | null }>> {
    const results = new Map<Fold, { readonly doc: object | null; readonly failed: FoldFailed | null }>();
    const together = folds.filter(({ ordered }) => ordered.size === 0);
    const taken = journal.filter(({ type }) => together.some(({ handlers }) => handlers.has(type)));
    const groups = [
      { folds: together, taken },
      ...folds
        .filter(({ ordered }) => ordered.size > 0)
        .map((fold) => ({ folds: [fold], taken: takenBy(fold, journal, (at) => at) })),
    ];
    for (const group of groups)
      for await (const event of this.decoded(group.taken, reading))
        for (const fold of group.folds) {
          const { doc, failed } = results.get(fold) ?? { doc: null, failed: null };
          if (!failed) results.set(fold, attempted(fold, doc, withSubject(id, event)));
        }
    return results;
  }

  /** @param decode {@link decodeToShow} for pages; by default one unreadable event fails all */
  async *decoded(
    events: readonly Noted[],
    { mayGoOn }: Wanted,
    decode: (codec: Codec, events: readonly Stored[]) => Promise<readonly Decoded[]> = decodeAll,
  ): AsyncGenerator<Decoded, void, undefined> {
    const work = new LongWork(mayGoOn);
    for (let from = 0, to = 0; from < events.length; from = to) {
      for (let size = 0; to < events.length && to - from < PIECE && size < CHARACTERS; to++)
        size += events[to]?.size ?? 0;
      const piece = await this.feed.at(events.slice(from, to).map(({ position }) => position));
      for (const event of await decode(this.codec, piece)) {
        yield event;
        await work.yieldIfDue();
      }
    }
  }

  /** By the links of the log where those of today, in the read models, do not say it. */
  private async members(id: string, { knownAt }: Moment): Promise<readonly string[]> {
    if (!this.views.halted) {
      const today = await clusterOf(this.reader, id);
      // links are never removed: who has none now never had one
      if (knownAt === undefined || today.length === 1) return today;
    }
    return this.links.cluster(id, knownAt);
  }

  /** Reads subject by subject, up to the present end of the log: later events would be seen for some subjects only. */
  private async events(subjects: readonly string[], { mayGoOn }: Wanted): Promise<readonly Noted[]> {
    const head = await this.feed.head();
    const work = new LongWork(mayGoOn);
    const all: Noted[] = [];
    const reached = new Map<string, number>();
    for (const subject of subjects)
      for (let after = 0, isEnd = false; !isEnd && after < head;) {
        const { events, upTo } = await this.happened.piece([subject], after, PIECE, CHARACTERS);
        for (const event of events) if (event.position <= head) all.push(noted(event));
        isEnd = upTo === after; // a journal beside the log may be no further
        after = upTo;
        reached.set(subject, after);
        await work.yieldIfDue();
      }
    const least = [...reached.values()].reduce((a, b) => Math.min(a, b), Infinity);
    for (let after = least; after < head;) {
      const { events, upTo } = await this.feed.read(after, PIECE, { subjects }, CHARACTERS);
      for (const event of events)
        if (event.position <= head && event.position > (reached.get(event.subject) ?? 0)) all.push(noted(event));
      after = upTo;
      await work.yieldIfDue();
    }
    return all.sort((a, b) => a.position - b.position);
  }
}

function attempted(
  fold: Fold,
  doc: object | null,
  event: Decoded,
): { readonly doc: object | null; readonly failed: FoldFailed | null } {
  try {
    return { doc: advance(fold, { doc, latest: null }, event).doc, failed: null };
  } catch (error) {
    const failed = new FoldFailed(event.at, error);
    if (isOfTheEvent(error)) throw failed;
    return { doc, failed };
  }
}

function noted(event: Stored): Noted {
  const { id, type, occurredAt, recordedAt, actor, businessLine, stream, revision } = event;
  const { subject, position, data } = event;
  const at = { stream, subject, revision, position };
  const department = departmentOf(event);
  return { id, type, occurredAt, recordedAt, actor, department, businessLine, ...at, size: data.length };
}

const decodeAll = async (codec: Codec, events: readonly Stored[]): Promise<readonly Decoded[]> =>
  (await decodeEach(codec, events)).map(decodedOf);

/** The journal as of a moment. `knownAt` ends it before the first event recorded later. */
function cut(journal: readonly Noted[], { asOf, knownAt }: Moment): readonly Noted[] {
  const later = knownAt === undefined ? -1 : journal.findIndex(({ recordedAt }) => recordedAt > knownAt);
  const known = later < 0 ? journal : journal.slice(0, later);
  return asOf === undefined ? known : known.filter(({ occurredAt }) => occurredAt <= asOf);
}
