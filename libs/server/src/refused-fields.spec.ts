import { type DoorUnderTest, openDoor } from '../../testing/src/door';
import { contexts } from './contexts';

let door: DoorUnderTest;
const at = '2026-01-01T08:00:00Z';
const INVOICE = {
  number: 'I-1',
  customerId: 'c-1',
  amount: '5',
  currency: 'EUR',
  department: 'finance',
  occurredAt: at,
};
beforeAll(async () => {
  door = await openDoor({ contexts });
  await door.call('POST', '/customers', {
    customerId: 'c-1',
    kind: 'organisation',
    department: 'sales',
    occurredAt: at,
  });
  await door.call('POST', '/invoices', INVOICE);
});
afterAll(() => door.close());

const DRAFT = {
  rules: [{ tier: 'value-high', conditions: [{ measure: 'net-revenue', by: 'at-least', enter: 100, stay: 200 }] }],
  ...{ windowMonths: 12, everyMonths: 3, minimumStayDays: 90, noticeDays: 30 },
};
const NOT_OF_VALUE = { rules: [{ ...DRAFT.rules[0], tier: 'vip-vip' }], ...{ windowMonths: 12, everyMonths: 3 } };

/** What a refusal of a rule says of the field that it is about, so that a program can mark it as it does for a malformed one. */
describe('a refusal of a rule that is about one field points at it', () => {
  it.each<[string, 'POST', string, object, number, string]>([
    ['too fine an amount', 'POST', '/invoices', { ...INVOICE, number: 'I-2', amount: '1.001' }, 422, '/amount'],
    ['a limit too fine', 'POST', '/customers/c-1/credit-limit', { limit: '1.001', currency: 'EUR' }, 422, '/limit'],
    [
      'the future',
      'POST',
      '/invoices',
      { ...INVOICE, number: 'I-3', occurredAt: '2999-01-01T00:00:00Z' },
      422,
      '/occurredAt',
    ],
    ['due too early', 'POST', '/invoices', { ...INVOICE, number: 'I-4', dueAt: '2025-01-01T00:00:00Z' }, 422, '/dueAt'],
    ['an unknown order', 'POST', '/invoices', { ...INVOICE, number: 'I-5', orderId: 'o-none' }, 404, '/orderId'],
    ['an unknown invoice', 'POST', '/invoices/none/cancel', { reason: 'r' }, 404, '/invoiceId'],
    [
      'before it was',
      'POST',
      '/invoices/I-1/cancel',
      { reason: 'r', occurredAt: '2025-01-01T00:00:00Z' },
      422,
      '/occurredAt',
    ],
    [
      'no department',
      'POST',
      '/customers/c-1/facts',
      { facts: [{ attribute: 'city', value: 'x' }] },
      422,
      '/department',
    ],
    ['a draft', 'POST', '/tier-schemes/value/what-if', { draft: DRAFT }, 422, '/draft/rules/0/conditions/0/stay'],
    [
      'a tier of a draft',
      'POST',
      '/tier-schemes/value/what-if',
      { draft: { ...DRAFT, ...NOT_OF_VALUE } },
      422,
      '/draft/rules/0/tier',
    ],
  ])('%s', async (_, method, path, body, status, pointer) => {
    const needed = { approvedBy: 'board', reason: 'agreed' };
    const sent = path.endsWith('credit-limit') ? { ...needed, ...body } : body;
    const answer = await door.call(method, path, sent);
    expect([answer.status, answer.body['errors']]).toEqual([
      status,
      [{ pointer, code: answer.body['code'], detail: answer.body['detail'] }],
    ]);
  });
});

it('never prints raw what nobody sees, and says where it stands', async () => {
  for (const [language, words] of [
    ['en', /^The number B<U\+202E>1 cannot .* stands a character that is invisible/],
    ['zh', /^单号 B<U\+202E>1 不能.*不可见字符/],
  ] as const) {
    const { status, body } = await door.call(
      'POST',
      '/invoices',
      { ...INVOICE, number: 'B\u202e1' },
      {
        'accept-language': language,
      },
    );
    expect([status, body['detail']]).toEqual([422, expect.stringMatching(words)]);
    expect(body['errors']).toMatchObject([{ pointer: '/number', detail: expect.stringMatching(words) as unknown }]);
  }
  for (const path of [
    '/invoices?filter[a\u202eb]=1',
    '/invoices/B\u202e1',
    '/customers/B\u200b1/360',
    '/reports/\u2066rfm',
  ]) {
    const { status, body } = await door.call('GET', encodeURI(path));
    expect(status).toBeGreaterThanOrEqual(400);
    const { detail, errors = [] } = body as { detail: string; errors?: readonly { detail: string }[] };
    for (const words of [detail, ...errors.map((each) => each.detail)])
      expect(words).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
  }
  const given = await door.call('POST', '/invoices', { ...INVOICE, department: 'fin\u202eance' });
  expect(given.body['errors']).toMatchObject([
    { pointer: '/department', detail: expect.stringContaining('U+202E') as unknown },
  ]);
});
