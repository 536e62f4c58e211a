import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Engine } from '@dossier/engine';
import { Edge } from '@dossier/web';
import { type Server, startServer } from './app';
import { openPlatform } from './platform';

type Json = Readonly<Record<string, unknown>>;
interface Answer {
  readonly status: number;
  readonly text: string;
}
let data: string;
let engine: Engine;
let server: Server;
let keys: Readonly<Record<'admin' | 'analyst', string>>;
/** Where the walk has come to: the last thing that was written. */
let position: string;

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'dossier-personal-'));
  engine = await openPlatform({ data, zone: 'UTC' });
  const edge = await Edge.open(engine);
  const issue = async (role: 'admin' | 'analyst') => (await edge.keys.issue({ name: role, role })).key;
  keys = { admin: await issue('admin'), analyst: await issue('analyst') };
  server = await startServer(engine, { port: 0, host: '127.0.0.1' });
  await recordCustomer();
});
afterAll(async () => {
  await server.close();
  rmSync(data, { recursive: true });
});

/** Every text that is personal begins so, and goes on with the name of its field. */
const MARK = 'Marked';
const marked = (name: string): string => `${MARK} ${name}`;
/** Names of the fields whose values are in a text. */
const marksIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/marked (\w+)/gi)].map(([, name]) => name as string)),
];

async function post(path: string, body: Json, method = 'POST'): Promise<void> {
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${keys.admin}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const receipt = (await answer.json()) as { readonly position: string; readonly events: readonly unknown[] };
  expect([path, answer.status, receipt.events.length > 0]).toEqual([path, expect.any(Number), true]);
  position = receipt.position;
}

async function get(path: string, key: string, accept = 'application/json'): Promise<Answer> {
  const headers = { authorization: `Bearer ${key}`, accept, 'dossier-after': position, prefer: 'wait=30' };
  const answer = await fetch(`${server.url}${path}`, { headers });
  if (accept !== 'text/event-stream' || answer.body === null)
    return { status: answer.status, text: await answer.text() };
  return { status: answer.status, text: await eventsIn(answer.body) };
}
/** A live stream does not end: it is read until the last event that was written has come. */
async function eventsIn(body: ReadableStream<Uint8Array>): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes(`id: ${position}\n`)) break;
  }
  return text;
}

const PERSONAL_ATTRIBUTES = [
  ...['legalName', 'shortName', 'creditCode', 'region', 'address', 'phone', 'email', 'website'],
  ...['billingName', 'billingAddress', 'billingEmail', 'taxNumber', 'bankName', 'bankAccount'],
];
const factsOf = (department: string): Json => ({
  department,
  facts: PERSONAL_ATTRIBUTES.map((attribute) => ({ attribute, value: `${marked(attribute)}  of ${department}` })),
});

