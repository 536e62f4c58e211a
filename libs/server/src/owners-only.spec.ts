import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tester } from '../../testing/src/rig';
import { startServer } from './app';
import { openPlatform } from './platform';

const room = mkdtempSync(join(tmpdir(), 'dossier-owner-'));
const umask = process.umask(0); // whoever runs the server may have set none
const close: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const each of close) await each();
  process.umask(umask);
  rmSync(room, { recursive: true });
});
const modes = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)]),
  );

it('keeps every file of the data folder for its owner alone, also those that were not', async () => {
  const data = join(room, 'data');
  const files = ['control.sock', 'events.db', 'lock.db', 'master.key', 'vault.db', 'views.db'];
  const side = ['events.db', 'vault.db', 'views.db'].flatMap((name) => [`${name}-shm`, `${name}-wal`]);
  const started = async () => {
    const engine = await openPlatform({ data, zone: 'UTC' });
    const server = await startServer(engine, { port: 0, host: '127.0.0.1' });
    close.unshift(() => server.close());
    const def = engine.registry.commands.get('customers.RegisterCustomer');
    if (def) await engine.commands.run(def, { customerId: 'c-1', kind: 'person' }, { ...tester, department: 'sales' });
  };
  const wanted = Object.fromEntries([...files, ...side].map((name) => [name, '600']));
  await started();
  expect(modes(data)).toMatchObject(wanted);
  expect(new Set(Object.values(modes(data)))).toEqual(new Set(['600']));
  expect((statSync(data).mode & 0o777).toString(8)).toBe('700');
  await close.shift()?.();
  for (const name of readdirSync(data)) chmodSync(join(data, name), 0o644);
  await started();
  expect(modes(data)).toMatchObject(wanted);
  expect(new Set(Object.values(modes(data)))).toEqual(new Set(['600']));
});
