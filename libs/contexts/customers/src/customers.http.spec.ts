import fc from 'fast-check';
import { type DoorUnderTest, openDoor } from '../../../testing/src/door';
import { customers } from './customers.module';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor({ contexts: [customers] });
});
afterAll(() => door.close());

const typesOf = (body: Readonly<Record<string, unknown>>): readonly string[] =>
  (body['events'] as { readonly type: string }[]).map(({ type }) => type);
const events = async (): Promise<number> => (await door.rig.feed.head()) || 0;

const own = (which: string): object => ({ source: 'erp', value: `own-${which}` });

describe('POST /customers', () => {
  const acme = {
    customerId: 'acme',
    kind: 'organisation',
    name: '单田芳机械',
    department: 'sales',
    occurredAt: '2011-12-09T12:50:00Z',
    externalIds: [
      { source: 'erp', value: '14646' },
      { source: 'web', value: 'A-1' },
    ],
  };
  it('registers a customer and claims its external ids', async () => {
    const { status, body, headers } = await door.call('POST', '/customers', acme);
    expect([status, headers['etag']]).toEqual([201, '"1"']);
    expect(body).toMatchObject({ stream: 'customer-acme', revision: 1 });
    expect(typesOf(body)).toEqual([
      'customers.CustomerRegistered',
      'customers.PersonalFactAsserted',
      'customers.ExternalIdClaimed',
      'customers.ExternalIdClaimed',
    ]);
    expect((await door.call('GET', '/customers/erp:14646')).body).toMatchObject({
      id: 'acme',
      registeredAt: '2011-12-09T12:50:00.000Z',
      externalIds: acme.externalIds,
    });
  });
  it('names the position after which all of it can be read', async () => {
    const { body } = await door.call('POST', '/customers', {
      customerId: 'c-9',
      kind: 'person',
      externalIds: [{ source: 'web', value: '9' }],
    });
    expect(String(body['position']).split('-').at(-1)).toBe(String(await events()));
  });
  it('is nothing to do again, and gives a repeated key its first answer', async () => {
    const { status, body } = await door.call('POST', '/customers', acme);
    expect([status, body['events']]).toEqual([200, []]);
    const chosen = { kind: 'person', externalIds: [{ source: 'web', value: '7' }] };
    const first = await door.call('POST', '/customers', chosen, { 'idempotency-key': 'k-1' });
    const before = await events();
    const again = await door.call('POST', '/customers', chosen, { 'idempotency-key': 'k-1' });
    expect(again.body).toEqual(first.body);
    expect(typesOf(again.body)).toHaveLength(2);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await events()).toBe(before);
  });
  it.each([
    ['more', [own('more'), { source: 'crm', value: 'X9' }]],
    ['none', undefined],
    ['others', [{ source: 'erp', value: '999' }]],
  ])('refuses a key that came with other external ids before: %s', async (which, externalIds) => {
    const person = { customerId: `key-${which}`, kind: 'person' };
    const headers = { 'idempotency-key': `key-${which}` };
    const first = await door.call('POST', '/customers', { ...person, externalIds: [own(which)] }, headers);
    expect(first.status).toBe(201);
    const before = await events();
    const { status, body } = await door.call('POST', '/customers', { ...person, externalIds }, headers);
    expect([status, body['code']]).toEqual([422, 'command/key-reused']);
    expect(await events()).toBe(before);
  });
  it('gives a key its first answer for the same in another form, where no external ids came with it', async () => {
    const mail = (email: string): object => ({ customerId: 'mail', kind: 'organisation', department: 'sales', email });
    const headers = { 'idempotency-key': 'key-mail' };
    const first = await door.call('POST', '/customers', mail('A@x.com'), headers);
    const before = await events();
    const again = await door.call('POST', '/customers', mail('A@X.com'), headers);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect((await door.call('POST', '/customers', mail('b@x.com'), headers)).status).toBe(422);
    expect(await events()).toBe(before);
  });
  it('changes nothing when an external id belongs to another customer', async () => {
    const before = await events();
    const { status, body } = await door.call('POST', '/customers', {
      customerId: 'other',
      kind: 'person',
      externalIds: [
        { source: 'web', value: '8' },
        { source: 'erp', value: '14646' },
      ],
    });
    expect([status, body['code']]).toEqual([409, 'customers/external-id-taken']);
    expect(await events()).toBe(before);
    expect((await door.call('GET', '/customers/other')).status).toBe(404);
  });
  it('claims none of several external ids for a customer known before when one belongs to another', async () => {
    const person = { customerId: 'known-before', kind: 'person' };
    await door.call('POST', '/customers', person);
    const before = await events();
    const externalIds = [own('free'), { source: 'erp', value: '14646' }];
    const { status, body } = await door.call('POST', '/customers', { ...person, externalIds });
    expect([status, body['code']]).toEqual([409, 'customers/external-id-taken']);
    expect(await events()).toBe(before);
    const added = await door.call('POST', '/customers', { ...person, externalIds: [own('free')] });
    expect(typesOf(added.body)).toEqual(['customers.ExternalIdClaimed']);
  });
  it.each([
    [[{ source: 'ERP', value: '1' }], 400, '/externalIds/0/source'],
    [[{ source: 'erp', value: '1', customerId: 'acme' }], 400, '/externalIds/0/customerId'],
    [[null], 400, '/externalIds/0'],
    ['erp:1', 400, '/externalIds'],
    [Array.from({ length: 21 }, (_, i) => ({ source: 'erp', value: `x${i}` })), 400, '/externalIds'],
    [[{ source: 'erp', value: '13912345678' }], 422, undefined],
    [[{ source: 'erp', value: 'ZS13812345678' }], 422, undefined],
    [[{ source: 'tel13812345678', value: '1' }], 400, '/externalIds/0/source'],
  ])('refuses external ids %j and changes nothing', async (externalIds, status, pointer) => {
    const before = await events();
    const answer = await door.call('POST', '/customers', { customerId: 'bad', kind: 'person', externalIds });
    expect(answer.status).toBe(status);
    const [error] = (answer.body['errors'] ?? []) as { readonly pointer: string }[];
    expect(error?.pointer).toBe(pointer);
    expect(await events()).toBe(before);
  });
  it('refuses a query parameter and changes nothing', async () => {
    const before = await events();
    const { status, body } = await door.call('POST', '/customers?dryRun=true', { customerId: 'dry', kind: 'person' });
    expect([status, body['errors']]).toMatchObject([400, [{ pointer: '?dryRun', code: 'unknown-parameter' }]]);
    expect(await events()).toBe(before);
  });
  it.each([[[]], [null], ['text']])('refuses %j for a body', async (body) => {
    expect((await door.call('POST', '/customers', body)).status).toBe(400);
  });
});

