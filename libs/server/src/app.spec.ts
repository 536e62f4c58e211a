import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Edge, openLog } from '@dossier/web';
import { FakeClock } from '../../testing/src/fake-clock';
import { orderShop } from '../../testing/src/order-shop';
import { Rig } from '../../testing/src/rig';
import { createApp } from './app';
import { OneTimeSignIn } from './sign-in';

const signIn = new OneTimeSignIn(new FakeClock());
let rig: Rig;
let app: NestFastifyApplication;
beforeAll(async () => {
  rig = await Rig.open([orderShop]);
  app = await createApp(rig.engine, { log: openLog('silent'), signIn, version: '1.2.3' });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});
afterAll(async () => {
  await app.close();
  await rig.close();
});

type Method = 'GET' | 'POST';
async function ask(url: string, headers: Readonly<Record<string, string>> = {}, method: Method = 'GET') {
  const { statusCode: status, headers: given, body } = await app.inject({ method, url, headers: { ...headers } });
  return { status, headers: given, body };
}

describe('the first page', () => {
  it('says in the reader’s language what this is and how to begin, with commands to copy', async () => {
    const { status, headers, body } = await ask('/', { 'accept-language': 'zh-CN' });
    expect([status, headers['content-type'], headers['content-language']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'zh-CN',
    ]);
    expect(body).toContain('<html lang="zh-CN">');
    for (const words of ['数据文件夹还是空的', 'npx dossier import online-retail', 'curl -N', 'href="/docs"'])
      expect(body).toContain(words);
    expect((await ask('/?lang=en', { 'accept-language': 'zh-CN' })).body).toContain('The data folder is still empty');
  });

  it('names its data folder in what is typed, to readers on this machine', async () => {
    const { folder } = rig;
    expect((await ask('/')).body).toContain(`npx dossier keys create --role admin --name me --data ${folder}`);
    const away = await app.inject({ url: '/', remoteAddress: '10.0.0.7' });
    expect(away.body).toContain('npx dossier keys create');
    expect(away.body).not.toContain(folder);
  });

  it.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'])(
    'names no folder and no counts to whom a proxy on this machine passes on, by %s',
    async (header) => {
      const { body } = await ask('/', { [header]: 'for=192.0.2.7' });
      expect(body).toContain('npx dossier keys create');
      expect(body).not.toContain(rig.folder);
    },
  );

  it('fetches nothing from elsewhere and runs no script', async () => {
    const { headers, body } = await ask('/');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+';/);
    expect(body).not.toMatch(/<script|src=|@import|url\(|https?:\/\/(?!localhost)/);
  });

  it('breaks commands where a phone is narrow, and lets a touch select one whole', async () => {
    const { body } = await ask('/');
    expect(body).toMatch(/pre\{[^}]*white-space:pre-wrap;overflow-wrap:anywhere;[^}]*user-select:all/);
  });

  it('repeats nothing of the reader’s that could be code', async () => {
    const { body } = await ask('/', { host: 'localhost:3000"><b>' });
    expect(body).not.toContain('<b>');
  });
});

