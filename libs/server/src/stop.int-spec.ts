import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Engine } from '@dossier/engine';
import { Edge } from '@dossier/web';
import { startServer } from './app';
import { openPlatform } from './platform';

let data: string;
let engine: Engine;
let letGo: () => void;
beforeEach(async () => {
  letGo = () => undefined;
  data = mkdtempSync(join(tmpdir(), 'dossier-stop-'));
  engine = await openPlatform({ data, zone: 'UTC' });
});
afterEach(() => {
  letGo();
  rmSync(data, { recursive: true });
});
const REGISTER = join(__dirname, '../../../.swc-register.cjs');
/** Another process that holds a file until the test is over. */
const hold = async (file: string): Promise<void> => {
  const program = `const { Sqlite } = require('@dossier/sqlite');
    globalThis.held = new Sqlite(process.argv[1]).exec('BEGIN IMMEDIATE'); // one that nobody refers to is collected, which lets go
    console.log('held');
    setInterval(() => undefined, 60_000);`;
  const neighbour = spawn(process.execPath, ['--require', REGISTER, '-e', program, join(data, file)]);
  letGo = () => neighbour.kill('SIGKILL');
  await once(neighbour.stdout, 'data');
};

it('ends while another process holds events.db, and refuses the command that waits for it', async () => {
  const edge = await Edge.open(engine);
  const { key } = await edge.keys.issue({ name: 'shop', role: 'service', departments: [] });
  const server = await startServer(engine, { port: 0, host: '127.0.0.1' });
  await hold('events.db');
  const answer = fetch(`${server.url}/api/v1/customers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ customerId: 'g', kind: 'organisation', department: 'sales' }),
  });
  while (engine.store.trouble() === undefined) await setTimeout(50);
  await server.close();
  expect((await answer).status).toBe(503);
});

it('ends while a long stream is read for a command, which is told to try again and writes nothing', async () => {
  const principal = { id: 'key-1', role: 'service', departments: [] } as const;
  const send = (name: string, command: object): Promise<unknown> => {
    const def = engine.registry.commands.get(name);
    if (!def) throw new Error(`no command ${name}`);
    return engine.commands.run(def, command, { principal, department: 'sales' });
  };
  await send('customers.RegisterCustomer', { customerId: 'g', kind: 'organisation' });
  for (let day = 1; day <= 12; day++)
    await send('customers.AssertFacts', {
      customerId: 'g',
      facts: Array.from({ length: 100 }, (_, i) => ({
        attribute: 'industry',
        value: `${day}/${i}`,
        validFrom: new Date(Date.UTC(2020, 0, day) + i * 60_000).toISOString(),
      })),
    });
  await engine.close();
  engine = await openPlatform({ data, zone: 'UTC' });
  const before = await engine.feed.head();
  const edge = await Edge.open(engine);
  const { key } = await edge.keys.issue({ name: 'shop', role: 'service', departments: [] });
  const server = await startServer(engine, { port: 0, host: '127.0.0.1' });
  let closed: Promise<void> | undefined;
  const read = engine.store.read.bind(engine.store);
  jest.spyOn(engine.store, 'read').mockImplementation((...of) => {
    closed ??= server.close();
    return read(...of);
  });
  const answer = await fetch(`${server.url}/api/v1/customers/g/facts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ department: 'sales', facts: [{ attribute: 'industry', value: 'news' }] }),
  });
  expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'server/draining' }]);
  await closed;
  engine = await openPlatform({ data, zone: 'UTC' });
  expect(await engine.feed.head()).toBe(before);
  await engine.close();
});

it('ends while another process holds vault.db, and says that access records were lost', async () => {
  await hold('vault.db');
  const who = { actor: 'a', role: 'admin', kind: 'read', action: 'x', subjects: [], detail: '' } as const;
  engine.accessLog.note({ ...who, at: engine.clock.now(), outcome: 'done' });
  await expect(engine.close()).rejects.toMatchObject({
    words: {
      zh: `${data} 关闭时未能写完全部内容：另一进程占用着 vault.db`,
      en: `${data} was closed, but not all could be written: another process holds vault.db`,
    },
  });
});
