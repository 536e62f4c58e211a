import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { type Bench, figure, type Figure } from './figure';
import { fill } from './fill';
import { processorTime } from './processor-time';
import { type Served, served } from './served';
import { withFolder } from './temporary';

/** The first has as many customers as Online Retail. */
const SIZES = { full: [4_372, 100_000], small: [500, 2_000] } as const;
/** Orders of a customer, as many as in Online Retail on average. */
const ORDERS = 4;
const AS_OF = '2025-12-31T23:59:59.999Z';
const DAY = 86_400_000;
const BETWEEN_MS = 50;
const MOST = 1.2;

/** What the first assessment of all customers costs for each of them: no more where they are many. */
export const assessment: Bench = {
  name: 'assessment',
  about: `the first assessment of ${SIZES.small.join(' and ')} customers with ${ORDERS} orders each; --full: of ${SIZES.full.join(' and ')}`,
  run: ({ say, full }) =>
    withFolder(async (folder) => {
      const costs: Cost[] = [];
      const sizes = full ? SIZES.full : SIZES.small;
      for (const customers of sizes) {
        const data = join(folder, String(customers));
        say(`a history of ${customers} customers`);
        await fill(data, history(customers), say);
        const server = await served(data);
        try {
          const { seconds, processor } = await assessed(server, customers, say);
          say(`and shown after ${seconds.toFixed(1)} s, with ${processor.toFixed(1)} s of processor time`);
          const each = 1_000_000 / customers;
          costs.push({ seconds: seconds * each, processor: processor * each });
        } finally {
          await server.stop();
        }
      }
      const [few, many] = costs;
      const beside = (what: keyof Cost, name: string): Figure =>
        figure(
          'assessment',
          `each of ${sizes[1]} customers, ${name}`,
          'µs',
          many?.[what] ?? NaN,
          `of ${sizes[0]}`,
          few?.[what] ?? NaN,
        );
      return [{ ...beside('processor', 'processor time'), goal: { most: MOST } }, beside('seconds', 'by the clock')];
    }),
};

/** Seconds of processor time of the server. */
const used = (): number => processorTime().get('api') ?? NaN;

/** Customers whose revenue spreads over all tiers, with an order about every quarter before the day of the assessment. */
function* history(customers: number): Generator<string> {
  const line = (id: string, command: string, data: object): string => JSON.stringify({ id, command, data });
  const before = (days: number): string => new Date(Date.parse(AS_OF) - days * DAY).toISOString();
  for (let i = 0; i < customers; i++) {
    const customerId = `c-${String(i).padStart(6, '0')}`;
    const registered = { customerId, kind: 'organisation', department: 'sales', occurredAt: before(400) };
    yield line(customerId, 'customers.RegisterCustomer', registered);
    for (let n = 0; n < ORDERS; n++) {
      const orderId = `${customerId}-${n}`;
      const lines = [{ sku: 'SKU-1', quantity: 1, unitPrice: String(1 + ((i * 7_919) % 40_000)) }];
      const placed = { orderId, number: orderId, customerId, currency: 'CNY', lines, department: 'sales' };
      yield line(orderId, 'sales.PlaceOrder', { ...placed, occurredAt: before(350 - 80 * n + (i % 30)) });
    }
  }
}

/** Microseconds of each customer: by the clock it is of the machine too, and of what else it does. */
interface Cost {
  readonly seconds: number;
  readonly processor: number;
}

/** Seconds until all customers are assessed and every document shows it: what follows is part of what it costs. */
async function assessed(server: Served, customers: number, say: (text: string) => void): Promise<Cost> {
  const headers = {
    authorization: `Bearer ${await server.key('assess', 'admin')}`,
    'content-type': 'application/json',
  };
  const url = `${server.url}/api/v1`;
  await server.caughtUp();
  const before = used();
  const began = performance.now();
  const body = JSON.stringify({ occurredAt: AS_OF });
  const begun = await fetch(`${url}/tier-schemes/value/assessments`, { method: 'POST', headers, body });
  if (!begun.ok) throw new Error(await begun.text());
  for (;;) {
    const { items } = (await (await fetch(`${url}/tier-assessments`, { headers })).json()) as {
      readonly items?: readonly { readonly completedAt: string | null; readonly customers: number | null }[];
    };
    const [found] = items ?? [];
    if (found && found.completedAt !== null) {
      if (found.customers !== customers) throw new Error(`${String(found.customers)} of ${customers} customers`);
      const seconds = (): number => (performance.now() - began) / 1_000;
      say(`${customers} customers assessed in ${seconds().toFixed(1)} s`);
      await server.caughtUp();
      return { seconds: seconds(), processor: used() - before };
    }
    await setTimeout(BETWEEN_MS);
  }
}
