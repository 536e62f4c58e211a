import { type DoorUnderTest, openDoor } from '../../../testing/src/door';
import { contexts } from '../../../server/src/contexts';

let door: DoorUnderTest;
beforeAll(async () => {
  door = await openDoor({ contexts });
});
afterAll(() => door.close());

const bulk = async (line: object, search = ''): Promise<unknown> => {
  const type = { 'content-type': 'application/x-ndjson' };
  const { body } = await door.call('POST', `/bulk${search}`, line, type);
  const { status, replayed, problem, first, receipt } = body as Record<string, { code: string } & object>;
  return { status, replayed, code: problem?.code, problem, first, receipt };
};
const at = { occurredAt: '2026-02-01T08:00:00Z', department: 'sales' };
const first = (customerId: string, external = customerId, country = 'FR') => [
  {
    command: 'customers.NoteCustomer',
    data: { customerId, kind: 'organisation', facts: [{ attribute: 'country', value: country }], ...at },
  },
  { command: 'customers.ClaimExternalId', data: { customerId, source: 'shop', value: external, ...at } },
];
const order = (id: string, customerId: string, more: object = {}): object => ({
  id,
  command: 'sales.PlaceOrder',
  data: { number: id, customerId, currency: 'GBP', lines: [{ sku: 'A', quantity: 1, unitPrice: '1' }], ...at },
  ...more,
});
const priced = (unitPrice: string, line: object): object => {
  const { data } = line as { readonly data: object };
  return { ...line, data: { ...data, lines: [{ sku: 'A', quantity: 1, unitPrice }] } };
};
const known = (stream: string): Promise<unknown> => door.rig.store.head(stream);

describe('commands that go before one', () => {
  it('are done before it, in order, and what is there already is left out', async () => {
    const [note, claim] = [{ stream: 'customer-7' }, { stream: 'external-id-shop.7' }];
    expect(await bulk(order('1', '7', { first: first('7') }))).toMatchObject({ status: 201, first: [note, claim] });
    const second = await bulk(order('2', '7', { first: first('7') }));
    expect(second).toMatchObject({ status: 201, first: undefined, replayed: false });
  });
  it('are not done again for a repeat, and must then be the same', async () => {
    expect(await bulk(order('3', '8', { first: first('8') }))).toMatchObject({ status: 201 });
    await door.call('POST', '/customers/8/facts/withdraw', { attribute: 'country', department: 'sales' });
    const revision = (await door.rig.store.head('customer-8'))?.revision;
    expect(await bulk(order('3', '8', { first: first('8') }))).toMatchObject({ status: 201, replayed: true });
    expect(await door.rig.store.head('customer-8')).toMatchObject({ revision });
    const other = await bulk(order('3', '8', { first: first('8', '8', 'IT') }));
    expect(other).toMatchObject({ status: 422, code: 'command/key-reused' });
  });
  it('may come again in another form of the same meaning', async () => {
    const line = order('33', '33', { first: first('33') });
    expect(await bulk(line)).toMatchObject({ status: 201, replayed: false });
    const revision = (await door.rig.store.head('customer-33'))?.revision;
    expect(await bulk(priced('1.00', line))).toMatchObject({ status: 201, replayed: true });
    expect(await door.rig.store.head('customer-33')).toMatchObject({ revision });
    expect(await bulk(priced('2', line))).toMatchObject({ status: 422, code: 'command/key-reused' });
  });
  it('do not keep a repeat from what follows it, where the process stopped between the two', async () => {
    const past = '?backfill=true';
    const dated = (day: string, data: object): object => ({
      ...at,
      occurredAt: `2026-02-${day}T08:00:00Z`,
      ...data,
    });
    const placed = priced('10', order('34', '34', { first: first('34') })) as { readonly data: object };
    await bulk({ ...placed, data: { ...placed.data, fulfilled: true } }, past);
    const back = dated('05', { orderId: '34', lines: [{ line: 1, quantity: 1 }], reason: 'wrong' });
    expect(await bulk({ id: 'r', command: 'sales.ReturnOrder', data: back }, past)).toMatchObject({ status: 200 });
    const lines = [{ sku: 'A', quantity: 1, unitPrice: '4' }];
    const data = dated('02', { number: 'n', customerId: '34', orderId: '34', currency: 'GBP', lines });
    const note = { id: 'n', command: 'sales.IssueCreditNote', data, first: first('34') };
    const { store } = door.rig;
    const append = store.append.bind(store);
    const isStep = ({ events }: { readonly events: readonly { readonly type: string }[] }): boolean =>
      events.some(({ type }) => type === 'sales.OrderRevalued');
    const stopping = jest
      .spyOn(store, 'append')
      .mockImplementation((each) => (isStep(each) ? Promise.reject(new Error('stopped')) : append(each)));
    expect(await bulk(note, past)).toMatchObject({ status: 500 });
    stopping.mockRestore();
    expect((await store.read('order-34')).map(({ type }) => type)).not.toContain('sales.OrderRevalued');
    expect(await bulk(note, past)).toMatchObject({ status: 201, replayed: true });
    expect((await store.read('order-34')).map(({ type }) => type)).toContain('sales.OrderRevalued');
  });
  it('are not done where it is refused', async () => {
    const nothing = order('4', '9', { first: first('9') }) as { data: object };
    expect(await bulk({ ...nothing, data: { ...nothing.data, lines: [] } })).toMatchObject({
      code: 'sales/nothing-ordered',
    });
    expect(await known('customer-9')).toBeUndefined();
  });
  it('refuse it and one another where one of them is refused', async () => {
    expect(await bulk(order('5', '10', { first: first('10', '7') }))).toMatchObject({
      status: 409,
      code: 'customers/external-id-taken',
    });
    for (const stream of ['customer-10', 'order-5']) expect(await known(stream)).toBeUndefined();
  });
  it('keep the rules of their commands: faults say where they are', async () => {
    const [note] = first('11');
    const faulty = { ...note, data: { ...note?.data, kind: 'club' } };
    expect(await bulk(order('6', '11', { first: [faulty] }))).toMatchObject({
      code: 'request/invalid',
      problem: { errors: [{ pointer: '/first/0/data/kind' }] },
    });
    expect(await bulk(order('6', '11', { first: [{ command: 'x.Y', data: {} }] }))).toMatchObject({
      code: 'bulk/unknown-command',
      problem: { detail: expect.stringContaining('sales.PlaceOrder, sales.') as unknown },
    });
    for (const wrong of [{}, [7], [{ command: 'x' }], [{ ...note, id: '1' }], Array.from({ length: 11 }, () => note)])
      expect(await bulk(order('6', '11', { first: wrong }))).toMatchObject({
        problem: { errors: [{ pointer: '/first' }] },
      });
  });
});

