import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020';
import { openPlatform, type Server, startServer } from '@dossier/server';
import { Edge, openLog } from '@dossier/web';
import { type Answers, openAnswers, type Operation } from '../../../libs/testing/src/open-answers';
import { controlSocket } from './find-door';
import { run } from './main';
import { openTerminal } from './terminal';

type Json = Readonly<Record<string, unknown>>;

/** Answers whose schema does not say all that is in them, and why. A route leaves this list and never enters it. */
const OPEN: Readonly<Record<string, string>> = {
  '/api/v1/catalogue': 'has the rules of each field, JSON Schemas, which have a schema of their own',
  '/api/v1/schemas/events/{type}/{version}': 'is a JSON Schema, which has a schema of its own',
  '/openapi.json': 'is an OpenAPI document, which has a schema of its own',
};

const data = mkdtempSync(join(tmpdir(), 'every-answer-'));
let server: Server;
let document: Answers;
/** Of what was written last: all reads are of then, or later. */
let position: string | undefined;
let keys: Readonly<Record<'admin' | 'analyst', string>>;
beforeAll(async () => {
  const engine = await openPlatform({ data, zone: 'Asia/Shanghai' });
  const edge = await Edge.open(engine);
  const issue = async (role: 'admin' | 'analyst') => (await edge.keys.issue({ name: role, role })).key;
  keys = { admin: await issue('admin'), analyst: await issue('analyst') };
  server = await startServer(engine, { host: '127.0.0.1', port: 0, log: openLog('silent') });
  const silent: typeof openTerminal = (language, json) => {
    const nowhere = { write: () => true };
    return openTerminal(language, json, nowhere, nowhere);
  };
  const openFolder = () => Promise.reject(new Error(`it belongs to the server at ${controlSocket(data)}`));
  const generate = ['generate', '--events', '600', '--data', data];
  expect(await run(generate, '1', { environment: {}, terminal: silent, openFolder })).toBe(0);
  await recordMoney();
  await recordSatisfaction();
  await recordHazardsAndQuality();
  // not json(): its objects are of another realm, and ajv's enum does not take them as equal to ours
  document = JSON.parse(await (await fetch(`${server.url}/openapi.json`)).text()) as Answers;
});
afterAll(async () => {
  await server.close();
  rmSync(data, { recursive: true });
});

const reads = (): readonly (readonly [path: string, operation: Operation])[] =>
  Object.entries(document.paths).flatMap(([path, { get }]) => (get ? [[path, get] as const] : []));

it('says of every answer all that is in it', () => {
  expect([...openAnswers(document).keys()].sort()).toEqual(Object.keys(OPEN).sort());
});

const get = (path: string, as: keyof typeof keys, accept = 'application/json'): Promise<Response> =>
  fetch(`${server.url}${path}`, {
    headers: { authorization: `Bearer ${keys[as]}`, accept, ...(position !== undefined && after(position)) },
  });
