import type { Text } from '@dossier/kernel';

/** What fills the holes of a sentence; of a text the words in the reader's language. */
export type Details = Readonly<Record<string, string | number | Text>>;

/** The work failed: exit code 1. Says what is kept and how to go on. */
export class Failure extends Error {
  override readonly name: string = 'Failure';
  constructor(
    readonly text: Text,
    readonly details: Details = {},
  ) {
    super(text.en);
  }
}

/** The verb was used wrongly: exit code 2. */
export class WrongUse extends Failure {
  override readonly name = 'WrongUse';
}

/** What the door answers where it refuses (RFC 9457). */
export interface Problem {
  readonly status: number;
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer?: string; readonly code?: string; readonly detail?: string }[];
}

/** The door refused: its own words, which are in the language that was asked for. */
export class Refused extends Failure {
  override readonly name = 'Refused';
  constructor(readonly problem: Problem) {
    const words = describe(problem);
    super({ zh: words, en: words });
  }
}

/** What is asked for is what was typed: where the door cannot make sense of it, the verb was used wrongly. @throws WrongUse */
export async function asTyped<T>(asked: () => Promise<T>): Promise<T> {
  try {
    return await asked();
  } catch (error) {
    throw error instanceof Refused && isTypo(error.problem) ? new WrongUse(error.text) : error;
  }
}
/** Refusals that name what is known. */
const UNKNOWN = ['reads/unknown-report', 'reads/unknown-projection'];
const isTypo = ({ status, code = '' }: Problem): boolean => status === 400 || UNKNOWN.includes(code);

export function describe({ status, code, title, detail, errors = [] }: Problem): string {
  // the faults themselves follow: how many they are goes without saying
  const words = (errors.length > 0 ? title : undefined) ?? detail ?? title ?? `HTTP ${status}`;
  const fields = errors.map((error) => `\n  ${error.pointer ?? ''} ${error.detail ?? error.code ?? ''}`);
  return `${words}${code === undefined ? '' : ` [${code}]`}${fields.join('')}`;
}