/** One customer about whom all is recorded that can be personal. */
async function recordCustomer(): Promise<void> {
  await post('/customers', { customerId: 'c-1', kind: 'person', department: 'sales' });
  await post('/customers/c-1/external-ids', { source: 'erp', value: '4711' });
  await post('/customers/c-1/facts', factsOf('sales'));
  await post('/customers/c-1/facts', factsOf('finance'));
  await post('/customers/c-1/facts', { department: 'sales', facts: [{ attribute: 'country', value: 'DE' }] });
  const lines = [{ sku: 'A', quantity: 3, unitPrice: '10' }];
  const order = { customerId: 'c-1', number: 'SO-1', currency: 'EUR', lines };
  const reason = marked('reason');
  const adjustments = [{ sku: 'M', quantity: 1, unitPrice: '0', reason: marked('adjustmentReasons') }];
  await post('/orders', { ...order, adjustments });
  await post('/orders/SO-1/ship', { lines: [{ line: 1, quantity: 2 }] });
  await post('/orders/SO-1/return', { lines: [{ line: 1, quantity: 1 }], reason });
  await post('/orders/SO-1/cancel', { reason });
  await post('/credit-notes', {
    ...order,
    number: 'CN-1',
    orderId: 'SO-1',
    lines: [{ ...lines[0], quantity: 1 }],
    reason,
  });
  const invoice = { customerId: 'c-1', number: 'INV-1', amount: '30', currency: 'EUR' };
  const approvedBy = 'director';
  await post('/invoices', invoice);
  await post('/invoices/INV-1/correct', { amount: '33', reason });
  await post('/invoices/INV-1/move-due-date', { dueAt: '2999-01-01T00:00:00Z', approvedBy, reason });
  await post('/payments', { ...invoice, number: 'P-1', amount: '10', invoiceId: 'INV-1' });
  await post('/payments/P-1/withdraw-allocation', { invoiceId: 'INV-1', reason });
  await post('/payments/P-1/reverse', { reason });
  await post('/invoices/INV-1/write-off', { approvedBy, reason });
  await post('/invoices/INV-1/withdraw-write-off', { reason });
  await post('/invoices/INV-1/cancel', { reason });
  await post('/customers/c-1/credit-limit', { limit: '100', currency: 'EUR', approvedBy, reason });
  await post('/customers/c-1/credit-limit', { approvedBy, reason });
  const due = { owner: 'director', dueAt: '2999-01-01T00:00:00Z' };
  const texts = Object.fromEntries(['participants', 'staff', 'needs'].map((field) => [field, [marked(field)]]));
  const said = { kind: 'call', subject: marked('subject'), minutes: marked('minutes'), ...texts };
  const promise = { what: marked('what'), ...due };
  const interaction = { interactionId: 'I-1', customerId: 'c-1', department: 'sales', ...said };
  await post('/interactions', { ...interaction, promises: [promise, promise] });
  await post('/interactions/I-1/correct', { kind: 'visit', reason });
  await post('/interactions/I-1/move-promise', { promise: 1, dueAt: '2998-01-01T00:00:00Z', reason });
  await post('/interactions/I-1/keep-promise', { promise: 1, note: marked('note') });
  await post('/interactions/I-1/keep-promise', { promise: 2 });
  await post('/interactions/I-1/reopen-promise', { promise: 2, reason });
  await post('/interactions', { ...interaction, interactionId: 'I-2', promises: [promise] });
  await post('/interactions/I-2/release-promise', { promise: 1, because: 'not-needed', reason });
  await post('/interactions/I-2/retract', { reason });
  const cause = { cause: 'service', note: marked('note') };
  const [lost, long] = ['2020-01-01T00:00:00Z', '2020-06-01T00:00:00Z'];
  await post('/orders', { ...order, number: 'SO-0', occurredAt: lost });
  await post('/orders', { ...order, number: 'SO-2' }); // it is won back
  await post('/customers/c-1/win-back', cause);
  await post('/customers/c-1/win-back/correct', { ...cause, cause: 'need' });
  await post('/customers/c-1/win-back', { cause: 'price', occurredAt: long });
  await post('/customers/c-1/win-back/withdraw', { reason, occurredAt: long });
  const of = { customerId: 'c-1' };
  const answer = { ...of, instrument: 'nps', score: 9, respondent: marked('respondent'), comment: marked('comment') };
  for (const responseId of ['R-1', 'R-2']) await post('/survey-responses', { ...answer, responseId });
  await post('/survey-responses/R-1/correct', { score: 8, reason });
  await post('/survey-responses/R-2/retract', { reason });
  const written = { ...of, kind: 'review', words: marked('words'), author: marked('author') };
  for (const feedbackId of ['F-1', 'F-2']) await post('/feedback', { ...written, feedbackId });
  await post('/feedback/F-1/correct', { topic: 'service', reason });
  await post('/feedback/F-1/assess', { category: 'service', cause: marked('cause') });
  await post('/feedback/F-1/answer', { answer: marked('answer') });
  await post('/feedback/F-2/answer', { answer: marked('answer') });
  await post('/feedback/F-2/withdraw-answer', { reason });
  await post('/feedback/F-2/retract', { reason });
  const plan = { ...of, title: marked('title'), measures: marked('measures'), owner: 'director', instrument: 'nps' };
  await post('/improvement-plans', { ...plan, planId: 'PL-1' });
  await post('/improvement-plans/PL-1/correct', { topic: 'service', reason });
  await post('/improvement-plans/PL-1/start', {});
  await post('/improvement-plans/PL-1/withdraw-start', { reason });
  await post('/improvement-plans/PL-1/start', {});
  await post('/improvement-plans/PL-1/close', { outcome: 'unclear', note: marked('note') });
  const set = { scheme: 'value', tier: 'value-high', approvedBy, reason };
  await post('/customers/c-1/tier-override', set);
  await post('/customers/c-1/tier-override/withdraw', { scheme: 'value', approvedBy, reason });
  await post('/customers/c-1/ratings', { rating: 'potential', score: 4, approvedBy, reason });
  await post('/customers/c-1/ratings', { rating: 'potential', approvedBy, reason });
  await post('/tier-schemes/value/assessments', {});
  await recordWarning();
  await post('/service-requests', { customerId: 'c-1', number: 'SR-1', subject: marked('subject') });
  const at = '/service-requests/SR-1';
  await post(`${at}/assign`, { assignee: 'line-2', note: marked('note') });
  await post(`${at}/respond`, { note: marked('note') });
  await post(`${at}/pause`, { waitingFor: marked('waitingFor') });
  await post(`${at}/resume`, { note: marked('note') });
  await post(`${at}/resolve`, { solution: marked('solution') });
  await post(`${at}/close`, { answer: marked('answer') });
  await post(`${at}/reopen`, { reason });
  await post(`${at}/correct`, { step: 'reopened', reason });
  await post(`${at}/retract`, { step: 'responded', reason });
  await post(`${at}/withdraw`, { reason });
  const complaint = '/complaints/KS-1';
  const filed = { customerId: 'c-1', number: 'KS-1', severity: 'major', complaint: marked('complaint') };
  await post('/complaints', { ...filed, demand: marked('demand'), complainant: marked('complainant') });
  await post(`${complaint}/investigate`, { departments: ['service'], note: marked('note') });
  await post(`${complaint}/report-finding`, { department: 'service', finding: marked('finding') });
  await post(`${complaint}/find-cause`, { cause: 'design', explanation: marked('explanation') });
  await post(`${complaint}/act`, { corrective: marked('corrective'), preventive: marked('preventive') });
  await post(`${complaint}/verify`, { effective: true, evidence: marked('evidence') });
  await post(`${complaint}/escalate`, { reason });
  await post(`${complaint}/pause`, { waitingFor: marked('waitingFor') });
  await post(`${complaint}/resume`, { note: marked('note') });
  await post(`${complaint}/close`, { answer: marked('answer') });
  await post(`${complaint}/correct`, { step: 'filed', severity: 'minor', reason });
  await post(`${complaint}/reopen`, { reason });
  await post(`${complaint}/retract`, { step: 'reopened', reason });
  await post('/complaints', { ...filed, number: 'KS-2' });
  await post('/complaints/KS-2/withdraw', { reason });
  await recordHazardsAndQuality(reason);
  await post('/customers/c-1/deactivate', { reason, department: 'sales' });
  await post('/customers/c-1/reactivate', { reason, department: 'sales' });
}

