import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import type { Engine } from '@dossier/engine';
import { createApp, OneTimeSignIn, openPlatform } from '@dossier/server';
import { Edge } from '@dossier/web';

interface Documented {
  readonly paths: Record<
    string,
    Record<
      string,
      { requestBody?: { content: Record<string, { example?: object }> }; parameters?: { name: string; in: string }[] }
    >
  >;
}
interface Route {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly example: object;
}

const data = mkdtempSync(join(tmpdir(), 'bad-input-'));
let engine: Engine;
let app: NestFastifyApplication;
let key: string;
let routes: Route[];
let reads: string[];

beforeAll(async () => {
  engine = await openPlatform({ data, zone: 'UTC' });
  app = await createApp(engine, { signIn: new OneTimeSignIn(engine.clock), rate: 1_000_000 });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  key = (await app.get(Edge).keys.issue({ name: 'fuzz', role: 'admin' })).key;
  const { paths } = (await app.inject('/openapi.json')).json<Documented>();
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) => {
      const example = requestBody?.content['application/json']?.example;
      const isCommand = example !== undefined && !path.includes('/keys');
      return isCommand ? [{ method: method.toUpperCase() as Route['method'], path: filled(path), example }] : [];
    }),
  );
  reads = Object.entries(paths).flatMap(([path, methods]) =>
    'get' in methods && path.startsWith('/api') ? [filled(path)] : [],
  );
  await send('POST', '/api/v1/customers', { customerId: 'c-1', kind: 'organisation' });
  const lines = [{ sku: 'x', quantity: 2, unitPrice: '1.00' }];
  await send('POST', '/api/v1/orders', { orderId: 'o-1', number: 'o-1', currency: 'CNY', customerId: 'c-1', lines });
});
afterAll(async () => {
  await app.close();
  await engine.close();
  rmSync(data, { recursive: true, force: true });
});

const filled = (path: string): string =>
  path
    .replaceAll('{customer}', 'c-1')
    .replaceAll('{customerId}', 'c-1')
    .replaceAll('{orderId}', 'o-1')
    .replaceAll('{name}', 'survivorship')
    .replaceAll(/\{\w+\}/g, 'c-1');

const send = (method: string, url: string, body: unknown): ReturnType<NestFastifyApplication['inject']> =>
  app.inject({
    method: method as 'POST',
    url,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  });

async function refusedAndUnchanged(method: string, url: string, body: unknown): Promise<void> {
  const before = await engine.feed.head();
  const answer = await send(method, url, body);
  const shown = `${method} ${url} ${(typeof body === 'string' ? body : JSON.stringify(body)).slice(0, 300)} → ${answer.body.slice(0, 300)}`;
  if (answer.statusCode < 300) return; // what was made of the example is allowed, too
  expect({ shown, is4xx: answer.statusCode >= 400 && answer.statusCode < 500 }).toEqual({ shown, is4xx: true });
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.json()).toMatchObject({
    status: answer.statusCode,
    code: expect.stringMatching(/^[a-z-]+\/[a-z0-9-]+$/) as string,
  });
  // a reactor may speak meanwhile: of a ship date that an accepted order missed
  const since = (await engine.feed.read(before, 100)).events.filter(({ actor }) => !actor.startsWith('reactor-'));
  expect({ shown, since }).toEqual({ shown, since: [] });
}

/** Values that have broken somebody's store before. */
const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    [],
    {},
    '',
    ' ',
    0,
    -1,
    1.5,
    1e21,
    1e308,
    9007199254740993,
    '-0',
    '1e308',
    '0001-01-01',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '2026-02-30T00:00:00Z',
    'NaN',
    '\u0000',
    '😀'.repeat(300),
    'x'.repeat(70_000),
    '../../etc/passwd',
    "'; DROP TABLE events; --",
    '=1+1',
    '13912345678',
    'a@b.cn',
    { amount: '1', currency: 'CNY' },
    { $sealed: { owner: 'c-1', v: 1, c: '' } },
    [[[[[[]]]]]],
    { a: { b: { c: 1 } } },
  ),
  fc.jsonValue(),
  fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
);

