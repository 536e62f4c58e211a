import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@dossier/engine';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Edge, openLog } from '@dossier/web';
import { createApp } from './app';
import { openPlatform } from './platform';

const data = mkdtempSync(join(tmpdir(), 'dossier-read-routes-'));
let engine: Engine;
let app: NestFastifyApplication;
let edge: Edge;
let key: string;
beforeAll(async () => {
  engine = await openPlatform({ data, zone: 'UTC' });
  app = await createApp(engine, { log: openLog('silent'), limits: { turnMs: 1 } });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  edge = app.get(Edge);
  ({ key } = await edge.keys.issue({ name: 'reader', role: 'admin' }));
  await app.inject({
    method: 'POST',
    url: '/api/v1/customers',
    headers: { authorization: `Bearer ${key}` },
    payload: { customerId: 'c-1', kind: 'person', department: 'sales' },
  });
});
afterAll(async () => {
  await app.close();
  await engine.close();
  rmSync(data, { recursive: true });
});

/** What is answered from memory, and is small: keys are made by hand, the rest comes with the software. */
const FROM_MEMORY = [
  '/audit/actors',
  '/catalogue',
  '/installation/import-secret',
  '/installation/zone',
  '/keys',
  '/reports',
];

it('gives every read that needs a key its place among all reads, or makes it wait', async () => {
  edge.reads.add('somebody else', edge.reads.most);
  const read = edge.routes.routes.filter(({ method, served: { by } }) => method === 'GET' && Array.isArray(by));
  const outside: string[] = [];
  for (const { url, served } of read) {
    const linked = served.operation.parameters?.find(({ name }) => name === 'body')?.schema['examples'];
    const [, query = ''] =
      [
        ['/why', '?figure=/customer/name'],
        ['/import-secret', '?source=erp'],
        ['/what-if', `?body=${encodeURIComponent(String(linked))}`],
      ].find(([end = '']) => url.endsWith(end)) ?? [];
    const path = url
      .replace(':customer', 'c-1')
      .replace('reports/:name', 'reports/rfm')
      .replace(':scheme', 'value')
      .replaceAll(/:\w+/g, 'any');
    const answer = await app.inject({ url: `${path}${query}`, headers: { authorization: `Bearer ${key}` } });
    if (answer.statusCode !== 503 || answer.json<{ code: string }>().code !== 'reads/busy')
      outside.push(`${url.replace('/api/v1', '')} ${answer.statusCode}`);
  }
  expect(read.length).toBeGreaterThan(20);
  expect(outside.sort()).toEqual(FROM_MEMORY.map((path) => `${path} 200`));
});