/** Notices of hazard that are acknowledged and withdrawn, inspections and what came back. */
async function recordHazardsAndQuality(reason: string): Promise<void> {
  const told = { hazard: marked('hazard'), responsibility: marked('responsibility'), recipient: marked('recipient') };
  const notice = { customerId: 'c-1', product: 'p', severity: 'danger', channel: 'visit', givenBy: 'tech-3', ...told };
  const acknowledged = { acknowledgedBy: marked('acknowledgedBy'), method: 'signature' };
  await post('/hazard-notices', { ...notice, noticeId: 'HN-1' });
  await post('/hazard-notices/HN-1/correct', { product: 'q', reason });
  await post('/hazard-notices/HN-1/acknowledge', acknowledged);
  await post('/hazard-notices/HN-1/withdraw-acknowledgement', { reason });
  await post('/hazard-notices/HN-1/acknowledge', acknowledged);
  await post('/hazard-notices', { ...notice, noticeId: 'HN-2' });
  await post('/hazard-notices/HN-2/withdraw', { reason });
  const inspected = { customerId: 'c-1', product: 'p', inspected: 2, passed: 2, inspector: marked('inspector') };
  for (const inspectionId of ['QC-1', 'QC-2']) await post('/inspections', { ...inspected, inspectionId });
  await post('/inspections/QC-1/correct', { batch: 'b', reason });
  await post('/inspections/QC-2/retract', { reason });
  const back = { customerId: 'c-1', product: 'p', quantity: 1, because: 'defect', inspectionId: 'QC-1' };
  for (const returnId of ['QR-1', 'QR-2'])
    await post('/quality-returns', { ...back, returnId, explanation: marked('explanation') });
  await post('/quality-returns/QR-1/correct', { quantity: 2, reason });
  await post('/quality-returns/QR-2/retract', { reason });
}

