import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder, SqliteEventStore } from '@dossier/event-store/sqlite';
import { sqlOn } from '../../../../testing/src/sql-on';
import { eventStoreContract } from '../../event-store.contract';

eventStoreContract(() => {
  const path = mkdtempSync(join(tmpdir(), 'dossier-log-'));
  const folder = openDataFolder(path);
  return Promise.resolve({
    open: () => SqliteEventStore.open(folder.path),
    lose: (position) => void sqlOn(folder.events, `DELETE FROM events WHERE position = ${position}`),
    destroy: () => {
      folder.release();
      rmSync(path, { recursive: true });
      return Promise.resolve();
    },
  });
});