/** The example with something broken somewhere inside. */
function broken(example: object): fc.Arbitrary<object> {
  const places: (readonly (string | number)[])[] = [];
  const walk = (value: unknown, path: readonly (string | number)[]): void => {
    if (path.length > 0) places.push(path);
    if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value))
        walk(inner, [...path, Array.isArray(value) ? Number(name) : name]);
  };
  walk(example, []);
  if (places.length === 0) places.push(['extra']);
  return fc
    .tuple(fc.constantFrom(...places), nasty, fc.constantFrom('replace', 'remove', 'add', 'repeat'))
    .map(([path, value, how]) => {
      const copy = structuredClone(example) as Record<string | number, unknown>;
      let inside = copy;
      for (const name of path.slice(0, -1)) inside = inside[name] as typeof copy;
      const last = path.at(-1) ?? '';
      if (how === 'replace') inside[last] = value;
      else if (how === 'remove') Reflect.deleteProperty(inside, last);
      else if (how === 'add') inside[`${last}x`] = value;
      else if (Array.isArray(inside[last]))
        inside[last] = Array.from({ length: 5_001 }, () => (inside[last] as unknown[])[0]);
      else inside[last] = [inside[last]];
      return copy;
    });
}

it('knows every command route with an example', () => {
  expect(routes.length).toBeGreaterThanOrEqual(12);
});

it('answers what is broken in any place of any command with a precise 4xx, and changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...routes).chain((route) => broken(route.example).map((body) => ({ route, body }))),
      ({ route: { method, path }, body }) => refusedAndUnchanged(method, path, body),
    ),
    { numRuns: 2_500 },
  );
});

it('answers bodies of any other shape with a precise 4xx', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...routes), nasty, ({ method, path }, body) =>
      refusedAndUnchanged(method, path, body),
    ),
    { numRuns: 500 },
  );
});

it.each([
  ['no JSON', '{'],
  ['a number beyond all', '{"customerId":"x","kind":1e999}'],
  ['negative zero', '{"number":"n","currency":"CNY","lines":[{"sku":"x","quantity":-0,"unitPrice":"1"}]}'],
  ['a way to the prototype', '{"__proto__":{"kind":"person"},"customerId":"x","kind":"person"}'],
  ['half a surrogate pair', '{"customerId":"x","kind":"person","name":"\\ud800"}'],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ['depth without end', '['.repeat(100_000) + ']'.repeat(100_000)],
  ['two megabytes', JSON.stringify({ customerId: 'x', kind: 'person', name: 'x'.repeat(2_000_000) })],
  ['an empty body', ''],
])('answers %s with a precise 4xx', async (_what, body) => {
  for (const { method, path } of routes) await refusedAndUnchanged(method, path, body);
});

it('takes an order of 5,000 lines and refuses one of 5,001', async () => {
  const lines = (n: number): object[] =>
    Array.from({ length: n }, (_, i) => ({
      sku: `sku-${i}`,
      name: 'WHITE HANGING HEART T-LIGHT',
      quantity: 6,
      unitPrice: '2.55',
    }));
  const order = (orderId: string, n: number): object => ({
    orderId,
    number: orderId,
    currency: 'GBP',
    lines: lines(n),
  });
  expect((await send('POST', '/api/v1/orders', order('most', 5_000))).statusCode).toBe(201);
  const refused = await send('POST', '/api/v1/orders', order('more', 5_001));
  expect(refused.statusCode).toBe(400);
  expect(refused.json()).toMatchObject({ errors: [{ pointer: '/lines' }] });
});

it('answers reads with forged cursors, positions, filters and dates with a precise 4xx', async () => {
  const bad = [
    'cursor=forged',
    'limit=0',
    'limit=x',
    'sort=nothing',
    'filter[nothing]=1',
    'filter[name][bad]=1',
    'asOf=0001-01-01',
    'asOf=x',
    'from=forged',
    'figure=/nothing',
    'unknown=1',
    '%FF=1',
    'limit=1&limit=2',
  ];
  for (const path of reads)
    for (const query of bad) {
      const { statusCode, headers, body } = await app.inject({
        url: `${path}?${query}`,
        headers: { authorization: `Bearer ${key}` },
      });
      expect({ path, query, body: statusCode >= 500 ? body : '', ok: statusCode < 500 }).toEqual({
        path,
        query,
        body: '',
        ok: true,
      });
      if (statusCode >= 400) expect(headers['content-type']).toContain('application/problem+json');
    }
});