const after = (then: string): Record<string, string> => ({ 'dossier-after': then, prefer: 'wait=30' });
/** Sends commands; what is read from then on has what they wrote. */
async function record(sent: readonly (readonly [path: string, body: Json])[]): Promise<void> {
  for (const [path, body] of sent) {
    const headers = { authorization: `Bearer ${keys.admin}`, 'content-type': 'application/json' };
    const answer = await fetch(`${server.url}/api/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect([path, answer.ok]).toEqual([path, true]);
    ({ position } = (await answer.json()) as { readonly position: string });
  }
}
/** An invoice that is paid in part, limits, and a request with a restated verdict: the generator tells of none. */
async function recordMoney(): Promise<void> {
  const [customerId, ...others] = (await itemsOf('customers?limit=3')).map(({ id }) => String(id));
  const of = { customerId, currency: 'CNY' };
  const why = { approvedBy: 'director', reason: 'x' };
  const sent: readonly (readonly [path: string, body: Json])[] = [
    ['invoices', { ...of, number: 'INV-1', amount: '100', occurredAt: '2026-01-05T00:00:00Z' }],
    ['payments', { ...of, number: 'P-1', amount: '40', invoiceId: 'INV-1' }],
    ['payments', { ...of, number: 'P-2', amount: '10', method: 'cash' }],
    ['payments/P-2/reverse', { reason: 'x' }],
    [`customers/${String(customerId)}/tier-override`, { scheme: 'type', tier: 'type-industry', ...why }],
    [`customers/${String(customerId)}/ratings`, { rating: 'potential', score: 4, ...why }],
    ['tier-schemes/abc/assessments', {}], // of the other one may run, as the history tells
    ...[customerId, ...others].map(
      (each) => [`customers/${String(each)}/credit-limit`, { limit: '50', currency: 'CNY', ...why }] as const,
    ),
    ['service-requests', { customerId, number: 'SR-1', priority: 'urgent', occurredAt: '2026-01-05T00:00:00Z' }],
    ['service-requests/SR-1/assign', { assignee: 'line-2', occurredAt: '2026-01-05T00:05:00Z' }],
    ['service-requests/SR-1/pause', { waitingFor: 'x', occurredAt: '2026-01-05T00:10:00Z' }],
    ['service-requests/SR-1/resolve', { proof: 'POD-1', occurredAt: '2026-01-07T00:00:00Z' }],
    ['service-requests/SR-1/retract', { step: 'paused', reason: 'x' }],
    ['service-requests/SR-1/correct', { step: 'resolved', reason: 'x', occurredAt: '2026-01-05T00:20:00Z' }],
    [
      'complaints',
      { customerId, number: 'KS-1', severity: 'critical', complaint: 'x', occurredAt: '2026-01-05T00:00:00Z' },
    ],
    ['complaints/KS-1/investigate', { departments: ['service', 'x'], occurredAt: '2026-01-05T01:00:00Z' }],
    ['complaints/KS-1/report-finding', { department: 'service', finding: 'x', occurredAt: '2026-01-05T02:00:00Z' }],
    ['complaints/KS-1/retract', { step: 'asked', reason: 'x' }],
    ['complaints/KS-1/find-cause', { cause: 'design', explanation: 'x', occurredAt: '2026-01-05T03:00:00Z' }],
    ['complaints/KS-1/act', { corrective: 'x', preventive: 'x', occurredAt: '2026-01-05T04:00:00Z' }],
    ['complaints/KS-1/verify', { effective: true, occurredAt: '2026-01-06T00:00:00Z' }],
    ['complaints/KS-1/close', { answer: 'x', satisfied: true, occurredAt: '2026-01-07T00:00:00Z' }],
    ['complaints/KS-1/correct', { step: 'closed', reason: 'x', occurredAt: '2026-01-12T00:00:00Z' }],
  ];
  await record(sent);
}
/** Notices of hazard, inspections and what came back: the generator tells of none. */
async function recordHazardsAndQuality(): Promise<void> {
  const [customerId] = (await itemsOf('customers?limit=3')).map(({ id }) => String(id));
  const notice = {
    ...{ customerId, product: 'SEAL-80', severity: 'warning', channel: 'visit', givenBy: 'tech-3' },
    ...{ hazard: 'x', responsibility: 'x', occurredAt: '2026-01-05T00:00:00Z' },
  };
  const inspected = { customerId, product: 'SEAL-80', inspected: 40, occurredAt: '2026-01-05T00:00:00Z' };
  await record([
    ...['HN-1', 'HN-2', 'HN-3'].map((noticeId) => ['hazard-notices', { ...notice, noticeId }] as const),
    ['hazard-notices/HN-1/acknowledge', { acknowledgedBy: '李娜', method: 'mail' }],
    ['hazard-notices/HN-2/withdraw', { reason: 'x' }],
    ['inspections', { ...inspected, inspectionId: 'QC-1', passed: 38, defects: [{ defect: 'x', count: 2 }] }],
    ['inspections', { ...inspected, inspectionId: 'QC-2', passed: 40 }],
    ['quality-returns', { customerId, product: 'SEAL-80', quantity: 2, because: 'defect', inspectionId: 'QC-1' }],
  ]);
}
/** Answers of two years about us and a rival, what customers wrote, and plans: the generator tells of none. */
async function recordSatisfaction(): Promise<void> {
  const [customerId] = (await itemsOf('customers?limit=3')).map(({ id }) => String(id));
  const answer = { customerId, instrument: 'csat', touchpoint: 'delivery', respondent: '李娜' };
  const waves = Array.from({ length: 24 }, (_, month) => new Date(Date.UTC(2024, month, 5)).toISOString());
  const sent: readonly (readonly [path: string, body: Json])[] = [
    ...waves.flatMap((occurredAt, i) =>
      [3, 4 + (i % 2)].map((score) => ['survey-responses', { ...answer, score, occurredAt }] as const),
    ),
    ['survey-responses', { ...answer, score: 2, competitor: '东岭', occurredAt: '2025-12-05T00:00:00Z' }],
    ['survey-responses', { instrument: 'nps', score: 9 }],
    ['survey-responses', { ...answer, instrument: 'ces', score: 6 }],
    ['feedback', { customerId, feedbackId: 'F-1', kind: 'review', words: '太慢', occurredAt: '2026-01-05T00:00:00Z' }],
    ['feedback', { customerId, feedbackId: 'F-2', kind: 'suggestion', words: '告知运单号' }],
    ['feedback/F-1/assess', { category: 'delivery', cause: '漏推送' }],
    ['feedback/F-1/answer', { answer: '已改' }],
    ...['P-1', 'P-2'].map((planId) => {
      const plan = { planId, title: '提速', owner: '物流', instrument: 'csat', touchpoint: 'delivery' };
      return ['improvement-plans', { ...plan, occurredAt: '2025-01-01T00:00:00Z' }] as const;
    }),
    ['improvement-plans/P-1/start', { occurredAt: '2025-03-01T00:00:00Z' }],
    ['improvement-plans/P-1/close', { outcome: 'unclear' }],
  ];
  await record(sent);
}
const itemsOf = async (list: string): Promise<readonly Json[]> =>
  ((await (await get(`/api/v1/${list}`, 'admin')).json()) as { readonly items: readonly Json[] }).items;

/** What the parameters of paths are, of what was generated. */
async function parameters(): Promise<Readonly<Record<string, readonly string[]>>> {
  const some = async (list: string, field: string): Promise<readonly string[]> => {
    const found = (await itemsOf(list)).map((item) => item[field]).filter((value) => typeof value === 'string');
    if (found.length === 0) throw new Error(`nothing was generated that ${list} gives a ${field} of`);
    return found.slice(0, 30);
  };
  const customer = await some('customers?limit=3', 'id');
  const orderId = await some('orders?limit=200', 'orderId');
  return {
    customer,
    customerId: customer,
    orderId,
    order: (await some('credit-notes?limit=200', 'order')).slice(0, 3),
    creditNoteId: await some('credit-notes', 'creditNoteId'),
    interactionId: await some('interactions', 'interactionId'),
    invoiceId: await some('invoices', 'invoiceId'),
    paymentId: await some('payments', 'paymentId'),
    responseId: await some('survey-responses?limit=5', 'responseId'),
    feedbackId: await some('feedback', 'feedbackId'),
    planId: await some('improvement-plans', 'planId'),
    scheme: ['value', 'abc'],
    assessment: await some('tier-assessments', 'assessment'),
    warningId: await some('warnings', 'warningId'),
    requestId: await some('service-requests', 'requestId'),
    complaintId: await some('complaints', 'complaintId'),
    noticeId: await some('hazard-notices', 'noticeId'),
    inspectionId: await some('inspections', 'inspectionId'),
    returnId: await some('quality-returns', 'returnId'),
    stream: [`order-${String(orderId[0])}`, `customer-${String(customer[0])}`],
    name: await some('policies', 'name'),
    type: ['sales.OrderPlaced'],
    version: ['1'],
  };
}

/** What the query must or should say. */
const QUERIES: readonly (readonly [route: RegExp, queries: readonly string[]])[] = [
  [
    /\/why$/,
    [
      'customer/name',
      'customer/golden',
      'customer/byDepartment',
      'sales/net',
      'sales/recentOrders',
      'interactions/lastContact',
      'interactions/openPromises',
      'service/requests',
      'hazards/overdueNotices',
      'quality/passRateByProduct',
      'lifecycle/stage',
      'warnings/signals',
    ].map((figure) => `?figure=/${figure}`),
  ],
  [/\/import-secret$/, ['?source=erp']],
  [/\/reports\/(rfm|abc|concentration|receivables)$/, ['?currency=CNY']],
  [/\/reports\/contacts$/, ['', '?by=month', '?by=channel&days=90']],
  [/\/reports\/promises$/, ['', '?by=customer', '?by=department&kind=promise']],
  [/\/reports\/defect-pareto$/, ['', '?of=cause', '?of=reason&since=2025-01']],
  [/\/reports\/pass-rate$/, ['', '?by=customer', '?by=month']],
  [
    /\/(reports\/satisfaction|satisfaction\/trends)$/,
    ['', '?by=customer', '?by=touchpoint', '?by=competitor', '?instrument=nps', '?instrument=ces'],
  ],
  [/\/reports\/(rfm|abc|concentration|receivables|purchase-forecast)$/, ['?currency=CNY']],
  [/\/(customers|orders|credit-notes|events|timeline|access|facts|sales-facts)$/, ['?limit=200']],
];
/** What a link asks in place of a body, as its documentation has it. */
const linkedBody = ({ parameters: all = [] }: Operation): readonly string[] => {
  const body = all.find(({ name }) => name === 'body');
  return [body ? `?body=${encodeURIComponent(String(body.schema.examples?.[0]))}` : ''];
};
/** The parts of a list that its documentation names as an example. */
const someParts = ({ parameters: all = [] }: Operation): readonly string[] =>
  all.flatMap(({ name, schema }) => (name === 'fields' ? [`?fields=${String(schema.examples?.[0])}`] : []));
const addresses = (
  [template, operation]: readonly [path: string, operation: Operation],
  known: Readonly<Record<string, readonly string[]>>,
): readonly string[] => {
  const [, whole] = QUERIES.find(([route]) => route.test(template)) ?? [template, linkedBody(operation)];
  const queries = [...whole, ...someParts(operation)];
  const opened = template.replace('{scheme}/what-if', 'value/what-if'); // a draft is of one scheme
  const paths = [...opened.matchAll(/\{(\w+)\}/g)].reduce<readonly string[]>(
    (made, [hole, name]) => {
      const values = known[name as string];
      if (values === undefined) throw new Error(`${template}: say here which ${String(name)} is looked at`);
      return made.flatMap((path) => values.map((value) => path.replace(hole, encodeURIComponent(value))));
    },
    [opened],
  );
  return paths.flatMap((path) => queries.map((query) => path + query));
};

it.each(['admin', 'analyst'] as const)('answers %s what the schema says, and nothing beside it', async (role) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ $id: 'https://dossier.invalid/openapi', components: document.components });
  const check = (schema: Json): ((body: unknown) => readonly unknown[]) => {
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"https://dossier.invalid/openapi#/components/');
    const validate = ajv.compile(JSON.parse(text) as AnySchemaObject);
    return (body) =>
      validate(body)
        ? []
        : (validate.errors ?? []).slice(0, 5).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
  };
  const broken: unknown[] = [];
  const answered = new Set<string>();
  const known = await parameters();
  for (const read of reads())
    for (const [accept, { schema }] of Object.entries(read[1].responses['200']?.content ?? {})) {
      if (!/json/.test(accept)) continue;
      const errorsOf = check(schema); // compiled once for all bodies: it takes longer than asking
      for (const path of addresses(read, known)) {
        const answer = await get(path, role, accept);
        if (answer.status === 403 && role !== 'admin') continue;
        const text = await answer.text();
        if (answer.status !== 200) broken.push([path, answer.status, text]);
        else {
          const bodies = accept === 'application/json' ? [text] : text.split('\n').filter(Boolean);
          const errors = bodies.flatMap((body) => errorsOf(JSON.parse(body))).slice(0, 5);
          if (errors.length > 0) broken.push([path, accept, errors]);
          answered.add(read[0]);
        }
      }
    }
  expect(broken).toEqual([]);
  expect(answered.size).toBeGreaterThan(role === 'admin' ? 30 : 20);
});
