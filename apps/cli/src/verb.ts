import type { Text } from '@dossier/kernel';
import type { Door } from './door';
import { WrongUse } from './failure';
import type { Target } from './find-door';
import type { Terminal } from './terminal';

/** What a verb has to work with. */
export interface Session {
  readonly terminal: Terminal;
  /** The data folder, as it was named. */
  readonly data: string;
  /** A server was named with --url, or the environment names servers: the verb must not touch the folder on this machine. */
  readonly remote: boolean;
  /**
   * Connects to the server, once. If none was named and none runs, this process opens and owns the folder. Only `begin`
   * makes a folder.
   * @throws WrongUse for a folder that holds no data
   */
  readonly door: (opening?: Pick<Target, 'begin' | 'clock' | 'zone'>) => Promise<Door>;
}

/** What was typed behind a verb. */
export interface Given {
  readonly arguments: readonly (string | undefined)[];
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
}

export interface Verb {
  readonly name: string;
  readonly title: Text;
  /** `<required>` or `[optional]`, as commander writes them. */
  readonly arguments?: readonly { readonly name: string; readonly title: Text }[];
  readonly options?: readonly { readonly flags: string; readonly title: Text }[];
  /** Lazily, so that `--help` loads no verb. Resolves with the exit code. */
  readonly load: () => Promise<Run>;
}
export type Run = (session: Session, given: Given) => Promise<0 | 1>;

/** An option with a value; undefined where it was not given. */
export function text(given: Given, option: string): string | undefined {
  const value = given.options[option];
  return typeof value === 'string' ? value : undefined;
}

export function flag(given: Given, option: string): boolean {
  return given.options[option] === true;
}

/** All values of an option that may be repeated. */
export function texts(given: Given, option: string): readonly string[] {
  const value = given.options[option];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** A whole number from `least` on. @throws WrongUse */
export function count(given: Given, option: string, least = 0): number | undefined {
  const value = text(given, option);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || !Number.isSafeInteger(number))
    throw new WrongUse(
      {
        zh: '--{option} 应为不小于 {least} 的整数，而不是 {value}',
        en: '--{option} is a whole number from {least} on, not {value}',
      },
      { option, least, value },
    );
  return number;
}

/** Where the server is that was named. @param usual where none was typed @throws WrongUse */
export function address(given: Given, usual?: string): string | undefined {
  const typed = text(given, 'url');
  const url = typed ?? (usual === '' ? undefined : usual);
  if (url === undefined || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) return url;
  throw new WrongUse(
    {
      zh: '{name} 应为 http 或 https 地址，如 http://127.0.0.1:3000，而不是 {url}',
      en: '{name} is an http or https address such as http://127.0.0.1:3000, not {url}',
    },
    { name: typed === undefined ? 'DOSSIER_URL' : '--url', url },
  );
}

/** An argument that commander has made sure of. */
export function argument(given: Given, place: number): string {
  const value = given.arguments[place];
  if (value === undefined) throw new RangeError(`no argument ${place}`);
  return value;
}
