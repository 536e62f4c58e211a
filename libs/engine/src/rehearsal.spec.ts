import type { Answer } from '@dossier/engine';
import { customers } from '../../contexts/customers/src/customers.module';
import { sales } from '../../contexts/sales/src/sales.module';
import { Rig, tester } from '../../testing/src/rig';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.open([customers, sales]);
});
afterEach(() => rig.close());

const order = (unitPrice: string, more: object = {}): object => ({
  ...{ orderId: 'o', number: '1', currency: 'GBP', lines: [{ sku: 'A', quantity: 1, unitPrice }], ...more },
});
const place = (data: object, sent: object = {}) => rig.send('sales.PlaceOrder', data, sent);

describe('a key that was used for the same in another form', () => {
  it.each([{ messageId: 'm' }, { key: 'k' }])('gets the first answer: %j', async (sent) => {
    const first = await place(order('18'), sent);
    const again = await place(order('18.0', { urgency: 'normal' }), sent);
    expect(again).toMatchObject({ replayed: true, receipt: first.receipt });
    await rig.send('sales.ConfirmOrder', { orderId: 'o' });
    expect((await place(order('18.00'), sent)).receipt).toEqual(first.receipt);
  });
  it('is refused for other content, another id, and another customer', async () => {
    await rig.send('customers.RegisterCustomer', { customerId: 'c', kind: 'person' });
    await place(order('18'), { messageId: 'm' });
    for (const other of [order('19'), order('18', { orderId: 'p' }), order('18', { customerId: 'c' })])
      await expect(place(other, { messageId: 'm' })).rejects.toThrow('command/key-reused');
    await rig.caughtUp(); // nobody is called unknown before
    await expect(place(order('18.0', { customerId: 'nobody' }), { messageId: 'm' })).rejects.toThrow('key-reused');
  });
  it('is refused where something else came with it, or a revision was expected', async () => {
    await place(order('18'), { key: 'k' });
    await expect(place(order('18.0'), { key: 'k', beside: [] })).rejects.toThrow('command/key-reused');
    await expect(place(order('18.0'), { key: 'k', ifMatch: 0 })).rejects.toThrow('command/key-reused');
  });
});

describe('a rehearsal', () => {
  const rehearse = (command: string, data: object, sent: object = {}, opened: readonly string[] = []) => {
    const def = rig.registry.commands.get(command);
    if (def === undefined) throw new Error(command);
    return rig.commands.rehearse(def, data, { ...tester, ...sent }, new Set(opened));
  };

  it('answers what would be answered, and writes nothing', async () => {
    const placed = { events: [{ id: '', type: 'sales.OrderPlaced' }], revision: 0, stream: 'order-o' };
    const sent = { messageId: 'm' };
    expect(await rehearse('sales.PlaceOrder', order('18'), sent)).toMatchObject({ created: true, receipt: placed });
    expect(await rig.store.head('order-o')).toBeUndefined();
    const { receipt } = await place(order('18'), sent);
    expect(await rehearse('sales.PlaceOrder', order('18.0'), sent)).toMatchObject({ replayed: true, receipt });
    expect((await rehearse('sales.PlaceOrder', order('18'))).receipt.events).toEqual([]);
    expect((await rehearse('sales.ConfirmOrder', { orderId: 'o' })).receipt).toMatchObject({ revision: 1 });
    expect((await rig.store.read('order-o')).length).toBe(1);
  });
  it('is followed by the command, which does not ask again whether it was sent before, and finds whoever was faster', async () => {
    const def = rig.registry.commands.get('sales.PlaceOrder');
    if (def === undefined) throw new Error('no such command');
    const other = await rig.another();
    const asked = jest.spyOn(rig.store, 'claimed');
    const once = async (meanwhile: () => Promise<unknown>, messageId: string) => {
      const data = order('18', { orderId: messageId });
      const sent = { ...tester, messageId };
      await rig.commands.rehearse(def, data, sent, new Set());
      await meanwhile();
      asked.mockClear();
      return rig.commands.run(def, data, sent);
    };
    expect(await once(() => Promise.resolve(), 'm')).toMatchObject({ created: true, replayed: false });
    expect(asked).not.toHaveBeenCalled();
    let first: Answer | undefined;
    const faster = async () => {
      first = await other.run(def, order('18', { orderId: 'n' }), { ...tester, messageId: 'n' });
    };
    expect((await once(faster, 'n')).receipt).toEqual(first?.receipt);
    expect((await rig.store.read('order-n')).length).toBe(1);
  });
  it('refuses what would be refused', async () => {
    await place(order('18'), { messageId: 'm' });
    await expect(rehearse('sales.PlaceOrder', order('19'))).rejects.toThrow('command/exists');
    await expect(rehearse('sales.PlaceOrder', order('19'), { messageId: 'm' })).rejects.toThrow('command/key-reused');
    await expect(rehearse('sales.PlaceOrder', order('1', { orderId: 'p', lines: [] }))).rejects.toThrow(
      'sales/nothing-ordered',
    );
  });
  it('refuses what is larger than the log takes', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => ({ sku: `${i}`, name: 'n'.repeat(190), quantity: 1 }));
    const large = order('1', { lines: lines.map((line) => ({ ...line, unitPrice: '1' })) });
    await expect(rehearse('sales.PlaceOrder', large)).rejects.toThrow('command/too-large');
  });
  it('tells what follows from a command that is nothing to do itself', async () => {
    const person = { customerId: 'c', kind: 'person' };
    await rig.send('customers.RegisterCustomer', person);
    const { receipt } = await rehearse('customers.RegisterCustomer', {
      ...person,
      externalIds: [{ source: 'erp', value: '1' }],
    });
    expect(receipt).toMatchObject({ events: [{ type: 'customers.ExternalIdClaimed' }], revision: 0 });
  });
  it('takes a customer for known whose file is opened before', async () => {
    const data = order('18', { customerId: 'c' });
    await expect(rehearse('sales.PlaceOrder', data)).rejects.toThrow('customers/unknown');
    expect((await rehearse('sales.PlaceOrder', data, {}, ['c'])).receipt.events).toHaveLength(1);
  });
});

it('what the log does not take leaves no reservation behind', async () => {
  const skus = Array.from({ length: 3000 }, (_, i) => `${i}`.padStart(43, 'x'));
  const lines = skus.map((sku) => ({ sku, quantity: 1, unitPrice: '1' }));
  const named = lines.map((line) => ({ ...line, name: 'n'.repeat(160) }));
  const note = { creditNoteId: 'n', number: 'n', orderId: 'o', currency: 'GBP' };
  await place(order('1', { lines }));
  await expect(rig.send('sales.IssueCreditNote', { ...note, lines: named })).rejects.toThrow('command/too-large');
  expect(await rig.store.head('order-o')).toMatchObject({ revision: 0 });
  await rig.send('sales.IssueCreditNote', { ...note, lines });
  expect(await rig.store.head('order-o')).toMatchObject({ revision: 1 });
});

it('does not look at a customer for history brought in, which is not judged by him', async () => {
  await rig.send('customers.RegisterCustomer', { customerId: 'c', kind: 'person' });
  await place(order('1', { orderId: 'first', customerId: 'c' })); // finds out that there is such a customer
  const head = jest.spyOn(rig.store, 'head');
  await place(order('1', { customerId: 'c' }), { backfill: true });
  expect(head.mock.calls.flat()).not.toContain('customer-c');
  await place(order('1', { orderId: 'live', customerId: 'c' }));
  expect(head.mock.calls.flat()).toContain('customer-c');
});