/** An invoice that is overdue, the warning of it, and what people say about that. */
async function recordWarning(): Promise<void> {
  const overdue = { dueAt: '2026-01-10T00:00:00Z', occurredAt: '2026-01-01T00:00:00Z' };
  await post('/invoices', { customerId: 'c-1', number: 'INV-2', amount: '30', currency: 'EUR', ...overdue });
  const warnings = async (): Promise<readonly Json[]> =>
    (JSON.parse((await get('/api/v1/warnings', keys.admin)).text) as { readonly items: readonly Json[] }).items;
  let found = await warnings();
  while (found.length === 0) found = await warnings(); // nobody sends it: it comes by itself
  const warning = String(found[0]?.['warningId']);
  IN_PATH['warningId'] = warning;
  const note = marked('note');
  await post(`/warnings/${warning}/acknowledge`, { note });
  await post(`/warnings/${warning}/snooze`, { until: '2999-01-01T00:00:00Z', reason: marked('reason') });
  await post(`/warnings/${warning}/act`, { action: 'review-credit', note });
  await post(`/warnings/${warning}/close`, { outcome: 'lost', note });
  await post(`/warnings/${warning}/correct-outcome`, { outcome: 'unclear', reason: note });
}

/** Of what recordCustomer() records, an id for each parameter of a path. */
const IN_PATH: Record<string, string> = {
  customer: 'c-1',
  customerId: 'c-1',
  orderId: 'SO-1',
  order: 'SO-1',
  creditNoteId: 'CN-1',
  creditNote: 'CN-1',
  invoiceId: 'INV-1',
  paymentId: 'P-1',
  interactionId: 'I-1',
  responseId: 'R-1',
  feedbackId: 'F-1',
  planId: 'PL-1',
  scheme: 'value',
  assessment: 'value-1',
  requestId: 'SR-1',
  complaintId: 'KS-1',
  noticeId: 'HN-1',
  inspectionId: 'QC-1',
  returnId: 'QR-1',
  name: 'personal-data',
  stream: 'customer-c-1',
  type: 'customers.FactAsserted',
  version: '1',
};

interface Got {
  readonly responses: Json;
  readonly parameters?: readonly {
    readonly name: string;
    readonly schema: { readonly examples?: readonly string[] };
  }[];
}

