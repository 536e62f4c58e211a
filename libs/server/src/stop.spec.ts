import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { Engine } from '@dossier/engine';
import { Edge } from '@dossier/web';
import { startServer } from './app';
import { openPlatform } from './platform';

jest.setTimeout(60_000); // each start compiles its threads
let data: string;
let engine: Engine;
let letGo: () => void;
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'dossier-stop-'));
  engine = await openPlatform({ data, zone: 'UTC' });
});
afterEach(() => {
  letGo();
  rmSync(data, { recursive: true });
});
/** Another process that holds a file until the test is over. */
const hold = (file: string) => {
  const db = new Database(join(data, file));
  db.exec('BEGIN IMMEDIATE');
  letGo = () => db.close();
};

it('ends while another process holds events.db, and refuses the command that waits for it', async () => {
  const edge = await Edge.open(engine);
  const { key } = await edge.keys.issue({ name: 'shop', role: 'service', departments: [] });
  const server = await startServer(engine, { port: 0, host: '127.0.0.1' });
  hold('events.db');
  const answer = fetch(`${server.url}/api/v1/customers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ customerId: 'g', kind: 'organisation', department: 'sales' }),
  });
  while (engine.store.trouble() === undefined) await setTimeout(50);
  await server.close();
  expect((await answer).status).toBe(503);
});

it('ends while another process holds vault.db, and says that access records were lost', async () => {
  hold('vault.db');
  const who = { actor: 'a', role: 'admin', kind: 'read', action: 'x', subjects: [], detail: '' } as const;
  engine.accessLog.note({ ...who, at: engine.clock.now(), outcome: 'done' });
  await expect(engine.close()).rejects.toThrow('another process holds vault.db');
});
