import { performance } from 'node:perf_hooks';
import { openPlatform } from '@dossier/server';
import { type Bench, figure, type Figure } from './figure';
import { withFolder } from './temporary';

/** Events in all; `DOSSIER_BENCH_EVENTS` for another size. */
const EVENTS = Number(process.env['DOSSIER_BENCH_EVENTS'] ?? 1_000_000);
const PIECES = 10;
const IN_FLIGHT = 512;
/** A customer registered, then orders: events of one customer. */
const EACH = 10;

/** Whether the second thousand customers cost what the first did: a log that grows to a million events, in ten pieces. */
export const curve: Bench = {
  name: 'curve',
  about: `${EVENTS} events of ${EVENTS / EACH} customers, command to caught-up documents, each tenth against the first`,
  run: (say) =>
    withFolder(async (folder) => {
      const engine = await openPlatform({ data: folder, zone: 'UTC' });
      const figures: Figure[] = [];
      try {
        const principal = { id: 'bench', role: 'admin' as const, departments: [] };
        const send = (name: string, data: object): Promise<unknown> => {
          const def = engine.registry.commands.get(name);
          if (!def) throw new Error(`no command ${name}`);
          return engine.commands.run(def, data, { principal, backfill: true });
        };
        const customer = async (id: string): Promise<void> => {
          await send('customers.RegisterCustomer', { customerId: id, kind: 'organisation' });
          for (let i = 1; i < EACH; i++)
            await send('sales.PlaceOrder', {
              orderId: `${id}-${i}`,
              customerId: id,
              number: `${id}-${i}`,
              currency: 'CNY',
              lines: [{ sku: `s-${i}`, quantity: i, unitPrice: '12.50' }],
            });
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
          const head = await engine.feed.head();
          const stop = new AbortController();
          for (;;) {
            const changed = engine.reader.changed(stop.signal);
            if ((await engine.operations.projections()).every(({ position }) => position >= head)) break;
            await changed;
          }
          stop.abort();
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
