import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

/** The commands of the README's tour, typed in order, and what they print held against what the README says. */
const ROOT = resolve(__dirname, '../../..');
const FILE = resolve(ROOT, '../shared/data/online-retail/online_retail_2010_2011.csv.gz');
/** Most milliseconds that a step may take. */
const PATIENCE = 180_000;
const OURS = 'http://127.0.0.1:3000';

interface Step {
  readonly command: string;
  /** Lines that it prints; `…` stands for any text in a line, and alone in a line for any lines. */
  readonly printed: string;
}

function stepsOf(readme: string): readonly Step[] {
  const blocks = [...readme.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
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

function fits(found: string, printed: string): boolean {
  const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const lines = printed
    .split('\n')
    .map((line) => (line.trim() === '…' ? '(?:.*\\n)*' : `${line.split('…').map(escape).join('.*')}\\n`));
  return new RegExp(`^${lines.join('')}$`).test(`${found.trimEnd()}\n`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A clone in miniature: this one by links, with a data folder of its own and the file of the tour. */
function clone(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tour-'));
  for (const name of readdirSync(ROOT).filter((name) => !['data', 'reports', '.git'].includes(name)))
    symlinkSync(join(ROOT, name), join(folder, name));
  symlinkSync(FILE, join(folder, basename(FILE)));
  return folder;
}

const steps = stepsOf(readFileSync(join(ROOT, 'README.md'), 'utf8'));

(existsSync(FILE) ? describe : describe.skip)('the tour of the README (needs ../shared/data)', () => {
  let folder: string;
  let url: string;
  const environment: Record<string, string | undefined> = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('DOSSIER_')),
  );
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    folder = clone();
    const port = await freePort();
    url = OURS.replace('3000', String(port));
    Object.assign(environment, { PORT: String(port), LANG: 'en_GB.UTF-8', LC_ALL: undefined, LANGUAGE: undefined });
  });
  afterAll(async () => {
    for (const child of running) {
      if (child.pid === undefined || child.exitCode !== null) continue;
      const ended = once(child, 'exit');
      process.kill(-child.pid, 'SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true });
  });

  /** What it has printed when it ends, or, for one that goes on, when that is all that is expected, or after a minute or two. */
  async function type(command: string, expected: string): Promise<string> {
    const child = spawn('sh', ['-c', command], { cwd: folder, env: environment, detached: true });
    running.push(child);
    let printed = '';
    await new Promise<void>((enough) => {
      child.once('close', () => enough());
      AbortSignal.timeout(PATIENCE).addEventListener('abort', () => enough());
      child.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        if (command === 'npm start' && fits(printed, expected)) enough();
      });
    });
    return printed;
  }

  it.each(steps)(
    '$command',
    async ({ command, printed }) => {
      if (command.startsWith('KEY=')) return; // the reader pastes what the step before has printed
      const here = (text: string): string => text.replaceAll(OURS, url);
      const expected = here(printed);
      const found = await type(here(command), expected);
      environment['KEY'] = /dsk_\S+/.exec(found)?.[0] ?? environment['KEY'];
      if (!fits(found, expected)) expect(found).toBe(expected); // shows both
    },
    2 * PATIENCE,
  );
});

it('finds the commands of the tour', () => {
  expect(steps.map(({ command }) => command.split(' ').slice(0, 3).join(' '))).toContain('npx dossier import');
});