describe('the order of trust', () => {
  it.each(['li.wei@example.com', '13812345678', '张三13812345678', '+49 151 23456789'])(
    'names no department %s, for it stays in the log for ever',
    async (name) => {
      const before = await events();
      const attributes = [{ attribute: 'phone', departments: [name] }];
      const document = { departments: ['finance', name], attributes };
      const { status, body } = await door.call('PUT', '/policies/survivorship', { document, approvedBy: 'board' });
      expect([status, body['errors']]).toMatchObject([
        400,
        [
          { pointer: '/document/departments/1', code: 'personal-text' },
          { pointer: '/document/attributes/0/departments/0', code: 'personal-text' },
        ],
      ]);
      expect(await events()).toBe(before);
    },
  );
});

describe('a customer by HTTP', () => {
  it('is told about by departments, found by pinyin, deactivated and reactivated', async () => {
    const said = { department: 'service', facts: [{ attribute: 'country', value: 'Channel Islands' }] };
    expect((await door.call('POST', '/customers/14646/facts', said)).status).toBe(200);
    expect((await door.call('POST', '/customers/acme/external-ids', { source: 'crm', value: 'x' })).status).toBe(201);
    const { body: found } = await door.call('GET', '/customers?q=ShanTian');
    expect(found['items']).toEqual([expect.objectContaining({ key: 'acme' })]);
    await door.call('POST', '/customers/acme/deactivate', { reason: 'gone' });
    expect((await door.call('GET', '/customers?filter[status]=deactivated')).body['items']).toHaveLength(1);
    await door.call('POST', '/customers/acme/reactivate', { reason: 'back' });
    expect((await door.call('GET', '/customers/acme')).body['status']).toBe('active');
  });
  it('is found by its mail address, and by its name however that is written', async () => {
    const facts = [
      { attribute: 'shortName', value: 'Café Müller' },
      { attribute: 'billingEmail', value: 'Li.Wei@Example.com' },
    ];
    await door.call('POST', '/customers', { customerId: 'mailed', kind: 'organisation' });
    await door.call('POST', '/customers/mailed/facts', { department: 'sales', facts });
    for (const asked of [
      'customers?q=li.wei@EXAMPLE.com',
      'customers?q=@example.com%20cafe',
      'customers?filter[name]=CAFE%20MULLER',
      'customers?filter[name][contains]=e%CC%81%20mu',
      'customers/mailed/facts?filter[value]=LI.wei@example.com',
      'customers/mailed/facts?filter[value]=cafe%20muller',
    ])
      expect([asked, (await door.call('GET', `/${asked}`)).body['items']]).toEqual([asked, [expect.anything()]]);
    const { body } = await door.call('GET', '/customers?filter[name]=cafe%20muller');
    expect(body['items']).toMatchObject([{ key: 'mailed', name: 'Café Müller' }]);
    expect((await door.call('GET', '/customers?q=nobody@example.com')).body['items']).toEqual([]);
  });
  it('has its flagged values in the data-quality report until they are withdrawn', async () => {
    const asked = '/reports/data-quality?customer=14646';
    for (const each of [asked, '/reports/data-quality?customer=erp:14646'])
      expect((await door.call('GET', each)).body['rows']).toMatchObject([{ raw: 'Channel Islands' }]);
    const past = await door.call('GET', `${asked}&asOf=2011-12-10`);
    expect([past.status, past.body['errors']]).toMatchObject([400, [{ pointer: '?asOf' }]]); // it keeps no past
    expect((await door.call('GET', '/customers/acme/facts?filter[standard]=false')).body['items']).toHaveLength(1);
    await door.call('POST', '/customers/acme/facts/withdraw', { department: 'service', attribute: 'country' });
    expect((await door.call('GET', asked)).body['rows']).toEqual([]);
  });
  it('is a heading alone as CSV where nothing is to be put right', async () => {
    const answer = await door.app.inject({
      url: '/api/v1/reports/data-quality?department=nobody',
      headers: { authorization: `Bearer ${door.keys.admin}`, accept: 'text/csv' },
    });
    expect(answer.body).toBe('\uFEFFkey,customer,name,attribute,department,raw,since\r\n');
  });
  it.each(['/reports/data-quality?attribute=fone', '/customers/14646/facts?filter[attribute]=fone'])(
    'is not empty for %s, an attribute that there is not, but refused, and the known ones are named',
    async (asked) => {
      const { status, body } = await door.call('GET', asked);
      expect([status, body['code']]).toEqual([400, 'request/invalid']);
      for (const known of ['legalName', 'phone', 'bankAccount'])
        expect(body['errors']).toMatchObject([{ detail: expect.stringContaining(known) as unknown }]);
    },
  );
  it('has a phone number that nobody can have among them, as it was said', async () => {
    const phone = '+86 123 4567 8901';
    await door.call('POST', '/customers/14646/facts', {
      department: 'sales',
      facts: [{ attribute: 'phone', value: phone }],
    });
    const { body } = await door.call('GET', '/reports/data-quality?attribute=phone');
    expect(body['rows']).toMatchObject([{ customer: 'acme', attribute: 'phone', department: 'sales', raw: phone }]);
  });
});

