import { fork, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EventStoreDbLogReader } from '@dossier/event-feed/eventstoredb';
import { Kafka, logLevel } from 'kafkajs';
import { MongoClient } from 'mongodb';
import { peer } from './peer';
import { address, type Ask, ROOT, type Served, servedBy, stop } from './served';

/** Names of the settings of the product for its servers. */
const KAFKA = 'KAFKA_BROKERS';
const MONGODB = 'MONGODB_URL';
const LOG = 'EVENTSTOREDB_URL';
/** What infra/servers starts where the environment names none. */
const RECIPES = { [KAFKA]: 'kafka', [MONGODB]: 'ferretdb' } as const;
export type Wanted = keyof typeof RECIPES;

export type Environment = Readonly<Record<string, string>>;

/** What a bench opened: closed in the opposite order, also after a failure. */
export class Closing {
  private readonly parts: (() => Promise<unknown>)[] = [];

  add<T extends { stop(): Promise<unknown> }>(part: T): T {
    this.parts.push(() => part.stop());
    return part;
  }
  /** All of them, also where one fails. */
  async close(): Promise<void> {
    let failed: Promise<unknown> | undefined;
    for (const stop of this.parts.splice(0).reverse()) {
      const stopping = stop();
      await stopping.catch(() => (failed ??= stopping));
    }
    await failed;
  }
}

/** Runs with servers, which are gone afterwards. */
export async function withServers<T>(work: (closing: Closing) => Promise<T>): Promise<T> {
  const closing = new Closing();
  let done: T;
  try {
    done = await work(closing);
  } catch (error) {
    await closing.close().catch(() => undefined); // the first failure says more
    throw error;
  }
  await closing.close();
  return done;
}

/**
 * EventStoreDB: the one that the environment names, else the server of the tests in a process of its own.
 * @returns connection string
 */
export async function log(closing: Closing): Promise<string> {
  const given = process.env[LOG];
  if (given !== undefined) return given;
  const register = ['--require', join(ROOT, '.swc-register.cjs')];
  const server = closing.add(await peer(join(ROOT, 'infra/servers/eventstoredb-main.ts'), [], register));
  return `${server.url.replace('http:', 'esdb:')}?tls=false`;
}

/**
 * The servers that a program of the product is told of: those that the environment names, else our own.
 * @returns undefined where one is not prepared: then it says so
 * @throws Error where the log is not empty: each bench begins its own
 */
export async function servers(
  closing: Closing,
  wanted: readonly Wanted[],
  say: (text: string) => void,
): Promise<Environment | undefined> {
  const url = await log(closing);
  const reader = new EventStoreDbLogReader(url);
  const head = await reader.head().finally(() => reader.close());
  if (head > 0) throw new Error(`the log of ${LOG} is not empty: name a server for this bench alone`);
  const given = wanted.map((name) => [name, process.env[name]] as const);
  const named = Object.fromEntries(given.filter(([, value]) => value !== undefined)) as Environment;
  const missing = wanted.filter((name) => named[name] === undefined);
  const own = missing.length > 0 ? await started(closing, missing) : {};
  if (own === undefined) {
    const names = missing.map((name) => RECIPES[name]).join(' and ');
    say(`NOT MEASURED: of ${names}, not all are prepared (npm run servers -- prepare) nor named by ${missing.join(' and ')}`); // prettier-ignore
    return undefined;
  }
  return { ...own, ...named, [LOG]: url, DOSSIER_MASTER_KEY: randomBytes(32).toString('hex'), DOSSIER_ZONE: 'UTC' };
}

/** undefined: not all of them are prepared. */
async function started(closing: Closing, wanted: readonly Wanted[]): Promise<Environment | undefined> {
  const file = join(ROOT, 'infra/servers/main.ts');
  const child = fork(file, ['start', ...wanted.map((name) => RECIPES[name])], {
    execArgv: ['--require', join(ROOT, '.swc-register.cjs')],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'], // it ends with this process, however that ends
  });
  closing.add({ stop: () => stop(child) });
  if (!child.stdout) throw new Error('it has no output');
  const found = new Map<string, string>();
  for await (const line of createInterface(child.stdout)) {
    const [, name, value] = /^export (\w+)='(.*)'$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) found.set(name, value);
    if (wanted.every((each) => found.has(each))) return Object.fromEntries(found);
  }
  return undefined;
}

/** The same servers with databases that are new. @param vault left out: a new one, too */
export function onNewDatabase(environment: Environment, vault?: string): Environment {
  const own = databaseOf(environment);
  return { ...environment, [MONGODB]: own, DOSSIER_VAULT_URL: vault ?? databaseOf(environment) };
}
/** The address may name several servers, which is no URL. */
const databaseOf = (environment: Environment): string =>
  String(environment[MONGODB]).replace(/^([^:]+:\/\/[^/?]+)(\/[^?]*)?/, `$1/dossier-bench-${randomUUID()}`);

/** A MongoDB client of the bench itself. */
export async function onMongoDb<T>(url: string | undefined, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(String(url));
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** Removes the databases that an environment names. */
export async function dropDatabases(urls: readonly (string | undefined)[]): Promise<void> {
  for (const url of urls) await onMongoDb(url, (client) => client.db().dropDatabase());
}

/** kafkajs as the product uses it. */
export const bareKafka = (environment: Environment): Kafka =>
  new Kafka({ brokers: String(environment[KAFKA]).split(','), logLevel: logLevel.NOTHING });

/** A program of the product, as it is started in production. */
export interface Started {
  readonly url: string;
  readonly process: ReturnType<typeof spawn>;
  stop(): Promise<void>;
}

/** @param more settings for this program alone */
export async function start(
  closing: Closing,
  what: 'api' | 'relay' | 'worker',
  environment: Environment,
  more: Environment = {},
): Promise<Started> {
  const child = spawn(process.execPath, [join(ROOT, 'apps', what, 'start.cjs')], {
    env: environmentOf({ ...environment, ...more }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const started = closing.add({ process: child, stop: () => stop(child) });
  return { url: await address(child), ...started };
}

/** The door over these servers. The tool makes its first key. */
export async function door(closing: Closing, environment: Environment): Promise<Served> {
  const key = await firstKey(environment);
  const { url, process } = await start(closing, 'api', environment);
  const ask: Ask = async <T>(method: string, path: string, body?: object) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path} is answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return servedBy(process, url, ask);
}

async function firstKey(environment: Environment): Promise<string> {
  const args = [join(ROOT, 'apps/cli/dossier.cjs'), 'keys', 'create', '--role', 'admin', '--name', 'bench', '--json'];
  const child = spawn(process.execPath, args, {
    env: environmentOf(environment),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (piece: Buffer) => (text += piece.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`keys create ended with ${String(code)}`);
  return (JSON.parse(text) as { readonly key: string }).key;
}

const environmentOf = (environment: Environment): NodeJS.ProcessEnv => ({
  ...process.env,
  ...{ PORT: '0', DOSSIER_RATE: '1000000', DOSSIER_LANG: 'en' },
  ...environment,
});