describe('a dry run', () => {
  it('answers what would be done, and does nothing', async () => {
    const line = order('20', '20', { first: first('20') });
    const would = { status: 201, receipt: { events: [{ type: 'sales.OrderPlaced' }] } };
    expect(await bulk(line, '?dryRun=true')).toMatchObject({ ...would, first: [{ stream: 'customer-20' }, {}] });
    for (const stream of ['order-20', 'customer-20']) expect(await known(stream)).toBeUndefined();
    expect(await bulk(line)).toMatchObject({ status: 201 });
    expect(await bulk(line, '?dryRun=true')).toMatchObject({ status: 201, replayed: true });
    expect(await bulk(order('21', 'nobody'), '?dryRun=true')).toMatchObject({ code: 'customers/unknown' });
  });
  it('judges each line by what is there alone, and not by the lines before it', async () => {
    const placed = order('40', '40', { first: first('40') });
    const { data } = placed as { readonly data: object };
    const again = { ...priced('2', { ...placed, data: { ...data, orderId: '40' } }), id: '42' };
    const lines = [placed, again, order('41', '40')].map((line) => JSON.stringify(line));
    const statuses = async (search: string) =>
      (await door.bulk(lines, search)).map((answer) => (JSON.parse(answer) as { status: number }).status);
    expect(await statuses('?dryRun=true')).toEqual([201, 201, 404]);
    expect(await statuses('')).toEqual([201, 409, 201]);
  });
});

it.each(['nan', 'NULL', '-', '--', 'nil', 'undefined'])('takes "%s" for no id of anybody', async (missing) => {
  const [note, claim] = first('30', missing);
  expect(await bulk(order('30', '30', { first: [claim] }))).toMatchObject({ code: 'request/invalid' });
  expect(
    await bulk(order('30', '30', { first: [{ ...note, data: { ...note?.data, customerId: missing } }] })),
  ).toMatchObject({
    problem: { errors: [{ pointer: '/first/0/data/customerId' }] },
  });
  expect((await door.call('POST', '/customers', { customerId: missing, kind: 'person' })).status).toBe(400);
});
