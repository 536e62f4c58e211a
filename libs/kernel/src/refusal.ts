import type { Text } from './text';

export interface RefusalKind extends Text {
  /** HTTP status: 409 (a rule says no) unless told otherwise. */
  readonly status?: 400 | 403 | 404 | 409 | 412 | 413 | 422 | 503 | 504;
}

/** A rule says no. The code is for machines and never changes; words are chosen at the edge. Nothing was written. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly code: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(code);
  }
}

/** Names of the `{holes}` in a sentence. */
type HolesIn<T extends string> = T extends `${string}{${infer Hole}}${infer Rest}` ? Hole | HolesIn<Rest> : never;
type HolesOf<Kind extends RefusalKind> = HolesIn<Kind['zh']> | HolesIn<Kind['en']>;
/** null is told as null; what is undefined would leave its hole open. */
type Filled = string | number | boolean | object | null;
type DetailsOf<Kind extends RefusalKind> = [HolesOf<Kind>] extends [never]
  ? [details?: Readonly<Record<string, unknown>>]
  : [details: Readonly<Record<HolesOf<Kind>, Filled>> & Readonly<Record<string, unknown>>];

export interface Refusals<Kinds extends Readonly<Record<string, RefusalKind>>> {
  /** A hole of its words that is not filled does not compile. */
  <Name extends keyof Kinds & string>(name: Name, ...details: DetailsOf<Kinds[Name]>): Refusal;
  /** By code, `<context>/<name>`. */
  readonly kinds: Readonly<Record<string, RefusalKind>>;
}

/** Declares the refusals of a context with their words: `throw salesRefusal('too-late', { due })`. */
export const defineRefusals = <const Kinds extends Readonly<Record<string, RefusalKind>>>(
  context: string,
  kinds: Kinds,
): Refusals<Kinds> =>
  Object.assign(
    (name: string, details?: Readonly<Record<string, unknown>>) => new Refusal(`${context}/${name}`, details),
    { kinds: Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [`${context}/${name}`, kind])) },
  );
