import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stop } from './served';

/** Where Debian keeps its versions; others have them in the path. */
const DEBIAN = '/usr/lib/postgresql';

/** A folder with PostgreSQL's programs; undefined: there is none. */
export function findPostgres(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const places = [
    ...(process.env['PATH'] ?? '').split(':'),
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
  ];
  return places.find((place) => ['initdb', 'postgres', 'psql'].every((name) => existsSync(join(place, name))));
}

export interface Postgres {
  /** Of a new database. */
  readonly connection: () => string;
  stop(): Promise<void>;
}

/**
 * A cluster of its own with the settings that PostgreSQL comes with: an answer is on disk. It is gone when it is stopped.
 * @param programs where they are
 */
export async function postgres(programs: string): Promise<Postgres> {
  const user = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'dossier-bench-'));
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const begun = ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8'];
  execFileSync(join(programs, 'initdb'), begun, { ...user, cwd: folder, stdio: 'ignore' });
  const port = await freePort();
  const set = ['-D', data, '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-p', String(port)];
  const child = spawn(join(programs, 'postgres'), set, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  await ready(child);
  const url = (database: string): string => `postgresql://bench@127.0.0.1:${port}/${database}`;
  let databases = 0;
  return {
    connection: () => {
      const name = `bench${++databases}`;
      execFileSync(join(programs, 'psql'), [url('postgres'), '-c', `CREATE DATABASE ${name}`], { stdio: 'ignore' });
      return url(name);
    },
    stop: async () => {
      child.kill('SIGINT'); // SIGTERM would wait for those who are connected
      await stop(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** It does not run as root: there as the user that its package made. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (of: '-u' | '-g'): number => Number(spawnSync('id', [of, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

async function ready(child: ChildProcess): Promise<void> {
  if (!child.stderr) throw new Error('PostgreSQL has no output');
  const said: string[] = [];
  const lines = createInterface(child.stderr);
  for await (const line of lines) {
    said.push(line);
    if (line.includes('ready to accept connections')) {
      child.stderr.resume();
      return;
    }
  }
  throw new Error(`PostgreSQL ended before it was ready: ${said.join('\n')}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  return address.port;
}
