import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { type Bench, compared, type Figure } from './figure';
import { factsBody, factsPath, orderBody, ours } from './http-command';
import type { Load } from './load';
import { interleaved, type Rounds } from './rounds';
import { type Served, served } from './served';
import { withFolder } from './temporary';

const BENCH = 'lag';
const SIZE = { full: { top: 8, paced: 30 }, small: { top: 3, paced: 6 } };
/** One in so many orders is looked for: reading all would be another load. */
const LOOKED_FOR = 10;

/** What is told, and where it is seen. */
export interface Told {
  readonly name: string;
  /** Another one each time. */
  readonly next: () => { readonly path: string; readonly body: object };
  /** By which it is not there before, where it is asked for again and again. @param path by which it was told */
  readonly seen: (stream: string, path: string) => string;
}
export const ORDER: Told = {
  name: 'order',
  next: () => ({ path: '/orders', body: orderBody() }),
  seen: (stream) => `/orders/${stream.replace('order-', '')}`,
};
/** A phone number that one department tells; the file of the customer shows it to all. */
const FACT: Told = {
  name: 'fact',
  next: () => ({ path: factsPath(), body: factsBody() }),
  seen: (_, path) => path.replace(/\/facts$/, ''),
};

/** How it is looked for. */
export type Looking =
  /** Its receipt comes with the question, which is answered when the order is there. */
  | 'waiting'
  /** Asked again and again until it is there. */
  | 'asking';
/** Milliseconds. */
const ASKED_AGAIN = 5;
const LIMIT = { p99: 50, max: 250 };

/** Milliseconds from a receipt to an answer that shows what it is for. */
interface Lag {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * Rates a second: what is taken at most, and of that what becomes visible meanwhile. What is taken and not yet visible is no
 * rate that can be kept.
 */
export async function rates(
  taking: () => Promise<Load>,
  { caughtUp }: Pick<Served, 'caughtUp'>,
): Promise<{ readonly taken: number; readonly visible: number }> {
  const began = performance.now();
  const { rate } = await taking();
  const took = performance.now() - began;
  await caughtUp();
  return { taken: rate, visible: (rate * took) / (performance.now() - began) };
}

/** How soon an order or a fact is visible after its receipt, while others come in at half of a top rate. */
export const lag: Bench = {
  name: BENCH,
  about: `receipt to visible order or fact, at half of the top rate, evenly paced; limits: p99 ${LIMIT.p99} ms, at most ${LIMIT.max} ms`,
  run: ({ say, full }) =>
    withFolder(async (folder) => {
      const { top, paced: seconds } = full ? SIZE.full : SIZE.small;
      const server = await served(folder);
      try {
        const { orders, facts } = await ours(server, top);
        const key = await server.key('paced', 'service', ['sales']);
        const figures: Figure[] = [];
        for (const [told, taking] of [
          [ORDER, orders],
          [FACT, facts],
        ] as const) {
          await taking(); // compiled as in an hour of work
          await server.caughtUp();
          const { taken, visible } = await rates(taking, server);
          say(`${Math.round(taken)} ${told.name}s/s are taken at most, ${Math.round(visible)} become visible`);
          const halves = { taken: taken / 2, visible: visible / 2 };
          const found = await interleaved(
            {
              taken: () => paced(server, key, halves.taken, seconds, told),
              visible: () => paced(server, key, halves.visible, seconds, told),
            },
            say,
          );
          for (const what of ['taken', 'visible'] as const)
            figures.push(
              ...figuresOf(`${told.name}s, half of what is ${what}, ${Math.round(halves[what])}/s`, found[what]),
            );
        }
        return figures;
      } finally {
        await server.stop();
      }
    }),
};

function figuresOf(what: string, found: Rounds<Lag>): readonly Figure[] {
  const title = (share: string): string => `receipt → visible, ${what}: ${share}`;
  const limit = (series: number): { name: string; series: number } => ({ name: 'the limit', series });
  return [
    compared(BENCH, title('p50'), 'ms', found.series('p50'), limit(LIMIT.p99)),
    compared(BENCH, title('p99'), 'ms', found.series('p99'), limit(LIMIT.p99), { most: 1 }),
    compared(BENCH, title('max'), 'ms', found.series('max'), limit(LIMIT.max), { most: 1 }),
  ];
}

/** @throws Error when an order is refused, or the pace was not kept: half of what was asked for is another question */
export async function paced(
  { url }: Pick<Served, 'url'>,
  key: string,
  rate: number,
  seconds: number,
  told: Told,
  looking: Looking = 'waiting',
): Promise<Lag> {
  const agent = new Agent({ keepAlive: true });
  const asked = (method: string, path: string, headers: object, body?: object): Promise<IncomingMessage> =>
    answerOf(agent, `${url}/api/v1${path}`, method, { authorization: `Bearer ${key}`, ...headers }, body);
  const answered = async (...question: Parameters<typeof asked>): Promise<string> => textOf(await asked(...question));
  const isThere = async (path: string): Promise<boolean> => {
    const answer = await asked('GET', path, {});
    // 503: the api knows of it, and its read model is not so far yet
    const isThere = answer.statusCode !== 404 && answer.statusCode !== 503;
    if (isThere) await textOf(answer);
    else answer.resume();
    return isThere;
  };
  const lags: number[] = [];
  const place = async (number: number): Promise<void> => {
    const json = { 'content-type': 'application/json' };
    const { path: to, body } = told.next();
    const receipt = await answered('POST', to, json, body);
    if (number % LOOKED_FOR > 0) return;
    const received = performance.now();
    const { stream, position } = JSON.parse(receipt) as { readonly stream: string; readonly position: string };
    const path = told.seen(stream, to);
    if (looking === 'waiting') await answered('GET', path, { 'dossier-after': position, prefer: 'wait=10' });
    else while (!(await isThere(path))) await setTimeout(ASKED_AGAIN);
    lags.push(performance.now() - received);
  };
  const began = performance.now();
  const placed: Promise<void>[] = [];
  for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - began) / 1_000) {
    while (placed.length < elapsed * rate) {
      const placing = place(placed.length);
      placing.catch(() => undefined); // thrown below: at once it would end this process, and leave the server behind
      placed.push(placing);
    }
    await setTimeout(1);
  }
  await Promise.all(placed);
  const took = (performance.now() - began) / 1_000;
  agent.destroy();
  if (took > seconds * 1.2 + 2)
    throw new Error(`it took ${took.toFixed(1)} s to take the ${told.name}s of ${seconds} s`);
  lags.sort((a, b) => a - b);
  const at = (share: number): number => lags[Math.min(lags.length - 1, Math.floor(lags.length * share))] ?? NaN;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

const answerOf = (
  agent: Agent,
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: object,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const asking = request(url, { agent, method, headers }, resolve);
    asking.on('error', reject);
    asking.end(body && JSON.stringify(body));
  });

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of answer.setEncoding('utf8')) text += piece as string;
  if ((answer.statusCode ?? 500) >= 400) throw new Error(text);
  return text;
}
