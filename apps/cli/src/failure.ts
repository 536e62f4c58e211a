import type { Text } from '@dossier/kernel';
import { inChinese } from './placeholders';

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

/** How an option or argument begins; what else is pointed at is a file of the reader's. */
const USAGE = /^[-<[]/;

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

/** How a verb calls what the door speaks of. */
export interface Spoken {
  /** The option that became a parameter or a field. */
  readonly option: (name: string) => string;
  /** Puts a sentence of the server into the terms of the tool; left out: the sentence is shown as it is. */
  readonly detail?: (words: string) => string;
}

/**
 * Asks the server for what was typed. If the server does not understand it, the verb was used wrongly.
 * @throws WrongUse in the words of what was typed
 */
export async function asTyped<T>(asked: () => Promise<T>, spoken?: Spoken): Promise<T> {
  try {
    return await asked();
  } catch (error) {
    if (!(error instanceof Refused && isTypo(error.problem))) throw error;
    const { errors = [], ...problem } = spoken === undefined ? error.problem : spokenOf(error.problem, spoken);
    const zh = errors.map(({ pointer = '', ...rest }) => ({
      ...rest,
      pointer: USAGE.test(pointer) ? inChinese(pointer) : pointer,
    }));
    throw new WrongUse({ zh: describe({ ...problem, errors: zh }), en: describe({ ...problem, errors }) });
  }
}

const spokenOf = (problem: Problem, { option, detail = (words) => words }: Spoken): Problem => ({
  ...problem,
  ...(problem.detail !== undefined && { detail: detail(problem.detail) }),
  errors: (problem.errors ?? []).map((error) => ({
    ...error,
    pointer: option((error.pointer ?? '').replace(/^[?/]/, '')),
    detail: detail(
      error.code === 'unknown-parameter' ? parametersSpoken(error.detail ?? '', option) : (error.detail ?? ''),
    ),
  })),
});

/** Known parameters as options, each once: the door takes `asOf` as `as-of` too. */
const parametersSpoken = (words: string, option: Spoken['option']): string =>
  words.replace(/(?<=known: |可用：)[\w, 、[\]-]+(?=[.。]$)/, (list) => {
    const names = list.split(/, |、/);
    const camel = (name: string): string => name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const once = names.filter((name) => camel(name) === name || !names.includes(camel(name)));
    return once.map(option).join(list.includes('、') ? '、' : ', ');
  });

/** Options by the names that the door has for them; those of any other name are `others`. */
export const options = (known: Readonly<Record<string, string>>, others = ''): Spoken => ({
  option: (name) => {
    const [first = ''] = name.split('/'); // of a list the option is meant, not its place
    return (Object.hasOwn(known, first) ? known[first] : undefined) ?? `${others}${name}`;
  },
});

/** Refusals of names that are not known. */
const UNKNOWN = ['reads/unknown-report', 'reads/unknown-projection', 'reads/no-such-figure'];
const isTypo = ({ status, code = '' }: Problem): boolean =>
  status === 400 || UNKNOWN.includes(code) || /\/(?:choose-currency|foreign-tier|unfit-\w+)$/.test(code); // of whichever report or draft

export function describe({ status, code, title, detail, errors = [] }: Problem): string {
  // the detail only counts the faults, and they are all listed below
  const words = (errors.length > 0 ? title : undefined) ?? detail ?? title ?? `HTTP ${status}`;
  const fields = errors.map((error) => `\n  ${error.pointer ?? ''} ${error.detail ?? error.code ?? ''}`);
  return `${words}${code === undefined ? '' : ` [${code}]`}${fields.join('')}`;
}
