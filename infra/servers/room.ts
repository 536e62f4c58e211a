import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { both } from './both';

export type Command = readonly [program: string, ...args: string[]];
type Environment = Readonly<Record<string, string>>;

/** Lines of a program that are kept for the message of its failure. */
const KEPT = 40;

/** Its input ends when the room is closed, and when the process that made the room is gone, however it went. */
const GUARD = `
  cat > /dev/null
  for file in "$1"/*.pid; do [ -e "$file" ] && kill -s KILL -- "-$(cat "$file")"; done
  for attempt in 1 2 3 4 5 6 7 8 9 10; do rm -rf "$1" && exit; sleep 1; done # who was just killed may still write
`;

interface Program {
  readonly child: ChildProcess;
  /** Resolves with the exit code when nobody has its output open any more: its own children are gone too. */
  readonly ended: Promise<number | null>;
  readonly lastLines: readonly string[];
}

/** A temporary folder and the programs that run in it: gone when it is closed, and when this process dies. */
export class Room {
  readonly folder: string;
  readonly #guard: ChildProcess;
  readonly #running = new Set<Program>();

  constructor(parent = tmpdir()) {
    this.folder = mkdtempSync(join(parent, 'dossier-servers-'));
    this.#guard = spawn('sh', ['-c', GUARD, 'guard', this.folder], {
      detached: true, // Ctrl-C must not end it: it cleans up after the others
      stdio: ['pipe', 'ignore', 'ignore'],
    });
  }

  /** Runs a program to its end. @throws Error with its last lines, where it fails */
  async run(command: Command, environment: Environment = {}): Promise<string> {
    const { ended, lastLines } = this.#spawn(command, environment);
    if ((await ended) !== 0) throw failed(command, lastLines);
    return lastLines.join('\n');
  }

  /**
   * Starts a program that serves until it is killed.
   * @param ready a line by which it says that it serves
   * @throws Error with its last lines, where it ends before
   */
  start(command: Command, ready: RegExp, environment: Environment = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      const { ended, lastLines } = this.#spawn(command, environment, (line) => {
        if (ready.test(line)) resolve();
      });
      void ended.then(() => reject(failed(command, lastLines))); // after it was ready this says nothing
    });
  }

  /** SIGKILL for all that runs; resolves when the last of it is gone. */
  async kill(): Promise<void> {
    await Promise.all(
      [...this.#running].map(({ child, ended }) => {
        killGroup(child);
        return ended;
      }),
    );
  }

  async close(): Promise<void> {
    await this.kill();
    const ended = once(this.#guard, 'exit');
    this.#guard.stdin?.end();
    await ended;
  }

  #spawn([name, ...args]: Command, environment: Environment, hear: (line: string) => void = () => undefined): Program {
    const env = { ...process.env, ...environment };
    const child = spawn(name, args, {
      cwd: this.folder,
      env,
      detached: true, // a group of its own: its children are killed with it
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lastLines: string[] = [];
    for (const input of [child.stdout, child.stderr])
      createInterface({ input }).on('line', (line) => {
        lastLines.push(line);
        if (lastLines.length > KEPT) lastLines.shift();
        hear(line);
      });
    const file = join(this.folder, `${child.pid ?? 'none'}.pid`);
    if (child.pid !== undefined) writeFileSync(file, String(child.pid)); // for the guard
    child.on('error', ({ message }) => lastLines.push(message)); // it could not be started
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const program = { child, ended, lastLines };
    this.#running.add(program);
    void ended.then(() => {
      rmSync(file, { force: true });
      this.#running.delete(program);
    });
    return program;
  }
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // it has just ended
  }
}

const failed = (command: Command, lastLines: readonly string[]): Error =>
  new Error([`${both('运行失败', 'failed')}: ${command.join(' ')}`, ...lastLines].join('\n'));
