import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

/** Of the repository. */
export const ROOT = join(__dirname, '../../../..');

/** The real server in a process of its own. */
export interface Served {
  readonly url: string;
  readonly process: ChildProcess;
  /** A new key. */
  readonly key: (name: string, role: string, departments?: readonly string[]) => Promise<string>;
  /** Resolves when every read model has taken the whole log. */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

export async function served(data: string): Promise<Served> {
  const child = spawn(process.execPath, [join(ROOT, 'apps/api/start.cjs')], {
    env: { ...process.env, DOSSIER_DATA: data, PORT: '0', DOSSIER_RATE: '1000000', DOSSIER_LANG: 'en' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await address(child);
  return servedBy(child, url, (method, path, body) => asked(join(data, 'control.sock'), method, path, body));
}

/** Asks for JSON as the operator. */
export type Ask = <T>(method: string, path: string, body?: object) => Promise<T>;

export function servedBy(child: ChildProcess, url: string, ask: Ask): Served {
  return {
    url,
    process: child,
    key: async (name, role, departments = []) =>
      (await ask<{ readonly key: string }>('POST', '/api/v1/keys', { name, role, departments })).key,
    caughtUp: async () => {
      const isBehind = async (): Promise<boolean> => {
        const { items } = await ask<{ readonly items: readonly { readonly lag: number }[] }>(
          'GET',
          '/api/v1/projections',
        );
        return items.some(({ lag }) => lag > 0);
      };
      while (await isBehind()) await setTimeout(100);
    },
    stop: () => stop(child),
  };
}

/** Where a program of the product says that it listens. @throws Error where it ends before that */
export async function address(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the server has no output');
  for await (const line of createInterface(child.stdout)) {
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
    if (!found) continue;
    child.stdout.resume(); // what it says later must not fill the pipe
    return found[0];
  }
  throw new Error('the server ended before it listened');
}

/** Over the control socket, as the operator. @throws Error for every answer from 400 on */
const asked = <T>(socketPath: string, method: string, path: string, body?: object): Promise<T> =>
  new Promise((resolve, reject) => {
    const headers = body ? { 'content-type': 'application/json' } : {};
    const sent = request({ socketPath, path, method, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => {
        if ((answer.statusCode ?? 500) < 400) resolve(JSON.parse(text) as T);
        else reject(new Error(`${method} ${path} is answered ${String(answer.statusCode)}: ${text}`));
      });
    });
    sent.on('error', reject);
    sent.end(body && JSON.stringify(body));
  });

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
