import { foundation } from '@dossier/foundation';
import type { Text } from '@dossier/kernel';
import { contexts } from '../../server/src/contexts';
import { type DoorUnderTest, openDoor } from '../../testing/src/door';
import type { ProblemDocument } from './edge/problem';
import { PROBLEMS, TITLES } from './edge/problems';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

/** Identifiers stand in any language alone or separated by marks; words in a row are a sentence. */
const ENGLISH = /[A-Za-z]{2,} [A-Za-z]{2,}/;
const CHINESE = /[\u4e00-\u9fff]/;

const kinds: Readonly<Record<string, Text>> = Object.assign(
  { ...PROBLEMS, ...TITLES },
  ...[...foundation, ...contexts].map(({ refusals }) => Object.fromEntries(refusals)),
) as Readonly<Record<string, Text>>;
it.each(Object.entries(kinds))('%s is said in Chinese and in English', (_, { zh, en }) => {
  expect(zh).toMatch(CHINESE);
  expect(zh).not.toMatch(ENGLISH);
  expect(en).not.toMatch(CHINESE);
});

it('writes titles of events as sentences begin in English, and in Chinese', () => {
  const titles = [...foundation, ...contexts].flatMap(({ events }) => events.map(({ title }) => title));
  expect(titles.length).toBeGreaterThan(15);
  for (const { zh, en } of titles) {
    expect(en).toMatch(/^[A-Z][^.]*$/);
    expect(zh).toMatch(CHINESE);
  }
});

interface Asked {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly by?: keyof DoorUnderTest['keys'];
  readonly body?: unknown;
}
const ORDER = { orderId: 'w-1', lines: [{ sku: 'x', quantity: 1, unitPrice: '2.55' }], currency: 'CNY' };
const post = (body: unknown, headers: Readonly<Record<string, string>> = {}): Asked => ({
  method: 'POST',
  headers,
  body,
});
/** Whatever a caller can do wrong before a rule of a context says no. */
const wrongs: readonly (readonly [string, Asked])[] = [
  ['nothing', {}],
  ['orders', { method: 'DELETE' }],
  ['orders/%ff', {}],
  ['orders', { headers: { authorization: '' } }],
  ['orders', { headers: { authorization: 'Bearer dsk_00000000_x' } }],
  ['orders', { headers: { host: 'evil.example' } }],
  ['keys', { by: 'analyst' }],
  ['orders', { headers: { accept: 'image/png' } }],
  ['orders/none', {}],
  ['customers/c-9/360', {}],
  ['customers/c-1/360/why?figure=/sales/none', {}],
  ['customers/c-1/360/why', {}],
  ['reports/none', {}],
  ['reports/turnover?top=many&basis=tax', {}],
  ['reports/turnover?asOf=2026-01-31&as-of=2026-01-31', {}],
  ['reports/turnover?asOf=soon', {}],
  ['orders', { headers: { 'dossier-after': 'a b' } }],
  ['orders', { headers: { 'dossier-after': 'elsewhere-0-1' } }],
  ['orders?sort=colour', {}],
  ['orders?colour=red', {}],
  ['orders?filter[colour]=red', {}],
  ['orders?filter[urgent][gt]=true', {}],
  ['orders?filter[urgent]=maybe', {}],
  ['orders?filter[lines]=many', {}],
  ['orders?limit=0', {}],
  ['orders?limit=1&limit=2', {}],
  [`orders?q=${'x'.repeat(3000)}`, {}],
  ['orders?filter[buyer]=x', { by: 'analyst' }],
  ['orders?cursor=forged', {}],
  ['audit/access?cursor=forged', {}],
  ['audit/streams/none', {}],
  ['events?types=shop.None', {}],
  ['events?limit=0', {}],
  ['schemas/events/shop.None/1', {}],
  ['keys', post({ name: '', role: 'boss', departments: [7], expiresAt: 'soon' })],
  ['keys', post({ name: 'x', role: 'staff', expiresAt: '2020-01-01T00:00:00Z' })],
  ['keys', post([])],
  ['keys/none/revoke', post(undefined)],
  ['projections/none/rebuild', post(undefined)],
  ['dead-letters/none/retry', post(undefined)],
  ['orders', post('{', { 'content-type': 'application/json' })],
  ['orders', post(`"${'x'.repeat(1024 * 1024)}"`)],
  ['orders', post(ORDER, { 'content-type': 'text/plain' })],
  ['orders', post(ORDER, { 'content-encoding': 'gzip' })],
  ['orders', post(ORDER, { 'idempotency-key': 'a b' })],
  ['orders', post(ORDER, { 'x-correlation-id': 'a b' })],
  ['orders', post(ORDER, { 'if-match': '3' })],
  ['orders', { ...post({ ...ORDER, department: 'service' }), by: 'sales' }],
  ['orders', post({ orderId: 'a b', lines: [], currency: 'USD', promisedShipAt: 'soon', urgent: 'yes', contact: '' })],
  ['orders', post({ ...ORDER, customerId: 'a b', lines: [{ sku: 7, quantity: 0.0001, unitPrice: '2,55' }, null] })],
  ['orders', post({ lines: 'none', colour: 'red', occurredAt: null, department: '' })],
  ['orders', post({ ...ORDER, orderId: '13812345678' })],
  ['orders', post({ ...ORDER, lines: [{ sku: 'sunday', quantity: 1, unitPrice: '1' }] })],
  ['orders', post({ ...ORDER, lines: [{ sku: 'bug', quantity: 1, unitPrice: '1' }] })],
  ['orders/w-1/ship', post({ orderId: 'w-2', parcels: 1000 })],
  ['orders/w-9/ship', post({})],
  ['bulk?backfill=true', { ...post('{}', { 'content-type': 'application/x-ndjson' }), by: 'sales' }],
  ['bulk', post('[]\n{"id":"","command":7,"data":[],"x":1}', { 'content-type': 'application/x-ndjson' })],
  ['bulk', post('{"id":"b-1","command":"shop.None"}', { 'content-type': 'application/x-ndjson' })],
  ['bulk', post(`{"id":"b-2","data":"${'x'.repeat(1024 * 1024)}"}`, { 'content-type': 'application/x-ndjson' })],
];

