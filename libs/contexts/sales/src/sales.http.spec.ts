import { type DoorUnderTest, openDoor } from '../../../testing/src/door';
import { contexts } from '../../../server/src/contexts';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor({ contexts });
  await door.call('POST', '/customers', {
    customerId: 'c-1',
    kind: 'organisation',
    occurredAt: '2026-01-01T08:00:00Z',
  });
  await door.call('POST', '/customers', {
    customerId: 'c-2',
    kind: 'organisation',
    occurredAt: '2026-01-01T08:00:00Z',
  });
});
afterAll(() => door.close());

const codeOf = ({ status, body }: Awaited<ReturnType<DoorUnderTest['call']>>): unknown => [status, body['code']];
const lines = [
  { sku: 'A', name: '轴承', quantity: 3, unitPrice: '10.00' },
  { sku: 'B', quantity: 1, unitPrice: '2.50' },
];
const place = (number: string, more: object = {}) =>
  door.call('POST', '/orders', { number, lines, currency: 'CNY', occurredAt: '2026-02-01T08:00:00Z', ...more });
const typesOf = (body: Readonly<Record<string, unknown>>): readonly string[] =>
  (body['events'] as { readonly type: string }[]).map(({ type }) => type);

describe('an order by HTTP', () => {
  it('is placed, confirmed, shipped in parts, delivered, returned and cancelled', async () => {
    const placed = await place('SO-1', { customerId: 'c-1', businessLine: 'bearings' });
    expect([placed.status, typesOf(placed.body)]).toEqual([201, ['sales.OrderPlaced']]);
    expect((await place('SO-1', { customerId: 'c-1', businessLine: 'bearings' })).body['events']).toEqual([]);
    expect(codeOf(await place('SO-1', { customerId: 'c-1', businessLine: 'gears' }))).toEqual([409, 'command/exists']);
    expect(codeOf(await place('SO-1', { customerId: 'c-1', businessLine: 'bearings', department: 'finance' }))).toEqual(
      [409, 'command/exists'],
    );
    const at = (day: number, body: object = {}) => ({ ...body, occurredAt: `2026-02-0${day}T08:00:00Z` });
    const step = async (verb: string, body: object): Promise<unknown> =>
      typesOf((await door.call('POST', `/orders/SO-1/${verb}`, body)).body);
    expect(await step('confirm', at(1))).toEqual(['sales.OrderConfirmed']);
    expect(await step('ship', at(2, { lines: [{ line: 1, quantity: 2 }] }))).toEqual(['sales.OrderShipped']);
    expect(await step('deliver', at(3))).toEqual(['sales.OrderDelivered']);
    const back = { lines: [{ sku: 'A', quantity: 1 }], reason: '不符' };
    expect(
      codeOf(await door.call('POST', '/orders/SO-1/return', { ...back, occurredAt: '2026-02-11T08:00:00Z' })),
    ).toEqual([409, 'sales/return-too-late']);
    expect(await step('return', at(4, back))).toEqual(['sales.OrderReturned']);
    expect(await step('cancel', at(5))).toEqual(['sales.OrderCancelled']);
    expect(await step('cancel', at(6))).toEqual([]);
    expect((await door.call('GET', '/orders/SO-1')).body).toMatchObject({
      orderId: 'SO-1',
      customer: 'c-1',
      status: 'delivered',
      businessLine: 'bearings',
      gross: { amount: '20.00', currency: 'CNY' },
      net: { amount: '10.00', currency: 'CNY' },
      lines: [
        { line: 1, sku: 'A', shipped: 2, delivered: 2, returned: 1, cancelled: 1 },
        { line: 2, sku: 'B', shipped: 0, delivered: 0, returned: 0, cancelled: 1 },
      ],
    });
  });
  it('is listed for its customer and by its fields', async () => {
    await place('SO-2', { customerId: 'c-1', occurredAt: '2026-03-01T08:00:00Z', channel: 'web' });
    const keys = async (path: string): Promise<unknown> =>
      ((await door.call('GET', path)).body['items'] as { key: string }[]).map(({ key }) => key);
    expect(await keys('/customers/c-1/orders?sort=-placedAt')).toEqual(['order-SO-2', 'order-SO-1']);
    expect(await keys('/orders?filter[channel]=web')).toEqual(['order-SO-2']);
    expect(await keys('/orders?filter[open]=true')).toEqual(['order-SO-2']);
    await door.call('POST', '/customers/c-1/external-ids', { source: 'erp', value: '14646' });
    expect(await keys('/orders?filter[customer]=14646&sort=placedAt')).toEqual(['order-SO-1', 'order-SO-2']);
    expect(codeOf(await door.call('GET', '/orders?filter[customer]=nobody'))).toEqual([404, 'customers/unknown']);
  });
  it('is listed with the credit notes that name it', async () => {
    const credit = {
      lines: [{ sku: 'A', quantity: 1, unitPrice: '2' }],
      currency: 'CNY',
      customerId: 'c-1',
      forReturn: true,
    };
    const settle = (number: string, orderId: string) =>
      door.call('POST', '/credit-notes', { ...credit, number, orderId });
    expect((await settle('CN-7', 'SO-1')).status).toBe(201);
    expect(codeOf(await settle('CN-8', 'SO-2'))).toEqual([409, 'sales/nothing-returned']);
    expect(codeOf(await settle('CN-9', 'nowhere'))).toEqual([404, 'sales/unknown-order']);
    expect((await door.call('GET', '/orders/SO-1/credit-notes')).body['items']).toMatchObject([{ number: 'CN-7' }]);
    expect((await door.call('GET', '/orders/SO-2/credit-notes')).body['items']).toEqual([]);
  });
  it('keeps no e-mail address and no mobile number in what stays in the clear; a number alone may look like a mobile number', async () => {
    const mail = 'anna@example.com';
    const refused = async (path: string, body: object): Promise<unknown> => {
      const { status, body: problem } = await door.call('POST', path, {
        currency: 'CNY',
        occurredAt: '2026-02-01T08:00:00Z',
        ...body,
      });
      return [
        status,
        problem['code'],
        (problem['errors'] as { pointer: string }[] | undefined)?.map(({ pointer }) => pointer),
      ];
    };
    const at = (...pointers: string[]) => [400, 'request/invalid', pointers];
    const [line] = lines;
    expect(await refused('/orders', { orderId: 'm-1', number: mail, lines })).toEqual(at('/number'));
    expect(await refused('/orders', { orderId: 'm-1', number: `SO for ${mail}`, lines })).toEqual(at('/number'));
    expect(await refused('/orders', { number: 'm-1', lines, channel: mail })).toEqual(at('/channel'));
    expect(await refused('/orders', { number: 'm-1', lines: [{ ...line, sku: 'anna＠example.com' }] })).toEqual(
      at('/lines/0/sku'),
    );
    expect(await refused('/credit-notes', { creditNoteId: 'm-1', number: mail, lines })).toEqual(at('/number'));
    expect(await refused('/credit-notes', { number: 'm-1', lines: [{ ...line, sku: mail }] })).toEqual(
      at('/lines/0/sku'),
    );
    const phone = '电话13812345678';
    expect(await refused('/orders', { number: phone, lines })).toEqual(at('/number'));
    expect(await refused('/orders', { number: 'm-1', lines, channel: phone })).toEqual(at('/channel'));
    const phones = [
      'Tom +44 7911 123456',
      '+49 170 1234567',
      '138.1234.5678',
      '138\u200B12345678',
      '０２０ ８３３３ ４４４４',
    ];
    for (const channel of [
      ...phones,
      '13812345678',
      '+8613812345678',
      '008613812345678',
      '电话138 1234 5678',
      '+86 138-1234-5678',
    ])
      expect([channel, await refused('/orders', { number: 'm-1', lines, channel })]).toEqual([channel, at('/channel')]);
    for (const words of [phone, ...phones]) {
      const told = async (path: string, body: object) => [words, await refused(path, body)];
      const named = [{ ...line, name: words }];
      expect(await told('/orders', { orderId: 'm-1', number: words, lines })).toEqual([words, at('/number')]);
      expect(await told('/orders', { number: 'm-1', lines: named })).toEqual([words, at('/lines/0/name')]);
      const ship = { currency: undefined, carrier: words, trackingNumber: words };
      expect(await told('/orders/SO-1/ship', ship)).toEqual([words, at('/carrier', '/trackingNumber')]);
    }
    expect(await refused('/orders/SO-1/ship', { carrier: phone })).toEqual(at('/currency', '/carrier'));
    const credited = { number: 'm-1', lines: [{ ...line, name: phone }] };
    expect(await refused('/credit-notes', credited)).toEqual(at('/lines/0/name'));
    for (const number of ['13912345678', '8613912345678', 'CAP@100V', 'CAP@1.25V'])
      expect((await place(number, { orderId: `m-${number.length}`, channel: 'phone' })).status).toBe(201);
    expect(await refused('/orders/m-8/ship', { currency: undefined, carrier: mail, trackingNumber: mail })).toEqual(
      at('/carrier', '/trackingNumber'),
    );
  });
  it.each(['phone\uFE0F', ' phone', 'ｐｈｏｎｅ'])('takes no channel that looks like another: %j', async (channel) => {
    const { status, body } = await place('SO-9', { channel });
    expect([status, body['errors']]).toMatchObject([400, [{ pointer: '/channel', code: 'wrong-form' }]]);
  });
  it('refuses what cannot be', async () => {
    expect(codeOf(await place('No. 7/2026'))).toEqual([422, 'sales/order-id-needed']);
    expect(codeOf(await place('SO-9', { lines: [] }))).toEqual([422, 'sales/nothing-ordered']);
    const note = { number: 'CN-9', lines: [{ sku: 'A', quantity: 1, unitPrice: '1' }], currency: 'CNY' };
    for (const [path, body] of [
      ['/orders', { number: 'SO-9', lines, currency: 'CNY' }],
      ['/credit-notes', note],
      ['/orders/SO-1/attribute', {}],
    ] as const)
      expect(await door.call('POST', path, { ...body, customerId: 'nobody' })).toMatchObject({
        status: 404,
        body: {
          code: 'customers/unknown',
          errors: [
            {
              pointer: '/customerId',
              code: 'customers/unknown',
              detail: 'No customer has the id or external id nobody.',
            },
          ],
        },
      });
    expect(codeOf(await door.call('POST', '/orders/SO-9/ship', {}))).toEqual([404, 'sales/unknown-order']);
    for (const line of [
      { unitPrice: 1.5 },
      { unitPrice: { amount: '1', currency: 'CNY' } },
      { quantity: 0 },
      { quantity: 1e308 },
    ])
      expect((await place('SO-9', { lines: [{ ...lines[0], ...line }] })).status).toBe(400);
    expect((await door.call('GET', '/orders/SO-9')).status).toBe(404);
  });
});

