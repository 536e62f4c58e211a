import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@dossier/engine';
import { reading, tester } from '../../testing/src/rig';
import { contexts } from './contexts';
import { openEmbedded } from './embedded';

let data: string;
let engine: Engine;
const failures: string[] = [];

/** The projections thread, which dies of the first request to rebuild, and again at its next start. */
const mortal = (): string => {
  const file = join(data, 'mortal.cjs');
  writeFileSync(
    file,
    `require(${JSON.stringify(join(__dirname, '../../../.swc-register.cjs'))});
     const { existsSync, rmSync, writeFileSync } = require('node:fs');
     const { parentPort } = require('node:worker_threads');
     const once = ${JSON.stringify(join(data, 'died-once'))};
     const twice = ${JSON.stringify(join(data, 'died-twice'))};
     const die = (mark) => { writeFileSync(mark, ''); process.exit(7); };
     if (existsSync(once) && !existsSync(twice)) die(twice);
     parentPort.on('message', ({ kind }) => kind === 'rebuild' && !existsSync(once) && die(once));
     require(${JSON.stringify(join(__dirname, 'projections.worker.ts'))});`,
  );
  return file;
};
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'dossier-mortal-'));
  engine = await openEmbedded({
    ...{ data, zone: 'UTC', contexts, projectionsThread: mortal() },
    onFailure: (error) => failures.push(String(error)),
  });
});
afterEach(async () => {
  failures.length = 0;
  await engine.close();
  rmSync(data, { recursive: true });
});
const register = async (customerId: string) => {
  const def = engine.registry.commands.get('customers.RegisterCustomer');
  if (!def) throw new Error('no such command');
  return (await engine.commands.run(def, { customerId, kind: 'person' }, { ...tester, department: 'sales' })).receipt;
};
const seen = async (customerId: string, after: string) =>
  (await engine.customers.view360(customerId, {}, { ...reading, after, waitMs: 30_000 }))?.view;

it('are kept by a new thread when theirs ends, which catches up with the log', async () => {
  const before = await register('g');
  expect(await seen('g', before.position)).toBeDefined();
  const name = engine.registry.allFolds[0]?.name ?? '';
  await expect(engine.operations.rebuild(name)).rejects.toMatchObject({ name: 'ReadModelsStopped' });
  expect(engine.troubles()).toMatchObject([
    {
      zh: '读模型未能更新：读模型的线程已结束，原因见服务器日志',
      en: expect.stringContaining('the projections thread has ended') as unknown,
    },
  ]);
  await expect(engine.operations.rebuild(name)).rejects.toMatchObject({ name: 'ReadModelsStopped' });
  const after = await register('h');
  expect(await seen('h', after.position)).toBeDefined();
  expect(failures).toEqual([expect.stringContaining('exit code 7'), expect.stringContaining('exit code 7')]);
  await engine.operations.rebuild(name);
  expect(engine.troubles()).toEqual([]);
});

it('are closed also while they wait for a new thread', async () => {
  await expect(engine.operations.rebuild(engine.registry.allFolds[0]?.name ?? '')).rejects.toThrow('has ended');
});
