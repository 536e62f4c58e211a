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
  /** When the recorded fact happened; `now` where the sender gave no time. */
  readonly occurredAt: Instant;
  readonly actor: string;
  readonly department: string | null;
  readonly businessLine: string | null;
  /** Policies in force at `occurredAt`. */
  readonly policies: Policies;
  /** Imported history: it happened, so today's rules do not refuse it. */
  readonly backfill: boolean;
  /** The states that the command `needs`, as last read; undefined where it names none. */
  readonly needed: { readonly [K in keyof N]: N[K] | undefined };
}

/** For a command that needs no other aggregate. */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- it has no states, by whatever name
export type NoNeeds = Record<never, never>;

/** Another aggregate that a decision reads. It may change before the append. */
export interface Need<C extends object, S, N extends object = object> {
  readonly of: StateDef<S, Events>;
  /** Its id, from the command and the needs declared before this one; undefined: none. */
  readonly id: (command: C, needed: { readonly [K in keyof N]?: N[K] | undefined }) => string | undefined;
  /** Imported history is decided without it. */
  readonly unlessBackfill?: true;
}

/** Whether a command is imported history; left out: it is not. */
interface Origin {
  readonly backfill?: boolean;
}

/** A command on another stream that is sent with one: its decision is checked before anything is written. */
export interface Step {
  readonly def: AnyCommandDef;
  readonly command: object;
}

/** A name that belongs to the first owner who takes it, in the order of writing. */
export interface Naming {
  /** The name, its kind first. */
  readonly name: readonly string[];
  /** The stream that gets the name. */
  readonly owner: string;
  /**
   * The refusal where another owns the name; left out: the command is done without the name.
   * @param holder the stream of the other
   */
  readonly refusal?: (holder: string) => Refusal;
}

interface CommandParts<C extends object, S, E extends Events, N extends object, Path extends string = string> {
  /** `<context>.<Command>`, imperative. */
  readonly name: string;
  /** What a person does with it: the words of a button. */
  readonly title: Text;
  readonly command: Class<C>;
  readonly on: StateDef<S, E>;
  /** Id of the aggregate. */
  readonly id: (command: C) => string;
  /** Roles that may send it, beside `admin`. */
  readonly by: readonly Role[];
  /** Nobody sends it from outside: it goes before or after another command, or a reactor sends it. */
  readonly onlyStep?: true;
  /**
   * Starts a stream. On an existing stream the same content is nothing to do, other content is `command/exists`;
   * `decide` always gets the state before the first event.
   */
  readonly creates?: true;
  /**
   * Whether what a creating command made was cancelled, reversed, withdrawn or retracted. Whoever says it again without a time
   * may mean another one: answered as if it were there, a cheque that came in again or a bill that was issued again would be on
   * no record.
   */
  readonly ended?: (state: NonNullable<S>) => boolean;
  /** Imported history adds to an existing stream: `decide` gets its state, and nothing is compared. */
  readonly historyAdds?: true;
  /**
   * The part of a payload to compare when a stream is created again, in one form for all that mean the same. Left out:
   * the whole payload.
   * @param at when it happened; for a command that says itself when each of its events did
   */
  readonly meaning?: (data: never, at: Instant) => unknown;
  /** The customer that a new stream is about, forever; undefined: none is known. Left out: the aggregate's own id. */
  readonly subject?: (command: C) => string | undefined;
  /** The field that names a customer by id or external id: replaced by the id before deciding, refused when unknown. */
  readonly customer?: keyof C & string;
  readonly needs?: { readonly [K in keyof N]: Need<C, N[K], N> };
  /**
   * Reservations on other streams, for rules that must hold exactly. Each is written before the command and does
   * nothing when it exists: a command that stopped between the two can be sent again.
   */
  readonly before?: (command: C, sent: Origin) => readonly Step[];
  /**
   * Commands that follow on other streams; the receipt includes their events. Can be sent again like `before`. A step that
   * all would queue for on one stream is left out where no policy needs it.
   * @param policies the newest, as reactors see them
   */
  readonly after?: (command: C, policies: Policies) => readonly Step[];
  /**
   * Those of `after` on streams that only its own state names: what a payment had settled, when it is reversed. They come
   * behind the others.
   * @param state as it is once the command is done; before, where the command is only checked
   */
  readonly afterIn?: (command: C, state: S) => readonly Step[];
  /** Names that its events take, in the same append, so that two commands at once cannot both get one. */
  readonly names?: (command: C, state: S, context: Decision<N>) => readonly Naming[];
  /**
   * It may be sent together with a later command. Both are checked before either is done, so that the later one may
   * rely only on the customer's existence, not on what this one says.
   */
  readonly goesFirst?: true;
  /** A step of many commands that means the same in whatever order they do it: lines of a bulk do not wait for each other for it. */
  readonly inAnyOrder?: true;
  /** The sender must name its department. */
  readonly department?: 'required';
  /** All refusals of `decide` and `id`, beside those that every command can get. */
  readonly refuses?: readonly RefusalKinds[];
  /** Left out: it is sent in bulk, by a reactor or with another command, and has no route of its own. */
  readonly route?: CommandRoute<C, Path>;
  /** Pure. `[]`: nothing to do. Throws a `Refusal` where a rule says no. */
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
/** A slice that writes. A path parameter that is no field of the command does not compile. */
export const defineCommand = <
  C extends object,
  S,
  E extends Events,
  N extends object = NoNeeds,
  const Path extends string = string,
>(
  def: CommandParts<C, S, E, N, Path & PathOver<Path, keyof C>>,
): CommandDef<C, S, E, N> => ({ ...def, kind: 'command' });
// any command definition
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyCommandDef = CommandDef<any, any, any, any>;

/**
 * Equal for payloads that mean the same to the creating command. Texts are compared as NFC: old logs hold other forms.
 */
export const meaningOf = ({ meaning }: AnyCommandDef, data: unknown, at: Instant): string =>
  canonicalJson(
    meaning === undefined ? data : (meaning as (data: unknown, at: Instant) => unknown)(data, at),
  ).normalize('NFC');

/** Streams of the aggregates that a command needs, except those whose id depends on another need. */
export const neededStreams = ({ needs = {} }: AnyCommandDef, command: object): readonly string[] =>
  Object.values(needs as Readonly<Record<string, AnyNeed>>).flatMap(({ of, id }) => streamNamed(of, id(command, {})));

/** Streams that a command writes and whose order counts: its own, and those of its steps. */
export const writtenStreams = (
  { on, id, before, after }: AnyCommandDef,
  command: object,
  sent: Origin,
  policies: Policies,
): readonly string[] => [
  streamOf(on, id(command)),
  ...[...(before?.(command, sent) ?? []), ...(after?.(command, policies) ?? [])].flatMap(({ def, command: step }) =>
    def.inAnyOrder ? [] : streamOf(def.on, def.id(step)),
  ),
];
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyNeed = Need<any, any, any>;

/** The stream of an id; empty for none. */
const streamNamed = (of: { readonly category: string }, id: string | undefined): readonly string[] =>
  id === undefined ? [] : [streamOf(of, id)];
