import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(__dirname, '../../../..');

/** The real server in a process of its own. */
export interface Served {
  readonly url: string;
  readonly process: ChildProcess;
  /** A new key. */
  key(name: string, role: string, departments?: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

export async function served(data: string): Promise<Served> {
  const child = spawn(process.execPath, [join(ROOT, 'apps/api/start.cjs')], {
    env: { ...process.env, DOSSIER_DATA: data, PORT: '0', DOSSIER_RATE: '1000000', DOSSIER_LANG: 'en' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await address(child);
  return {
    url,
    process: child,
    key: (name, role, departments = []) => issued(join(data, 'control.sock'), { name, role, departments }),
    stop: () => stop(child),
  };
}

async function address(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the server has no output');
  for await (const line of createInterface(child.stdout)) {
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
    if (found) return found[0];
  }
  throw new Error('the server ended before it listened');
}

const issued = (socketPath: string, wanted: object): Promise<string> =>
  new Promise((resolve, reject) => {
    const asked = request(
      { socketPath, path: '/api/v1/keys', method: 'POST', headers: { 'content-type': 'application/json' } },
      (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.on('end', () => resolve((JSON.parse(text) as { key: string }).key));
      },
    );
    asked.on('error', reject);
    asked.end(JSON.stringify(wanted));
  });

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
