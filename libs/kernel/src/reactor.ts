import type { Events, Evolve } from './event';
import type { Instant } from './instant';
import type { Key } from './projection';
import type { Text } from './text';

/** A command that a reactor wants sent. */
export interface Reaction {
  /** Name of the command, `<context>.<Command>`. */
  readonly command: string;
  readonly data: object;
  readonly occurredAt?: Instant;
}

/**
 * Reacts to what happened, at once or at a deadline. Its memory is a document folded like any other; a document with
 * `dueAt` wants its reaction once that instant has come, and loses or moves `dueAt` by the events that follow. The
 * command's id derives from reactor, key and `dueAt`, so a reaction repeated has one effect.
 */
export interface ReactorDef<D extends object, E extends Events> {
  readonly name: string;
  readonly title: Text;
  readonly version: number;
  readonly from: E;
  readonly key: Key;
  readonly evolve: Evolve<D | null, E>;
  /** null: nothing is due. The instant of an event: at once. */
  readonly dueAt: (doc: D) => Instant | null;
  readonly react: (doc: D, key: string) => Reaction;
}
export const defineReactor =
  <D extends object>() =>
  <E extends Events>(def: ReactorDef<D, E>): ReactorDef<D, E> =>
    def;
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyReactorDef = ReactorDef<any, any>;
