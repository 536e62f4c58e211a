import type { CommandDef } from './command';
import type { Events, Evolve } from './event';
import type { Instant } from './instant';
import type { Policies } from './policy';
import type { Key } from './projection';
import type { Text } from './text';

/** A command that a reactor wants sent. */
export interface Reaction<C extends object = object> {
  readonly command: C;
  readonly occurredAt?: Instant;
}

interface ReactorParts<D extends object, E extends Events, C extends object> {
  readonly name: string;
  readonly title: Text;
  readonly version: number;
  readonly from: E;
  readonly key: Key;
  readonly evolve: Evolve<D | null, E>;
  /** Names of the policies that `dueAt` asks: when one is published, deadlines move. */
  readonly policies?: readonly string[];
  /**
   * null: nothing is due. The instant of an event: at once. One that history brings in and that was past already when it
   * came does not fall due: the engine sees to that.
   */
  readonly dueAt: (doc: D, policies: Policies) => Instant | null;
  /** What history brings in falls due as well, however long ago that was. */
  readonly reactsToHistory?: true;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever that command rests on
  readonly sends: CommandDef<C, any, any, any>;
  readonly react: (doc: D, key: string, policies: Policies) => Reaction<C>;
}
/**
 * Reacts to what happened, at once or at a deadline. Its memory is a document folded like any other; a document with
 * `dueAt` wants its reaction once that instant has come, and loses or moves `dueAt` by the events that follow. The
 * command's id derives from reactor, key and `dueAt`, so a reaction repeated has one effect.
 */
export interface ReactorDef<D extends object, E extends Events, C extends object> extends ReactorParts<D, E, C> {
  readonly kind: 'reactor';
}
export const defineReactor =
  <D extends object>() =>
  <E extends Events, C extends object>(def: ReactorParts<D, E, C>): ReactorDef<D, E, C> => ({
    ...def,
    kind: 'reactor',
  });
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyReactorDef = ReactorDef<any, any, any>;
