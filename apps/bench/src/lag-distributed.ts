import { type Bench, compared } from './figure';
import { ours } from './http-command';
import { ORDER, paced, rates } from './lag';
import { interleaved } from './rounds';
import { door, dropDatabases, onNewDatabase, servers, start, withServers } from './servers';

const BENCH = 'lag-distributed';
const SIZE = { full: { top: 10, paced: 30 }, small: { top: 3, paced: 5 } };
/** A read that waits longer is answered with 504. */
const LIMIT = 1_000;

/** How soon an order is visible after its receipt, by api, log, relay, topic, worker and read models, each a process. */
export const lagDistributed: Bench = {
  name: BENCH,
  about: 'receipt to visible order in the distributed profile, at half of the rate that becomes visible, evenly paced',
  run: ({ say, full }) =>
    withServers(async (closing) => {
      const given = await servers(closing, ['KAFKA_BROKERS', 'MONGODB_URL'], say);
      if (!given) return [];
      const environment = onNewDatabase(given);
      closing.add({ stop: () => dropDatabases([environment['MONGODB_URL'], environment['DOSSIER_VAULT_URL']]) });
      const { top, paced: seconds } = full ? SIZE.full : SIZE.small;
      const server = await door(closing, environment);
      await start(closing, 'relay', environment);
      await start(closing, 'worker', environment);
      const { orders } = await ours(server, top);
      await orders(); // compiled as in an hour of work
      await server.caughtUp();
      const { taken, visible } = await rates(orders, server);
      say(`${Math.round(taken)} orders/s are taken at most, ${Math.round(visible)} become visible`);
      const key = await server.key('paced', 'service', ['sales']);
      const half = visible / 2;
      const found = await interleaved(
        {
          asking: () => paced(server, key, half, seconds, ORDER, 'asking'),
          waiting: () => paced(server, key, half, seconds, ORDER, 'waiting'),
        },
        say,
      );
      const at = `at ${Math.round(half)} orders/s`;
      const limit = { name: 'a second', series: LIMIT };
      return (['p50', 'p99'] as const).flatMap((share) => [
        compared(BENCH, `receipt → visible ${at}: ${share}`, 'ms', found.asking.series(share), limit),
        compared(BENCH, `the answer with Dossier-After ${at}: ${share}`, 'ms', found.waiting.series(share), limit),
      ]);
    }),
};
