import { performance } from 'node:perf_hooks';
import { openPlatform } from '@dossier/server';
import { caughtUp, send } from './caught-up';
import { type Bench, figure, type Figure } from './figure';
import { withFolder } from './temporary';

/** Events in all; `DOSSIER_BENCH_EVENTS` for another size. */
const EVENTS = Number(process.env['DOSSIER_BENCH_EVENTS'] ?? 1_000_000);
const PIECES = 10;
const IN_FLIGHT = 512;
/** A customer registered, then orders: events of one customer. */
const EACH = 10;
const HISTORY = { backfill: true };

/** Whether the second thousand customers cost what the first did: a log that grows to a million events, in ten pieces. */
export const curve: Bench = {
  name: 'curve',
  about: `${EVENTS} events of ${EVENTS / EACH} customers, command to caught-up documents, each tenth against the first`,
  run: ({ say }) =>
    withFolder(async (folder) => {
      const engine = await openPlatform({ data: folder, zone: 'UTC' });
      const figures: Figure[] = [];
      try {
        const customer = async (id: string): Promise<void> => {
          await send(engine, 'customers.RegisterCustomer', { customerId: id, kind: 'organisation' }, HISTORY);
          for (let i = 1; i < EACH; i++) {
            const order = {
              orderId: `${id}-${i}`,
              customerId: id,
              number: `${id}-${i}`,
              currency: 'CNY',
              lines: [{ sku: `s-${i}`, quantity: i, unitPrice: '12.50' }],
            };
            await send(engine, 'sales.PlaceOrder', order, HISTORY);
          }
        };
        const perPiece = EVENTS / EACH / PIECES;
        let first = 0;
        for (let piece = 0; piece < PIECES; piece++) {
          const started = performance.now();
          let next = piece * perPiece;
          await Promise.all(
            Array.from({ length: IN_FLIGHT }, async () => {
              while (next < (piece + 1) * perPiece) await customer(`c-${next++}`);
            }),
          );
          await caughtUp(engine);
          const rate = (perPiece * EACH) / ((performance.now() - started) / 1000);
          first ||= rate;
          say(`${(piece + 1) * perPiece * EACH} events, ${Math.round(rate)} events/s`);
          figures.push(
            figure(
              'curve',
              `events ${piece * perPiece * EACH + 1}…${(piece + 1) * perPiece * EACH}`,
              'events/s',
              rate,
              'the first tenth',
              first,
            ),
          );
        }
      } finally {
        await engine.close();
      }
      return figures;
    }),
};
