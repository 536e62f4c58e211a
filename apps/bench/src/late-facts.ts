import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { addMinutes } from '@dossier/kernel';
import { openPlatform } from '@dossier/server';
import { caughtUp, send } from './caught-up';
import { type Bench, figure } from './figure';
import { withFolder } from './temporary';

const EVENTS = 10_000;
const IN_FLIGHT = 256;

/** Orders of one customer, each a fact that happened before all that are known: at most twice the time of the right order. */
export const lateFacts: Bench = {
  name: 'late-facts',
  about: `${EVENTS} orders of one customer recorded in reverse, command to caught-up documents, against the order in which they happened`,
  run: ({ say }) =>
    withFolder(async (folder) => {
      const measured = async (name: string, at: (i: number) => number): Promise<number> => {
        say(name);
        const engine = await openPlatform({ data: join(folder, name), zone: 'UTC' });
        try {
          await send(engine, 'customers.RegisterCustomer', { customerId: 'c', kind: 'organisation' });
          const started = performance.now();
          let next = 0;
          await Promise.all(
            Array.from({ length: IN_FLIGHT }, async () => {
              while (next < EVENTS) {
                const i = next++;
                const order = { orderId: `o-${i}`, number: `o-${i}`, customerId: 'c', currency: 'CNY' };
                const lines = [{ sku: 's', quantity: 1, unitPrice: '9.90' }];
                const occurredAt = addMinutes('2020-01-01T00:00:00.000Z', at(i) * 60);
                await send(engine, 'sales.PlaceOrder', { ...order, lines }, { occurredAt });
              }
            }),
          );
          await caughtUp(engine);
          return EVENTS / ((performance.now() - started) / 1000);
        } finally {
          await engine.close();
        }
      };
      const forward = await measured('forward', (i) => i);
      const reverse = await measured('reverse', (i) => EVENTS - i);
      return [figure('late-facts', 'recorded in reverse', 'events/s', reverse, 'recorded as it happened', forward)];
    }),
};