/** Every GET that is served, in every form that it can be had in. */
async function everyGet(): Promise<readonly { readonly path: string; readonly accept: string }[]> {
  const document = JSON.parse((await get('/openapi.json', keys.admin)).text) as {
    readonly paths: Readonly<Record<string, { readonly get?: Got }>>;
  };
  return Object.entries(document.paths).flatMap(([template, { get: operation }]) => {
    if (!operation) return [];
    const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = IN_PATH[name];
      if (value === undefined) throw new Error(`${template}: say here which ${name} is looked at`);
      return value;
    });
    const { content = {} } = (operation.responses['200'] ?? {}) as { readonly content?: Json };
    const forms = Object.keys(content).length > 0 ? Object.keys(content) : ['*/*'];
    return queriesOf(path, operation).flatMap((query) => forms.map((accept) => ({ path: `${path}${query}`, accept })));
  });
}
/** A route that needs parameters, with all that make a difference. */
function queriesOf(path: string, { parameters = [] }: Got): readonly string[] {
  const [linked] = parameters.find(({ name }) => name === 'body')?.schema.examples ?? [];
  if (linked !== undefined) return [`?body=${encodeURIComponent(linked)}`];
  if (path.endsWith('/import-secret')) return ['?source=erp'];
  if (path.endsWith('/timeline')) return ['?limit=200'];
  if (!path.endsWith('/why')) return [''];
  const figures = engine.registry.sections.flatMap(({ name, figures: of }) =>
    Object.keys(of as Json).map((f) => `/${name}/${f}`),
  );
  const inside = [
    '/customer/golden/legalName',
    '/customer/golden/legalName/value',
    '/customer/byDepartment/sales/phone',
  ];
  return [...figures, ...inside].map((figure) => `?figure=${figure}`);
}

/** What a key sees: path and form → the marks there. */
async function walk(
  key: string,
): Promise<{ readonly seen: Map<string, readonly string[]>; readonly statuses: Map<string, number> }> {
  const seen = new Map<string, readonly string[]>();
  const statuses = new Map<string, number>();
  for (const { path, accept } of await everyGet()) {
    const { status, text } = await get(path, key, accept);
    statuses.set(`${path} ${accept}`, status);
    const marks = marksIn(text);
    if (marks.length > 0) seen.set(`${path} ${accept}`, marks);
  }
  return { seen, statuses };
}

it('marks every personal field that there is, so that none is forgotten below', async () => {
  const { text } = await get('/api/v1/events?limit=1000', keys.admin);
  const events = (JSON.parse(text) as { readonly items: readonly { readonly type: string; readonly data: Json }[] })
    .items;
  const unmarked = [...engine.registry.events.values()].flatMap(({ type, personal }) =>
    personal
      .filter(
        ({ field }) =>
          !events.some((event) => event.type === type && marksIn(JSON.stringify(event.data[field] ?? null)).length > 0),
      )
      .map(({ field }) => `${type}.${field}`),
  );
  // for each: let recordCustomer() send a command that fills it, with `marked('<field>')` for the value
  expect(unmarked).toEqual([]);
});

it('says in the sentences of events what a reader may see, and of the rest that it is sealed', async () => {
  type Said = readonly { readonly type: string; readonly says: { readonly zh: string; readonly en: string } }[];
  const said = async (path: string, key: string, list: string): Promise<readonly string[]> =>
    ((JSON.parse((await get(path, key)).text) as Readonly<Record<string, Said>>)[list] ?? []).map(
      ({ says: { zh, en } }) => `${zh} | ${en}`,
    );
  const timeline = '/api/v1/customers/c-1/timeline?limit=200';
  expect(await said(timeline, keys.analyst, 'items')).toEqual(
    expect.arrayContaining([
      '停用客户，原因：（已封存） | Customer deactivated, reason: (sealed)',
      '登记电话：（已封存）（原文：（已封存）） | Phone recorded: (sealed) (written as (sealed))',
    ]),
  );
  expect(marksIn((await said(timeline, keys.admin, 'items')).join())).toContain('reason');
  const stored = await said('/api/v1/audit/streams/customer-c-1', keys.admin, 'events');
  expect(stored).toContain('重新启用客户，原因：（已封存） | Customer reactivated, reason: (sealed)');
  expect(marksIn(stored.join())).toEqual([]);
});

