import { canonicalJson } from './canonical-json';
import type { Class, EventIn, Events } from './event';
import type { Instant } from './instant';
import type { Policies } from './policy';
import type { Refusal, RefusalKinds } from './refusal';
import type { Role } from './role';
import type { CommandRoute, PathOver } from './route';
import { type StateDef, streamOf } from './state';
import type { Text } from './text';

/** What a decision may know beside the command and the state. */
export interface Decision<N extends object = Record<string, unknown>> {
  readonly now: Instant;
  /** When that which the command tells of happened; `now` where the sender did not say. */
  readonly occurredAt: Instant;
  readonly actor: string;
  readonly department: string | null;
  readonly businessLine: string | null;
  /** In force when that which the command tells of happened: as of `occurredAt`. */
  readonly policies: Policies;
  /** History brought in: it happened, whatever today's rules say of it. */
  readonly backfill: boolean;
  /** The states that the command `needs`, as they were just before; undefined where it names none. */
  readonly needed: { readonly [K in keyof N]: N[K] | undefined };
}

/** Of a command that looks at no other aggregate. */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- it has no states, by whatever name
export type NoNeeds = Record<never, never>;

/** Another aggregate that a decision looks at. It may have moved on by the time of the append. */
export interface Need<C extends object, S, N extends object = object> {
  readonly of: StateDef<S, Events>;
  /** Which one, by the command and by those that are named before it; undefined: none. */
  readonly id: (command: C, needed: { readonly [K in keyof N]?: N[K] | undefined }) => string | undefined;
  /** History brought in is not judged by it, and is not told its state. */
  readonly unlessBackfill?: true;
}

/** Whether a command is history brought in; left out: it is not. */
interface Origin {
  readonly backfill?: boolean;
}

/** A command on another stream that goes with one: its decision is asked before anything is written. */
export interface Step {
  readonly def: AnyCommandDef;
  readonly command: object;
}

/** A name that belongs to whoever takes it first, of all that are written, at whatever instants. */
export interface Naming {
  /** What is named, the kind first. */
  readonly name: readonly string[];
  /** The stream whose name it is then. */
  readonly owner: string;
  /** Why the command is refused where another has the name; left out: it is done all the same. */
  readonly refusal?: Refusal;
}

interface CommandParts<C extends object, S, E extends Events, N extends object, Path extends string = string> {
  /** `<context>.<Command>`, imperative. */
  readonly name: string;
  /** What a person does with it, such as the words of a button. */
  readonly title: Text;
  readonly command: Class<C>;
  readonly on: StateDef<S, E>;
  /** Which aggregate. */
  readonly id: (command: C) => string;
  /** Who, beside `admin`. */
  readonly by: readonly Role[];
  /** No door takes it: it goes before or after another command, or a reactor sends it. */
  readonly onlyStep?: true;
  /**
   * Starts a stream. On a stream that exists content of the same meaning is nothing to do, other content is
   * `command/exists`; decide is then asked with the initial state only.
   */
  readonly creates?: true;
  /** History adds to a stream that is there: decide is asked with its state, and nothing is compared. */
  readonly historyAdds?: true;
  /**
   * What is compared of the payload of an event, where a stream is created again: of several forms that mean the same
   * one. Left out: all of it, as it is.
   */
  readonly meaning?: (data: never) => unknown;
  /** The customer whom a new stream is about, for ever; undefined: none is known. Left out: the aggregate's own id. */
  readonly subject?: (command: C) => string | undefined;
  /** The field that names a customer by id or external id: replaced by the id before deciding, refused when unknown. */
  readonly customer?: keyof C & string;
  readonly needs?: { readonly [K in keyof N]: Need<C, N[K], N> };
  /**
   * Reservations: what must hold exactly and belongs to other streams. Each is written before the command itself, and
   * is nothing to do when it is there: sent again, a command that was cut off between the two goes on.
   */
  readonly before?: (command: C, sent: Origin) => readonly Step[];
  /** What follows from the command on other streams; the receipt tells of it too. Goes on like `before`. */
  readonly after?: (command: C) => readonly Step[];
  /** Names that its events take: in the append itself, so that two commands at once cannot both be the first. */
  readonly names?: (command: C, state: S, context: Decision<N>) => readonly Naming[];
  /**
   * Another command may be sent together with it, which comes after it. It makes somebody known, and nothing that a command
   * on another stream decides may depend on more of it than that: both are judged before either is done.
   */
  readonly goesFirst?: true;
  /** The sender must say for which department it speaks. */
  readonly department?: 'required';
  /** All that `decide` and `id` may refuse it with, beside what any command can be refused with. */
  readonly refuses?: readonly RefusalKinds[];
  /** Left out: it is sent in bulk, by a reactor or with another command, and has no route of its own. */
  readonly route?: CommandRoute<C, Path>;
  /** Pure. `[]` is nothing to do; a `Refusal` is thrown where a rule says no. */
  readonly decide: (command: C, state: S, context: Decision<N>) => readonly EventIn<E>[];
}
export interface CommandDef<C extends object, S, E extends Events, N extends object = NoNeeds> extends CommandParts<
  C,
  S,
  E,
  N
> {
  readonly kind: 'command';
}
/** A slice that writes. A parameter of its path that is no field of the command does not compile. */
export const defineCommand = <
  C extends object,
  S,
  E extends Events,
  N extends object = NoNeeds,
  const Path extends string = string,
>(
  def: CommandParts<C, S, E, N, Path & PathOver<Path, keyof C>>,
): CommandDef<C, S, E, N> => ({ ...def, kind: 'command' });
// what a set of definitions has in common
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyCommandDef = CommandDef<any, any, any, any>;

/**
 * Equal for payloads that mean the same to the command that would create a stream with them. Logs of before texts came in
 * as NFC hold other forms.
 */
export const meaningOf = ({ meaning }: AnyCommandDef, data: unknown): string =>
  canonicalJson(meaning === undefined ? data : (meaning as (data: unknown) => unknown)(data)).normalize('NFC');

/** Streams of other aggregates that a command looks at; not those that only another of them names. */
export const neededStreams = ({ needs = {} }: AnyCommandDef, command: object): readonly string[] =>
  Object.values(needs as Readonly<Record<string, AnyNeed>>).flatMap(({ of, id }) => streamNamed(of, id(command, {})));

/** Streams that a command writes: its own, and those of what goes with it. */
export const writtenStreams = (
  { on, id, before, after }: AnyCommandDef,
  command: object,
  sent: Origin,
): readonly string[] => [
  streamOf(on, id(command)),
  ...[...(before?.(command, sent) ?? []), ...(after?.(command) ?? [])].map(({ def, command: step }) =>
    streamOf(def.on, def.id(step)),
  ),
];
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyNeed = Need<any, any, any>;

/** The stream of an aggregate that may be named; empty: it is not. */
const streamNamed = (of: { readonly category: string }, id: string | undefined): readonly string[] =>
  id === undefined ? [] : [streamOf(of, id)];
