import { type Codec, type EventStore, type Head, LogDamaged, type Proposed } from '@dossier/event-store';
import { type AnyCommandDef, type InStream, LeastRecent, LongWork, onceForEach } from '@dossier/kernel';

/** Most bytes of states in the cache: tens of thousands of customers, or some hundred of the largest orders. */
const CACHED = 64 * 1024 * 1024;

/** Most events read at once, and about their most characters. */
const PIECE = 500;
const CHARACTERS = 250_000;

export type State = AnyCommandDef['on'];

/** An aggregate as last read. */
export interface Loaded {
  readonly on: State;
  readonly state: unknown;
  /** undefined: the stream does not exist. */
  readonly head: Head | undefined;
  /** About the bytes of memory that its state takes. */
  readonly bytes: number;
}

/** Bytes counted for a cache entry that says "no such stream". */
const ABSENT = 1024;
/** Bytes that the state keeps of an event beside its payload, such as when it happened. */
const BESIDE = 192;
/** An aggregate whose stream does not exist. */
export const absent = (on: State): Loaded => ({ on, state: on.initial, head: undefined, bytes: ABSENT });

/** About the bytes by which events make a state larger: it keeps no more of them than their payloads and when they were. */
export const growth = (events: readonly Pick<Proposed, 'data'>[]): number =>
  events.reduce((bytes, { data }) => bytes + Buffer.byteLength(data) + BESIDE, 0);

/** The process is stopping, and a stream is too long to be read before it ends. Nothing was written. */
export class Stopping extends Error {
  override readonly name = 'Stopping';
  constructor(readonly stream: string) {
    super(`the server is stopping: ${stream} is not read any further`);
  }
}

interface Loading {
  /** Never rejects. */
  readonly done: Promise<unknown>;
  /** The cached state from which it goes on was forgotten meanwhile. */
  isForgotten: boolean;
}

/**
 * States of aggregates, folded from their streams. Those used last are cached; only their new events are read. A long
 * stream is read and folded in pieces, with pauses: without them one such stream stops everybody.
 */
export class Aggregates {
  private readonly cache = new LeastRecent<string, Loaded>(CACHED, ({ bytes }) => bytes);
  private readonly loading = new Map<string, Loading>();
  /** What is loaded when the load under way has ended, for all who ask meanwhile. */
  private readonly waiting = new Map<string, { readonly on: State; readonly loaded: Promise<Loaded> }>();
  private isStopping = false;

  constructor(
    private readonly store: EventStore,
    private readonly codec: Codec,
  ) {}

  /** From the cache, if it is there; others may have written since. */
  seen(on: State, stream: string): Loaded | undefined {
    const seen = this.cache.get(stream);
    return seen?.on === on ? seen : undefined;
  }

  /**
   * As the log has it now; reads only what is newer than the cache, and caches it. Who asks while the stream is being
   * loaded waits and reads what came since then: several at once would read a long stream several times.
   * @throws Stopping
   */
  latest(on: State, stream: string): Promise<Loaded> {
    const underWay = this.loading.get(stream);
    if (!underWay) return this.begin(on, stream);
    const waiting = this.waiting.get(stream);
    if (waiting?.on === on) return waiting.loaded;
    const loaded = underWay.done.then(() => {
      this.waiting.delete(stream); // who asks from now on must see what is appended from now on
      return this.begin(on, stream);
    });
    this.waiting.set(stream, { on, loaded });
    return loaded;
  }

  keep(stream: string, loaded: Loaded): void {
    this.cache.set(stream, loaded);
  }

  forget(stream: string): void {
    this.cache.delete(stream);
    const underWay = this.loading.get(stream);
    if (underWay) underWay.isForgotten = true;
  }

  /** The process is stopping: from now on long loads end with {@link Stopping}. */
  stopWaiting(): void {
    this.isStopping = true;
  }

  private async begin(on: State, stream: string): Promise<Loaded> {
    const known = this.seen(on, stream);
    const loading = this.load(on, stream, known);
    const ignored = (): void => undefined;
    const underWay: Loading = { isForgotten: false, done: loading.then(ignored, ignored) };
    this.loading.set(stream, underWay);
    try {
      const loaded = await loading;
      // an append of this process may have cached a newer state meanwhile
      const isNewest = (this.cache.get(stream)?.head?.revision ?? -1) <= (loaded.head?.revision ?? -1);
      if (isNewest && !(known && underWay.isForgotten)) this.cache.set(stream, loaded);
      return loaded;
    } finally {
      if (this.loading.get(stream) === underWay) this.loading.delete(stream);
    }
  }

  /** Reads the log. @param known the cached state: only later events are read */
  private async load(on: State, stream: string, known: Loaded = absent(on)): Promise<Loaded> {
    const head = await this.store.head(stream);
    let { state, bytes } = known;
    const work = new LongWork();
    const first = (known.head?.revision ?? -1) + 1;
    for (let from = first; head && from <= head.revision;) {
      if (this.isStopping && (from > first || head.revision - from >= PIECE)) throw new Stopping(stream);
      const piece = await this.store.read(stream, from, Math.min(PIECE, head.revision - from + 1), CHARACTERS);
      if (piece.length === 0) throw new LogDamaged(head.position);
      for (const { data, at } of await this.codec.decode(piece)) {
        state = evolvedBy(on, state, data, at);
        if (work.isDue) await work.yieldIfDue();
      }
      bytes += growth(piece);
      from += piece.length;
    }
    return { on, state, head, bytes };
  }
}

/** Events that the state has no handler for are skipped. */
export const evolved = (on: State, state: unknown, events: readonly { data: unknown; at: InStream }[]): unknown =>
  events.reduce((current, { data, at }) => evolvedBy(on, current, data, at), state);

function evolvedBy(on: State, state: unknown, data: unknown, at: InStream): unknown {
  const name = namesOf(on).get(at.type);
  return name === undefined ? state : (on.evolve as Record<string, Remember>)[name]?.(state, data, at);
}
type Remember = (state: unknown, data: unknown, at: InStream) => unknown;

const namesOf = onceForEach((on: State): ReadonlyMap<string, string> => {
  const from = on.from as Readonly<Record<string, { readonly type: string }>>;
  return new Map(Object.entries(from).map(([name, event]) => [event.type, name]));
});