it('shows analysts nothing personal on any route, in any form', async () => {
  const { seen, statuses } = await walk(keys.analyst);
  expect(Object.fromEntries(seen)).toEqual({});
  // 410: the sign-in link is another
  const failed = [...statuses].filter(([, status]) => ![200, 403, 410].includes(status));
  expect(failed).toEqual([]);
  const everything = await walk(keys.admin);
  const paths = new Set([...everything.seen.keys()].map((each) => each.replace(/[? ].*/, '').replace('/api/v1', '')));
  // one that is missing here shows personal values too: add it
  expect([...paths].sort()).toEqual(
    [
      '/credit-notes',
      '/credit-notes/CN-1',
      '/credit-limits',
      '/credit-limits/c-1',
      '/payments',
      '/payments/P-1',
      '/customers/c-1/payments',
      '/interactions',
      '/interactions/I-1',
      '/customers/c-1/interactions',
      '/promises',
      '/customers/c-1/promises',
      '/survey-responses',
      '/survey-responses/R-1',
      '/customers/c-1/survey-responses',
      '/feedback',
      '/feedback/F-1',
      '/customers/c-1/feedback',
      '/improvement-plans',
      '/improvement-plans/PL-1',
      '/reports/improvements',
      '/reports/purchase-forecast',
      '/tier-assessments/value-1/changes',
      '/tier-changes',
      '/customers/c-1/tier-changes',
      '/customers',
      '/customers/c-1',
      '/customers/c-1/360',
      '/customers/c-1/360/why',
      '/customers/c-1/drift',
      '/customers/c-1/facts',
      '/customers/c-1/lifecycle',
      '/drift',
      '/facts',
      '/customers/c-1/timeline',
      '/events',
      '/orders',
      '/orders/SO-1',
      '/orders/SO-1/credit-notes',
      '/portfolio',
      '/customers/c-1/orders',
      '/reports/contacts',
      '/reports/abc',
      '/reports/concentration',
      '/reports/data-quality',
      '/reports/drift',
      '/reports/rfm',
      '/reports/win-backs',
      '/reports/receivables', // of customers with something open
      '/warnings',
      `/warnings/${IN_PATH['warningId']}`,
      '/customers/c-1/warnings',
      '/customers/c-1/service-requests',
      '/service-requests',
      '/service-requests/SR-1',
      '/complaints',
      '/complaints/KS-1',
      '/complaints/KS-1/forms/feedback',
      '/complaints/KS-1/forms/handling',
      '/customers/c-1/complaints',
      '/reports/complaint-target',
      '/hazard-notices',
      '/hazard-notices/HN-1',
      '/hazard-notices/HN-1/forms/notice',
      '/customers/c-1/hazard-notices',
      '/inspections',
      '/inspections/QC-1',
      '/customers/c-1/inspections',
      '/quality-returns',
      '/quality-returns/QR-1',
      '/customers/c-1/quality-returns',
    ].sort(),
  );
});

it('lets nobody find out by filter, sort or search what he may not see', async () => {
  for (const query of [
    'filter[name]=x',
    'filter[name][contains]=mark',
    'sort=name',
    'sort=-name',
    'q=mark',
    'q=mark@x',
  ]) {
    const { status, text } = await get(`/api/v1/customers?${query}`, keys.analyst);
    expect([query, status, (JSON.parse(text) as Json)['code']]).toEqual([query, 403, 'auth/sealed-field']);
    expect((await get(`/api/v1/customers?${query}`, keys.admin)).status).toBe(200);
  }
  for (const query of ['filter[value]=x', 'filter[raw][contains]=mark', 'sort=raw'])
    expect((await get(`/api/v1/customers/c-1/facts?${query}`, keys.analyst)).status).toBe(403);
  expect((await get('/api/v1/customers?filter[country]=DE&sort=registeredAt', keys.analyst)).status).toBe(200);
});

const REGISTER = join(__dirname, '../../../.swc-register.cjs');
/** What a program prints that opens views.db with SQLite, which this file may not. */
function inViews(program: string, ...given: readonly string[]): unknown {
  const opened = `const { Sqlite } = require('@dossier/sqlite');
    const views = new Sqlite(process.argv[1]);
    const names = views.prepare("SELECT name FROM sqlite_master WHERE type = 'view'").pluck().all();
    ${program}`;
  const run = ['--require', REGISTER, '-e', opened, join(data, 'views.db'), ...given];
  const { stdout, stderr } = spawnSync(process.execPath, run, { encoding: 'utf8' });
  return JSON.parse(stdout === '' ? `{"error":${JSON.stringify(stderr)}}` : stdout);
}

