import { once } from 'node:events';
import { type Asked, type Bench, compared, type Figure, type Goal } from './figure';
import { fill } from './fill';
import { generated } from './history';
import { type Load, load } from './load';
import { type Peer, rawFastify } from './peer';
import { interleaved, type Rounds } from './rounds';
import { type Served, served } from './served';
import { withFolder } from './temporary';

const BENCH = 'read';
const SIZE = { full: { events: 100_000, seconds: 8 }, small: { events: 5_000, seconds: 2 } };
/** Customers or orders that are asked for in turn. */
const DIFFERENT = 48;
/** Begins the name of what the raw server answers. */
const RAW = 'raw: ';

/** What is read, and the goal beside a raw GET. */
const GOALS: Readonly<Record<string, Goal>> = {
  '360° by own id': { least: 0.3 },
  '360° by external id': { least: 0.3 },
  'list of 50': { least: 0.1 },
  'one order': { least: 0.2 },
};

/** Pages of a person, each against a raw GET of the same bytes. */
export const read: Bench = {
  name: BENCH,
  about: '360° view by own and by external id, a list of 50 and an order, against a raw GET of the same bytes',
  run: (asked) =>
    withFolder(async (folder) => {
      const { events, seconds } = asked.full ? SIZE.full : SIZE.small;
      await fill(folder, generated(events), asked.say);
      const server = await served(folder);
      try {
        return await measured(server, seconds, asked);
      } finally {
        await server.stop();
      }
    }),
};

async function measured(server: Served, seconds: number, { say }: Asked): Promise<readonly Figure[]> {
  const raw = await rawFastify();
  try {
    const pages = await pagesOf(server);
    const measures: Record<string, () => Promise<Load>> = {};
    for (const [name, asking] of Object.entries(pages)) {
      await sameBytes(raw, server, asking);
      measures[name] = () => load({ ...asking, url: server.url, duration: seconds });
      measures[RAW + name] = () => load({ ...asking, url: raw.url, duration: seconds });
      await load({ ...asking, url: server.url, duration: 1 }); // compiled and cached as in an hour of work
    }
    const found = await interleaved<Record<string, Load>>(measures, say);
    return Object.entries(GOALS).flatMap(([name, goal]) => {
      const [ours, theirs] = [found[name], found[RAW + name]] as [Rounds<Load>, Rounds<Load>];
      const bytes = { name: 'raw GET of the same bytes', series: theirs.series('rate') };
      const middle = { name: 'its p50', series: ours.series('p50') };
      return [
        compared(BENCH, name, 'requests/s', ours.series('rate'), bytes, goal),
        compared(BENCH, `${name}: p99`, 'ms', ours.series('p99'), middle, { most: 4 }),
      ];
    });
  } finally {
    await raw.stop();
  }
}

/** What is asked for in turn. */
export interface Asking {
  readonly headers: Record<string, string>;
  readonly requests: { readonly path: string }[];
}

interface Customer {
  readonly id: string;
  readonly externalIds: readonly { readonly source: string; readonly value: string }[];
}

/** Of a server whose folder holds a generated history. */
export async function pagesOf(server: Served): Promise<Readonly<Record<string, Asking>>> {
  const headers = { authorization: `Bearer ${await server.key('reader', 'service')}` };
  // those that came first: who measured before left others behind
  const listed = async <T>(what: string, sort: string): Promise<readonly T[]> => {
    const text = await textOf(`${server.url}/api/v1/${what}?sort=${sort}&limit=${DIFFERENT}`, headers);
    return (JSON.parse(text) as { readonly items: readonly T[] }).items;
  };
  const customers = (await listed<Customer>('customers', 'registeredAt')).flatMap(({ id, externalIds: [first] }) =>
    first ? [{ id, external: encodeURIComponent(`${first.source}:${first.value}`) }] : [],
  );
  const orders = await listed<{ readonly orderId: string }>('orders', 'placedAt');
  const asking = (paths: readonly string[]): Asking => {
    if (paths.length === 0) throw new Error('the history has nothing of that kind');
    return { headers, requests: paths.map((path) => ({ path: `/api/v1${path}` })) };
  };
  return {
    '360° by own id': asking(customers.map(({ id }) => `/customers/${id}/360`)),
    '360° by external id': asking(customers.map(({ external }) => `/customers/${external}/360`)),
    'list of 50': asking(['/customers?limit=50']),
    'one order': asking(orders.map(({ orderId }) => `/orders/${orderId}`)),
  };
}

/** The raw server answers to each path what the platform answers. */
async function sameBytes(raw: Peer, { url }: Served, { headers, requests }: Asking): Promise<void> {
  const bytes: Record<string, string> = {};
  for (const { path } of requests) bytes[path] = await textOf(url + path, headers);
  raw.process.send(bytes);
  await once(raw.process, 'message');
}

/** @throws Error when it is refused */
async function textOf(url: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(url, { headers });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} is answered ${answer.status}: ${text}`);
  return text;
}