describe('what was recorded without a customer', () => {
  it('belongs to its customer once it is attributed, and always did', async () => {
    await place('AN-1', { occurredAt: '2026-01-15T08:00:00Z' });
    await door.call('POST', '/credit-notes', {
      number: 'CN-1',
      lines: [{ sku: 'A', quantity: 1, unitPrice: '10' }],
      currency: 'CNY',
      occurredAt: '2026-01-16T08:00:00Z',
    });
    expect((await door.call('GET', '/orders/AN-1')).body['customer']).toBeNull();
    const attribute = (path: string, customerId: string) => door.call('POST', `${path}/attribute`, { customerId });
    const first = await attribute('/orders/AN-1', 'c-2');
    expect(typesOf(first.body)).toEqual(['customers.SubjectAttributed']);
    expect((await attribute('/orders/AN-1', 'c-2')).body['events']).toEqual([]);
    expect((await attribute('/orders/AN-1', 'c-1')).status).toBe(409);
    expect((await attribute('/credit-notes/CN-1', 'c-2')).status).toBe(200);
    expect((await door.call('GET', '/orders/AN-1')).body['customer']).toBe('c-2');
    expect((await door.call('GET', '/credit-notes/CN-1')).body['customer']).toBe('c-2');
    const { body } = await door.call('GET', '/customers/c-2/360');
    expect(body).toMatchObject({
      sales: {
        gross: [{ amount: '32.50', currency: 'CNY' }],
        credited: [{ amount: '10.00', currency: 'CNY' }],
        net: [{ amount: '22.50', currency: 'CNY' }],
        firstPurchaseAt: '2026-01-15T08:00:00.000Z',
      },
    });
  });
  it('is attributed only where it has no customer, and only when it is there', async () => {
    const body = { customerId: 'c-2' };
    expect(codeOf(await door.call('POST', '/orders/SO-1/attribute', body))).toEqual([409, 'sales/has-customer']);
    expect(codeOf(await door.call('POST', '/orders/SO-9/attribute', body))).toEqual([404, 'sales/unknown-order']);
    expect(codeOf(await door.call('POST', '/orders/%20/attribute', body))).toEqual([400, 'request/invalid']);
    expect(codeOf(await door.call('POST', '/credit-notes/CN-9/attribute', body))).toEqual([
      404,
      'sales/unknown-credit-note',
    ]);
    for (const wrong of [{}, { customerId: 1 }, { ...body, member: '~order-x' }, [], null])
      expect((await door.call('POST', '/orders/AN-1/attribute', wrong)).status).toBe(400);
  });
});