describe('where the data are on servers', () => {
  let onServers: NestFastifyApplication;
  beforeAll(async () => {
    onServers = await createApp({ ...rig.engine, data: undefined }, { log: openLog('silent') });
    await onServers.init();
    await onServers.getHttpAdapter().getInstance().ready();
  });
  afterAll(() => onServers.close());

  it('says how to make a key with the settings of the server, and names no folder and no link', async () => {
    const { body } = await onServers.inject({ url: '/', headers: { 'accept-language': 'en' } });
    expect(body).toContain('In a terminal with the same environment as this server');
    expect(body).toContain('npx dossier keys create --role admin --name me</code></pre>');
    expect(body).not.toMatch(/folder|sign-in link|--data/);
  });

  it.each(['GET', 'POST'] as const)('offers no sign-in by a link, and says the other way: %s', async (method) => {
    const headers = { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' };
    const { statusCode, body } = await onServers.inject({ method, url: '/sign-in?once=guess', headers });
    expect(statusCode).toBe(410);
    expect(body).toContain('There are no sign-in links here');
    expect(body).toContain('npx dossier keys create --role admin --name me');
    expect(body).not.toContain('start the server again');
  });
});

describe('the sign-in link', () => {
  const link = `/sign-in?once=${signIn.token}`;

  it('is not used up by whoever only looks at it', async () => {
    for (let i = 0; i < 3; i++) expect((await ask(link)).body).toContain('<form method="post"');
  });

  it('takes no room of others for a form that does not come', async () => {
    const http = app.getHttpServer();
    await once(http.listen(0, '127.0.0.1'), 'listening');
    const { port } = http.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST ${link} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    await once(http, 'request');
    expect(app.get(Edge).bodies.taken).toBe(0);
    socket.destroy();
  });

  it('opens nothing with another token, or none', async () => {
    for (const url of ['/sign-in', '/sign-in?once=', '/sign-in?once=guess'])
      for (const method of ['GET', 'POST'] as const) expect((await ask(url, {}, method)).status).toBe(410);
  });

  it('issues one admin key, shows it once and is used up; the key works', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const [first, second] = await Promise.all([ask(link, form, 'POST'), ask(link, form, 'POST')]);
    expect([first.status, second.status].sort()).toEqual([201, 410]);
    const page = first.status === 201 ? first : second;
    const key = /dsk_[0-9a-v]{8}_[\w-]{43}/.exec(page.body)?.[0] ?? '';
    expect(page.headers['cache-control']).toBe('no-store');
    expect((await ask('/api/v1/keys', { authorization: `Bearer ${key}` })).status).toBe(200);
    expect((await ask(link)).status).toBe(410);
    await rig.accessLog.written();
    const notes = await rig.engine.vault.accesses({ limit: 50 });
    expect(notes.map(({ kind, action, outcome }) => [kind, action, outcome])).toEqual(
      expect.arrayContaining([
        ['entry', 'sign-in', 'sign-in/used'],
        ['command', 'keys.Issue', 'done'],
      ]),
    );
  });

  it('that is used up shows a browser how to get in, and tells programs what is wrong', async () => {
    const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
    for (const method of ['GET', 'POST'] as const) {
      const { status, headers, body } = await ask('/sign-in?once=old', { ...browser, 'accept-language': 'zh' }, method);
      expect([status, headers['content-type'], headers['content-language'], headers['vary']]).toEqual([
        410,
        'text/html; charset=utf-8',
        'zh-CN',
        'accept, accept-language',
      ]);
      expect(body).toContain(`npx dossier keys create --role admin --name me --data ${rig.folder}`);
      expect(body).toContain('重新启动服务');
      expect((await ask('/sign-in?once=old', browser, method)).body).toContain('start the server again');
      for (const accept of ['*/*', 'application/json', ''])
        expect((await ask('/sign-in?once=old', { accept }, method)).headers['content-type']).toMatch(/problem\+json/);
    }
  });

  it('is open for an hour', () => {
    const clock = new FakeClock();
    const late = new OneTimeSignIn(clock);
    clock.advance(3_599_999);
    expect(late.accepts(late.token)).toBe(true);
    clock.advance(1);
    expect([late.accepts(late.token), late.use(late.token)]).toEqual([false, false]);
  });
});

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly security?: object[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly description: string;
    readonly schema: object;
  }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: object; readonly example?: unknown }>>;
  };
  readonly responses: Readonly<Record<string, Answer | { readonly $ref: string }>>;
}
interface Answer {
  readonly description: string;
  readonly content?: Readonly<Record<string, unknown>>;
}
interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly responses: Readonly<Record<string, Answer>>;
  };
}

