import type { Class, PolicyDef } from '@dossier/kernel';
import { inlineSchema } from '@dossier/rules';
import { type DoorUnderTest, openDoor } from '../../testing/src/door';
import { contexts } from './contexts';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor({ contexts });
});
afterAll(() => door.close());

/** What is said of every field of a class that holds a currency, with those of the classes inside. */
function currenciesIn(schema: unknown, name = ''): readonly object[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return [
    ...(/currency$/i.test(name) && 'type' in schema ? [schema] : []),
    ...Object.entries(schema).flatMap(([key, inner]) => currenciesIn(inner, key)),
  ];
}

it('has one rule for the currency that a command, a policy or a question names', () => {
  const { commands, queries, policies } = door.rig.registry;
  const taken = [
    ...[...commands.values()].map((def) => def.command as Class<object>),
    ...[...queries.values()].map((def) => def.params as Class<object>),
    ...[...policies.values()].map((def) => (def as PolicyDef<object>).document),
  ].map((type) => [type.name, currenciesIn(inlineSchema(type))] as const);
  const found = taken.filter(([, fields]) => fields.length > 0);
  expect(found.length).toBeGreaterThan(8);
  const other = found.filter(([, fields]) => fields.some((field) => !('x-currency' in field)));
  expect(other.map(([name]) => name)).toEqual([]);
});

const lines = [{ sku: 'A', quantity: 1, unitPrice: '1' }];
const issued = { number: 'N-1', amount: '1' };
it.each<[method: 'GET' | 'POST' | 'PUT', path: string, pointer: string, body?: object]>([
  ['POST', '/orders', '/currency', { number: 'N-1', lines, currency: 'CLF' }],
  ['POST', '/credit-notes', '/currency', { number: 'N-1', lines, currency: 'CLF' }],
  ['POST', '/invoices', '/currency', { ...issued, customerId: 'c-1', currency: 'CLF' }],
  ['POST', '/payments', '/currency', { ...issued, currency: 'CLF' }],
  [
    'POST',
    '/customers/c-1/credit-limit',
    '/currency',
    { limit: '1', currency: 'CLF', approvedBy: 'board', reason: '-' },
  ],
  ['GET', '/reports/rfm?currency=CLF', '?currency'],
  ['GET', '/reports/abc?currency=CLF', '?currency'],
  ['GET', '/reports/receivables?currency=CLF', '?currency'],
  ['GET', '/reports/purchase-forecast?currency=CLF', '?currency'],
  ['GET', '/orders?filter[currency]=CLF', '?filter[currency]'],
  ['GET', '/invoices?filter[currency]=CLF', '?filter[currency]'],
  ['PUT', '/policies/exchange-rates', '/document/reportingCurrency', { reportingCurrency: 'CLF', rates: [] }],
  ['PUT', '/policies/tier-value', '/document/currency', { currency: 'CLF' }],
])('refuses a currency that nobody pays in: %s %s', async (...[method, path, pointer, body]) => {
  const policy = path.split('/')[2] ?? '';
  const initial = door.rig.registry.policies.get(policy)?.initial as object | undefined;
  const sent = initial && { document: { ...initial, ...body }, approvedBy: 'board' };
  const { status, body: answer } = await door.call(method, path, sent ?? body);
  expect([status, answer['errors']]).toMatchObject([400, [{ pointer, code: 'unknown-currency' }]]);
});
