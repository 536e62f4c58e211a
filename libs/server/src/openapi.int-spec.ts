import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Engine } from '@dossier/engine';
import { Edge } from '@dossier/web';
import { createApp, type Server, startServer } from './app';
import { openApi } from './openapi';
import { openPlatform } from './platform';

interface Operation {
  readonly security: readonly object[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly schema: { readonly examples?: readonly unknown[] };
  }[];
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

it('holds nobody up while it is made, and is not written anew for each reader', async () => {
  const app = await createApp(engine);
  await app.init();
  let rounds = 0;
  const counting = setInterval(() => (rounds += 1), 0);
  await openApi(app.get(Edge));
  clearInterval(counting);
  await app.close();
  expect(rounds).toBeGreaterThan(3);
  const written = jest.spyOn(JSON, 'stringify');
  for (const path of ['/openapi.json', '/api/v1/catalogue', '/api/v1/catalogue']) {
    const answer = await fetch(server.url + path, { headers: { authorization: `Bearer ${key}` } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(Object.keys((await answer.json()) as object).length).toBeGreaterThan(1);
  }
  const long = written.mock.results.filter(({ value }) => typeof value === 'string' && value.length > 100_000);
  written.mockRestore();
  expect(long.length).toBeLessThanOrEqual(1); // the catalogue, once for its role
});

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

it('says in Chinese what a field is with one colon', async () => {
  const document = await (await fetch(`${server.url}/openapi.json`)).text();
  expect(document.match(/[^"：。\n]*：[^"：。，；、\s]{1,6}：[^"\n]*/g)).toBeNull();
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

it('has examples that a fresh server takes, each once those are taken that it needs', async () => {
  const send = async (
    path: string,
    body: unknown,
    method = 'POST',
    type = 'application/json',
  ): Promise<string | null> => {
    const headers = { authorization: `Bearer ${admin}`, 'content-type': type };
    const answer = await fetch(server.url + path, { method, headers, body: JSON.stringify(body) });
    const text = await answer.text();
    return answer.ok && !text.includes('"problem"') ? null : `${answer.status} ${text}`;
  };
  // only a document without a customer can be attributed, and what is undone is no longer there for the others
  const anonymous = { number: 'CN-ANONYMOUS', lines: [{ sku: 'A', quantity: 1, unitPrice: '1' }], currency: 'CNY' };
  expect(await send('/api/v1/credit-notes', anonymous)).toBeNull();
  const money = { amount: '1', currency: 'CNY' };
  for (const number of ['BANK-UNKNOWN', 'BANK-2026-0816'])
    expect(await send('/api/v1/payments', { number, ...money })).toBeNull();
  const called = { interactionId: 'call-2026-0007', customerId: 'c-7', kind: 'call', subject: '询价' };
  for (const [path, body] of [
    ['customers', { customerId: 'c-7', kind: 'organisation' }],
    ['interactions', called],
  ] as const)
    expect(await send(`/api/v1/${path}`, { ...body, department: 'sales' })).toBeNull();
  const answer = { instrument: 'nps', score: 9 };
  const said = { kind: 'review', words: '太慢' };
  const plan = { planId: 'plan-2026-04', title: '提速', owner: '物流主管', instrument: 'csat' };
  for (const [path, body] of [
    ['survey-responses', { responseId: 'csat-2026-0007', ...answer }],
    ['survey-responses', { responseId: 'anonymous-2026-0001', ...answer }],
    ['feedback', { feedbackId: 'review-2026-0007', ...said }],
    ['feedback', { feedbackId: 'anonymous-2026-0001', ...said }],
    ['improvement-plans', plan],
    ['improvement-plans/plan-2026-04/start', {}],
  ] as const)
    expect(await send(`/api/v1/${path}`, body)).toBeNull();
  let left = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      Object.entries(operation.requestBody?.content ?? {}).flatMap(([type, { example }]) =>
        example === undefined
          ? []
          : [{ method: method.toUpperCase(), path: withExamples(path, operation), type, example }],
      ),
    ),
  );
  let refused: readonly unknown[] = [];
  for (let before = Infinity; left.length < before;) {
    before = left.length;
    const answers = new Map<unknown, string | null>();
    for (const each of left) answers.set(each, await send(each.path, each.example, each.method, each.type));
    left = left.filter((each) => answers.get(each) !== null);
    refused = left.map((each) => [each.method, each.path, answers.get(each)]);
  }
  // for each: let its example name what the examples of other commands made; a warning comes by itself, under an id that
  // nobody chooses
  expect(refused.filter((each) => !JSON.stringify(each).includes('warnings/unknown-warning'))).toEqual([]);
});
const withExamples = (path: string, { parameters = [] }: Operation): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    String(parameters.find((each) => each.name === name)?.schema.examples?.[0]),
  );

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
