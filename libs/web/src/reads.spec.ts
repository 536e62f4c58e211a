import type { Reading } from '@dossier/engine';
import type { Listing } from '@dossier/kernel';
import { type DoorUnderTest, openDoor } from '../../testing/src/door';
import type { ProblemDocument } from './edge/problem';

let door: DoorUnderTest;
let log: string;
/** What the engine was asked for. */
let pages: jest.SpyInstance<unknown, Parameters<DoorUnderTest['rig']['views']['page']>>;
const listings = (): readonly Listing[] => pages.mock.calls.map(([, listing]) => listing);
const readings = (): readonly Reading[] => pages.mock.calls.map(([, , reading]) => reading);

beforeAll(async () => {
  door = await openDoor({ zone: 'Asia/Shanghai' });
  const { rig } = door;
  log = rig.store.log;
  await rig.send('shop.RegisterGuest', { guestId: 'c-0' });
  rig.clock.set('2026-01-10T08:00:00.000Z');
  for (const [orderId, customerId, sku, urgent] of [
    ['1', 'c-1', 'bolt', false],
    ['2', 'c-0', '=cmd', false],
    ['3', 'c-1', 'nut', true],
  ] as const) {
    const lines = [{ sku, quantity: 1, unitPrice: `${orderId}.50` }];
    const more = { ...(urgent && { urgent }), ...(orderId === '1' && { contact: '李雷' }) };
    await rig.send('shop.PlaceOrder', { orderId, customerId, lines, currency: 'CNY', ...more });
    rig.clock.advance(24 * 3_600_000);
  }
  await rig.caughtUp();
});
afterAll(() => door.close());
beforeEach(() => {
  door.edge.refusals.flush(); // what was refused before is counted no further
  door.notes.length = 0;
  pages = jest.spyOn(door.rig.views, 'page');
});
afterEach(() => jest.restoreAllMocks());

type Headers = Readonly<Record<string, string>>;
async function get(url: string, headers: Headers = {}, key = door.keys.analyst) {
  const answer = await door.app.inject({
    url: `/api/v1/${url}`,
    headers: { authorization: `Bearer ${key}`, ...headers },
  });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    json: () => answer.json<ProblemDocument & Record<string, unknown>>(),
  };
}

