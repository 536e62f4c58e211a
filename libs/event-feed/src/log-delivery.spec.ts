import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteLogReader } from '@dossier/event-feed/sqlite';
import { openDataFolder, SqliteEventStore } from '@dossier/event-store/sqlite';
import { deliveryContract } from './delivery.contract';
import { LogDelivery } from './log-delivery';

describe.each([1, 4])('of %i', (count) =>
  deliveryContract(async () => {
    const room = mkdtempSync(join(tmpdir(), 'dossier-lanes-'));
    const folder = openDataFolder(join(room, 'data'));
    const store = await SqliteEventStore.open(folder.path);
    const log = new SqliteLogReader(folder.path);
    return {
      store,
      log,
      delivery: new LogDelivery(log, count),
      destroy: async () => {
        await log.close();
        await store.close();
        folder.release();
        rmSync(room, { recursive: true });
      },
    };
  }),
);
