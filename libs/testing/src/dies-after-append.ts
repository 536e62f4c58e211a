import type { EventStore } from '@dossier/event-store';
import { contexts, startServer } from '@dossier/server';
import { openEmbedded } from '@dossier/server/folder';

/** A server that is killed at the worst instant: the event is on disk, the answer is not sent. */
void (async () => {
  const data = process.env['DOSSIER_DATA'] ?? '';
  const engine = await openEmbedded({
    data,
    zone: 'UTC',
    contexts,
    projectionsThread: require.resolve('../../server/src/projections.worker'),
    wrapStore: (store: EventStore) =>
      Object.assign(Object.create(store) as EventStore, {
        append: async (append: Parameters<EventStore['append']>[0]) => {
          await store.append(append);
          process.kill(process.pid, 'SIGKILL');
          return new Promise(() => undefined);
        },
      }),
  });
  const server = await startServer(engine, { host: '127.0.0.1', port: 0, language: 'en' });
  console.log(server.url);
})();