describe('a list', () => {
  it('looks for what ids name in a place of its reader, and takes as many of the longest as it may name', async () => {
    const taken: number[] = [];
    const look = door.rig.views.keysAmong.bind(door.rig.views);
    jest.spyOn(door.rig.views, 'keysAmong').mockImplementation((...asked) => {
      taken.push(door.edge.reads.taken);
      return look(...asked);
    });
    const ids = Array.from({ length: 200 }, (_, index) => String(index).padStart(64, 'x'));
    expect((await get(`orders?ids=${ids.join()}`)).status).toBe(200);
    expect((await get('orders?ids=1', { accept: 'text/csv' })).status).toBe(200);
    expect(taken).toEqual([1, 1]);
  });
  it('is a page of items with a cursor, and the position up to which it is', async () => {
    const page = await get('orders?limit=2');
    expect([page.status, page.json()]).toEqual([
      200,
      {
        items: [
          {
            ...{ key: 'order-1', orderId: '1', stage: 'placed', item: 'bolt' },
            total: { amount: '1.50', currency: 'CNY' },
            buyer: { name: { sealed: true }, customer: 'c-1' },
          },
          expect.objectContaining({ key: 'order-2' }),
        ],
        next: expect.any(String) as unknown,
        position: `${log}-0-${await door.rig.feed.head()}`,
      },
    ]);
    const last = (await get(`orders?limit=2&cursor=${String(page.json().next)}`)).json();
    expect(last).toMatchObject({ items: [{ key: 'order-3' }], next: null });
  });

  it('has 50 items a page unless told otherwise, 200 at most', async () => {
    await get('orders');
    expect(listings()[0]?.limit).toBe(50);
    expect((await get('orders?limit=200')).status).toBe(200);
    for (const limit of ['0', '201', '-1', '1.5', 'many', ''])
      expect((await get(`orders?limit=${limit}`)).json().errors?.[0]).toMatchObject({ pointer: '?limit' });
  });

  it('is filtered, compared, searched and sorted by declared fields of their types', async () => {
    await get(
      'orders?filter[stage]=placed&filter[lines][gte]=2&filter%5Burgent%5D=true&filter[placedAt][lt]=2026-01-31T16:00:00%2B08:00&q=a+b&sort=-placedAt',
    );
    expect(listings()[0]).toEqual({
      where: [
        { field: 'stage', op: 'eq', value: 'placed' },
        { field: 'lines', op: 'gte', value: 2 },
        { field: 'urgent', op: 'eq', value: true },
        { field: 'placedAt', op: 'lt', value: '2026-01-31T08:00:00.000Z' },
        { field: 'search', op: 'contains', value: 'a' },
        { field: 'search', op: 'contains', value: 'b' },
      ],
      sort: '-placedAt',
      limit: 50,
    });
  });

  it('is narrowed to keys as it shows them', async () => {
    const [first] = (await get('orders')).json()['items'] as [{ readonly key: string }];
    const { items } = (await get(`orders?ids=${first.key}`)).json() as unknown as { readonly items: object[] };
    expect(items).toMatchObject([{ key: first.key }]);
  });

  it('is sorted by several fields, narrowed to ids, and counted', async () => {
    const { json } = await get('orders?sort=-placedAt,stage&ids=1,2&count=2');
    expect(listings()[0]).toEqual({
      where: [],
      keys: ['order-1', 'order-2'],
      sort: '-placedAt,stage',
      limit: 50,
    });
    expect(json()).toMatchObject({ count: 2 });
    expect((await get('goods?ids=a')).json().errors?.[0]?.code).toBe('unknown-parameter');
  });

  it('gives those parts of each item alone that are named, to pages as to exports', async () => {
    const items = async (fields: string): Promise<unknown> =>
      (await get(`orders?ids=1&fields=${fields}`)).json()['items'];
    expect(await items('total,stage')).toEqual([
      { key: 'order-1', total: { amount: '1.50', currency: 'CNY' }, stage: 'placed' },
    ]);
    expect(await items('buyer.customer,urgent,orderId')).toEqual([
      { key: 'order-1', buyer: { customer: 'c-1' }, orderId: '1' },
    ]);
    expect(await items('buyer.name,buyer')).toEqual([
      { key: 'order-1', buyer: { name: { sealed: true }, customer: 'c-1' } },
    ]);
    expect(await items('key')).toEqual([{ key: 'order-1' }]);
    const exported = async (accept: string): Promise<string> =>
      (await get('orders?ids=1&fields=stage,buyer.customer', { accept })).text;
    expect(await exported('application/x-ndjson')).toBe(
      '{"key":"order-1","stage":"placed","buyer":{"customer":"c-1"}}\n',
    );
    expect(await exported('text/csv')).toBe('\ufeffkey,stage,buyer.customer\r\norder-1,placed,c-1\r\n');
  });

  it.each([
    ['filter[placedAt]=2026-01-31', ['gte 2026-01-30T16:00:00.000Z', 'lte 2026-01-31T15:59:59.999Z']],
    ['filter[placedAt][eq]=2026-01-31', ['gte 2026-01-30T16:00:00.000Z', 'lte 2026-01-31T15:59:59.999Z']],
    ['filter[placedAt][gte]=2026-01-31', ['gte 2026-01-30T16:00:00.000Z']],
    ['filter[placedAt][lt]=2026-01-31', ['lt 2026-01-30T16:00:00.000Z']],
    ['filter[placedAt][gt]=2026-01-31', ['gt 2026-01-31T15:59:59.999Z']],
    ['filter[placedAt][lte]=2026-01-31', ['lte 2026-01-31T15:59:59.999Z']],
    ['filter[placedAt]=2026-01-31T08:00:00Z', ['eq 2026-01-31T08:00:00.000Z']],
    ['filter[placedAt][ne]=2026-01-31T08:00:00Z', ['ne 2026-01-31T08:00:00.000Z']],
  ])('takes the day of %s in the company’s zone', async (query, bounds) => {
    expect((await get(`orders?${query}`)).status).toBe(200);
    expect(listings()[0]?.where?.map(({ op, value }) => `${op} ${String(value)}`)).toEqual(bounds);
  });

  it('cannot leave out a day, and says how to', async () => {
    const { status, json } = await get('orders?filter[placedAt][ne]=2026-01-31');
    expect([status, json().errors]).toEqual([
      400,
      [
        {
          pointer: '?filter[placedAt][ne]',
          code: 'not-a-time',
          detail: expect.stringContaining('filter[placedAt][lt]') as unknown,
        },
      ],
    ]);
  });

  it('takes texts in NFC and none with NUL', async () => {
    await get(`orders?filter[stage]=${encodeURIComponent('e\u0301')}`);
    expect(listings()[0]?.where?.[0]?.value).toBe('é');
    expect((await get('orders?filter[stage]=a%00')).json().errors?.[0]).toMatchObject({
      pointer: '?filter[stage]',
      code: 'nul',
    });
  });

  it.each([
    ['filter[colour]=red', 'unknown-field', 'stage, lines, total, currency, placedAt, urgent, customer, buyer.'],
    ['sort=colour', 'unknown-field', 'stage, lines, total'],
    ['filter[toString]=x', 'unknown-field', 'stage'],
    ['filter[stage][like]=x', 'unknown-operator', 'eq, ne, gt, gte, lt, lte, contains'],
    ['filter[urgent][gt]=true', 'unknown-operator', 'eq, ne'],
    ['filter[lines][gte]=3&filter[lines][lt]=2', 'ends-before', 'ends before filter[lines][gte] begins'],
    ['filter[placedAt][gte]=2026-03-02&filter[placedAt][lte]=2026-03-01', 'ends-before', 'filter[placedAt][gte]'],
    ['filter[placedAt]=2026-03-01&filter[placedAt][gte]=2026-03-05', 'ends-before', 'filter[placedAt][gte]'],
    [
      'filter[placedAt]=2026-03-10&filter[placedAt][lte]=2026-03-20&filter[placedAt][gte]=2026-03-15',
      'ends-before',
      'ends before filter[placedAt][gte] begins',
    ],
    ['filter[lines]=two', 'wrong-type', 'whole number'],
    ['filter[lines]=1e9', 'wrong-type', 'whole number'],
    ['filter[urgent]=yes', 'wrong-type', 'true or false'],
    ['filter[search]=x', 'unknown-field', 'stage, lines, total'],
    ['filter[searchMail][contains]=x', 'unknown-field', 'stage, lines, total'],
    ['sort=search', 'unknown-field', 'stage, lines, total'],
    ['sort=stage,colour', 'unknown-field', 'stage, lines, total'],
    ['sort=stage,-stage', 'twice', 'stage'],
    [
      'fields=total,colour',
      'unknown-field',
      'key, orderId, stage, item, total, urgent, buyer, buyer.name, buyer.customer.',
    ],
    ['fields=total.amount', 'unknown-field', 'key, orderId'],
    ['fields=customer', 'unknown-field', 'customer, perhaps buyer.customer; known fields: key'],
    ['fields=', 'unknown-field', 'has no field ; known fields: key, orderId'],
    ['count=0', 'out-of-range', '1 to 1000000'],
    ['ids=', 'empty', 'at least one value'],
    ['ids=,', 'empty', 'at least one value'],
    [`ids=${'x,'.repeat(201)}`, 'too-many', '200'],
    [`ids=${'x'.repeat(13_001)}`, 'too-long', '13000'],
    [
      'filter[total]=many&filter[currency]=CNY',
      'wrong-type',
      'an amount of CNY with at most 2 decimals, such as 1600.00',
    ],
    ['filter[total]=1.005&filter[currency]=CNY', 'wrong-type', 'at most 2 decimals'],
    ['filter[total]=1.5&filter[currency]=JPY', 'wrong-type', 'at most 0 decimals, such as 160000'],
    ['filter[currency]=ABC', 'unknown-currency', 'ISO 4217'],
    ['filter[total]=1.5&filter[currency]=', 'unknown-currency', 'such as CNY'],
    ['filter[placedAt][gt]=soon', 'not-a-time', '2026-01-31'],
    ['filter[placedAt]=soon', 'not-a-time', 'the whole of it in the company’s zone'],
    ['colour=red', 'unknown-parameter', 'fields, sort, limit, cursor, count, q, ids'],
    ['filter[stage=x', 'unknown-parameter', 'filter[field]'],
    ['asOf=2026-01-31', 'unknown-parameter', 'sort'],
    ['limit=1&limit=2', 'twice', ''],
    [`q=${'x'.repeat(2001)}`, 'too-long', '2000'],
  ])('refuses ?%s and names what is known', async (search, code, words) => {
    const { status, json } = await get(`orders?${search}`);
    expect([status, json().errors?.[0]?.code]).toEqual([400, code]);
    expect(json().errors?.[0]?.detail).toContain(words);
  });

  it.each(['eur', ' EUR', 'euro', '欧元'])('takes the currency %s', async (said) => {
    expect((await get(`orders?filter[currency]=${encodeURIComponent(said)}&filter[total][gte]=1.50`)).status).toBe(200);
    expect(listings()).toMatchObject([
      {
        where: [
          { field: 'currency', op: 'eq', value: 'EUR' },
          { field: 'total', op: 'gte', value: 150 },
        ],
      },
    ]);
  });

  it.each([
    ['filter[total][gte]=100', '?filter[total][gte]'],
    ['filter[total]=100', '?filter[total]'],
    ['sort=-total', '?sort'],
    ['sort=stage,-total', '?sort'],
    ['sort=total&filter[currency][ne]=CNY', '?sort'],
  ])('compares no amounts of several currencies: ?%s is refused and names what is missing', async (search, pointer) => {
    const { status, json } = await get(`orders?${search}`);
    expect([status, json().errors?.[0]?.pointer, json().errors?.[0]?.code]).toEqual([400, pointer, 'currency-needed']);
    expect(json().errors?.[0]?.detail).toContain('filter[currency]');
    expect(listings()).toEqual([]);
  });
  it('compares and orders amounts of one currency', async () => {
    for (const [amount, currency, minor] of [
      ['1600.5', 'CNY', 160_050],
      ['-3', 'CNY', -300],
      ['1600', 'JPY', 1600],
      ['0.1250', 'KWD', 125],
    ] as const) {
      pages.mockClear();
      const { status } = await get(`orders?filter[total][gte]=${amount}&sort=-total&filter[currency]=${currency}`);
      expect([status, listings()[0]?.where?.[0]]).toEqual([200, { field: 'total', op: 'gte', value: minor }]);
    }
  });

  it('compares a name however it is written, and looks for mail addresses by their own field', async () => {
    await get('orders?filter[buyer]=%C5%81%C3%B3d%C5%BA&q=Smith%20Li@Example.COM', {}, door.keys.admin);
    expect(listings()[0]?.where).toEqual([
      { field: 'buyer', op: 'eq', value: 'lodz' },
      { field: 'search', op: 'contains', value: 'smith' },
      { field: 'searchMail', op: 'contains', value: 'li@example.com' },
    ]);
  });

  it('refuses a forged cursor', async () => {
    const { status, json } = await get('orders?cursor=forged');
    expect([status, json().code]).toEqual([400, 'reads/bad-cursor']);
  });

  it.each(['filter[stage]=%', 'q=%ff', 'q=%ED%A0%80', '%zz=1'])(
    'refuses the query string %s as badly encoded',
    async (search) => {
      const { status, json } = await get(`orders?${search}`);
      expect([status, json().code]).toEqual([400, 'request/bad-url']);
    },
  );

  it('within a customer names him by id or external id', async () => {
    await get('customers/erp:14646/orders');
    expect(listings()[0]?.where).toEqual([{ field: 'customer', op: 'eq', value: 'c-1' }]);
    const unknown = await get('customers/nobody/orders');
    expect([unknown.status, unknown.json().code]).toEqual([404, 'customers/unknown']);
  });
});

