import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Engine } from '@dossier/engine';
import { tester } from '../../testing/src/rig';
import { openPlatform } from './platform';

const SAMPLE = resolve(__dirname, '../../testing/samples/data-folder-v1');
const rooms: string[] = [];
const room = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'dossier-half-'));
  rooms.push(made);
  return made;
};
afterAll(() => {
  for (const each of rooms) rmSync(each, { recursive: true });
});
const open = (data: string) => openPlatform({ data, zone: 'UTC' });
const register = async ({ commands, registry }: Engine, customerId: string) => {
  const def = registry.commands.get('customers.RegisterCustomer');
  if (def) await commands.run(def, { customerId, kind: 'person', name: 'Li Lei' }, { ...tester, department: 'sales' });
};
/** A folder in use: one customer. */
async function used(): Promise<string> {
  const data = room();
  const engine = await open(data);
  await register(engine, 'g');
  await engine.close();
  return data;
}
const remove = (data: string, file: string) => {
  for (const end of ['', '-wal', '-shm']) rmSync(join(data, file + end), { force: true });
};
/** Refused twice in both languages with what is to be restored; nothing is made, and the folder is given back. */
async function expectRefused(data: string, name: string, file: string): Promise<void> {
  const before = readdirSync(data).sort();
  for (let attempt = 0; attempt < 2; attempt++)
    await expect(open(data)).rejects.toMatchObject({
      name,
      words: {
        zh: expect.stringMatching(new RegExp(`\\p{Script=Han}.*${file}`, 'u')) as unknown,
        en: expect.stringContaining(file) as unknown,
      },
    });
  expect(readdirSync(data).sort()).toEqual(before);
}

describe('P15: vault and log belong together:', () => {
  it('a log whose vault is gone is not opened with a new one', async () => {
    const data = await used();
    const kept = room();
    cpSync(join(data, 'vault.db'), join(kept, 'vault.db'));
    remove(data, 'vault.db');
    await expectRefused(data, 'VaultMissing', 'vault.db');
    cpSync(join(kept, 'vault.db'), join(data, 'vault.db'));
    const engine = await open(data);
    expect((await engine.vault.keys(['g'])).size).toBe(1);
    await engine.close();
  });

  it('a vault that was never founded is none', async () => {
    const data = await used();
    remove(data, 'vault.db');
    writeFileSync(join(data, 'vault.db'), '');
    await expectRefused(data, 'VaultMissing', 'vault.db');
  });

  it('a vault whose log is gone is not opened with a new one, and what else is left stays', async () => {
    const data = await used();
    remove(data, 'events.db');
    await expectRefused(data, 'LogMissing', 'events.db');
    expect([existsSync(join(data, 'events.db')), existsSync(join(data, 'views.db'))]).toEqual([false, true]);
  });

  it('a log that is there but new is as good as gone', async () => {
    const [data, fresh] = [await used(), room()];
    await (await open(fresh)).close();
    remove(data, 'events.db');
    cpSync(join(fresh, 'events.db'), join(data, 'events.db'));
    await expectRefused(data, 'LogMissing', 'events.db');
  });

  it('a vault is not opened with the log of another installation', async () => {
    const [data, other] = [await used(), await used()];
    remove(data, 'events.db');
    cpSync(join(other, 'events.db'), join(data, 'events.db'));
    await expectRefused(data, 'ForeignVault', 'vault.db');
  });

  it('a vault of another installation is called so, also where its own master key is not there', async () => {
    const [data, other] = [await used(), await used()];
    for (const file of ['vault.db', 'vault.db-wal', 'vault.db-shm']) remove(data, file);
    cpSync(join(other, 'vault.db'), join(data, 'vault.db'));
    await expectRefused(data, 'ForeignVault', 'vault.db');
  });

  it('an empty folder is opened, and opened again', async () => {
    const data = room();
    await (await open(data)).close();
    await (await open(data)).close();
  });

  it('a vault of an earlier version takes the name of the log that it is opened with', async () => {
    const data = room();
    cpSync(SAMPLE, data, { recursive: true });
    await (await open(data)).close();
    remove(data, 'events.db');
    await expectRefused(data, 'LogMissing', 'events.db');
  });
});

it('P1: a log or a vault that can no longer be written is a trouble of the platform', async () => {
  const engine = await open(room());
  expect(engine.troubles()).toEqual([]);
  jest.spyOn(engine.store, 'trouble').mockReturnValue({ zh: '已满', en: 'no room' });
  jest.spyOn(engine.vault, 'trouble').mockReturnValue({ zh: '已满', en: 'no room' });
  expect(engine.troubles()).toEqual([
    { zh: '事件日志无法写入：已满', en: 'the log cannot be written: no room' },
    { zh: '保险库无法写入：已满', en: 'the vault cannot be written: no room' },
  ]);
  await engine.close();
});

it('P15: tells of an access record that cannot be kept, and goes on', async () => {
  const failures: unknown[] = [];
  const engine = await openPlatform({ data: room(), zone: 'UTC' }, (error) => failures.push(error));
  const access = { at: 't', actor: 'a', role: 'admin', kind: 'read', action: 'x', subjects: [], detail: '' } as const;
  engine.accessLog.note({ ...access, outcome: undefined as unknown as string });
  engine.accessLog.note({ ...access, outcome: 'done' });
  await engine.accessLog.written();
  expect(await engine.vault.accesses({ limit: 9 })).toHaveLength(1);
  expect(String(failures)).toContain('an access record could not be kept');
  await engine.close();
});