describe('a name in whatever Unicode form', () => {
  const names = ['Müller', 'Łódź', 'O’Brien', 'Straße', '台湾', '臺灣', '吕梁', '삼성', 'ガス', 'Ａlpha ½'];
  const part = fc.constantFrom(...names, 'é', 'ñ', 'Ǻ', 'ệ', ' ', '-', 'x');
  const form = fc.constantFrom('NFC', 'NFD');
  let next = 0;

  it('gives equal documents, is nothing new the second time, and is found by each of its forms', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), form, form, async (parts, one, other) => {
        const name = `${parts.join('')} n${next}`;
        const body = (said: string) => ({
          customerId: `form-${next}`,
          kind: 'organisation',
          name: said,
          department: 'it',
        });
        const { body: first } = await door.call('POST', '/customers', body(name.normalize(one)));
        const again = await door.call('POST', '/customers', body(name.normalize(other)));
        expect([again.status, again.body['events']]).toEqual([200, []]);
        const facts = [{ attribute: 'shortName', value: name.normalize(other) }];
        const say = { department: 'it', facts };
        await door.call('POST', `/customers/form-${next}/facts`, say);
        const twice = { ...say, facts: [{ attribute: 'shortName', value: name.normalize(one) }] };
        expect((await door.call('POST', `/customers/form-${next}/facts`, twice)).body['events']).toEqual([]);
        const shown = (await door.call('GET', `/customers/form-${next}`)).body;
        const kept = name.normalize('NFC').replace(/\s+/g, ' ').replaceAll('Ａ', 'A').trim();
        expect([first['revision'], shown['name']]).toEqual([1, kept]);
        for (const asked of [name.normalize(one), name.normalize(other), name.normalize('NFKC').toUpperCase()]) {
          const found = await door.call('GET', `/customers?limit=200&q=${encodeURIComponent(asked)}`);
          expect((found.body['items'] as { key: string }[]).map(({ key }) => key)).toContain(`form-${next}`);
        }
        const exact = await door.call('GET', `/customers?filter[name]=${encodeURIComponent(kept.normalize(other))}`);
        expect(exact.body['items']).toEqual([expect.objectContaining({ key: `form-${next}` })]);
        next++;
      }),
      { numRuns: 25 },
    );
  });
});