describe('the bulk door', () => {
  const bulk = async (command: string, data: object) => {
    const type = { 'content-type': 'application/x-ndjson' };
    const { body } = await door.call(
      'POST',
      '/bulk',
      { id: `b-${command}-${JSON.stringify(data).length}`, command, data },
      type,
    );
    return [body['status'], (body['problem'] as { readonly code?: string } | undefined)?.code];
  };
  it('checks what the routes check: what is attributed is there, and has no customer', async () => {
    const to = { customerId: 'c-2' };
    expect(await bulk('sales.AttributeOrder', { ...to, orderId: 'SO-404' })).toEqual([404, 'sales/unknown-order']);
    expect(await bulk('sales.AttributeOrder', { ...to, orderId: 'SO-1' })).toEqual([409, 'sales/has-customer']);
    const note = { ...to, creditNoteId: 'CN-404' };
    expect(await bulk('sales.AttributeCreditNote', note)).toEqual([404, 'sales/unknown-credit-note']);
    const member = { member: '~order-SO-404', into: 'c-2' };
    expect(await bulk('customers.AttributeSubject', member)).toEqual([404, 'bulk/unknown-command']);
  });
  it('takes no command that others send: not even from an admin', async () => {
    for (const command of ['sales.CreditOrder', 'sales.RecordPastCredit', 'sales.FollowOrder', 'sales.CountCreditNote'])
      expect(await bulk(command, {})).toEqual([404, 'bulk/unknown-command']);
  });
  it('registers customers with their external ids, or not at all', async () => {
    const own = { kind: 'person', externalIds: [{ source: 'shop', value: '77' }] };
    expect(await bulk('customers.RegisterCustomer', { ...own, customerId: 'b-1' })).toEqual([201, undefined]);
    expect(await bulk('customers.RegisterCustomer', { ...own, customerId: 'b-22' })).toEqual([
      409,
      'customers/external-id-taken',
    ]);
    expect((await door.call('GET', '/customers/b-22')).status).toBe(404);
    expect((await door.call('GET', '/customers/shop:77')).body['key']).toBe('b-1');
  });
});

