import { fill, type Language, type Text } from '@dossier/kernel';
import { holdsInstant, localTimes } from './local-times';

type Details = Readonly<Record<string, string | number>>;

/** Where a verb speaks: results on stdout, everything else on stderr. */
export interface Terminal {
  readonly language: Language;
  /** Results are for machines: JSON, one value a line. */
  readonly json: boolean;
  /** Text in the language of the person. */
  say(text: Text, details?: Details): string;
  /** A line of the result. Resolves when more may be written. */
  result(line: string): Promise<void>;
  /** A line beside the result. */
  note(text: Text, details?: Details): void;
  /** Says how to find out the company's zone; it is asked for once, and only when there is a time to show. */
  zoneFrom(ask: () => Promise<string>): void;
  /** What a person is to read, with its times in the company's zone. Machines get it as it is. */
  local<T>(value: T): Promise<T>;
  /** A line that says in which zone times were shown; none where none was. */
  noteZone(): void;
  /** How far the work is; replaces the last such line where a person watches. */
  progress(text: Text, details?: Details): void;
}

interface Output {
  readonly isTTY?: boolean;
  on?(event: 'error', heard: (error: NodeJS.ErrnoException) => void): unknown;
  write(text: string, done?: () => void): boolean;
}

/** Least milliseconds between two progress lines where nobody watches, so that a log stays short. */
const QUIET = 5000;

export function openTerminal(
  language: Language,
  json: boolean,
  out: Output = process.stdout,
  err: Output = process.stderr,
  elapsed: () => number = () => performance.now(),
): Terminal {
  // whoever reads only the head of a result closes the pipe, and whoever watches may go: neither is a fault
  out.on?.('error', (error) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  err.on?.('error', () => undefined);
  let watched = '';
  let last = -QUIET;
  const say = (text: Text, details: Details = {}): string => fill(text[language], textual(details));
  const clear = (): void => {
    if (watched !== '') err.write('\r\u001b[K');
    watched = '';
  };
  const note = (text: Text, details?: Details): void => {
    clear();
    err.write(`${say(text, details)}\n`);
  };
  let askZone = (): Promise<string> => Promise.resolve('UTC');
  let zone: string | undefined;
  return {
    language,
    json,
    say,
    zoneFrom: (ask) => {
      askZone = ask;
      zone = undefined;
    },
    local: async (value) => {
      if (json || !holdsInstant(value)) return value;
      zone ??= await askZone();
      return localTimes(value, zone);
    },
    noteZone: () => {
      if (zone !== undefined) note({ zh: '时间为 {zone} 时区', en: 'times are in {zone}' }, { zone });
    },
    result: (line) => {
      clear();
      return new Promise((resolve) => {
        if (out.write(`${line}\n`, resolve)) resolve();
      });
    },
    note,
    progress: (text, details) => {
      const line = say(text, details);
      if (err.isTTY === true) {
        clear();
        err.write(line);
        watched = line;
      } else if (elapsed() - last >= QUIET) {
        last = elapsed();
        err.write(`${line}\n`);
      }
    },
  };
}

const textual = (details: Details): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(details).map(([name, value]) => [name, String(value)]));
