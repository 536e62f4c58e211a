import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@dossier/engine';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { documentedRoutes, Edge, openLog } from '@dossier/web';
import { createApp } from './app';
import { openPlatform } from './platform';

const data = mkdtempSync(join(tmpdir(), 'dossier-odd-parameters-'));
let engine: Engine;
let app: NestFastifyApplication;
let headers: Readonly<Record<string, string>>;
beforeAll(async () => {
  engine = await openPlatform({ data, zone: 'UTC' });
  app = await createApp(engine, { log: openLog('silent'), rate: 1_000_000 });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const { key } = await app.get(Edge).keys.issue({ name: 'guest', role: 'admin' });
  headers = { authorization: `Bearer ${key}` };
  const payload = { customerId: 'c-1', kind: 'person', department: 'sales' };
  await app.inject({ method: 'POST', url: '/api/v1/customers', headers, payload });
});
afterAll(async () => {
  await app.close();
  await engine.close();
  rmSync(data, { recursive: true });
});

/** What JavaScript has a meaning for, where only a name or a value is meant. */
const ODD = ['undefined', 'null', 'NaN', 'Infinity', '-0', '[object Object]', '', ' ', '/', '[]', '{}'];
const INHERITED = ['constructor', '__proto__', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'then', 'toJSON'];
const ALL = [...ODD, ...INHERITED];

/** What would be right, where another parameter is the odd one. */
const USUAL: Readonly<Record<string, string>> = { customer: 'c-1', figure: '/customer/name', source: 'erp' };
const isOpen = (url: string): boolean => url.endsWith('/bulk') || url.endsWith('/verify'); // lines, whose end says what failed

it.each(['path', 'query', 'header'] as const)('takes names of JavaScript in a %s for what they are', async (where) => {
  const failed: string[] = [];
  let asked = 0;
  for (const { method, url, served } of documentedRoutes(app.get(Edge)).filter((route) => !isOpen(route.url))) {
    const parameters = served.operation.parameters ?? [];
    for (const { name } of parameters.filter((each) => each.in === where))
      for (const odd of ALL) {
        const path = url.replaceAll(/:(\w+)/g, (_, each: string) =>
          each === name && where === 'path' ? encodeURIComponent(odd) : (USUAL[each] ?? 'any'),
        );
        const query = parameters
          .filter((each) => each.in === 'query' && (each.name === name || each.required === true))
          .map((each) => `${each.name}=${encodeURIComponent(each.name === name ? odd : (USUAL[each.name] ?? ''))}`);
        const given = where === 'header' ? { ...headers, [name.toLowerCase()]: odd } : headers;
        const answer = await app.inject({
          ...{ method: method as 'GET', url: `${path}?${query.join('&')}`, headers: given },
          ...(method === 'POST' && { payload: {} }),
        });
        asked++;
        if (answer.statusCode >= 500 && answer.statusCode !== 504)
          failed.push(`${method} ${url} ${name}=${odd}: ${answer.statusCode} ${answer.body}`);
      }
  }
  expect(failed).toEqual([]);
  expect(asked).toBeGreaterThan(500);
});

it('knows no parameter and no field of a filter that every object has', async () => {
  const failed: string[] = [];
  for (const { method, url, served } of documentedRoutes(app.get(Edge)).filter((route) => !isOpen(route.url))) {
    const filters = (served.operation.parameters ?? []).filter(({ name }) => name.startsWith('filter['));
    for (const odd of INHERITED)
      for (const query of [odd, `filter[${odd}]`, `sort=${odd}`, ...filters.map(({ name }) => `${name}[${odd}]`)]) {
        const path = url.replaceAll(/:(\w+)/g, (_, each: string) => USUAL[each] ?? 'any');
        const answer = await app.inject({
          ...{ method: method as 'GET', url: `${path}?${query}`, headers },
          ...(method === 'POST' && { payload: {} }),
        });
        if (answer.statusCode >= 500) failed.push(`${method} ${url} ${query}: ${answer.statusCode} ${answer.body}`);
      }
  }
  expect(failed).toEqual([]);
});
