import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Engine } from '@dossier/engine';
import { Edge } from '@dossier/web';
import { type Server, startServer } from './app';
import { openPlatform } from './platform';

jest.setTimeout(180_000); // the compiler of TypeScript starts anew

interface Operation {
  readonly security: readonly object[];
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: object; readonly example?: unknown }>>;
  };
}
interface Document {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
const root = resolve(__dirname, '../../..');
const run = promisify(execFile);
const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
let room: string;
let engine: Engine;
let server: Server;
let key: string;
let admin: string;
let document: Document;
beforeAll(async () => {
  room = mkdtempSync(join(tmpdir(), 'dossier-openapi-'));
  engine = await openPlatform({ data: join(room, 'data'), zone: 'UTC' });
  const edge = await Edge.open(engine);
  key = (await edge.keys.issue({ name: 'client', role: 'service' })).key;
  admin = (await edge.keys.issue({ name: 'reader', role: 'admin' })).key;
  server = await startServer(engine, { port: 0, host: '127.0.0.1' });
  document = (await (await fetch(`${server.url}/openapi.json`)).json()) as Document;
  writeFileSync(join(room, 'openapi.json'), JSON.stringify(document));
});
afterAll(async () => {
  await server.close();
  rmSync(room, { recursive: true });
});

/** @returns what it printed, also when it failed */
async function node(program: string, ...given: readonly string[]): Promise<string> {
  const done = await run(process.execPath, [join(root, 'node_modules', program), ...given], { cwd: room, env }).catch(
    (error: unknown) => error as { readonly stdout: string; readonly stderr: string },
  );
  return done.stdout + done.stderr;
}

it('is without errors by the rules that Redocly recommends', async () => {
  const printed = await node('@redocly/cli/bin/cli.js', 'lint', 'openapi.json', '--format=json');
  const { totals, problems } = JSON.parse(printed.slice(printed.indexOf('{'), printed.lastIndexOf('}') + 1)) as {
    readonly totals: { readonly errors: number };
    readonly problems: readonly { readonly severity: string; readonly message: string }[];
  };
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(totals.errors).toBe(0);
});

it('names its server, says of every route who may, and has one path for one thing', () => {
  expect(document.servers).toEqual([expect.objectContaining({ url: '/' })]);
  expect(
    Object.values(document.paths)
      .flatMap((path) => Object.values(path))
      .filter(({ security }) => !Array.isArray(security)),
  ).toEqual([]);
  const shapes = Object.keys(document.paths).map((path) => path.replaceAll(/\{\w+\}/g, '{}'));
  expect(new Set(shapes).size).toBe(shapes.length);
  expect(JSON.stringify(document)).not.toContain('$defs');
});

it('tells readers of Chinese of a failure in their language first, each of its codes in a line of its own', async () => {
  const { paths } = (await (
    await fetch(`${server.url}/openapi.json`, { headers: { 'accept-language': 'zh' } })
  ).json()) as Document;
  const [title, ...codes] = paths['/api/v1/orders']?.['post']?.responses['409']?.description.split('\n') ?? [];
  expect(title).toMatch(/^\p{Script=Han}+ · [A-Z]/u);
  expect(codes.length).toBeGreaterThan(1);
  for (const code of codes) expect(code).toMatch(/^- `[a-z]+\/[a-z-]+`: [^a-z]*\p{Script=Han}.* · .*[A-Z]/u);
});

it('says once what commands answer, what an amount, a text in both languages and a problem is, and what a list gives', () => {
  const text = JSON.stringify(document.paths);
  for (const title of ['Receipt', 'Money', 'Text', 'OrdersItem', 'CustomersItem']) {
    expect(text).toContain(`"#/components/schemas/${title}"`);
    expect(text).not.toContain(`"title":"${title}"`);
  }
  expect(text).toContain('{"$ref":"#/components/responses/Problem401"}');
});

it('names the commands that a line of bulk may have', () => {
  const line = document.paths['/api/v1/bulk']?.['post']?.requestBody?.content['application/x-ndjson']?.schema;
  const command = { type: 'string', enum: [...engine.registry.commands.keys()].sort() };
  const before = ['customers.ClaimExternalId', 'customers.NoteCustomer', 'customers.RegisterCustomer'];
  const first = { items: { properties: { command: { type: 'string', enum: before } } } };
  expect(line).toMatchObject({ properties: { command, first } });
});

/** In the order of a business: what comes later needs what came before. */
const STORY: readonly (readonly [method: string, path: string])[] = [
  ['put', '/api/v1/installation/zone'],
  ['post', '/api/v1/keys'],
  ['put', '/api/v1/policies/survivorship'],
  ['post', '/api/v1/customers'],
  ['post', '/api/v1/customers/c-1001/facts'],
  ['post', '/api/v1/customers/c-1001/facts/withdraw'],
  ['post', '/api/v1/customers/c-1001/external-ids'],
  ['post', '/api/v1/orders'],
  ['post', '/api/v1/orders/SO-2026-0042/confirm'],
  ['post', '/api/v1/orders/SO-2026-0042/ship'],
  ['post', '/api/v1/orders/SO-2026-0042/deliver'],
  ['post', '/api/v1/orders/SO-2026-0042/return'],
  ['post', '/api/v1/orders/SO-2026-0042/cancel'],
  ['post', '/api/v1/credit-notes'],
  ['post', '/api/v1/credit-notes/CN-ANONYMOUS/attribute'],
  ['post', '/api/v1/bulk'],
  ['post', '/api/v1/orders/536365/attribute'],
  ['post', '/api/v1/customers/c-1001/deactivate'],
  ['post', '/api/v1/customers/c-1001/reactivate'],
];

it('has examples that a fresh server takes one after the other as they are written', async () => {
  const left = new Map(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { requestBody }]) =>
        Object.entries(requestBody?.content ?? {}).flatMap(([type, { example }]) =>
          example === undefined ? [] : [[`${method} ${path}`, { type, example }] as const],
        ),
      ),
    ),
  );
  const send = (method: string, path: string, body: unknown, type = 'application/json'): Promise<Response> =>
    fetch(server.url + path, {
      method: method.toUpperCase(),
      headers: { authorization: `Bearer ${admin}`, 'content-type': type },
      body: JSON.stringify(body),
    });
  // only a note without a customer can be attributed
  const anonymous = { number: 'CN-ANONYMOUS', lines: [{ sku: 'A', quantity: 1, unitPrice: '1' }], currency: 'CNY' };
  expect((await send('post', '/api/v1/credit-notes', anonymous)).status).toBe(201);
  const refused: unknown[] = [];
  for (const [method, path] of STORY) {
    const [operation, sent] = [...left].find(([one]) => isOf(one, method, path)) ?? [];
    if (operation !== undefined) left.delete(operation);
    const answer = await send(method, path, sent?.example, sent?.type);
    const text = await answer.text();
    if (!answer.ok || text.includes('"problem"')) refused.push([method, path, answer.status, text]);
  }
  // for each: add it to STORY where a business comes to it, with the ids of the examples before it
  expect([...left.keys()]).toEqual([]);
  expect(refused).toEqual([]);
});
const isOf = (operation: string, method: string, path: string): boolean =>
  new RegExp(`^${operation.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(`${method} ${path}`);

/** A client as somebody writes it over the generated types. */
const client = (body: string): string => `
import type { paths } from './schema';
type Register = paths['/api/v1/customers']['post'];
const body: Register['requestBody']['content']['application/json'] = ${body};
async function register(): Promise<void> {
  const answer = await fetch(process.argv[2] + '/api/v1/customers', {
    method: 'POST',
    headers: { authorization: 'Bearer ' + process.argv[3], 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const receipt = (await answer.json()) as Register['responses'][201]['content']['application/json'];
  const stream: string = receipt.stream;
  console.log(JSON.stringify({ status: answer.status, stream, types: receipt.events.map(({ type }) => type) }));
}
void register();
declare const process: { readonly argv: readonly string[] };
`;
const compile = (file: string): Promise<string> =>
  node(
    'typescript/bin/tsc',
    file,
    '--strict',
    '--target',
    'es2022',
    '--module',
    'commonjs',
    '--lib',
    'es2022,dom',
    '--ignoreConfig',
  );

it('gives types with which a client is written that registers a customer, and that refuse a wrong one', async () => {
  expect(await node('openapi-typescript/bin/cli.js', 'openapi.json', '-o', 'schema.d.ts')).not.toMatch(/error/i);
  writeFileSync(
    join(room, 'client.ts'),
    client(`{ customerId: 'c-1', kind: 'organisation', name: 'Acme', department: 'sales' }`),
  );
  expect(await compile('client.ts')).toBe('');
  const { stdout } = await run(process.execPath, [join(room, 'client.js'), server.url, key]);
  expect(JSON.parse(stdout)).toEqual({
    status: 201,
    stream: 'customer-c-1',
    types: ['customers.CustomerRegistered', 'customers.PersonalFactAsserted'],
  });
  writeFileSync(join(room, 'wrong.ts'), client(`{ customerId: 'c-2', kind: 'company' }`));
  expect(await compile('wrong.ts')).toContain(`Type '"company"' is not assignable`);
});
