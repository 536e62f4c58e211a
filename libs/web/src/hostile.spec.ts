import fc from 'fast-check';
import { type DoorUnderTest, openDoor } from '../../testing/src/door';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

/** Mostly as it should be, with one thing wrong somewhere: that is what gets deepest into a server. */
const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0.1,
    1e308,
    1e21,
    Number.MAX_SAFE_INTEGER + 2,
    '',
    ' ',
    '\u0000',
    '\u202e',
    '../../etc/passwd',
    "'; DROP TABLE events; --",
    '{{7*7}}',
    '${jndi:ldap://x}',
    '%00',
    '=1+1',
    '<script>',
    'x'.repeat(100_000),
    '\u0301\u0323'.repeat(50_000),
    '١٢٣',
    '-0',
    '1e999',
    'NaN',
    '0x10',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59-23:59',
    '+275760-09-13T00:00:00Z',
    [],
    {},
    [[]],
    { length: 1 },
    { toString: 1 },
    { hasOwnProperty: 1 },
    { then: 1 },
    { toJSON: 'x' },
    { $ref: '#' },
    { $sealed: { owner: 'c-1', v: 1, c: '' } },
    { erased: true },
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary' }),
);
const good = { orderId: 'h-1', lines: [{ sku: 'x', quantity: 1, unitPrice: '1.00' }], currency: 'CNY' };
const paths: readonly (readonly (string | number)[])[] = [
  ['orderId'],
  ['customerId'],
  ['lines'],
  ['lines', 0],
  ['lines', 0, 'sku'],
  ['lines', 0, 'quantity'],
  ['lines', 0, 'unitPrice'],
  ['lines', 0, 'extra'],
  ['currency'],
  ['promisedShipAt'],
  ['urgent'],
  ['contact'],
  ['occurredAt'],
  ['department'],
  ['businessLine'],
  ['extra'],
  ['toString'],
  ['__defineGetter__'],
];
function spoiled(path: readonly (string | number)[], value: unknown): object {
  const body = structuredClone(good) as unknown as Record<string | number, unknown>;
  const parents = path.slice(0, -1).reduce((at, key) => at[key] as Record<string | number, unknown>, body);
  parents[path.at(-1) ?? ''] = value;
  return body;
}
const bodies = fc.oneof(
  fc.tuple(fc.constantFrom(...paths), nasty).map(([path, value]) => JSON.stringify(spoiled(path, value))),
  nasty.map((value) => JSON.stringify(value)),
  // raw texts that JSON.stringify does not make
  fc.constantFrom(
    '{"lines":[{"sku":"x","quantity":1e999,"unitPrice":"1"}],"currency":"CNY"}',
    '{"lines":[{"sku":"x","quantity":-0,"unitPrice":"1"}],"currency":"CNY"}',
    '{"lines":[{"sku":"\\ud800","quantity":1,"unitPrice":"1"}],"currency":"CNY"}',
    '{"__proto__":{"orderId":"x"}}',
    '{"constructor":{"prototype":{"x":1}}}',
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
    '\u0000',
    '{"a":1}{"b":2}',
  ),
);
/** @param log its name begins positions */
const headersTo = (log: string) =>
  fc.record(
    {
      'idempotency-key': fc.oneof(
        fc.constantFrom('"', '""', 'a b', '"\\"', '\u00ff'),
        fc.string({ unit: 'grapheme-ascii', maxLength: 300 }),
      ),
      'if-match': fc.constantFrom('*', '""', '"9999999999999999"', '"x"', 'W/"1"', '"1", "2"'),
      'accept-language': fc.constantFrom('zh;q=x', '*;q=0', ',,,', 'a'.repeat(5000), 'zh-CN'),
      accept: fc.constantFrom('*/*', ';;', 'text/csv;q=nope', 'application/json;q=0', '/', 'a'.repeat(3000)),
      traceparent: fc.constantFrom('00', 'ff-x', '00-0-0-0'),
      'x-correlation-id': fc.constantFrom('', 'a b', 'ok', '\u00e9', 'x'.repeat(500)),
      'dossier-after': fc.constantFrom('', 'x', `${log}-0-99999999999999999`, `${log}--1-0`, '0'),
      prefer: fc.constantFrom('wait=-1', 'wait=0', 'wait', 'wait=1e9', ';'),
      'content-type': fc.constantFrom(
        'application/json',
        'application/json;',
        'application/json; charset=',
        'text/plain',
        'x',
      ),
    },
    { requiredKeys: [] },
  );

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}
/** Precise 4xx (or 2xx where it was right after all, or 504 for a position to come); never a 500; always told as a problem. */
function fair({ statusCode, headers: given, body }: Answer): boolean {
  if (statusCode < 400) return true;
  const problem = JSON.parse(body) as Readonly<Record<string, unknown>>;
  const told = ['type', 'title', 'status', 'detail', 'instance', 'code'].every((name) => problem[name] !== undefined);
  const isProblem =
    String(given['content-type']).startsWith('application/problem+json') && problem['status'] === statusCode;
  return (statusCode < 500 || statusCode === 504) && told && isProblem && !/\{\w+\}/.test(String(problem['detail']));
}

