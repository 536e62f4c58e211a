import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { stop } from './served';

/** Something measured beside the platform, in a process of its own. */
export interface Peer {
  readonly url: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts a program that says on IPC on which port it listens. @throws Error when it ends before that */
export async function peer(
  file: string,
  args: readonly string[] = [],
  execArgv: readonly string[] = process.execArgv,
): Promise<Peer> {
  const child = fork(file, args, { execArgv: [...execArgv] });
  const [{ port }] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${file} ended with ${String(code)} before it listened`);
    }),
  ])) as [{ port: number }];
  return { url: `http://127.0.0.1:${port}`, process: child, stop: () => stop(child) };
}

/** A bare Fastify. */
export const rawFastify = (): Promise<Peer> => peer(join(__dirname, 'raw.js'));
