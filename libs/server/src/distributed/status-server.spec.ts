import { createServer } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import type { Text } from '@dossier/kernel';
import { serveStatus, type StatusServer } from './status-server';

const SILENT: Text = { zh: '没有答复', en: 'it does not answer' };
let troubles: readonly Text[] = [];
let status: StatusServer;
beforeAll(async () => {
  status = await serveStatus({
    ...{ host: '127.0.0.1', port: 0, version: '1.2.3', language: 'zh', troubles: () => troubles },
    figures: [{ name: 'of_one', help: 'one', values: () => Promise.resolve({ one: 7 }) }],
  });
});
afterAll(() => status.close());
const ask = async (path: string, init?: RequestInit): Promise<readonly [number, unknown]> => {
  const answer = await fetch(`${status.url}${path}`, init);
  return [answer.status, init?.method === 'HEAD' ? await answer.text() : await answer.json()];
};

it('is alive whatever is wrong, and ready while nothing is', async () => {
  expect(await ask('/health/live')).toEqual([200, { live: true, version: '1.2.3' }]);
  expect(await ask('/health/ready?x=1')).toEqual([200, { ready: true, degraded: false, reasons: [] }]);
  troubles = [SILENT];
  const english = { headers: { 'accept-language': 'en' } };
  expect(await ask('/health/ready')).toEqual([503, { ready: false, degraded: false, reasons: [SILENT.zh] }]);
  expect(await ask('/health/ready', english)).toMatchObject([503, { reasons: [SILENT.en] }]);
  expect(await ask('/health/live')).toMatchObject([200, {}]);
  troubles = [];
});

it('gives its figures, and whether it is ready', async () => {
  const figures = async (): Promise<string> => (await fetch(`${status.url}/metrics`)).text();
  expect(await figures()).toMatch(/^dossier_ready 1$/m);
  expect(await figures()).toMatch(/^of_one 7$/m);
  expect(await figures()).toContain('process_cpu_seconds_total');
  troubles = [SILENT];
  jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 1_001);
  expect(await figures()).toMatch(/^dossier_ready 0$/m);
  jest.restoreAllMocks();
  troubles = [];
});

it('asks once for the figures that many ask for at the same time, and a moment later again', async () => {
  let asked = 0;
  let answer: (values: { readonly one: number }) => void = () => undefined;
  const values = (): Promise<{ readonly one: number }> => {
    asked++;
    return new Promise((resolve) => (answer = resolve));
  };
  const slow = await serveStatus({
    ...{ host: '127.0.0.1', port: 0, version: '1', language: 'en', troubles: () => [] },
    figures: [{ name: 'slow', help: 'slow', values }],
  });
  try {
    const figures = () => fetch(`${slow.url}/metrics`).then(({ status: code }) => code);
    const now = performance.now();
    const clock = jest.spyOn(performance, 'now').mockReturnValue(now); // a moment is over when the test says so
    const many = Array.from({ length: 20 }, figures);
    while (asked === 0) await new Promise(setImmediate);
    answer({ one: 1 });
    expect(new Set(await Promise.all(many))).toEqual(new Set([200]));
    expect(await figures()).toBe(200);
    expect(asked).toBe(1);
    clock.mockReturnValue(now + 1_001);
    const later = figures();
    while (asked === 1) await new Promise(setImmediate);
    answer({ one: 2 });
    expect(await later).toBe(200);
  } finally {
    jest.restoreAllMocks();
    await slow.close();
  }
});

it('holds so many connections and no more', async () => {
  const { port } = new URL(status.url);
  const open = await Promise.all(
    Array.from({ length: 80 }, async () => {
      const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
      await once(socket, 'connect');
      return socket;
    }),
  );
  const closed = open.map((socket) =>
    socket.closed ? Promise.resolve() : new Promise<void>((gone) => socket.once('close', () => gone())),
  );
  await Promise.race(closed); // by the server: nobody else closes one
  for (const socket of open) socket.destroy();
  await Promise.all(closed);
});

it('answers those who only look, and nothing else', async () => {
  expect(await ask('/health/ready', { method: 'HEAD' })).toEqual([200, '']);
  expect((await ask('/'))[0]).toBe(404);
  expect((await ask('/health/ready', { method: 'POST' }))[0]).toBe(405);
});

it('is not ready once it is to stop', async () => {
  status.stopWaiting();
  expect(await ask('/health/ready')).toMatchObject([503, { reasons: ['进程正在停止'] }]);
});

it('says which address is taken', async () => {
  const taken = createServer();
  await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
  const { port } = taken.address() as AddressInfo;
  const rest = { version: '1', language: 'en', troubles: () => [], figures: [] } as const;
  await expect(serveStatus({ host: '127.0.0.1', port, ...rest })).rejects.toMatchObject({
    words: { en: expect.stringContaining(`127.0.0.1:${port}: the port is taken`) as unknown },
  });
  taken.close();
});
