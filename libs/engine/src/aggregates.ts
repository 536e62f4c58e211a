import { appendSize, type Codec, type EventStore, type Head } from '@dossier/event-store';
import { type AnyCommandDef, type InStream, LeastRecent } from '@dossier/kernel';

/** Most bytes of events in the cache: tens of thousands of customers, or some hundred of the largest orders. */
const CACHED = 64 * 1024 * 1024;

export type State = AnyCommandDef['on'];

/** An aggregate as last read. */
export interface Loaded {
  readonly on: State;
  readonly state: unknown;
  /** undefined: the stream does not exist. */
  readonly head: Head | undefined;
  /** Bytes of its events. */
  readonly bytes: number;
}

/** Bytes counted for a cache entry that says "no such stream". */
const ABSENT = 1024;
/** An aggregate whose stream does not exist. */
export const absent = (on: State): Loaded => ({ on, state: on.initial, head: undefined, bytes: ABSENT });

/** States of aggregates, folded from their streams. Those used last are cached; only their new events are read. */
export class Aggregates {
  private readonly cache = new LeastRecent<string, Loaded>(CACHED, ({ bytes }) => bytes);

  constructor(
    private readonly store: EventStore,
    private readonly codec: Codec,
  ) {}

  /** From the cache, if it is there; others may have written since. */
  seen(on: State, stream: string): Loaded | undefined {
    const seen = this.cache.get(stream);
    return seen?.on === on ? seen : undefined;
  }

  /** Reads the log. @param known the cached state: only later events are read */
  private async load(on: State, stream: string, known?: Loaded): Promise<Loaded> {
    const head = await this.store.head(stream);
    const from = known?.head === undefined ? 0 : known.head.revision + 1;
    const before: unknown = known?.state ?? on.initial;
    const bytes = known?.bytes ?? ABSENT;
    if (head === undefined || from > head.revision) return { on, state: before, head, bytes };
    const stored = await this.store.read(stream, from);
    const state = evolved(on, before, await this.codec.decode(stored));
    return { on, state, head, bytes: bytes + appendSize(stored) };
  }

  /** As the log has it now; reads only what is newer than the cache, and caches it. */
  async latest(on: State, stream: string): Promise<Loaded> {
    const loaded = await this.load(on, stream, this.seen(on, stream));
    const held = this.cache.get(stream);
    // an append of this process may have cached a newer state meanwhile
    if ((held?.head?.revision ?? -1) <= (loaded.head?.revision ?? -1)) this.cache.set(stream, loaded);
    return loaded;
  }

  keep(stream: string, loaded: Loaded): void {
    this.cache.set(stream, loaded);
  }

  forget(stream: string): void {
    this.cache.delete(stream);
  }
}

/** Events that the state has no handler for are skipped. */
export const evolved = (on: State, state: unknown, events: readonly { data: unknown; at: InStream }[]): unknown =>
  events.reduce((current, { data, at }) => {
    const name = namesOf(on).get(at.type);
    return name === undefined ? current : (on.evolve as Record<string, Remember>)[name]?.(current, data, at);
  }, state);
type Remember = (state: unknown, data: unknown, at: InStream) => unknown;

const names = new WeakMap<object, ReadonlyMap<string, string>>();
function namesOf(on: State): ReadonlyMap<string, string> {
  let known = names.get(on);
  if (!known) {
    const from = on.from as Readonly<Record<string, { readonly type: string }>>;
    known = new Map(Object.entries(from).map(([name, event]) => [event.type, name]));
    names.set(on, known);
  }
  return known;
}
