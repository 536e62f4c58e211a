import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openPlatform } from '@dossier/server';
import { caughtUp, send } from './caught-up';
import { type Bench, figure, type Figure } from './figure';
import { mostMemoryOf } from './memory';
import { type Served, served, stop } from './served';
import { withFolder } from './temporary';

const ORDERS = 10_000;
const LARGE = 200;
/** For so long each caller goes on, in milliseconds. */
const EACH = 8_000;
const LIMIT_MS = 300;
const LIMIT_MB = 1_000;
const HISTORY = { backfill: true };

const lines = (count: number, name: string): object[] =>
  Array.from({ length: count }, (_, i) => ({ sku: `s-${i}`, name: `${name} ${i}`, quantity: 1, unitPrice: '12.50' }));
const LONG_NAME = 'n'.repeat(150);
const order = (count: number): object => ({
  ...{ number: '@', currency: 'CNY', department: 'sales' },
  lines: lines(count, LONG_NAME),
});
const bulkLine = (count: number): string =>
  JSON.stringify({ id: '@', command: 'sales.PlaceOrder', data: order(count) });
const posting = (connections: number): object => ({
  ...{ path: '/api/v1/orders', connections, reads: true },
  body: JSON.stringify(order(2_000)),
});

const inPieces = (connections: number, path: string): object => ({ path, connections, reads: true });

/** Callers, each of whom asks for more than its share. */
const HOGS: Readonly<Record<string, object>> = {
  'five exports, read': { path: '/api/v1/orders', accept: 'text/csv', connections: 5, reads: true },
  '200 exports, unread': { path: '/api/v1/orders', accept: 'text/csv', connections: 200, reads: false },
  '32 pages of 200 large orders, unread': {
    path: '/api/v1/orders?limit=200&filter[customer]=big',
    connections: 32,
    reads: false,
  },
  '50 live streams of large events, unread': {
    path: '/api/v1/events?customer=big',
    accept: 'text/event-stream',
    connections: 50,
    reads: false,
  },
  '32 timelines of large events, unread': {
    path: '/api/v1/customers/big/timeline?limit=200',
    connections: 32,
    reads: false,
  },
  '32 answers to why, over large events': {
    path: '/api/v1/customers/big/360/why?figure=/sales/orders',
    connections: 32,
    reads: true,
  },
  '32 views as of a day, over large events': {
    path: '/api/v1/customers/big/360?asOf=2100-01-01',
    connections: 32,
    reads: true,
  },
  '8 bulk streams of small orders': { path: '/api/v1/bulk', connections: 8, reads: true, line: bulkLine(2) },
  '8 bulk streams of orders of 2,000 lines': {
    path: '/api/v1/bulk',
    connections: 8,
    reads: true,
    line: bulkLine(2_000),
  },
  '32 posts of orders of 2,000 lines': posting(32),
  '200 posts of orders of 2,000 lines': posting(200),
  '50 posts of orders of 2,000 lines, each left at once': { ...posting(50), leaves: true },
  '50 bulk streams of an order of 2,000 lines, each left at once': {
    path: '/api/v1/bulk',
    connections: 50,
    reads: true,
    line: bulkLine(2_000),
    leaves: true,
  },
  '800 posts of orders of 45 lines': { ...posting(800), body: JSON.stringify(order(45)) },
  '2 bodies in pieces of one byte': { ...inPieces(2, '/api/v1/orders'), pieces: 'application/json' },
  '2 bulk streams in pieces of one byte': { ...inPieces(2, '/api/v1/bulk'), pieces: 'application/x-ndjson' },
  '60 bodies in pieces of one byte, of nobody': {
    ...inPieces(60, '/api/v1/orders'),
    pieces: 'application/json',
    stranger: true,
  },
  '2,000 half-sent heads': { path: '/health/live', connections: 2_000, reads: false, half: true },
};

/** What one key, or nobody's, does to the others: how long they wait, and how large the process grows. Linux only. */
export const overload: Bench = {
  name: 'overload',
  about: `what a caller without measure does to a bystander’s p99 (limit ${LIMIT_MS} ms) and to memory (limit ${LIMIT_MB} MB); Linux only`,
  run: ({ say }) =>
    withFolder(async (folder) => {
      const data = join(folder, 'data');
      say(`${ORDERS} orders, and ${LARGE} large ones`);
      await fill(data);
      const server = await served(data);
      try {
        const keys = { hog: await server.key('hog', 'service'), bystander: await server.key('bystander', 'service') };
        const figures: Figure[] = [];
        for (const [name, asked] of Object.entries({ nobody: undefined, ...HOGS })) {
          say(name);
          const { p99, peak } = await measured(server, keys, asked);
          figures.push(
            figure('overload', `${name}: a bystander’s p99`, 'ms', p99, 'the limit', LIMIT_MS),
            figure('overload', `${name}: memory at most`, 'MB', peak, 'the limit', LIMIT_MB),
          );
        }
        return figures;
      } finally {
        await server.stop();
      }
    }),
};

async function fill(data: string): Promise<void> {
  const engine = await openPlatform({ data, zone: 'UTC' });
  try {
    for (const customerId of ['big', 'usual'])
      await send(engine, 'customers.RegisterCustomer', { customerId, kind: 'organisation' }, HISTORY);
    const place = (customerId: string, i: number, count: number, name: string): Promise<void> => {
      const number = `${customerId}-${i}`;
      const order = { orderId: number, customerId, number, currency: 'CNY', lines: lines(count, name) };
      return send(engine, 'sales.PlaceOrder', order, HISTORY);
    };
    let next = 0;
    await Promise.all(
      Array.from({ length: 64 }, async () => {
        while (next < ORDERS) await place('usual', next++, 20, 'article');
      }),
    );
    for (let i = 0; i < LARGE; i++) await place('big', i, 2_000, LONG_NAME);
    await caughtUp(engine);
  } finally {
    await engine.close();
  }
}

async function measured(
  server: Served,
  keys: { readonly hog: string; readonly bystander: string },
  asked: object | undefined,
): Promise<{ readonly p99: number; readonly peak: number }> {
  const { pid } = server.process;
  writeFileSync(`/proc/${pid}/clear_refs`, '5'); // the peak is counted anew
  const hog = fork(join(__dirname, 'overload-hog.js'));
  try {
    if (asked) {
      hog.send({ port: Number(new URL(server.url).port), key: keys.hog, accept: 'application/json', ...asked });
      await once(hog, 'message');
    }
    const taken = await bystander(server.url, keys.bystander);
    const p99 = taken.sort((a, b) => a - b)[Math.floor(taken.length * 0.99)] ?? 0;
    return { p99, peak: mostMemoryOf(pid) };
  } finally {
    await stop(hog);
  }
}

/** Milliseconds of each request of one who asks now for health, now for a customer. @throws Error when it is refused */
async function bystander(url: string, key: string): Promise<number[]> {
  const agent = new Agent({ keepAlive: true });
  const headers = { authorization: `Bearer ${key}` };
  const taken: number[] = [];
  try {
    for (const end = performance.now() + EACH; performance.now() < end;)
      for (const path of ['/health/live', '/api/v1/customers/usual']) {
        const began = performance.now();
        await new Promise<void>((resolve, reject) => {
          const asking = get(`${url}${path}`, { agent, headers }, (answer) => {
            if (answer.statusCode !== 200) reject(new Error(`${path} is answered ${answer.statusCode}`));
            answer.resume().once('end', resolve);
          });
          asking.once('error', reject);
        });
        taken.push(performance.now() - began);
        await setTimeout(10);
      }
  } finally {
    agent.destroy();
  }
  return taken;
}
