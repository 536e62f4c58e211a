import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Engine } from '@dossier/engine';
import { endOfDay, instant, milliseconds, startOfDay } from '@dossier/kernel';
import type { Schema } from '@dossier/rules';
import { createWebApp, documentedRoutes, Edge, openLog, type Parameter, type Route } from '@dossier/web';
import { FakeClock } from '../../testing/src/fake-clock';
import { contexts } from './contexts';
import { openEmbedded } from './embedded';
import { InstallationHttp } from './installation.http';

const ZONE = 'Europe/London';
/** A day of 23 hours: clocks were put forward. */
const DAY = '2011-03-27';
const START = startOfDay(DAY, ZONE);
const END = endOfDay(DAY, ZONE);
const before = (at: string): string => instant(milliseconds(at) - 1);
const after = (at: string): string => instant(milliseconds(at) + 1);
/** One happening at each edge of the day, and what they are called. */
const EDGES = { 'just-before': before(START), first: START, last: END, 'just-after': after(END) };

const folder = mkdtempSync(join(tmpdir(), 'days-'));
const clock = new FakeClock('2011-03-01T00:00:00.000Z');
let engine: Engine;
let edge: Edge;
let app: NestFastifyApplication;
let key = '';
let position = '';

beforeAll(async () => {
  const projectionsThread = require.resolve('./projections.worker');
  engine = await openEmbedded({ data: join(folder, 'data'), zone: ZONE, contexts, projectionsThread, clock });
  edge = await Edge.open(engine, { log: openLog('silent') });
  app = await createWebApp(edge, [InstallationHttp]);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  key = (await edge.keys.issue({ name: 'a', role: 'admin' })).key;
  await post('/customers', { customerId: 'c', kind: 'organisation' });
  for (const [name, at] of Object.entries(EDGES)) {
    clock.set(at); // it happened when it was recorded
    await post('/customers', { customerId: name, kind: 'organisation' });
    const lines = [{ sku: 'x', quantity: 1, unitPrice: '1' }];
    await post('/orders', { orderId: name, number: name, customerId: 'c', currency: 'GBP', lines });
  }
  clock.set('2012-01-01T00:00:00.000Z');
});
afterAll(async () => {
  await app.close();
  await engine.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}
const headers = (): Record<string, string> => ({ authorization: `Bearer ${key}`, 'content-type': 'application/json' });
async function post(path: string, body: object): Promise<void> {
  const answer = await app.inject({ method: 'POST', url: `/api/v1${path}`, headers: headers(), payload: body });
  expect([path, answer.statusCode, answer.body]).toEqual([path, 201, answer.body]);
  position = answer.json<{ position: string }>().position;
}
async function get(path: string, { method, served }: Partial<Route> = {}): Promise<Answer> {
  const after = { 'dossier-after': position, prefer: 'wait=30' };
  const example = served?.operation.body?.example as object | undefined;
  const answer = await app.inject({
    ...{ url: `/api/v1${path}`, headers: { ...headers(), ...after } },
    ...(method === 'POST' && { method, ...(example && { payload: example }) }), // a question that is posted
  });
  return { status: answer.statusCode, body: answer.json() };
}
const items = (answer: Answer): readonly Readonly<Record<string, unknown>>[] => answer.body['items'] as never;

interface Taken {
  readonly route: Route;
  readonly parameter: Parameter;
}
const taken = (): readonly Taken[] =>
  documentedRoutes(edge).flatMap((route) =>
    (route.served.operation.parameters ?? []).map((parameter) => ({ route, parameter })),
  );
const meaning = ({ parameter: { day } }: Taken): Parameter['day'] => day;
/** A path with everything in it that it needs. */
function pathOf({ url, served }: Route): string {
  const values: Readonly<Record<string, string>> = {
    customer: 'c',
    order: 'first',
    name: 'survivorship',
    scheme: 'value',
  };
  const path = url.replace('/api/v1', '').replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? name);
  const linked = served.operation.parameters?.find(({ name }) => name === 'body')?.schema['examples'] as
    readonly string[] | undefined;
  if (linked !== undefined) return `${path}?body=${encodeURIComponent(linked[0] ?? '')}&`;
  return path.endsWith('/why') ? `${path}?figure=/sales/orders&` : `${path}?`;
}

it('knows of every parameter whether it takes a day, and what the day means', () => {
  const days = new Map(taken().flatMap((each) => (meaning(each) ? [[each.parameter.name, meaning(each)]] : [])));
  const others = new Set(taken().flatMap((each) => (meaning(each) ? [] : [each.parameter.name])));
  const bounds = [...days].filter(([name]) => !name.startsWith('filter['));
  expect(Object.fromEntries(bounds)).toEqual({ asOf: 'end', knownAt: 'end', from: 'start', to: 'end' });
  expect(new Set([...days].filter(([name]) => name.startsWith('filter[')).map(([, day]) => day))).toEqual(
    new Set(['within']),
  );
  // a new parameter that takes a time belongs to the others above: say so with moment(), which also reads it
  const timely = [...others].filter((name) => /at\b|date|day|time|since|until|from|before|after/i.test(name));
  const positions = ['Dossier-After', 'from'];
  const none = ['days', 'filter[lastSentiment]', 'filter[sentiment]', 'since']; // a number, words that sound like times, a month
  expect(timely.sort()).toEqual([...positions, ...none].sort());
});

