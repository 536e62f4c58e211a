import { canonicalJson } from './canonical-json';
import type { Class, EventIn, Events } from './event';
import type { Instant } from './instant';
import type { Policies } from './policy';
import { type StateDef, streamOf } from './state';

/** Who may. `admin` may everything; a role that is not named may not. */
export type Role = 'admin' | 'service' | 'analyst' | 'auditor' | 'staff';

/** What a decision may know beside the command and the state. */
export interface Decision<N = undefined> {
  readonly now: Instant;
  /** When that which the command tells of happened; `now` where the sender did not say. */
  readonly occurredAt: Instant;
  readonly actor: string;
  readonly department: string | null;
  readonly businessLine: string | null;
  /** In force when that which the command tells of happened: as of `occurredAt`. */
  readonly policies: Policies;
  /** The state that the command `needs`, as it was just before; undefined where it names none. */
  readonly needed: N | undefined;
}

/** Another aggregate that a decision looks at. It may have moved on by the time of the append. */
export interface Need<C extends object, N> {
  readonly of: StateDef<N, Events>;
  /** Which one; undefined: none. */
  readonly id: (command: C) => string | undefined;
}

export interface CommandDef<C extends object, S, E extends Events, N = undefined> {
  /** `<context>.<Command>`, imperative. */
  readonly name: string;
  readonly command: Class<C>;
  readonly on: StateDef<S, E>;
  /** Which aggregate. */
  readonly id: (command: C) => string;
  /** Who, beside `admin`. */
  readonly by: readonly Role[];
  /**
   * Starts a stream. On a stream that exists content of the same meaning is nothing to do, other content is
   * `command/exists`; decide is then asked with the initial state only.
   */
  readonly creates?: true;
  /**
   * What is compared of the payload of an event, where a stream is created again: of several forms that mean the same
   * one. Left out: all of it, as it is.
   */
  readonly meaning?: (data: never) => unknown;
  /** The customer whom a new stream is about, for ever; undefined: none is known. Left out: the aggregate's own id. */
  readonly subject?: (command: C) => string | undefined;
  /** The field that names a customer by id or external id: replaced by the id before deciding, refused when unknown. */
  readonly customer?: keyof C & string;
  readonly needs?: Need<C, N>;
  /** The sender must say for which department it speaks. */
  readonly department?: 'required';
  /** Pure. `[]` is nothing to do; a `Refusal` is thrown where a rule says no. */
  readonly decide: (command: C, state: S, context: Decision<N>) => readonly EventIn<E>[];
}
export const defineCommand = <C extends object, S, E extends Events, N = undefined>(
  def: CommandDef<C, S, E, N>,
): CommandDef<C, S, E, N> => def;
// what a set of definitions has in common
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyCommandDef = CommandDef<any, any, any, any>;

/**
 * Equal for payloads that mean the same to the command that would create a stream with them. Logs of before texts came in
 * as NFC hold other forms.
 */
export const meaningOf = ({ meaning }: AnyCommandDef, data: unknown): string =>
  canonicalJson(meaning === undefined ? data : (meaning as (data: unknown) => unknown)(data)).normalize('NFC');

/** The stream of the aggregate that a command looks at beside its own; empty: none. */
export const neededStream = ({ needs }: AnyCommandDef, command: object): readonly string[] => {
  const id = needs?.id(command);
  return needs && id !== undefined ? [streamOf(needs.of, id)] : [];
};
