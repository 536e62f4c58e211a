import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteReadModelReader, SqliteReadModelWriter } from '@dossier/read-model/sqlite';
import { readModelContract } from '../../read-model.contract';

const secret = Buffer.alloc(32, 7);
readModelContract(() => {
  const data = mkdtempSync(join(tmpdir(), 'views-'));
  let writer = new SqliteReadModelWriter(data);
  let reader = new SqliteReadModelReader(data, secret);
  const close = (): Promise<unknown> => Promise.all([reader.close(), writer.close()]);
  return Promise.resolve({
    get writer() {
      return writer;
    },
    get reader() {
      return reader;
    },
    reopen: async () => {
      await close();
      writer = new SqliteReadModelWriter(data);
      reader = new SqliteReadModelReader(data, secret);
    },
    destroy: async () => {
      await close();
      rmSync(data, { recursive: true });
    },
  });
});