describe('an attribution', () => {
  it('refuses what it would have to ignore: query parameters, and a revision of a stream that is not its own', async () => {
    await place('AN-2');
    const attribute = (query: string, headers?: object) =>
      door.call('POST', `/orders/AN-2/attribute${query}`, { customerId: 'c-404' }, headers);
    const faulty = [await attribute('?dryRun=true'), await attribute('', { 'if-match': '"0"' })];
    expect(faulty.map(({ status, body }) => [status, (body['errors'] as object[])[0]])).toMatchObject([
      [400, { pointer: '?dryRun', code: 'unknown-parameter' }],
      [400, { pointer: 'If-Match', code: 'not-taken-here' }],
    ]);
  });
});

describe('what is against a rule and in the books all the same', () => {
  it('is listed: credit beyond what was sold, customers deactivated before, numbers that are there twice', async () => {
    const other = await openDoor({ contexts });
    const send = (command: string, data: object, occurredAt = '2026-05-02T08:00:00.000Z') =>
      other.rig.send(command, data, { backfill: true, occurredAt });
    const rows = async () => (await other.call('GET', '/reports/exceptions')).body['rows'];
    try {
      for (const customerId of ['d-1', 'd-2']) {
        await send('customers.RegisterCustomer', { customerId, kind: 'person' }, '2026-04-01T08:00:00.000Z');
        const order = { customerId, number: 'N', lines, currency: 'CNY' };
        await send('sales.PlaceOrder', { ...order, orderId: `${customerId}-a` });
      }
      const note = { customerId: 'd-1', orderId: 'd-1-a', currency: 'CNY', lines: lines.slice(0, 1) };
      await send('sales.IssueCreditNote', { ...note, number: 'CN-1' });
      expect(await rows()).toEqual([]);
      await send('sales.IssueCreditNote', { ...note, number: 'CN-2' });
      await send('sales.PlaceOrder', { customerId: 'd-1', number: 'N', orderId: 'd-1-b', lines, currency: 'CNY' });
      await other.call('POST', '/customers/d-2/deactivate', { reason: 'x', occurredAt: '2026-05-01T00:00:00Z' });
      expect(await rows()).toMatchObject([
        { kind: 'credited-more-than-sold', document: 'order-d-1-a', number: 'N', customer: 'd-1' },
        { kind: 'customer-deactivated', document: 'order-d-2-a', customer: 'd-2' },
        { kind: 'same-number', document: 'order-d-1-a', customer: 'd-1' },
        { kind: 'same-number', document: 'order-d-1-b', customer: 'd-1' },
      ]);
    } finally {
      await other.close();
    }
  });
});