describe('the documentation', () => {
  let document: OpenApi;
  let text: string;
  beforeAll(async () => {
    text = (await ask('/openapi.json')).body;
    document = JSON.parse(text) as OpenApi;
  });
  const operations = (): readonly (readonly [string, string, Operation])[] =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [path, method, operation] as const),
    );

  /** Answers by status; those of several routes stand among the components. */
  const answersOf = ({ responses }: Operation): Readonly<Record<string, Answer | undefined>> =>
    Object.fromEntries(
      Object.entries(responses).map(([status, answer]) => [
        status,
        '$ref' in answer ? document.components.responses[answer.$ref.replace('#/components/responses/', '')] : answer,
      ]),
    );

  it('tells every route with its parameters, its answers and its problems, in both languages', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(operations().length).toBeGreaterThanOrEqual(30);
    for (const [path, , operation] of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect([
        path,
        operation.parameters?.filter(({ in: where }) => where === 'path').map(({ name }) => name) ?? [],
      ]).toEqual([path, inPath]);
      expect([path, Object.keys(operation.responses).some((status) => status < '300')]).toEqual([path, true]);
      if (path.startsWith('/api/'))
        for (const status of ['400', '401', '403', '429', '500'])
          expect([path, status, answersOf(operation)[status]?.content]).toEqual([
            path,
            status,
            { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          ]);
      for (const said of [...(operation.parameters ?? []), ...Object.values(answersOf(operation))])
        expect(said?.description).toMatch(/./);
    }
    const ids = operations().map(([, , { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refers to nothing that is not there, and tells no keyword of ours but the decimals, and which fields are sealed', () => {
    const references = [...text.matchAll(/"\$ref":"#\/components\/(schemas|responses)\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(3);
    for (const [, kind, name] of references)
      expect(Object.keys(document.components[kind as 'schemas'])).toContain(name);
    expect([...new Set([...text.matchAll(/"(x-[\w-]+)"/g)].map(([, name]) => name))]).toEqual([
      'x-max-decimal-places',
      'x-personal',
    ]);
  });

  it('publishes the very rules that the door enforces, with the envelope and an example', () => {
    const body = document.paths['/api/v1/orders']?.['post']?.requestBody?.content['application/json'];
    expect(body?.schema).toMatchObject({
      additionalProperties: false,
      required: ['lines', 'currency'],
      properties: {
        orderId: { type: 'string', pattern: expect.stringContaining('[A-Za-z0-9._-]{1,64}$') as string },
        lines: { type: 'array', minItems: 1, maxItems: 5000, items: { $ref: '#/components/schemas/Line' } },
        currency: { enum: ['CNY', 'EUR'] },
        occurredAt: { type: 'string', format: 'date-time' },
        department: { type: 'string' },
      },
    });
    expect(body?.example).toMatchObject({ currency: 'CNY' });
    const ship = document.paths['/api/v1/orders/{orderId}/ship']?.['post'];
    expect(ship?.requestBody?.content['application/json']?.schema).not.toHaveProperty('properties.orderId');
    expect(ship?.parameters?.map(({ name }) => name)).toEqual([
      'orderId',
      'Idempotency-Key',
      'If-Match',
      'X-Correlation-Id',
      'traceparent',
    ]);
  });

  it('names the fields by which a list is filtered and sorted', () => {
    const names = document.paths['/api/v1/orders']?.['get']?.parameters?.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'filter[stage]',
        'filter[placedAt]',
        'sort',
        'limit',
        'cursor',
        'q',
        'Dossier-After',
        'Prefer',
      ]),
    );
  });

  it('has an operation for each report, with its own name, roles and parameters', () => {
    const { get } = document.paths['/api/v1/reports/turnover'] ?? {};
    expect([get?.operationId, get?.summary]).toEqual(['getReportsTurnover', 'Turnover · 营业额']);
    expect(get?.description).toContain('admin, analyst');
    expect(get?.parameters?.map(({ name }) => name)).toEqual(['top', 'basis', 'asOf', 'Dossier-After', 'Prefer']);
    expect(Object.keys(document.paths).filter((path) => path.includes('/reports/'))).toEqual([
      '/api/v1/reports/turnover',
    ]);
  });

  it('says which fields of a list are amounts, and offers none of those by which q searches', () => {
    const words = (field: string): string | undefined =>
      document.paths['/api/v1/orders']?.['get']?.parameters?.find(({ name }) => name === `filter[${field}]`)
        ?.description;
    expect(words('total')).toMatch(/An amount, such as 1600\.00.*金额，如 1600\.00/s);
    expect(words('lines')).not.toMatch(/amount/);
    expect([words('search'), words('searchMail')]).toEqual([undefined, undefined]);
  });

  it('carries the version of the software', () => {
    expect(document.info.version).toBe('1.2.3');
  });

  it('says who may, and what needs no key', () => {
    expect(document.paths['/api/v1/orders']?.['post']?.description).toContain('admin, service, staff');
    expect(document.paths['/health/live']?.['get']?.security).toEqual([]);
  });

  it('is shown by a page whose parts all come from here', async () => {
    const page = await ask('/docs');
    expect([page.status, page.headers['content-security-policy']]).toEqual([
      200,
      expect.stringContaining("script-src 'self'"),
    ]);
    const parts = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part]) => part as string);
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) {
      expect(part).not.toMatch(/^https?:|^\/\//);
      expect((await ask(new URL(part, 'http://localhost/docs').pathname)).status).toBe(200);
    }
    expect((await ask('/docs/swagger-ui.css')).headers['content-type']).toBe('text/css; charset=utf-8');
    for (const none of ['swagger-ui-bundle.js.map', 'package.json', '..%2fpackage.json', 'constructor'])
      expect((await ask(`/docs/${none}`)).status).toBe(404);
    const { body } = await ask('/docs/swagger-ui-init.js');
    expect(body).toContain('/openapi.json');
    expect(body).not.toContain('paths'); // what stands in the page goes before that in the reader's language
    expect(page.body).not.toMatch(/<script>(?!\s*<\/script>)/);
  });

  it('is in the language of its reader, and as wide as a phone', async () => {
    const { body } = await ask('/docs', { 'accept-language': 'zh-CN' });
    expect(body).toContain('<html lang="zh-CN">');
    expect(body).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect((await ask('/docs/', { 'accept-language': 'en' })).body).toContain('<html lang="en">');
    for (const [language, first] of [
      ['zh-CN', '测试 · Test'],
      ['en', 'Test · 测试'],
    ] as const) {
      const { body, headers } = await ask('/openapi.json', { 'accept-language': language });
      const { paths } = JSON.parse(body) as OpenApi;
      expect([headers['vary'], paths['/api/v1/orders']?.['post']?.summary]).toEqual(['accept-language', first]);
    }
  });
});
