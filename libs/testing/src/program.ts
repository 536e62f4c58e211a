import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { ofThisFile } from './of-this-file';

const ROOT = resolve(__dirname, '../../..');
const STARTS = {
  api: 'apps/api/src/main.ts',
  worker: 'apps/worker/src/main.ts',
  relay: 'apps/relay/src/main.ts',
} as const;
/** What names a profile: a test says which one it means. */
const SERVERS = [
  ...['EVENTSTOREDB_URL', 'MONGODB_URL', 'KAFKA_BROKERS', 'DOSSIER_VAULT_URL'],
  ...['KAFKA_TLS', 'KAFKA_USERNAME', 'KAFKA_PASSWORD'],
  ...[
    'DOSSIER_MASTER_KEY',
    'DOSSIER_MASTER_KEY_FILE',
    'DOSSIER_MASTER_KEY_BEFORE',
    'DOSSIER_DATA',
    'DOSSIER_ZONE',
    'HOST',
  ],
];
type Environment = Readonly<Record<string, string>>;

/** The environment of a child that is to take no server from ours. */
export const withoutServers = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !SERVERS.includes(name)));

/** A program of the product in a process of its own. */
export class Program {
  private readonly lines: string[] = [];
  private readonly ended: Promise<unknown>;
  private heard: (() => void)[] = [];
  /** Ended, and its last line is there. */
  private isOver = false;

  private constructor(private readonly child: ChildProcess) {
    for (const input of [child.stdout, child.stderr])
      if (input)
        createInterface({ input }).on('line', (line) => {
          this.lines.push(line);
          this.wake();
        });
    // not 'exit': what it said last may come after it
    this.ended = once(child, 'close').then(() => {
      this.isOver = true;
      this.wake();
    });
  }

  /** @param args of the tool; the others take none */
  static start(what: keyof typeof STARTS | 'tool', environment: Environment, args: readonly string[] = []): Program {
    const register = ['--require', join(ROOT, '.swc-register.cjs'), '--require', join(__dirname, 'tell-loaded.cjs')];
    const tool = `require(${JSON.stringify(join(ROOT, 'apps/cli/src/main.ts'))}).run(process.argv.slice(1), '0').then((code) => (process.exitCode = code))`;
    const program =
      what === 'tool' ? ['-e', tool, '--', ...args] : [join(__dirname, 'ts-workers.cjs'), join(ROOT, STARTS[what])];
    const env = { ...withoutServers(), PORT: '0', DOSSIER_LANG: 'en', ...environment };
    return new Program(
      ofThisFile(spawn(process.execPath, [...register, ...program], { env, stdio: ['ignore', 'pipe', 'pipe'] })),
    );
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }
  /** All that it said. */
  get said(): string {
    return this.lines.join('\n');
  }

  /** What a line says, once it says so. @throws Error when it ends before */
  async says(wanted: RegExp): Promise<string> {
    for (;;) {
      const found = this.lines.map((line) => wanted.exec(line)).find((match) => match !== null);
      if (found) return found[1] ?? found[0];
      if (this.isOver) throw new Error(`it ended without saying ${String(wanted)}: ${this.said}`);
      await new Promise<void>((resolve) => this.heard.push(resolve));
    }
  }

  /** @returns its exit code */
  async end(signal?: NodeJS.Signals): Promise<number | null> {
    if (signal !== undefined && !this.isOver) this.child.kill(signal);
    await this.ended;
    return this.child.exitCode;
  }

  private wake(): void {
    for (const each of this.heard.splice(0)) each();
  }
}
