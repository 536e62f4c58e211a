import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { type Bench, compared } from './figure';
import { orderBody, ours } from './http-command';
import { interleaved } from './rounds';
import { type Served, served } from './served';
import { withFolder } from './temporary';

const BENCH = 'lag';
const SIZE = { full: { top: 8, paced: 30 }, small: { top: 3, paced: 6 } };
/** One in so many orders is looked for: reading all would be another load. */
const LOOKED_FOR = 10;

/** How an order is looked for. */
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

/** How soon an order is visible after its receipt, while others come in at half of the rate that can be taken. */
export const lag: Bench = {
  name: BENCH,
  about: `receipt to visible order, at half of the top rate, evenly paced; limits: p99 ${LIMIT.p99} ms, at most ${LIMIT.max} ms`,
  run: ({ say, full }) =>
    withFolder(async (folder) => {
      const { top, paced: seconds } = full ? SIZE.full : SIZE.small;
      const server = await served(folder);
      try {
        const { orders } = await ours(server, top);
        await orders(); // compiled as in an hour of work
        const { rate } = await orders();
        await server.caughtUp();
        say(`${Math.round(rate)} orders/s at most`);
        const key = await server.key('paced', 'service', ['sales']);
        const found = await interleaved({ paced: () => paced(server, key, rate / 2, seconds) }, say);
        const title = (what: string): string => `receipt → visible at ${Math.round(rate / 2)} orders/s: ${what}`;
        const limit = (series: number): { name: string; series: number } => ({ name: 'the limit', series });
        return [
          compared(BENCH, title('p50'), 'ms', found.paced.series('p50'), limit(LIMIT.p99)),
          compared(BENCH, title('p99'), 'ms', found.paced.series('p99'), limit(LIMIT.p99), { most: 1 }),
          compared(BENCH, title('max'), 'ms', found.paced.series('max'), limit(LIMIT.max), { most: 1 }),
        ];
      } finally {
        await server.stop();
      }
    }),
};

/** @throws Error when an order is refused, or the pace was not kept: half of what was asked for is another question */
export async function paced(
  { url }: Pick<Served, 'url'>,
  key: string,
  rate: number,
  seconds: number,
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
    const receipt = await answered('POST', '/orders', json, orderBody());
    if (number % LOOKED_FOR > 0) return;
    const received = performance.now();
    const { stream, position } = JSON.parse(receipt) as { readonly stream: string; readonly position: string };
    const path = `/orders/${stream.replace('order-', '')}`;
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
  if (took > seconds * 1.2 + 2) throw new Error(`it took ${took.toFixed(1)} s to take the orders of ${seconds} s`);
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
