import type { Events, Evolve } from './event';

/** What an aggregate remembers in order to decide. */
export interface StateDef<S, E extends Events> {
  /** Streams are named `<category>-<id>`. */
  readonly category: string;
  readonly from: E;
  readonly initial: S;
  /** Remembers; never refuses, looks up or calls. */
  readonly evolve: Evolve<S, E>;
}
export const defineState =
  <S>() =>
  <E extends Events>(def: StateDef<S, E>): StateDef<S, E> =>
    def;

export const streamOf = (state: { readonly category: string }, id: string): string => `${state.category}-${id}`;
/** The id of the aggregate whose stream it is. */
export const idIn = ({ category }: { readonly category: string }, stream: string): string =>
  stream.slice(category.length + 1);
/** The subject of a stream that belongs to no known customer. */
export const ownSubject = (stream: string): string => `~${stream}`;
export const isCustomer = (subject: string): boolean => !subject.startsWith('~');
