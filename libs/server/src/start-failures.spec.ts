import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OperatorError } from '@dossier/kernel';
import { openLog } from '@dossier/web';
import { startServer } from './app';
import { openPlatform } from './platform';
import { settingsOf } from './settings';

const words = (work: () => unknown): OperatorError['words'] => {
  try {
    work();
  } catch (error) {
    if (error instanceof OperatorError) return error.words;
  }
  throw new Error('nothing was said to the operator');
};

it.each([
  [{ DOSSIER_ZONE: 'Nowhere' }, 'DOSSIER_ZONE=Nowhere'],
  [{ DOSSIER_LANG: 'fr' }, 'DOSSIER_LANG=fr'],
  [{ PORT: '70000' }, 'PORT=70000'],
  [{ DOSSIER_RATE: '-1' }, 'DOSSIER_RATE=-1'],
  [{ DOSSIER_LOG: 'loud' }, 'DOSSIER_LOG=loud'],
])('says in both languages which setting cannot be used: %j', (environment, what) => {
  const { zh, en } = words(() => settingsOf(environment));
  expect(zh).toContain(what);
  expect(en).toContain(what);
  expect(zh).toMatch(/\p{Script=Han}/u);
});

it.each([
  [{ DOSSIER_LANG: 'zh-CN', LANG: 'en_GB.UTF-8' }, 'zh'],
  [{ DOSSIER_LANG: 'EN', LC_ALL: 'zh_CN.UTF-8' }, 'en'],
  [{ DOSSIER_LANG: '', LC_ALL: '', LANG: 'zh_CN.UTF-8' }, 'zh'],
  [{ LC_ALL: 'C.UTF-8', LANG: 'zh_CN.UTF-8' }, 'en'],
  [{}, 'en'],
])('speaks by %j, as a refused start does: %s', (environment, language) => {
  expect(settingsOf(environment).language).toBe(language);
});

it('takes a setting that is set to nothing as one that is not set', () => {
  const names = [
    'DOSSIER_DATA',
    'DOSSIER_ZONE',
    'DOSSIER_LANG',
    'HOST',
    'PORT',
    'DOSSIER_RATE',
    'DOSSIER_GRACE',
    'DOSSIER_LOG',
  ];
  expect(settingsOf(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(settingsOf({}));
});

describe('over a folder', () => {
  let data: string;
  let taken: Server;
  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'dossier-start-'));
    taken = createServer();
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
  });
  afterAll(() => {
    taken.close();
    rmSync(data, { recursive: true });
  });

  it('says who owns it, and which address is taken, and lets go of what it had opened', async () => {
    const engine = await openPlatform({ data, zone: 'UTC' });
    await expect(openPlatform({ data, zone: 'UTC' })).rejects.toMatchObject({
      words: { zh: expect.stringContaining('数据文件夹') as unknown, en: expect.stringContaining(data) as unknown },
    });
    const { port } = taken.address() as AddressInfo;
    await expect(
      startServer(engine, { host: '127.0.0.1', port, language: 'en', log: openLog('silent') }),
    ).rejects.toMatchObject({
      words: {
        zh: expect.stringContaining('端口已被占用') as unknown,
        en: expect.stringContaining(`127.0.0.1:${port}: the port is taken`) as unknown,
      },
    });
    const again = await openPlatform({ data, zone: 'UTC' });
    await again.close();
  });
});
