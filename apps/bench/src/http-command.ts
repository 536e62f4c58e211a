import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { bareSqlite } from './bare-sqlite';
import { type Bench, figure, type Figure } from './figure';
import { served, stop } from './served';
import { withFolder } from './temporary';

const SECONDS = 8;
const CONNECTIONS = 64;

/** One command over HTTP, new customer after new customer, against a bare Fastify echo and bare SQLite. */
export const httpCommand: Bench = {
  name: 'http-command',
  about: 'POST /api/v1/customers with 64 connections, against a raw Fastify echo and bare SQLite inserts',
  run: (say) =>
    withFolder(async (folder) => {
      say('raw Fastify echo');
      const raw = await echo();
      say('the platform');
      const whole = await platform(folder);
      say('bare SQLite');
      const single = bareSqlite(folder, 2_000, 1);
      const grouped = bareSqlite(folder, 200_000, CONNECTIONS);
      const rate = whole.rate;
      return [
        figure('http-command', 'whole path against raw echo', 'requests/s', rate, 'raw Fastify echo', raw),
        figure(
          'http-command',
          'whole path against synced single inserts',
          'requests/s',
          rate,
          'bare SQLite, 1 row a transaction',
          single,
        ),
        figure(
          'http-command',
          'whole path against synced groups of 64',
          'requests/s',
          rate,
          'bare SQLite, 64 rows a transaction',
          grouped,
        ),
        figure(
          'http-command',
          'latency p99 against raw echo p99',
          'ms',
          whole.p99,
          'raw Fastify echo',
          Math.max(raw > 0 ? lastEchoP99 : 0, 0.01),
        ),
      ] satisfies Figure[];
    }),
};

interface Load {
  readonly rate: number;
  readonly p99: number;
}
let lastEchoP99 = 0;

async function load(options: Parameters<typeof autocannon>[0]): Promise<Load> {
  const result = await autocannon({ connections: CONNECTIONS, duration: SECONDS, ...options });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} answers were no success, ${result.errors} failed`);
  return { rate: result.requests.average, p99: result.latency.p99 };
}

async function echo(): Promise<number> {
  const child = fork(join(__dirname, 'echo.js'));
  try {
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    const { rate, p99 } = await load({
      url: `http://127.0.0.1:${port}`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customerId: 'c-1', kind: 'organisation' }),
    });
    lastEchoP99 = p99;
    return rate;
  } finally {
    await stop(child);
  }
}

/** The real server in a process of its own, with a real key. */
async function platform(folder: string): Promise<Load> {
  const server = await served(join(folder, 'data'));
  try {
    const key = await server.key('bench', 'service');
    let next = 0;
    return await load({
      url: server.url,
      requests: [
        {
          method: 'POST',
          path: '/api/v1/customers',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
          setupRequest: (each) => ({
            ...each,
            body: JSON.stringify({ customerId: `bench-${next++}`, kind: 'organisation' }),
          }),
        },
      ],
    });
  } finally {
    await server.stop();
  }
}