describe('the whole result', () => {
  it('streams as CSV with a BOM, columns from all rows in the order of the view, and no formulas', async () => {
    const { headers, text } = await get('orders?limit=1', { accept: 'text/csv' });
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toBe('attachment; filename="orders.csv"');
    expect(text).toBe(
      '\uFEFFkey,orderId,stage,item,total.amount,total.currency,urgent,buyer.name,buyer.name.sealed,buyer.customer\r\n' +
        "order-1,1,placed,bolt,1.50,CNY,,,true,c-1\r\norder-2,2,placed,'=cmd,2.50,CNY,,,,\r\n" +
        'order-3,3,placed,nut,3.50,CNY,true,,,\r\n',
    );
  });

  it('streams as NDJSON, a row a line', async () => {
    const { headers, text } = await get('orders', { accept: 'application/x-ndjson' });
    expect(headers['content-type']).toBe('application/x-ndjson');
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { key: string }).key),
    ).toEqual(['order-1', 'order-2', 'order-3']);
  });

  it('of nothing is a file of its heading alone', async () => {
    const nothing = 'orders?filter[stage]=lost';
    expect((await get(nothing, { accept: 'text/csv' })).text).toBe(
      '\uFEFFkey,orderId,stage,item,total.amount,total.currency,urgent,buyer.name,buyer.customer\r\n',
    );
    const some = await get(`${nothing}&fields=urgent,buyer.customer,total`, { accept: 'text/csv' });
    expect(some.text).toBe('\uFEFFkey,urgent,buyer.customer,total.amount,total.currency\r\n');
    expect((await get(nothing, { accept: 'application/x-ndjson' })).text).toBe('');
  });

  it('answers a problem, not half a file, when the read model is not there yet', async () => {
    for (const accept of ['text/csv', 'application/x-ndjson']) {
      const { status, headers, json } = await get('orders', {
        accept,
        'dossier-after': `${log}-0-999`,
        prefer: 'wait=0',
      });
      expect([status, headers['content-type'], json().code]).toEqual([
        504,
        expect.stringMatching(/problem\+json/),
        'reads/not-yet',
      ]);
    }
  });

  it('is refused in a form that nobody offers', async () => {
    const { status, json } = await get('orders', { accept: 'application/pdf' });
    expect([status, json().detail]).toEqual([406, expect.stringContaining('text/csv') as unknown]);
  });
});

