import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { ofThisFile } from './of-this-file';

const ROOT = resolve(__dirname, '../../..');

/** The real server in a process of its own, which can be killed at any instant. */
export class ChildServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly log: readonly string[],
    readonly url: string,
    readonly data: string,
  ) {}

  /** @param main a script that starts a server and prints its address; left out: the product's own */
  static async start(data: string, main = join(ROOT, 'apps/api/src/main.ts')): Promise<ChildServer> {
    const child = spawn(
      process.execPath,
      ['--require', join(ROOT, '.swc-register.cjs'), join(__dirname, 'ts-workers.cjs'), main],
      {
        env: { ...process.env, DOSSIER_DATA: data, PORT: '0', DOSSIER_LANG: 'en' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const log: string[] = [];
    ofThisFile(child).stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()));
    for await (const line of createInterface(child.stdout)) {
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (url !== undefined) return new ChildServer(child, log, url, data);
    }
    throw new Error(`the server ended before it listened: ${log.join('')}`);
  }

  /** No warning, no clean-up: SIGKILL. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }
  /** Politely: SIGTERM. @returns its exit code, and what it logged from then on */
  async stop(): Promise<{ readonly code: number | null; readonly log: readonly string[] }> {
    const before = this.log.length;
    await this.end('SIGTERM');
    const log = this.log.slice(before).join('').split('\n');
    return { code: this.child.exitCode, log: log.filter((line) => line !== '') };
  }
  private async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'close'); // after the last line of its log
    this.child.kill(signal);
    await ended;
  }
  /** Resolves when the process is gone. */
  async gone(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }

  /** Asks as the operator, through the control socket. Rejects when the server dies meanwhile. */
  ask(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly body: unknown }> {
    return this.text(method, path, body, headers).then(({ text, ...answer }) => ({
      ...answer,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    }));
  }
  /** The same for NDJSON. */
  async lines(method: 'GET' | 'POST', path: string): Promise<readonly unknown[]> {
    const { text } = await this.text(method, path);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  }

  /** The same, with the text of the answer. @param body a text is sent as it is */
  text(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly text: string }> {
    return new Promise((answered, failed) => {
      const asked = request(
        {
          socketPath: join(this.data, 'control.sock'),
          path,
          method,
          headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        },
        (answer) => {
          let text = '';
          answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
          answer.on('error', failed);
          answer.on('end', () =>
            answered({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              text,
            }),
          );
        },
      );
      asked.on('error', failed);
      asked.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
    });
  }
}
