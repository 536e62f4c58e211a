import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bareSqlite } from './bare-sqlite';
import { type Asked, type Bench, compared, type Figure, type Goal } from './figure';
import { order } from './history';
import { CONNECTIONS, type Load, load } from './load';
import { type Peer, peer, rawFastify } from './peer';
import { findPostgres, postgres } from './postgres';
import { interleaved, type Rounds } from './rounds';
import { ROOT, type Served, served } from './served';
import { withFolder } from './temporary';

const BENCH = 'http-command';
const SECONDS = { full: 8, small: 3 };
const EMMETT = join(ROOT, 'apps/bench/peers/emmett');

type Rates = Readonly<Record<string, () => Promise<Load>>>;

/** Commands over HTTP, from socket to disk and back, against what the parts of that way can do at most, and a peer. */
export const httpCommand: Bench = {
  name: BENCH,
  about: `POST of customers and of orders with ${CONNECTIONS} connections, against a raw Fastify echo, bare SQLite and emmett on PostgreSQL`,
  run: (asked) =>
    withFolder(async (folder) => {
      const closing: { stop(): Promise<void> }[] = [];
      const open = <T extends { stop(): Promise<void> }>(part: T): T => {
        closing.push(part);
        return part;
      };
      try {
        const seconds = asked.full ? SECONDS.full : SECONDS.small;
        const server = open(await served(join(folder, 'data')));
        const echo = open(await rawFastify());
        const emmett = await emmettPeers(open, asked.say);
        const { customers, orders } = await ours(server, seconds);
        const measures = { customers, orders, ...echoed(echo, seconds), ...placedAt(emmett, seconds) };
        for (const [name, warm] of Object.entries(measures)) {
          asked.say(`warm-up: ${name}`);
          await warm();
        }
        return figures(await interleaved<Record<string, Load>>(measures, asked.say), folder, asked);
      } finally {
        for (const part of closing.reverse()) await part.stop();
      }
    }),
};

function figures(found: Readonly<Record<string, Rounds<Load>>>, folder: string, { say }: Asked): readonly Figure[] {
  const series = (name: string): ReturnType<Rounds<Load>['series']> | undefined => found[name]?.series('rate');
  const against = (name: string, peerName: string, goal?: Goal): readonly Figure[] => {
    const [mine, theirs] = [series(name), series(peerName)];
    if (!mine || !theirs) return [];
    return [compared(BENCH, `POST ${name}`, 'requests/s', mine, { name: peerName, series: theirs }, goal)];
  };
  say('bare SQLite');
  const customers = series('customers');
  if (!customers) throw new Error('customers were not measured');
  const single = { name: 'bare SQLite, 1 row a transaction', series: bareSqlite(folder, 2_000, 1) };
  const grouped = {
    name: `bare SQLite, ${CONNECTIONS} rows a transaction`,
    series: bareSqlite(folder, 200_000, CONNECTIONS),
  };
  return [
    ...against('customers', 'raw echo of a customer', { least: 0.18 }),
    ...against('orders', 'raw echo of an order', { least: 0.13 }),
    ...against('orders', 'emmett', { least: 2.5 }),
    ...against('orders', 'emmett with an inline projection', { least: 5 }),
    compared(BENCH, 'POST customers', 'requests/s', customers, single),
    compared(BENCH, 'POST customers', 'requests/s', customers, grouped),
    ...['customers', 'orders'].flatMap((name) => {
      const all = found[name];
      if (!all) return [];
      const middle = { name: 'its p50', series: all.series('p50') };
      return [compared(BENCH, `POST ${name}: p99`, 'ms', all.series('p99'), middle)];
    }),
  ];
}

type Request = NonNullable<Parameters<typeof load>[0]['requests']>[number];
const posted = (path: string | (() => string), body: () => object, headers = {}): Request => ({
  ...{ method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
  ...(typeof path === 'string' && { path }),
  setupRequest: (each) => ({
    ...each,
    ...(typeof path !== 'string' && { path: path() }),
    body: JSON.stringify(body()),
  }),
});
const post = (
  url: string,
  path: string | (() => string),
  seconds: number,
  body: () => object,
  headers = {},
): Promise<Load> => load({ url, duration: seconds, requests: [posted(path, body, headers)] });

let named = Date.now(); // ids are not used twice, in whatever process a folder is measured again
const customerBody = (): object => ({ customerId: `bench-${named++}`, kind: 'organisation' });
/** Another order each time, of one buyer after the other. */
export const orderBody = (): object => ({ ...order(`bench-${++named}`), customerId: buyer(named) });

/** Of one buyer after the other. */
export const factsPath = (): string => `/customers/${buyer(++named)}/facts`;
/** Another number each time, as one department knows it. */
export const factsBody = (): object => ({
  department: 'sales',
  facts: [{ attribute: 'phone', value: `+86 512 6${String(named % 10_000_000).padStart(7, '0')}` }],
});

/**
 * Who buys: as many that in the longest case each has some dozens of orders, as a usual customer. An order costs more the
 * more its customer has, for documents that list all purchases are written whole.
 */
const BUYERS = 5_000;
const buyer = (number: number): string => `bench-buyer-${number % BUYERS}`;

/** The real server, with a real key. */
export async function ours(
  { url, key }: Served,
  seconds: number,
): Promise<Record<'customers' | 'orders' | 'facts', () => Promise<Load>>> {
  const headers = { authorization: `Bearer ${await key('bench', 'service', ['sales'])}` };
  let known = 0;
  const buyerBody = (): object => ({ customerId: buyer(known++), kind: 'organisation' });
  await load({ url, amount: BUYERS, requests: [posted('/api/v1/customers', buyerBody, headers)] });
  return {
    customers: () => post(url, '/api/v1/customers', seconds, customerBody, headers),
    orders: () => post(url, '/api/v1/orders', seconds, orderBody, headers),
    facts: () => post(url, () => `/api/v1${factsPath()}`, seconds, factsBody, headers),
  };
}

const echoed = ({ url }: Peer, seconds: number): Rates => ({
  'raw echo of a customer': () => post(url, '/', seconds, customerBody),
  'raw echo of an order': () => post(url, '/', seconds, orderBody),
});

const placedAt = (peers: Readonly<Record<string, Peer>>, seconds: number): Rates =>
  Object.fromEntries(Object.entries(peers).map(([name, { url }]) => [name, () => post(url, '/', seconds, orderBody)]));

/** Nobody where there is no PostgreSQL, or the peer is not installed: it says so. */
async function emmettPeers(
  open: <T extends { stop(): Promise<void> }>(part: T) => T,
  say: (text: string) => void,
): Promise<Readonly<Record<string, Peer>>> {
  const programs = findPostgres();
  if (programs === undefined) say('NOT MEASURED: emmett, for there is no PostgreSQL on this machine');
  else if (!existsSync(join(EMMETT, 'node_modules')))
    say('NOT MEASURED: emmett, which is not installed: npm ci --prefix apps/bench/peers/emmett');
  else {
    const { connection } = open(await postgres(programs));
    const started = async (mode: string): Promise<Peer> =>
      open(await peer(join(EMMETT, 'server.mjs'), [connection(), mode]));
    return { emmett: await started('alone'), 'emmett with an inline projection': await started('inline') };
  }
  return {};
}