describe('GET /customers', () => {
  const ids = ['list-1', 'list-2', 'list-3'];
  beforeAll(async () => {
    for (const [i, customerId] of ids.entries())
      await door.call('POST', '/customers', { customerId, kind: i === 1 ? 'person' : 'organisation' });
  });
  it('takes external ids among the ids, as a path does, and of an id of two customers says so', async () => {
    const claim = (source: string, value: string): object => ({ externalIds: [{ source, value }] });
    await door.call('POST', '/customers', { customerId: 'list-4', kind: 'person', ...claim('erp', 'L-4') });
    await door.call('POST', '/customers', { customerId: 'list-5', kind: 'person', ...claim('web', 'L-5') });
    await door.call('POST', '/customers', { customerId: 'list-6', kind: 'person', ...claim('crm', 'L-5') });
    const list = async (query: string) => (await door.call('GET', `/customers?ids=${query}`)).body;
    const named = async (query: string) =>
      ((await list(query))['items'] as { readonly id: string }[]).map(({ id }) => id);
    expect(await named('erp:L-4,list-1,web:L-5,list-4,nobody')).toEqual(['list-1', 'list-4', 'list-5']);
    expect(await named('nobody,erp:nobody')).toEqual([]);
    expect((await list('L-5'))['code']).toBe('customers/ambiguous');
  });
  it('sorts by several fields, and gives only those whose ids are asked for, counted as far as is asked', async () => {
    const list = async (query: string) => {
      const { body } = await door.call('GET', `/customers?ids=${ids.join()},nobody&${query}`);
      return [(body['items'] as { readonly id: string }[]).map(({ id }) => id), body['count']];
    };
    expect(await list('sort=kind,-registeredAt&count=1000')).toEqual([['list-3', 'list-1', 'list-2'], 3]);
    expect(await list('sort=-kind,registeredAt&count=2')).toEqual([['list-2', 'list-1', 'list-3'], 2]);
    expect(await list('sort=kind&filter[kind]=person')).toEqual([['list-2'], undefined]);
  });
});