describe('a reader of Chinese', () => {
  const codes = new Set<string>();

  it.each(wrongs)(
    'is told in Chinese what is wrong with %s %j',
    async (path, { method = 'GET', headers, by, body }) => {
      const answer = await door.app.inject({
        method,
        url: `/api/v1/${path}`,
        headers: {
          'accept-language': 'zh-CN',
          authorization: `Bearer ${door.keys[by ?? 'admin']}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const problems = path === 'bulk' ? lines(answer.body) : [answer.json<ProblemDocument>()];
      expect(problems.length).toBeGreaterThan(0);
      for (const { code, title, detail, errors = [] } of problems) {
        codes.add(code);
        for (const words of [title, detail, ...errors.map((error) => error.detail)]) {
          expect(words).toMatch(CHINESE);
          expect(words).not.toMatch(ENGLISH);
          expect(words).not.toContain(', '); // lists too have the marks of the language
        }
      }
    },
  );

  it('was told of every problem with details, but for those that only count', () => {
    const numbers = /\{(seconds|bytes|running|own|most|each)\}/g;
    const detailed = Object.entries<Text>(PROBLEMS).filter(([, { zh }]) => zh.replaceAll(numbers, '').includes('{'));
    // by the specs of overload, answers, reads and access
    const elsewhere = ['answers/too-many', 'answers/unread', 'reads/not-known-then', 'keys/revocation-not-kept'];
    expect(detailed.map(([code]) => code).filter((code) => !codes.has(code))).toEqual(elsewhere);
  });
});

const lines = (text: string): readonly ProblemDocument[] =>
  text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly problem: ProblemDocument }).problem);