it('declares every text of a body that is a time as one that the door reads', () => {
  const fields: [string, boolean][] = [];
  const walk = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const { format, 'x-instant': isInstant } = schema as Schema;
    if (format === 'date-time' || format === 'date' || isInstant === true) fields.push([path, isInstant === true]);
    for (const [name, inner] of Object.entries(schema)) walk(inner, `${path}/${name}`);
  };
  for (const { served, url } of documentedRoutes(edge)) {
    walk(served.operation.body?.schema, url);
    for (const [name, schema] of served.operation.body?.definitions ?? []) walk(schema, `${url}#${name}`);
  }
  expect(fields.length).toBeGreaterThan(10);
  expect(fields.filter(([, read]) => !read)).toEqual([]);
});

it('refuses everywhere what is no day and no time with offset, and takes every day of the calendar', async () => {
  const dated = taken().filter(meaning);
  expect(dated.length).toBeGreaterThan(20);
  for (const { route, parameter } of dated) {
    const ask = (text: string): Promise<Answer> =>
      get(`${pathOf(route)}${parameter.name}=${encodeURIComponent(text)}`, route);
    const where = `${route.url} ${parameter.name}`;
    for (const text of [
      '2023-02-30',
      '1899-12-31',
      '10000-01-01',
      '2011-03-27T08:00:00',
      '27.03.2011',
      '2011-3-27',
      '',
    ]) {
      const { status, body } = await ask(text);
      expect([where, text, status, body['errors']]).toEqual([
        where,
        text,
        400,
        [expect.objectContaining({ pointer: `?${parameter.name}`, code: 'not-a-time' })],
      ]);
    }
    for (const text of [DAY, '2011-10-30', '1900-01-01', '9999-12-31', '2024-02-29', '2011-03-27T01:30:00+01:00']) {
      const { status } = await ask(text);
      // before anything happened there is no customer to be seen
      expect([where, text, status === 200 || status === 404]).toEqual([where, text, true]);
    }
  }
});

it('splits every list by a day into what is before, within and after it', async () => {
  const filters = taken().filter((each) => meaning(each) === 'within');
  for (const { route, parameter } of filters) {
    const count = async (op: string, day = DAY): Promise<number> =>
      items(await get(`${pathOf(route)}limit=200&${parameter.name}${op}=${day}`)).length;
    const [lt, eq, gt] = [await count('[lt]'), await count(''), await count('[gt]')];
    const sums = [await count('[lte]'), await count('[gte]'), await count('[lte]', '9999-12-31')];
    const where = `${route.url} ${parameter.name}`;
    expect([where, ...sums]).toEqual([where, lt + eq, eq + gt, lt + eq + gt]);
  }
});

it('counts what happened at the edges of a day to that day', async () => {
  const named = async (path: string): Promise<readonly unknown[]> =>
    items(await get(path)).map((item) => item['orderId'] ?? item['id']);
  for (const [list, field] of [
    ['orders', 'placedAt'],
    ['customers', 'registeredAt'],
  ] as const) {
    const filtered = (op: string) => named(`/${list}?sort=${field}&filter[${field}]${op}=${DAY}`);
    expect(await filtered('')).toEqual(['first', 'last']);
    expect((await filtered('[lt]')).filter((id) => id !== 'c')).toEqual(['just-before']);
    expect(await filtered('[gt]')).toEqual(['just-after']);
  }
  for (const bound of ['asOf', 'as-of', 'knownAt', 'known-at'])
    expect((await get(`/customers/c/360?${bound}=${DAY}`)).body['sales']).toMatchObject({ orders: 3 });
  expect((await get(`/reports/lifecycle?asOf=${DAY}`)).body['summary']).toMatchObject({ asOf: END });
});

it('shows an auditor the whole of a day', async () => {
  await engine.accessLog.written(); // records are written some at a time
  const of = async (query: string): Promise<readonly unknown[]> => {
    const found = items(await get(`/audit/access?limit=200&${query}`));
    return found.filter((access) => access['kind'] === 'command').map((access) => access['at']);
  };
  expect(new Set(await of(`from=${DAY}&to=${DAY}`))).toEqual(new Set([START, END]));
  expect(new Set(await of(`from=${DAY}&to=2011-03-28`))).toEqual(new Set([START, END, after(END)]));
  expect(await of(`to=${DAY}`)).not.toContain(after(END));
});