it('gives thousands of bad commands a precise 4xx each, and changes nothing', async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      bodies,
      headersTo(door.rig.store.log),
      fc.constantFrom('orders', 'orders/h-1/ship'),
      async (payload, given, url) => {
        const before = await door.rig.feed.head();
        const answer = await door.app.inject({
          method: 'POST',
          url: `/api/v1/${url}`,
          headers: { authorization: `Bearer ${door.keys.service}`, 'content-type': 'application/json', ...given },
          payload: Buffer.from(payload),
        });
        if (answer.statusCode >= 400) {
          refused++;
          expect(await door.rig.feed.head()).toBe(before);
        }
        return fair(answer);
      },
    ),
    { numRuns: 2000 },
  );
  expect(refused).toBeGreaterThan(1200);
});

it('gives bad bytes a precise 4xx each', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), async (bytes) => {
      const answer = await door.app.inject({
        method: 'POST',
        url: '/api/v1/orders',
        headers: { authorization: `Bearer ${door.keys.service}`, 'content-type': 'application/json' },
        payload: Buffer.from(bytes),
      });
      return answer.statusCode === 400 && fair(answer);
    }),
    { numRuns: 500 },
  );
});

it('takes an empty body for nothing sent, of whatever type it says to be', async () => {
  const answered = async (url: string, type: string | undefined): Promise<number> => {
    const headers = {
      authorization: `Bearer ${door.keys.service}`,
      ...(type !== undefined && { 'content-type': type }),
    };
    return (await door.app.inject({ method: 'POST', url: `/api/v1/${url}`, headers, payload: '' })).statusCode;
  };
  const types = ['application/json', 'application/x-ndjson', 'application/x-www-form-urlencoded', undefined];
  const said = async (url: string) => Promise.all(types.map((type) => answered(url, type)));
  expect(await said('bulk')).toEqual([200, 200, 200, 200]);
  expect(await said('orders')).toEqual([400, 400, 400, 400]);
  expect(await said('orders/none/ship')).toEqual([404, 404, 404, 404]);
});

it('gives bad lines a line each, in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(bodies, { minLength: 1, maxLength: 20 }), async (lines) => {
      const sent = lines.map((body, i) =>
        i % 2 === 0 ? `{"id":"x","command":"shop.PlaceOrder","data":${body}}` : body,
      );
      const answer = await door.app.inject({
        method: 'POST',
        url: '/api/v1/bulk',
        headers: { authorization: `Bearer ${door.keys.service}`, 'content-type': 'application/x-ndjson' },
        payload: sent.map((line) => `${line}\n`).join(''),
      });
      const answers = answer.body
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { status: number });
      return answers.length === sent.length && answers.every(({ status }) => status < 500);
    }),
    { numRuns: 100 },
  );
});

it('gives bad paths and query strings a precise 4xx each', async () => {
  const text = fc.oneof(
    fc.constantFrom(
      '%',
      '%2',
      '%ff',
      '%00',
      '..',
      '.',
      '%2e%2e%2f',
      'a%2Fb',
      ':',
      '*',
      '',
      'x'.repeat(500),
      '客户',
      '__proto__',
      'a:b:c',
    ),
    fc.string({ unit: 'grapheme', maxLength: 20 }).map(encodeURIComponent),
  );
  const name = fc.constantFrom(
    'filter[stage]',
    'filter[stage][gt]',
    'filter[',
    'filter[lines]',
    'filter[__proto__]',
    'sort',
    'limit',
    'cursor',
    'q',
    'asOf',
    'figure',
    'from',
    'types',
    'customer',
    'top',
  );
  const route = fc.constantFrom(
    'orders',
    'orders/',
    'customers/',
    'reports/turnover',
    'reports/',
    'events',
    'audit/access',
    'audit/streams/',
    'projections',
    'keys',
    'dead-letters',
  );
  const below = fc.constantFrom('', '/360', '/360/why', '/timeline', '/orders', '/order-count', '/ship');
  await fc.assert(
    fc.asyncProperty(
      route,
      text,
      below,
      fc.array(fc.tuple(name, text), { maxLength: 3 }),
      headersTo(door.rig.store.log),
      async (base, id, rest, search, given) => {
        const query = search.map(([key, value]) => `${key}=${value}`).join('&');
        const sent = { ...given };
        delete sent['content-type'];
        const answer = await door.app.inject({
          url: `/api/v1/${base}${base.endsWith('/') ? id + rest : ''}?${query}`,
          headers: { authorization: `Bearer ${door.keys.admin}`, ...sent },
        });
        return fair(answer);
      },
    ),
    { numRuns: 1200 },
  );
});
