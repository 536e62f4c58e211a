import type { HolesIn, Text } from './text';

export interface RefusalKind extends Text {
  /** HTTP status: default 409 (a rule says no). */
  readonly status?: 400 | 403 | 404 | 409 | 412 | 413 | 422 | 503 | 504;
  /**
   * The field of the command that it is about, so that a program can mark it: every command that is refused so has it.
   * Of a field inside another say it where the refusal is thrown, with `of`. Left out: it is about the whole.
   */
  readonly field?: string;
}
export const statusOf = ({ status = 409 }: RefusalKind): NonNullable<RefusalKind['status']> => status;
/** Kinds of refusal by code, `<context>/<name>`. */
export type RefusalKinds = Readonly<Record<string, RefusalKind>>;

/**
 * A rule says no, and nothing was written. The code is for machines and never changes; the web layer chooses the
 * language.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly code: string,
    readonly kind: RefusalKind,
    readonly details: Readonly<Record<string, unknown>> = {},
    /** Where in what was sent the refused value is; empty: it is about the whole. */
    readonly path: readonly string[] = [],
  ) {
    super(code);
  }

  /** The same refusal, for a part of what was sent: a field of a command, a command of a line. */
  of(...outer: readonly string[]): Refusal {
    return new Refusal(this.code, this.kind, this.details, [...outer, ...this.path]);
  }
}

type HolesOf<Kind extends RefusalKind> = HolesIn<Kind['zh']> | HolesIn<Kind['en']>;
/** Values for holes: null is shown as null; undefined would leave the hole unfilled. */
type Filled = string | number | boolean | object | null;
type DetailsOf<Kind extends RefusalKind> = [HolesOf<Kind>] extends [never]
  ? [details?: Readonly<Record<string, unknown>>]
  : [details: Readonly<Record<HolesOf<Kind>, Filled>> & Readonly<Record<string, unknown>>];

type KindsByName = Readonly<Record<string, RefusalKind>>;

export interface Refusals<Kinds extends KindsByName> {
  /** An unfilled hole does not compile. */
  <Name extends keyof Kinds & string>(name: Name, ...details: DetailsOf<Kinds[Name]>): Refusal;
  /** All of them. */
  readonly kinds: RefusalKinds;
  /** The named ones, for the `refuses` of a slice. */
  some(...names: readonly (keyof Kinds & string)[]): RefusalKinds;
}

/** Declares the refusals of a context with their words: `throw salesRefusal('too-late', { due })`. */
export const defineRefusals = <const Kinds extends KindsByName>(context: string, kinds: Kinds): Refusals<Kinds> => {
  const code = (name: string): string => `${context}/${name}`;
  const some = (names: readonly string[]): RefusalKinds =>
    Object.fromEntries(names.map((name) => [code(name), kinds[name] as RefusalKind]));
  return Object.assign(
    (name: string, details?: Readonly<Record<string, unknown>>) => {
      const { field } = kinds[name] ?? {};
      return new Refusal(code(name), kinds[name] as RefusalKind, details, field === undefined ? [] : [field]);
    },
    { kinds: some(Object.keys(kinds)), some: (...names: readonly string[]) => some(names) },
  );
};
