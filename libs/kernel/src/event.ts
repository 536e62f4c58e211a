import { type DepartmentField, departmentFields } from './department';
import type { Instant } from './instant';
import { type PersonalField, personalFields } from './personal';
import type { HolesIn, Language, Text } from './text';

export type Class<T> = new (...args: never[]) => T;

/** Each step's output must fit the next step's input; the last must fit today's payload. */
type Upcaster = (old: never) => unknown;
type Chain<Steps extends readonly unknown[], Now> = Steps extends readonly [infer Step, ...infer Rest]
  ? Step extends (old: never) => infer Out
    ? Rest extends readonly [(old: infer NextIn) => unknown, ...unknown[]]
      ? [Out] extends [NextIn]
        ? readonly [Step, ...Chain<Rest, Now>]
        : readonly ['what this upcaster gives does not fit the next one', ...unknown[]]
      : [Out] extends [Now]
        ? readonly [Step]
        : readonly ['the last upcaster does not give the payload']
    : never
  : readonly [];

/** A fact as a decision returns it. */
export interface EventOf<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  /** When it happened, where that differs from the command's own time. */
  readonly occurredAt?: Instant;
}

/** The envelope of a fact in its stream: what an aggregate sees of it, before and after it is in the log. */
export interface InStream {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly stream: string;
  /** Place in the stream, from 0. */
  readonly revision: number;
  /** The customer it is about; `~<stream>`: none is known. In a fold: the canonical id. */
  readonly subject: string;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly actor: string;
  readonly department: string | null;
  readonly businessLine: string | null;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly traceparent: string | null;
  /** Imported history: nobody is notified, deadlines already past do not fire. */
  readonly backfill: boolean;
  readonly hash: string;
}
/** The envelope of a fact in the log. */
export interface Recorded extends InStream {
  /** Place in the log, which alone gives it: compared, never computed. */
  readonly position: number;
}

/** Given fields that the payload does not have: without this check a misnamed optional field in a spread would be lost silently. */
type Unknown<Given, Data> = { readonly [K in Exclude<keyof Given, keyof Data>]: never };

/** Fields of a payload that always have a value. */
type Always<Data> = {
  [K in keyof Data]-?: null extends Data[K] ? never : undefined extends Data[K] ? never : K;
}[keyof Data];
/** A sentence without its optional `[parts]`. */
type Needed<S extends string> = S extends `${infer Before}[${string}]${infer After}` ? `${Before}${Needed<After>}` : S;
type SentenceOver<S extends string, Data> = [Exclude<HolesIn<S>, keyof Data>] extends [never]
  ? [Exclude<HolesIn<Needed<S>>, Always<Data>>] extends [never]
    ? S
    : 'a hole whose field may be left out stands in [brackets]'
  : 'a hole is a field of the payload';

/** What a person reads about an event. */
interface Words<Data, Says extends Text> {
  readonly title: Text;
  /**
   * What happened, with fields of the payload in its `{holes}`; a part in `[brackets]` is shown where all its holes
   * have a value. Left out: the title is enough.
   */
  readonly says?: Says & { readonly [L in Language]: SentenceOver<Says[L], Data> };
}

export interface EventDef<Type extends string = string, Data = unknown> {
  /** A field that the payload does not have does not compile. */
  <Given>(data: Given & Data & Unknown<Given, Data>, at?: { readonly occurredAt?: Instant }): EventOf<Type, Data>;
  readonly type: Type;
  readonly title: Text;
  /** The sentence with its holes. */
  readonly says: Text;
  /** Number of upcasters plus one. */
  readonly version: number;
  readonly payload: Class<Data>;
  readonly personal: readonly PersonalField[];
  readonly departments: readonly DepartmentField[];
  /** Today's payload from one of an older `version`; throws {@link NewerVersion} for one this code does not know. */
  upcast(version: number, data: unknown): Data;
}
// any event definition; Data is contravariant in the call and covariant in upcast
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyEventDef = EventDef<string, any>;

/** The event was written by newer code: reading it is refused (P14). */
export class NewerVersion extends Error {
  override readonly name = 'NewerVersion';
  constructor(
    readonly type: string,
    readonly version: number,
    readonly known: number,
  ) {
    super(`${type} version ${version} was written by newer code; this code knows version ${known}`);
  }
}

/**
 * Declares an event once. `upcasters[i]` turns version i + 1 into version i + 2.
 * @param type `<context>.<Event>`, the event in the past tense
 */
export const defineEvent = <
  Type extends string,
  Data,
  const Says extends Text,
  const Steps extends readonly Upcaster[] = readonly [],
>(
  type: Type,
  { title, says }: Words<Data, Says>,
  payload: Class<Data>,
  upcasters?: Steps & Chain<Steps, Data>,
): EventDef<Type, Data> => {
  const steps = (upcasters ?? []) as readonly ((old: unknown) => unknown)[];
  const known = steps.length + 1;
  const make = (data: Data, at?: { readonly occurredAt?: Instant }): EventOf<Type, Data> => ({ type, data, ...at });
  return Object.assign(make, {
    type,
    title,
    says: says ?? title,
    payload,
    version: known,
    personal: personalFields(payload),
    departments: departmentFields(payload),
    upcast: (version: number, data: unknown): Data => {
      if (version > known) throw new NewerVersion(type, version, known);
      return steps.slice(version - 1).reduce((old, step) => step(old), data) as Data;
    },
  });
};

export type Events = Readonly<Record<string, AnyEventDef>>;
export type EventIn<E extends Events> = ReturnType<E[keyof E]>;
export type DataOf<D> = D extends EventDef<string, infer Data> ? Data : never;
