import { type DoorUnderTest, openDoor } from '../../testing/src/door';
import { contexts } from '../../server/src/contexts';

let door: DoorUnderTest;
beforeEach(async () => {
  door = await openDoor({ contexts }); // its read models advance when they are told to
  await door.rig.send('customers.RegisterCustomer', { customerId: 'c-0', kind: 'person' });
  const lines = [{ sku: 'bolt', quantity: 1, unitPrice: '1.00' }];
  await door.rig.send('sales.PlaceOrder', { number: '1', customerId: 'c-0', lines, currency: 'CNY' });
});
afterEach(() => door.close());

const get = async (path: string, key = door.keys.analyst, headers: object = {}) => {
  const { statusCode, body } = await door.app.inject({
    url: `/api/v1/${path}`,
    headers: { authorization: `Bearer ${key}`, ...headers },
  });
  return { status: statusCode, body: JSON.parse(body) as object };
};

it.each(['orders/1', 'customers/c-0/360'])(
  'keeps no place while it waits for a record of a moment ago: %s',
  async (path) => {
    const { views } = door.edge.engine;
    const soon = views.soon.bind(views);
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    // they wait until the test says so: a second may be over before a busy machine has answered the other read
    jest.spyOn(views, 'soon').mockImplementation((...asked) => held.then(() => soon(...asked)));
    const { analyst, service, admin } = door.keys;
    const waiting = [analyst, service].flatMap((key) => Array.from({ length: 4 }, () => get(path, key)));
    const other = get('orders', admin).then(() => 'another read');
    expect(await Promise.race([other, ...waiting])).toBe('another read');
    await door.rig.caughtUp();
    letGo();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(waiting.map(() => 200));
  },
);

it('keeps no place while it waits for the external ids that a list may name', async () => {
  const { analyst, service, admin } = door.keys;
  const waiting = [analyst, service].flatMap((key) =>
    Array.from({ length: 4 }, () => get('customers?ids=unknown', key)),
  );
  const other = Array.from({ length: 3 }, () => get('orders', admin));
  expect(await Promise.race([Promise.all(other).then(() => 'other reads'), ...waiting])).toBe('other reads');
  await door.rig.caughtUp();
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(waiting.map(() => 200));
});

it('waits no longer than a reader would, and says that the record is still to come', async () => {
  expect(await get('orders/1', door.keys.analyst, { prefer: 'wait=0' })).toMatchObject({
    status: 503,
    body: { code: 'reads/behind' },
  });
  expect(door.edge.reads.taken).toBe(0);
});