describe('reports by HTTP', () => {
  it('answer as of the end of a day in the company’s zone', async () => {
    const concentration = '/reports/concentration?basis=gross&asOf=2026-02-28';
    expect((await door.call('GET', concentration)).body['rows']).toMatchObject([
      { customer: 'c-2', value: { amount: '32.50', currency: 'CNY' } },
    ]);
    const { body } = await door.call('GET', '/reports/rfm?as-of=2026-03-02');
    expect(body['summary']).toMatchObject({ customers: 2 });
    expect(body['rows']).toMatchObject([
      { customer: 'c-1', recencyDays: 1, frequency: 2, monetary: { amount: '42.50' } },
      { customer: 'c-2', recencyDays: 46, frequency: 1, monetary: { amount: '22.50' } },
    ]);
    expect((await door.call('GET', '/reports/abc?asOf=2026-03-02')).body['rows']).toMatchObject([
      { class: 'A' },
      { class: 'A' },
    ]);
    expect((await door.call('GET', '/reports/cohorts?asOf=2026-03-02')).body['rows']).toEqual([
      { cohort: '2026-01', customers: 1, active: [0, 0] },
      { cohort: '2026-02', customers: 1, active: [1] },
    ]);
    expect((await door.call('GET', '/reports/rfm?basis=profit')).status).toBe(400);
    expect((await door.call('GET', '/reports/concentration?top=0')).status).toBe(400);
  });
  it('tell the stage of one customer and of all', async () => {
    const stage = async (asOf: string): Promise<unknown> =>
      (await door.call('GET', `/customers/c-1/lifecycle?asOf=${asOf}`)).body;
    expect(await stage('2026-01-15')).toMatchObject({ stage: 'prospect', since: '2026-01-01T08:00:00.000Z' });
    expect(await stage('2026-02-15')).toMatchObject({ stage: 'first-purchase', churnsAt: '2026-07-31T08:00:00.000Z' });
    expect(await stage('2026-03-15')).toMatchObject({ stage: 'repeat', since: '2026-03-01T08:00:00.000Z' });
    const { body } = await door.call('GET', '/reports/lifecycle?asOf=2026-03-15');
    expect(body['rows']).toMatchObject([
      { stage: 'prospect', customers: 0 },
      { stage: 'first-purchase', customers: 1 },
      { stage: 'repeat', customers: 1 },
      { stage: 'loyal', customers: 0 },
      { stage: 'churned', customers: 0 },
      { stage: 'won-back', customers: 0 },
    ]);
  });
});
