import type { DataOf, Events, InStream, Recorded } from './event';

/** One handler per event, keyed by its name: a forgotten one does not compile. */
export type Evolve<S, E extends Events, Next = S, At = Recorded> = {
  readonly [K in keyof E]: (current: S, data: DataOf<E[K]>, at: At) => Next;
};

/** Handlers of the events that begin something; other events follow. */
interface Begins<S, E extends Events, B extends keyof E, At = Recorded> {
  readonly begins: { readonly [K in B]: (data: DataOf<E[K]>, at: At) => S };
}
/** One that begins may have a handler here too, for when it comes again; without one it begins anew. */
type Follows<S, E extends Events, B extends keyof E, Next, At = Recorded> = NoInfer<
  Evolve<S, Omit<E, B>, Next, At> & Partial<Evolve<S, Pick<E, B>, Next, At>>
>;
/** Left out where all events begin. */
type Following<E, B, F> = [keyof E] extends [B] ? { readonly evolve?: F } : { readonly evolve: F };

/**
 * Of an aggregate. No handler has to ask whether there is something to go on from: an event began it, or it is there
 * from the beginning.
 */
export type Begun<S, E extends Events, B extends keyof E> = { readonly from: E } & Following<
  E,
  B,
  Follows<S, E, B, S, InStream>
> &
  ((Begins<S, E, B, InStream> & { readonly initial?: never }) | { readonly initial: S; readonly begins?: never });

/** The same; or, where neither is said, handlers that get null where there is nothing. */
export type BegunOrNot<S, E extends Events, B extends keyof E, I extends S, None = never> = {
  readonly from: E;
} & Following<E, B, [B | I] extends [never] ? Evolve<S | null, E> : Follows<S, E, B, S | None>> &
  (Partial<Begins<S | None, E, B>> & { readonly initial?: I }) &
  ({ readonly begins?: never } | { readonly initial?: never });

interface Handlers {
  readonly from: Events;
  readonly begins?: unknown;
  readonly initial?: unknown;
  readonly evolve?: unknown;
}
type Begin = (data: unknown, at: Recorded) => unknown;
type Follow = (current: unknown, data: unknown, at: Recorded) => unknown;

/**
 * The definition with one `evolve` of all events, which goes on from what there is or from nothing (null or undefined).
 * @param unbegun what an event that does not begin makes of nothing; left out: it fails
 */
export function begun({ begins, initial, evolve = {}, ...rest }: Handlers, unbegun = followsNothing): object {
  const firsts = begins as Readonly<Record<string, Begin>> | undefined;
  const follows = evolve as Readonly<Record<string, Follow>>;
  const handler = (name: string): Follow => {
    const [begin, follow] = [firsts?.[name], follows[name]];
    if (!firsts) return initial === undefined ? (follow as Follow) : goingOnFrom(initial, follow as Follow);
    return (current, data, at) => {
      if (follow && current !== null && current !== undefined) return follow(current, data, at);
      return begin ? begin(data, at) : unbegun(at);
    };
  };
  return { ...rest, evolve: Object.fromEntries(Object.keys(rest.from).map((name) => [name, handler(name)])) };
}

const followsNothing = (at: Recorded): null => {
  throw new Error(`${at.type} follows nothing in ${at.stream}`);
};

/** A handler that leaves what is initially there as it is begins nothing. */
const goingOnFrom =
  (initial: unknown, follow: Follow): Follow =>
  (current, data, at) => {
    const next = follow(current ?? initial, data, at);
    return current === null && next === initial ? null : next;
  };
