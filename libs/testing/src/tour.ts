import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { freePort } from '../../../infra/servers/server';
import { withoutServers } from './program';

const ROOT = resolve(__dirname, '../../..');
/** The file of the tour. */
export const ONLINE_RETAIL = resolve(ROOT, '../shared/data/online-retail/online_retail_2010_2011.csv.gz');
/** Ports at which api, worker and relay listen where nothing is set. */
const USUAL = [3000, 3001, 3002];
/** What goes on until it is ended. */
const SERVES = /^(npm start|npm run servers -- start|node apps\/\w+\/start\.cjs)\b/;

export interface Step {
  readonly command: string;
  /** Lines that it prints; `…` stands for any text in a line, and alone in a line for any lines. */
  readonly printed: string;
}

/** The README in both languages, and its sections that have the reader type. */
export const PAGES = {
  en: { file: 'README.md', tour: 'Five minutes', servers: 'On servers' },
  zh: { file: 'docs/zh/README.md', tour: '五分钟上手', servers: '使用服务器' },
} as const;

/** What a section of a page has the reader type, in order. */
export function stepsOf(section: string, page: string = PAGES.en.file): readonly Step[] {
  const readme = readFileSync(join(ROOT, page), 'utf8');
  const text = readme.split(/^## /m).find((each) => each.startsWith(`${section}\n`)) ?? '';
  const blocks = [...text.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((step) => {
        const [, command = '', printed = ''] = /^((?:.*\\\n)*.*)\n([\s\S]*)$/.exec(step) ?? [];
        return { command, printed: printed.trimEnd() };
      }),
  );
}

/** Lines that tell progress: on a screen they are one that changes, and nothing of it is left; and that the tool is built first. */
const PROGRESS =
  /^(?:正在构建 … building …|rows: \d+(?: of \d+|, \d+ a second).*|\d+ 行，(?:共|每秒) \d+ 行.*|events that read models have still to take: \d+|读模型还有 \d+ 个事件待处理|events checked: \d+ of \d+)\n/gm;
/** What the tool writes beside its results, its reader sees too; of others only what they print is held against the README. */
const onScreen = (command: string): string => (command.startsWith('npx dossier ') ? `{ ${command}\n} 2>&1` : command);

function fits(found: string, printed: string): boolean {
  const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const lines = printed
    .split('\n')
    .map((line) => (line.trim() === '…' ? '(?:.*\\n)*' : `${line.split('…').map(escape).join('.*')}\\n`));
  return new RegExp(`^${lines.join('')}$`).test(`${found.trimEnd()}\n`);
}

/** A clone in miniature: this one by links, with a data folder of its own and the file of the tour, or one in its place. */
function clone(file: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tour-'));
  for (const name of readdirSync(ROOT).filter((name) => !['data', 'reports', '.git'].includes(name)))
    symlinkSync(join(ROOT, name), join(folder, name));
  symlinkSync(file, join(folder, basename(ONLINE_RETAIL)));
  return folder;
}

/** Somebody who has just cloned this and types what the README says. */
export class Reader {
  private readonly running: { readonly child: ChildProcess; readonly ended: Promise<unknown> }[] = [];

  private constructor(
    readonly folder: string,
    private readonly ports: readonly number[],
    readonly environment: Record<string, string | undefined>,
  ) {}

  static async begin(file = ONLINE_RETAIL): Promise<Reader> {
    const ours = Object.entries(withoutServers()).filter(([name]) => !name.startsWith('DOSSIER_'));
    const english = { LANG: 'en_GB.UTF-8', LC_ALL: undefined, LANGUAGE: undefined };
    const quiet = { npm_config_update_notifier: 'false' }; // what npm tells beside the tool is not the tool's
    const ports = await Promise.all(USUAL.map(freePort));
    return new Reader(clone(file), ports, { ...Object.fromEntries(ours), ...english, ...quiet });
  }

  /**
   * Types a command, and holds what it prints against what the README says: when it has ended, or, where it goes on, when
   * that is there. The settings and the key that it prints are typed before whatever comes next.
   */
  async types({ command, printed }: Step, most: number): Promise<void> {
    if (command.startsWith('KEY=')) return; // what the step before has printed
    const [, set, to] = /^export (\w+)=(\S+)$/.exec(command) ?? [];
    if (set !== undefined) this.environment[set] = to;
    const expected = this.here(printed);
    const { found, said } = await this.printedBy(command, expected, most);
    for (const [, name = '', value] of found.matchAll(/^export (\w+)='(.*)'$/gm)) this.environment[name] = value;
    this.environment['KEY'] = /dsk_\S+/.exec(found)?.[0] ?? this.environment['KEY'];
    if (!fits(found, expected)) expect(`${found}${said}`).toBe(expected); // shows both
  }

  /** What was started last ends first: it works on what was started before. */
  async end(): Promise<void> {
    for (const { child, ended } of this.running.reverse()) {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, 'SIGTERM');
      await ended;
    }
    rmSync(this.folder, { recursive: true });
  }

  /** Of the api, once it is started. */
  get url(): string {
    return this.here(`http://127.0.0.1:${String(USUAL[0])}`);
  }

  /** The same text with the ports of this reader. */
  private here(text: string): string {
    return USUAL.reduce(
      (now, usual, i) => now.replaceAll(`127.0.0.1:${usual}`, `127.0.0.1:${String(this.ports[i])}`),
      text,
    );
  }

  /** @returns what it prints, and what it says beside it */
  private async printedBy(command: string, expected: string, most: number): Promise<{ found: string; said: string }> {
    const started = ['npm start', 'node apps/worker', 'node apps/relay'].findIndex((each) => command.startsWith(each));
    const env = { ...this.environment, ...(started >= 0 && { PORT: String(this.ports[started]) }) };
    const child = spawn('sh', ['-c', this.here(onScreen(command))], { cwd: this.folder, env, detached: true });
    const ended = once(child, 'close'); // nobody has its output open: what it started has ended, too
    this.running.push({ child, ended });
    let [found, said] = ['', ''];
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await new Promise<void>((enough) => {
      void ended.then(() => enough());
      AbortSignal.timeout(most).addEventListener('abort', () => enough());
      child.stdout.on('data', (chunk: Buffer) => {
        found += chunk.toString();
        if (SERVES.test(command) && fits(found, expected)) enough();
      });
    });
    return { found: found.replaceAll(PROGRESS, ''), said };
  }
}
