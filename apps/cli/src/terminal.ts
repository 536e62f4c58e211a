import {
  fill,
  holdsInstant,
  isText,
  type Language,
  localTimes,
  type Text,
  unseenEscaped,
  unseenShown,
} from '@dossier/kernel';
import type { Details } from './failure';
import type { Words } from './catalogue-words';
import { cut, LINE } from './width';

/** Where a verb speaks: results on stdout, everything else on stderr. */
export interface Terminal {
  readonly language: Language;
  /** Results are for machines: JSON, one value a line. */
  readonly json: boolean;
  /** Of a line of a table: a wide screen is used, a narrow one gets what mail and tickets show. */
  readonly places: number;
  /** Text in the language of the person. */
  say(text: Text, details?: Details): string;
  /** A line of the result. Resolves when more may be written. */
  result(line: string): Promise<void>;
  /** A line beside the result. */
  note(text: Text, details?: Details): void;
  /** Says how to find out the company's zone; it is asked for once, and only when there is a time to show. */
  zoneFrom(ask: () => Promise<string>): void;
  /** Says how to find the words of the server; they are asked for once, and only when a reader of Chinese needs them. */
  wordsFrom(ask: () => Promise<Words | undefined>): void;
  /** Known from the first {@link local} on. */
  readonly words: Words | undefined;
  /** What a person is to read, with its times in the company's zone. Machines get it as it is. */
  local<T>(value: T): Promise<T>;
  /** The same for what fills a sentence: the words of the server are not asked for, so no server is needed. */
  inZone<T>(value: T): Promise<T>;
  /** A line of the result that says in which zone its times are; none where there are none. */
  noteZone(): Promise<void>;
  /** Shows progress: on a screen one line that is overwritten, in a file a line every few seconds. */
  progress(text: Text, details?: Details): void;
  /** The work has ended: removes the progress line from the screen. */
  done(): void;
}

interface Output {
  readonly isTTY?: boolean;
  /** Places of a line, where somebody watches. */
  readonly columns?: number;
  on?(event: 'error', heard: (error: NodeJS.ErrnoException) => void): unknown;
  write(text: string, done?: () => void): boolean;
}

/** Least milliseconds between two progress lines where nobody watches, so that a log stays short. */
const QUIET = 5000;
/** The same where somebody watches: more often nobody can read it. */
const LIVELY = 100;

export function openTerminal(
  language: Language,
  json: boolean,
  out: Output = process.stdout,
  err: Output = process.stderr,
  elapsed: () => number = () => performance.now(),
): Terminal {
  // `head` closes the pipe when it has enough lines, and a terminal may be closed: neither is an error
  out.on?.('error', (error) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  err.on?.('error', () => undefined);
  let watched = '';
  const watches = err.isTTY === true;
  // a log gets its first progress line after QUIET: work that is done sooner needs none
  let last = watches ? -LIVELY : elapsed();
  const say = (text: Text, details: Details = {}): string => fill(text[language], textual(details, language));
  // a file or the next program gets the result as it is
  const onScreen = (line: string): string =>
    out.isTTY !== true ? line : json ? unseenEscaped(line) : unseenShown(line);
  const clear = (): void => {
    if (watched !== '') err.write('\r\u001b[K');
    watched = '';
  };
  const note = (text: Text, details?: Details): void => {
    clear();
    err.write(`${unseenShown(say(text, details))}\n`);
  };
  const result = (line: string): Promise<void> => {
    clear();
    return new Promise((resolve) => {
      if (out.write(`${onScreen(line)}\n`, resolve)) resolve();
    });
  };
  let askZone = (): Promise<string> => Promise.resolve('UTC');
  let zone: string | undefined;
  let askWords = (): Promise<Words | undefined> => Promise.resolve(undefined);
  let words: Words | undefined;
  const inZone = async <T>(value: T): Promise<T> => {
    if (json || !holdsInstant(value)) return value;
    zone ??= await askZone();
    return localTimes(value, zone);
  };
  return {
    language,
    json,
    places: out.isTTY === true ? Math.max(LINE, out.columns ?? 0) : LINE,
    say,
    done: clear,
    zoneFrom: (ask) => {
      askZone = ask;
      zone = undefined;
    },
    wordsFrom: (ask) => {
      askWords = ask;
    },
    get words() {
      return words;
    },
    local: async (value) => {
      if (!json && language === 'zh') words ??= await askWords();
      return inZone(value);
    },
    inZone,
    noteZone: async () => {
      if (zone === undefined) return;
      await result(say({ zh: '以上时间均为 {zone} 时区的时间', en: 'Times are in {zone}' }, { zone }));
    },
    result,
    note,
    progress: (text, details) => {
      if (elapsed() - last < (watches ? LIVELY : QUIET)) return;
      last = elapsed();
      const line = unseenShown(say(text, details));
      if (!watches) {
        err.write(`${line}\n`);
        return;
      }
      clear();
      // a line that wraps is two, of which only the second would be replaced
      watched = cut(line, (err.columns ?? 80) - 1);
      err.write(watched);
    },
  };
}

const textual = (details: Details, language: Language): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, isText(value) ? value[language] : String(value)]),
  );
