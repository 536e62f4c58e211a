import type { Events, InStream } from './event';
import { begun, type Begun, type Evolve } from './evolve';

/** What an aggregate remembers in order to decide. */
export interface StateDef<S, E extends Events> {
  /** Streams are named `<category>-<id>`. */
  readonly category: string;
  readonly from: E;
  /** Before the first event; undefined where an event must begin it. */
  readonly initial: S;
  /** Remembers; never refuses, looks up or calls. */
  readonly evolve: Evolve<S, E, S, InStream>;
}
/** @returns where some events begin it: a state that is undefined as long as none did */
export const defineState =
  <S>() =>
  <E extends Events, B extends keyof E = never>(
    def: { readonly category: string } & Begun<S, E, B>,
  ): StateDef<[B] extends [never] ? S : S | undefined, E> =>
    ({ ...begun(def), initial: def.initial }) as never;

export const streamOf = (state: { readonly category: string }, id: string): string => `${state.category}-${id}`;
/** The id of the aggregate whose stream it is. */
export const idIn = ({ category }: { readonly category: string }, stream: string): string =>
  stream.slice(category.length + 1);
/** The subject of a stream that belongs to no known customer. */
export const ownSubject = (stream: string): string => `~${stream}`;
/** The category of a context's aggregate whose ids are those of customers. */
export const OF_CUSTOMERS = { category: 'customer' } as const;
export const isCustomer = (subject: string): boolean => !subject.startsWith('~');
