import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Engine } from '@dossier/engine';
import { createWebApp, Edge, openLog } from '@dossier/web';
import { InstallationHttp } from './installation.http';
import { openPlatform } from './platform';
import { otherZone, settingsOf } from './settings';

const SAMPLE = resolve(__dirname, '../../testing/samples/data-folder-v1');

let folder: string;
let engine: Engine;
let app: NestFastifyApplication;
let keys: Readonly<Record<'admin' | 'auditor', string>>;
/** Opens the folder as a start does in an environment. */
async function open(environment: NodeJS.ProcessEnv): Promise<void> {
  engine = await openPlatform({ ...settingsOf(environment), data: join(folder, 'data') });
  const edge = await Edge.open(engine, { log: openLog('silent') });
  app = await createWebApp(edge, [InstallationHttp]);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const issue = async (role: 'admin' | 'auditor') => (await edge.keys.issue({ name: role, role })).key;
  keys = { admin: await issue('admin'), auditor: await issue('auditor') };
}
async function close(): Promise<void> {
  await app.close();
  await engine.close();
}
async function reopen(environment: NodeJS.ProcessEnv): Promise<void> {
  await close();
  await open(environment);
}
interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}
async function ask(path: string, change?: object, role: keyof typeof keys = 'admin'): Promise<Answer> {
  const { statusCode: status, json } = await app.inject({
    method: change ? 'PUT' : 'GET',
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${keys[role]}`, 'content-type': 'application/json' },
    ...(change && { payload: change }),
  });
  return { status, body: json() };
}
/** When the last day of January 2026 ends. */
const endOfJanuary = async (): Promise<unknown> =>
  ((await ask('/reports/lifecycle?asOf=2026-01-31')).body['summary'] as { asOf: string }).asOf;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'zone-'))));
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

it('stays as it was when the data began, whatever a later environment says', async () => {
  await open({ DOSSIER_ZONE: 'Asia/Shanghai' });
  expect(await endOfJanuary()).toBe('2026-01-31T15:59:59.999Z');
  for (const environment of [{}, { DOSSIER_ZONE: 'America/New_York' }]) {
    await reopen(environment);
    expect(engine.zone.name).toBe('Asia/Shanghai');
    expect(await endOfJanuary()).toBe('2026-01-31T15:59:59.999Z');
  }
});

it('is UTC where nobody names one at the beginning, for good', async () => {
  await open({});
  await reopen({ DOSSIER_ZONE: 'Asia/Shanghai' });
  expect(engine.zone.name).toBe('UTC');
});

it('is taken from the environment once where the data began before zones were kept', async () => {
  cpSync(SAMPLE, join(folder, 'data'), { recursive: true });
  chmodSync(join(folder, 'data', 'master.key'), 0o600);
  await open({ DOSSIER_ZONE: 'Europe/London' });
  await reopen({ DOSSIER_ZONE: 'Asia/Shanghai' });
  expect(engine.zone.name).toBe('Europe/London');
});

it('is changed by an administrator’s command, at once and for good, and auditors see who did it when', async () => {
  await open({ DOSSIER_ZONE: 'UTC' });
  const before = await ask('/installation/zone', undefined, 'auditor');
  expect(before).toMatchObject({ status: 200, body: { zone: 'UTC', by: 'operator' } });
  const { body } = await ask('/installation/zone', { zone: 'asia/shanghai' });
  expect(body).toMatchObject({ zone: 'Asia/Shanghai', by: expect.stringMatching(/^key-/) as unknown });
  expect(await endOfJanuary()).toBe('2026-01-31T15:59:59.999Z');
  await reopen({ DOSSIER_ZONE: 'UTC' });
  expect((await ask('/installation/zone')).body).toEqual(body);
  const { items } = (await ask('/audit/access', undefined, 'auditor')).body as { items: readonly object[] };
  expect(items).toContainEqual(
    expect.objectContaining({
      actor: body['by'],
      at: body['since'],
      action: 'installation.ChangeZone',
      detail: 'UTC Asia/Shanghai',
    }),
  );
});

it('is not changed by others, nor to what is no zone, nor without need', async () => {
  await open({ DOSSIER_ZONE: 'UTC' });
  expect((await ask('/installation/zone', { zone: 'Asia/Shanghai' }, 'auditor')).status).toBe(403);
  for (const zone of ['Mars/Olympus', '+08:00', '', 7]) {
    const { status, body } = await ask('/installation/zone', { zone });
    expect([status, body['errors']]).toEqual([400, [expect.objectContaining({ pointer: '/zone' })]]);
  }
  const kept = (await ask('/installation/zone')).body;
  expect((await ask('/installation/zone', { zone: 'UTC' })).body).toEqual(kept);
});

it('is told to whoever starts in an environment that names another', async () => {
  await open({});
  expect(otherZone(settingsOf({ DOSSIER_ZONE: 'Asia/Shanghai' }), 'UTC')?.en).toBe(
    'DOSSIER_ZONE=Asia/Shanghai is not used: the data keep the zone UTC. To change it: dossier zone Asia/Shanghai',
  );
  for (const environment of [{}, { DOSSIER_ZONE: '' }, { DOSSIER_ZONE: 'utc' }])
    expect(otherZone(settingsOf(environment), 'UTC')).toBeUndefined();
});

it('beside it the secret of a source is lent by the name of the source only: the record of it holds no free text', async () => {
  await open({});
  expect((await ask('/installation/import-secret?source=online-retail')).status).toBe(200);
  for (const source of ['13912345678', 'li.wei@example.com', 'Li Wei', '13912345678901234567890123456789012', ''])
    expect((await ask(`/installation/import-secret?source=${encodeURIComponent(source)}`)).status).toBe(400);
});
