import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@dossier/engine';
import { Edge } from '@dossier/web';
import { type Server, startServer } from './app';
import { openPlatform } from './platform';

interface Answer {
  readonly status: number;
  readonly etag: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}
let data: string;
let engine: Engine;
let server: Server;
let key: string;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'dossier-revision-'));
  engine = await openPlatform({ data, zone: 'UTC' });
  const edge = await Edge.open(engine);
  key = (await edge.keys.issue({ name: 'tester', role: 'admin' })).key;
  server = await startServer(engine, { port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await server.close();
  rmSync(data, { recursive: true });
});

async function call(method: string, path: string, body?: object, headers: object = {}): Promise<Answer> {
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, etag: answer.headers.get('etag'), body: (await answer.json()) as Answer['body'] };
}
const after = ({ body }: Answer): object => ({ 'dossier-after': body['position'], prefer: 'wait=30' });

const lines = [{ sku: 'A', quantity: 1, unitPrice: '10' }];
const reason = { reason: 'asked for', department: 'sales' };
/** Of each aggregate with a document: how it is made, read, and changed. */
const AGGREGATES = [
  {
    document: '/customers/c-1',
    make: ['POST', '/customers', { customerId: 'c-1', kind: 'organisation', department: 'sales', name: 'Acme' }],
    change: ['POST', '/customers/c-1/deactivate', reason],
    again: ['POST', '/customers/c-1/reactivate', reason],
  },
  {
    document: '/orders/SO-1',
    make: ['POST', '/orders', { number: 'SO-1', customerId: 'c-1', currency: 'EUR', lines }],
    change: ['POST', '/orders/SO-1/confirm', {}],
    again: ['POST', '/orders/SO-1/ship', {}],
  },
  {
    document: '/policies/personal-data',
    make: ['PUT', '/policies/personal-data', { document: { analyst: [] }, approvedBy: 'board' }],
    change: ['PUT', '/policies/personal-data', { document: { analyst: ['sales.reason'] }, approvedBy: 'board' }],
    again: ['PUT', '/policies/personal-data', { document: { analyst: [] }, approvedBy: 'board' }],
  },
] as const;

it.each(AGGREGATES)('the document at $document gives the revision with which it is changed once', async (aggregate) => {
  const read = (wait: object) => call('GET', aggregate.document, undefined, wait);
  const change = ([method, path, body]: readonly [string, string, object], etag: string | null) =>
    call(method, path, body, { 'if-match': etag });
  const [method, path, body] = aggregate.make;
  const made = await call(method, path, body);
  expect(made.status).toBe(201);
  const seen = await read(after(made));
  expect([seen.etag, seen.body['revision']]).toEqual([`"${String(made.body['revision'])}"`, made.body['revision']]);
  const changed = await change(aggregate.change, seen.etag);
  expect(changed.status).toBe(200);
  const late = await change(aggregate.again, seen.etag); // who read before that must look again
  expect([late.status, late.body['code']]).toEqual([412, 'command/stale']);
  const now = await read(after(changed));
  expect(now.etag).toBe(changed.etag);
  expect((await change(aggregate.again, now.etag)).status).toBe(200);
});

it('names every document of an aggregate that OpenAPI has, and says there what the revision is', async () => {
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
    readonly paths: Readonly<
      Record<string, { readonly get?: { readonly responses: Readonly<Record<string, { readonly headers?: object }>> } }>
    >;
  };
  const told = Object.entries(document.paths)
    .filter(([, { get }]) => get?.responses['200']?.headers && 'ETag' in get.responses['200'].headers)
    .map(([path]) => path.replace('/api/v1', ''))
    .filter((path) => path !== '/catalogue'); // no aggregate: its ETag is of a copy, and no revision
  expect(told.sort()).toEqual([
    '/complaints/{complaintId}',
    '/credit-limits/{customer}',
    '/credit-notes/{creditNoteId}',
    '/customers/{customer}',
    '/feedback/{feedbackId}',
    '/hazard-notices/{noticeId}',
    '/improvement-plans/{planId}',
    '/inspections/{inspectionId}',
    '/interactions/{interactionId}',
    '/invoices/{invoiceId}',
    '/orders/{orderId}',
    '/payments/{paymentId}',
    '/policies/{name}',
    '/quality-returns/{returnId}',
    '/service-requests/{requestId}',
    '/survey-responses/{responseId}',
    '/warnings/{warningId}',
  ]);
});

it('gives the revision that the document shows, not the one that the log has already', async () => {
  const note = { number: 'CN-1', customerId: 'c-1', currency: 'EUR', lines };
  const made = await call('POST', '/credit-notes', note);
  expect((await call('GET', '/credit-notes/CN-1', undefined, after(made))).etag).toBe('"0"');
  expect((await call('GET', '/policies/survivorship')).body['revision']).toBeNull();
});