it('keeps it out of the SQL views', () => {
  const rows = inViews(
    `console.log(JSON.stringify(names.map((name) => [name, views.prepare('SELECT * FROM "' + name + '"').all()])))`,
  ) as readonly (readonly [string, readonly object[]])[];
  expect(rows.filter(([, all]) => all.length > 0).length).toBeGreaterThan(5);
  expect(rows.filter(([, all]) => marksIn(JSON.stringify(all)).length > 0)).toEqual([]);
});

it('is not in the copy that analysts are given, as the page on SQL views says how to make it', () => {
  const page = readFileSync(resolve(__dirname, '../../../docs/sql-views.md'), 'utf8');
  const statement = /^SELECT 'CREATE TABLE copy.*;$/m.exec(page)?.[0] ?? '';
  const file = join(data, 'analysts.db');
  const made = inViews(
    `views.prepare('ATTACH ? AS copy').run(process.argv[2]);
    const statements = views.prepare(process.argv[3]).pluck().all();
    for (const each of statements) views.exec(each);
    console.log(JSON.stringify(statements.length));`,
    file,
    statement,
  );
  expect(made).toBeGreaterThan(5);
  const copy = readFileSync(file);
  expect(marksIn(copy.toString('latin1'))).toEqual([]);
  expect(copy.includes('SO-1')).toBe(true);
  const whole = ['views.db', 'views.db-wal'].map((each) => readFileSync(join(data, each), 'latin1')).join('');
  expect(marksIn(whole).length).toBeGreaterThan(10); // as the page says
});

describe('a policy that opens a field', () => {
  it('is refused where it names no personal field', async () => {
    const answer = await fetch(`${server.url}/api/v1/policies/personal-data`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${keys.admin}`, 'content-type': 'application/json' },
      body: JSON.stringify({ document: { analyst: ['customers.country'] }, approvedBy: 'board' }),
    });
    const body = (await answer.json()) as { readonly errors: readonly object[] };
    expect([answer.status, body.errors]).toMatchObject([
      400,
      [{ pointer: '/document/analyst/0', code: 'unknown-field' }],
    ]);
  });

  it('opens that field to analysts wherever it is shown, and no other', async () => {
    await post(
      '/policies/personal-data',
      { document: { analyst: ['customers.legalName'] }, approvedBy: 'board' },
      'PUT',
    );
    const { seen } = await walk(keys.analyst);
    expect(new Set([...seen.values()].flat())).toEqual(new Set(['legalName']));
    const paths = new Set([...seen.keys()].map((each) => each.replace(/[? ].*/, '').replace('/api/v1', '')));
    expect([...paths].sort()).toEqual([
      '/customers',
      '/customers/c-1',
      '/customers/c-1/360',
      '/customers/c-1/360/why',
      '/customers/c-1/drift',
      '/customers/c-1/facts',
      '/customers/c-1/timeline',
      '/drift',
      '/events',
      '/facts',
      '/portfolio',
      '/reports/drift',
    ]);
    // the name may be the short one, which stays sealed
    const { text } = await get('/api/v1/customers/c-1', keys.analyst);
    expect(JSON.parse(text)).toMatchObject({
      name: { sealed: true },
      golden: { legalName: { value: expect.any(String) as string } },
    });
    expect((await get('/api/v1/customers?q=mark', keys.analyst)).status).toBe(403);
  });

  it('opens the list by name once both names are open, and closes it again', async () => {
    const analyst = ['customers.legalName', 'customers.shortName'];
    await post('/policies/personal-data', { document: { analyst }, approvedBy: 'board' }, 'PUT');
    expect((await get('/api/v1/customers?q=mark&sort=name', keys.analyst)).text).toContain(MARK);
    expect((await get('/api/v1/customers?q=mark@x', keys.analyst)).status).toBe(403); // mail is still sealed
    await post('/policies/personal-data', { document: { analyst: [] }, approvedBy: 'board' }, 'PUT');
    expect((await walk(keys.analyst)).seen.size).toBe(0);
  });
});