describe('reading one’s own write', () => {
  it('hands the position on, and waits 5 seconds unless told otherwise, 30 at most', async () => {
    const after = `${log}-3-0`;
    for (const prefer of [undefined, 'wait=2', 'respond-async, wait="7"', 'wait=9999', 'wait=soon'])
      await get('orders', { 'dossier-after': after, ...(prefer && { prefer }) });
    expect(readings().map(({ waitMs }) => waitMs)).toEqual([5000, 2000, 7000, 30_000, 5000]);
    expect(readings()[0]).toMatchObject({ after, principal: { role: 'analyst' } });
  });

  it('is 504 when the read model has not passed it in time', async () => {
    const { status, json } = await get('orders', {
      'dossier-after': `${log}-0-999`,
      prefer: 'wait=0',
      'accept-language': 'zh-CN',
    });
    expect([status, json().code, json().detail]).toEqual([
      504,
      'reads/not-yet',
      expect.stringContaining('尚未处理') as unknown,
    ]);
  });

  it('answers all who waited for one event, however many come at the same moment', async () => {
    const { rig } = door;
    const passed = jest.spyOn(rig.views, 'wait');
    const after = `${log}-0-${(await rig.feed.head()) + 1}`;
    const waiting = Array.from({ length: 500 }, () => get('orders/1', { 'dossier-after': after, prefer: 'wait=30' }));
    while (passed.mock.calls.length < waiting.length) await new Promise(setImmediate);
    await rig.send('shop.RegisterGuest', { guestId: 'c-late' });
    const statuses = (await Promise.all(waiting)).map(({ status }) => status);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  it('refuses a position of another log, and what is none', async () => {
    for (const after of ['ffffffff-0-1', 'nonsense']) {
      const { status, json } = await get('orders', { 'dossier-after': after });
      expect([status, json().code]).toEqual([400, 'reads/foreign-position']);
    }
    expect((await get('orders', { 'dossier-after': 'two words' })).json().code).toBe('request/bad-header');
  });
});

describe('in a browser', () => {
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  it.each(['orders', 'orders/1', 'customers/c-1/360', 'customers/c-1/timeline'])(
    '%s is the same answer, indented to be read',
    async (url) => {
      const [plain, shown] = [await get(url), await get(url, { accept })];
      expect([plain.status, shown.status]).toEqual([200, 200]);
      expect(shown.headers['content-type']).toBe(plain.headers['content-type']);
      expect(shown.headers['etag']).toBe(plain.headers['etag']);
      expect(shown.headers['content-length']).toBe(String(Buffer.byteLength(shown.text)));
      expect(shown.json()).toEqual(plain.json());
      expect(plain.text).not.toContain('\n');
      expect(shown.text).toBe(JSON.stringify(shown.json(), null, 2));
    },
  );

  it('leaves what a cache may keep in the form of which its ETag speaks, and what is streamed as it is', async () => {
    expect((await get('catalogue', { accept })).text).toBe((await get('catalogue')).text);
    const csv = { accept: 'text/csv, text/html;q=0.5' };
    expect((await get('orders', csv)).text).toBe((await get('orders', { accept: 'text/csv' })).text);
    for (const other of ['*/*', 'application/json', 'application/json, text/html'])
      expect((await get('orders', { accept: other })).text).not.toContain('\n');
  });
});

describe('one document', () => {
  it('is found by the id in the path', async () => {
    expect((await get('orders/2')).json()).toMatchObject({ key: 'order-2', orderId: '2' });
  });
  it('that is not there is 404', async () => {
    const { status, json } = await get('orders/none');
    expect([status, json().code]).toEqual([404, 'reads/not-found']);
    expect(json()['detail']).toBe('There is no none in Orders.');
  });
  it('has no parameters', async () => {
    expect((await get('orders/2?pretty=1')).status).toBe(400);
  });
});

describe('a query', () => {
  it('is given its parameters in their types, and as of the end of a day', async () => {
    const { json } = await get('reports/turnover?top=3&basis=net&asOf=2026-01-31');
    expect(json()).toEqual({
      asOf: '2026-01-31T15:59:59.999Z',
      params: { top: 3, basis: 'net' },
      rows: [{ month: '2026-01', total: { amount: '-12.50' } }],
    });
    expect((await get('reports/turnover?as-of=2026-01-31T00:00:00Z')).json().asOf).toBe('2026-01-31T00:00:00.000Z');
  });
  it.each([
    ['top=51', '?top', 'too-large'],
    ['top=x', '?top', 'wrong-type'],
    ['basis=tax', '?basis', 'not-one-of'],
    ['colour=red', '?colour', 'unknown-parameter'],
    ['knownAt=2026-01-31', '?knownAt', 'unknown-parameter'],
    ['asOf=soon', '?asOf', 'not-a-time'],
    ['asOf=1899-12-31', '?asOf', 'not-a-time'],
    ['asOf=2026-01-31&as-of=2025-12-31', '?as-of', 'twice'],
  ])('refuses ?%s', async (search, pointer, code) => {
    const { status, json } = await get(`reports/turnover?${search}`);
    expect([status, json().errors?.[0]]).toEqual([400, expect.objectContaining({ pointer, code }) as unknown]);
  });
  it('is not asked twice when, whichever way it is written', async () => {
    const { json } = await get('customers/c-1/360?known-at=2026-01-31&knownAt=2026-01-31');
    expect(json().errors?.[0]).toMatchObject({ pointer: '?known-at', code: 'twice' });
  });
  it('as CSV gives its rows', async () => {
    expect((await get('reports/turnover', { accept: 'text/csv' })).text).toBe(
      '\uFEFFmonth,total.amount\r\n2026-01,-12.50\r\n',
    );
  });
  it('resolves a customer in its path, and its read is recorded with him', async () => {
    expect((await get('customers/14646/order-count')).json()).toEqual({ customer: 'c-1', orders: 2 });
    expect(door.notes).toEqual([expect.objectContaining({ kind: 'read', subjects: ['c-1'], outcome: 'done' })]);
  });
  it('is for its roles', async () => {
    expect((await get('reports/turnover', {}, door.keys.sales)).json().code).toBe('auth/forbidden');
    expect((await get('reports/turnover', {}, door.keys.admin)).status).toBe(200);
  });
  it('that is no report is 404, names the nearest, and says where all of them are', async () => {
    const { status, json } = await get('reports/turnovr');
    expect([status, json().detail]).toEqual([404, expect.stringMatching(/turnover.* GET \/reports/) as unknown]);
    expect((await get('reports/weather')).json().detail).not.toContain('turnover');
  });
  it('reports are listed for those who may read them', async () => {
    expect((await get('reports')).json()).toMatchObject({ items: [{ name: 'turnover' }] });
    expect((await get('reports', {}, door.keys.sales)).json()).toMatchObject({ items: [] });
  });
});

describe('a customer', () => {
  it('is seen whole, now or as of any moment', async () => {
    const now = await get('customers/14646/360');
    expect(now.json()).toEqual({ key: 'c-1', sales: { orders: 2 } });
    expect(now.headers['content-type']).toBe('application/json; charset=utf-8');
    const { json } = await get('customers/14646/360?asOf=2026-01-10&knownAt=2026-06-30T12:00:00Z');
    const moment = { asOf: '2026-01-10T15:59:59.999Z', knownAt: '2026-06-30T12:00:00.000Z' };
    expect(json()).toEqual({ key: 'c-1', ...moment, sales: { orders: 1 } });
  });
  it('says why of a figure, and names the figures for one it has not', async () => {
    const { customers } = door.rig;
    expect((await get('customers/14646/360/why?figure=/sales/orders')).json()).toMatchObject({
      value: 2,
      formula: { en: 'count of orders' },
      events: [{ stream: 'order-1' }, { stream: 'order-3' }],
      next: null,
    });
    const page = await get('customers/14646/360/why?figure=/sales/orders&cursor=before-1');
    expect(page.json()).toMatchObject({ earlier: 0, events: [{ stream: 'order-1' }], next: null });
    const why = customers.why.bind(customers);
    const many = jest
      .spyOn(customers, 'why')
      .mockImplementation(async (...asked) => ({ ...(await why(...asked)), earlier: 2 })); // as of a thousand and two
    expect((await get('customers/14646/360/why?figure=/sales/orders')).json()).toMatchObject({ next: 'before-2' });
    many.mockRestore();
    expect((await get('customers/14646/360/why?figure=/sales/orders&cursor=3')).json().code).toBe('reads/bad-cursor');
    const unknown = await get('customers/14646/360/why?figure=/sales/luck');
    expect(unknown.json()).toMatchObject({ status: 404, code: 'reads/no-such-figure' });
    const near = (await get('customers/14646/360/why?figure=/sales/order')).json();
    expect(near.detail).toBe(
      'The 360° view has no /sales/order. Did you mean /sales/orders? All figures: GET /catalogue.',
    );
    expect((await get('customers/14646/360/why')).json().errors).toEqual([
      { pointer: '?figure', code: 'missing', detail: 'is missing, such as /sales/net; all figures: GET /catalogue.' },
    ]);
    expect((await get('customers/14646/360/why?figure=orders')).json().errors).toMatchObject([
      {
        pointer: '?figure',
        code: 'wrong-form',
        detail: expect.stringContaining('Did you mean /sales/orders?') as string,
      },
    ]);
  });
  it('has a timeline in pages', async () => {
    const first = (await get('customers/c-1/timeline?limit=3')).json();
    expect(first).toMatchObject({
      items: [{ type: 'customers.ExternalIdClaimed' }, { type: 'shop.GuestRegistered' }, { stream: 'order-3' }],
      next: expect.stringMatching(`^${log}-`) as unknown,
      position: expect.stringMatching(`^${log}-`) as unknown,
    });
    expect((await get(`customers/c-1/timeline?limit=3&cursor=${String(first.next)}`)).json()).toMatchObject({
      items: [{ stream: 'order-1' }],
      next: null,
    });
  });
  it.each([
    ['timeline', 'items'],
    ['360/why?figure=/sales/orders', 'events'],
  ])(
    'has personal fields of events at %s sealed for analysts, and in the clear for those who work by name',
    async (what, list) => {
      type Event = {
        readonly stream: string;
        readonly data: { readonly currency?: string; readonly contact?: unknown };
      };
      const placed = async (key: string): Promise<unknown> => {
        const found = (await get(`customers/c-1/${what}`, {}, key)).json()[list] as readonly Event[];
        const orders = found.filter(({ stream }) => stream.startsWith('order-'));
        return orders.map(({ stream, data }) => [stream, data.currency, data.contact]).sort();
      };
      expect(await placed(door.keys.analyst)).toEqual([
        ['order-1', 'CNY', { sealed: true }],
        ['order-3', 'CNY', undefined],
      ]);
      for (const role of ['admin', 'service', 'auditor', 'sales'] as const)
        expect(await placed(door.keys[role])).toEqual([
          ['order-1', 'CNY', '李雷'],
          ['order-3', 'CNY', undefined],
        ]);
    },
  );
  it.each(['asOf', 'knownAt'])('who was unknown then is told so: %s', async (name) => {
    const { status, json } = await get(`customers/14646/360?${name}=2020-01-01`);
    expect([status, json().code]).toEqual([404, 'reads/not-known-then']);
    expect(json()['detail']).toMatch(/^As of 20(19-12-31|20-01-0[12]).* nothing was on record of this customer: c-/);
  });
  it.each(['360', '360/why?figure=/sales/orders', 'timeline'])('who is unknown is 404 at %s', async (what) => {
    expect((await get(`customers/nobody/${what}`)).json().code).toBe('customers/unknown');
  });
});

describe('a read of personal data', () => {
  it('is recorded: who, what, about whom; never what was searched for', async () => {
    await get('orders?q=cny');
    expect(door.notes).toEqual([
      expect.objectContaining({
        kind: 'read',
        role: 'analyst',
        action: 'GET /orders',
        subjects: ['c-1', 'c-0'],
        detail: '3 rows q',
      }),
    ]);
  });
  it('is recorded chunk by chunk when it streams', async () => {
    const scan = door.rig.reader.scan.bind(door.rig.reader);
    jest.spyOn(door.rig.reader, 'scan').mockImplementation(async function* (...asked) {
      for await (const chunk of scan(...asked)) for (let i = 0; i < chunk.length; i += 2) yield chunk.slice(i, i + 2);
    });
    await get('orders', { accept: 'text/csv' });
    expect(door.notes.map(({ subjects }) => subjects)).toEqual([['c-1', 'c-0'], ['c-1']]);
  });
  it.each([
    'orders/1',
    'customers/14646/360',
    'customers/14646/timeline',
    'customers/14646/360/why?figure=/sales/orders',
  ])('is recorded at %s', async (url) => {
    await get(url);
    expect(door.notes).toEqual([expect.objectContaining({ kind: 'read', subjects: ['c-1'] })]);
  });
  it('is recorded with every customer in the rows of a query, a hundred a record', async () => {
    const rows = Array.from({ length: 250 }, (_, i) => ({ customer: `c-${i % 150}`, raw: 'x' }));
    const asked = jest.spyOn(door.edge.engine.queries, 'ask').mockResolvedValueOnce({ rows });
    await get('customers/14646/order-count');
    asked.mockRestore();
    expect(door.notes.map(({ subjects }) => subjects.length)).toEqual([100, 50]);
    expect(new Set(door.notes.flatMap(({ subjects }) => subjects))).toEqual(
      new Set(rows.map(({ customer }) => customer)),
    );
    expect(door.notes[0]).toMatchObject({ kind: 'read', detail: '250 rows' });
  });
  it('is recorded when it was refused', async () => {
    await get('orders?sort=colour');
    await get('customers/nobody/360');
    expect(door.notes.map(({ outcome }) => outcome)).toEqual(['request/invalid', 'customers/unknown']);
  });
  it('does not happen while it cannot be recorded; other reads do', async () => {
    jest.spyOn(door.rig.accessLog, 'healthy').mockReturnValue(false);
    for (const url of [
      'orders',
      'orders/1',
      'customers/14646/360',
      'customers/14646/timeline',
      'customers/14646/order-count',
    ]) {
      const { status, headers, json } = await get(url);
      expect([url, status, json().code, headers['retry-after']]).toEqual([url, 503, 'audit/unavailable', '5']);
    }
    expect((await get('orders', { accept: 'text/csv' })).status).toBe(503);
    expect((await get('goods')).status).toBe(200);
  });
  it('is not recorded where nothing is personal', async () => {
    await get('goods');
    expect(door.notes).toEqual([]);
  });
});

it('narrows a list by what is the id of one and the key of another as by an id', async () => {
  await door.rig.send('shop.PlaceOrder', { orderId: 'order-1', customerId: 'c-1', lines: [], currency: 'CNY' });
  await door.rig.caughtUp();
  const keys = async (ids: string): Promise<unknown> =>
    ((await get(`orders?ids=${ids}`)).json()['items'] as { readonly key: string }[]).map(({ key }) => key);
  expect(await keys('order-1')).toEqual(['order-order-1']);
  expect(await keys('1,order-1')).toEqual(['order-1', 'order-order-1']);
  expect(await keys('order-2,nobody')).toEqual(['order-2']);
});
