import { join } from 'node:path';
import { addMinutes } from '@dossier/kernel';
import { type Engine, systemClock } from '@dossier/engine';
import { openPlatform } from '@dossier/server';
import { caughtUp, send } from './caught-up';
import { type Bench, compared } from './figure';
import { interleaved } from './rounds';
import { withFolder } from './temporary';

const BENCH = 'large-customer';
const LARGE = 'large';
const IN_FLIGHT = 256;
/** Orders in a round, each made visible before the next one. */
const ORDERS = 200;

/**
 * What an order costs in processor time until it is visible, of a customer who has bought thousands of times and of one who has
 * bought a hundred times.
 */
export const largeCustomer: Bench = {
  name: BENCH,
  about:
    'an order of a customer with 10,000 purchases (small: 2,000) until it is visible, in processor time, against one of 100 purchases',
  run: ({ say, full }) =>
    withFolder(async (folder) => {
      const engine = await openPlatform({ data: join(folder, 'data'), zone: 'UTC' });
      try {
        const [large, usual] = [full ? 10_000 : 2_000, 100];
        await buying(engine, LARGE, large);
        await buying(engine, 'usual', usual);
        const found = await interleaved(
          {
            large: () => oneByOne(engine, LARGE),
            usual: () => oneByOne(engine, 'usual'),
          },
          say,
        );
        const against = { name: `one of ${usual} purchases`, series: found.usual.series('cost') };
        return [
          compared(BENCH, `an order of a customer of ${large} purchases`, 'ms', found.large.series('cost'), against),
        ];
      } finally {
        await engine.close();
      }
    }),
};

let named = 0;
/** @param occurredAt left out: now */
async function order(engine: Engine, customerId: string, occurredAt?: string): Promise<void> {
  const id = `o-${++named}`;
  const lines = [{ sku: 's', quantity: 1, unitPrice: '9.90' }];
  const placed = { orderId: id, number: id, customerId, currency: 'CNY', lines, fulfilled: true };
  await send(engine, 'sales.PlaceOrder', placed, occurredAt === undefined ? {} : { occurredAt });
}

/** So many orders, one an hour until now. */
async function buying(engine: Engine, customerId: string, purchases: number): Promise<void> {
  await send(engine, 'customers.RegisterCustomer', { customerId, kind: 'organisation' });
  const now = systemClock.now();
  let left = purchases;
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      while (left > 0) await order(engine, customerId, addMinutes(now, -60 * left--));
    }),
  );
  await caughtUp(engine);
}

/** @returns milliseconds of processor time of an order, all threads together */
async function oneByOne(engine: Engine, customerId: string): Promise<{ readonly cost: number }> {
  const before = process.cpuUsage();
  for (let i = 0; i < ORDERS; i++) {
    await order(engine, customerId);
    await caughtUp(engine);
  }
  const { user, system } = process.cpuUsage(before);
  return { cost: (user + system) / 1_000 / ORDERS };
}
