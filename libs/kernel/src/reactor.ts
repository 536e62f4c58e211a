import type { AnyCommandDef, CommandDef } from './command';
import type { Events } from './event';
import { begun, type BegunOrNot, type Evolve } from './evolve';
import type { Instant } from './instant';
import type { Policies } from './policy';
import type { AnyReadModelDef, Key } from './projection';
import type { Asking } from './query';
import type { Text } from './text';

/** A command that a reactor wants sent. */
export interface Reaction<C extends object = object> {
  readonly command: C;
  readonly occurredAt?: Instant;
  /** It carries on what was brought in as history, and what it records is history too. */
  readonly backfill?: true;
}

/** A command of a work. */
export interface Sending {
  readonly def: AnyCommandDef;
  readonly command: object;
  readonly occurredAt?: Instant;
}

/**
 * What a reactor does over many customers before its reaction. It begins when `over` has all that was recorded before.
 * Where the process ends in the middle, all of it is done again: each command must do nothing where it was done.
 */
export interface Work<D extends object> {
  readonly over: readonly AnyReadModelDef[];
  /** The instant of the evaluation: for its policies. @param now when the work begins */
  readonly asOf: (doc: D, now: Instant) => Instant;
  /** Commands of one piece are sent side by side, pieces one after the other. */
  readonly pieces: (doc: D, asking: Asking) => AsyncIterable<readonly Sending[]>;
}

interface ReactorParts<D extends object, C extends object> {
  readonly name: string;
  readonly title: Text;
  readonly version: number;
  readonly key: Key;
  /** Names of the policies that `dueAt` uses: when one is published, deadlines are recomputed. */
  readonly policies?: readonly string[];
  /**
   * null: nothing is due. The instant of an event: at once. The engine drops a deadline of imported history that was
   * past when it came.
   */
  readonly dueAt: (doc: D, policies: Policies) => Instant | null;
  /** Imported history falls due as well, however old. */
  readonly reactsToHistory?: true;
  /** Left out: the reaction is all. */
  readonly work?: Work<D>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever state that command has
  readonly sends: CommandDef<C, any, any, any>;
  readonly react: (doc: D, key: string, policies: Policies) => Reaction<C>;
}
/**
 * Reacts to what happened, at once or at a deadline. Its memory is a document folded like any other. The command is
 * sent when the document's `dueAt` has come; later events may move or remove `dueAt`. The command's id derives from
 * reactor, key, `dueAt` and the changes of the document so far: a repeated reaction has one effect, and a deadline that
 * comes back is reacted to again. A command that has nothing to do leaves `dueAt` in place and is sent again after each
 * start; so let what makes it pointless clear `dueAt`, and an answer as well: where its own event leaves it due for the same command,
 * the engine refuses to send that again.
 */
export interface ReactorDef<D extends object, E extends Events, C extends object> extends ReactorParts<D, C> {
  readonly kind: 'reactor';
  readonly from: E;
  readonly evolve: Evolve<D | null, E>;
}
export const defineReactor =
  <D extends object>() =>
  <E extends Events, C extends object, B extends keyof E = never>(
    def: ReactorParts<D, C> & BegunOrNot<D, E, B, never, null>,
  ): ReactorDef<D, E, C> =>
    ({ ...begun(def, () => null), kind: 'reactor' }) as object as ReactorDef<D, E, C>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyReactorDef = ReactorDef<any, any, any>;
