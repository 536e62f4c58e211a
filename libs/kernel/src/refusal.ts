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

export interface Refusals<Name extends string = string> {
  (name: Name, details?: Readonly<Record<string, unknown>>): Refusal;
  /** By code, `<context>/<name>`. */
  readonly kinds: Readonly<Record<string, RefusalKind>>;
}

/** Declares the refusals of a context with their words: `throw salesRefusal('too-late', { due })`. */
export const defineRefusals = <const Name extends string>(
  context: string,
  kinds: Readonly<Record<Name, RefusalKind>>,
): Refusals<Name> =>
  Object.assign(
    (name: Name, details?: Readonly<Record<string, unknown>>) => new Refusal(`${context}/${name}`, details),
    {
      kinds: Object.fromEntries(Object.entries<RefusalKind>(kinds).map(([name, kind]) => [`${context}/${name}`, kind])),
    },
  );
