import type { Rig as Opened } from '../../testing/src/rig';
import { customers } from '../../contexts/customers/src/customers.module';
import { lifecycle } from '../../contexts/lifecycle/src/lifecycle.module';
import { policies } from '../../contexts/policies/src/policies.module';
import { sales } from '../../contexts/sales/src/sales.module';
import { shop } from '../../testing/src/shop';
import { reading, Rig } from '../../testing/src/rig';

let rig: Opened;
beforeEach(async () => {
  rig = await Rig.open([policies, customers, sales, lifecycle, shop]);
  await rig.send('customers.RegisterCustomer', { customerId: 'g', kind: 'person' });
});
afterEach(() => rig.close());
const openTab = (tabId: string, guest?: string): ReturnType<Rig['send']> =>
  rig.send('shop.OpenTab', { tabId, name: `name of ${tabId}`, ...(guest !== undefined && { guest }) });
const buy = (tabId: string, item: string): ReturnType<Rig['send']> => rig.send('shop.Buy', { tabId, item, price: 5 });
const bought = async (items: number): Promise<void> => {
  await openTab('t', 'g');
  await Promise.all(Array.from({ length: items }, (_, i) => buy('t', `tea ${i}`)));
};

describe('a customer with a long history', () => {
  /** How often others in the thread had their turn meanwhile, were every step of the work a long one. */
  async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
    let [turns, now] = [0, 0];
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => (now += 1_000));
    const turn = (): void => void (turns++, (next = setImmediate(turn)));
    let next = setImmediate(turn);
    await work();
    clearImmediate(next);
    clock.mockRestore();
    return turns;
  }

  it('keeps nobody waiting who asks for something else', async () => {
    await bought(1_200);
    const asOf = '2026-07-01T00:00:00.000Z';
    expect(await turnsDuring(() => rig.customers.timeline('g', { limit: 1 }, reading))).toBeGreaterThanOrEqual(3);
    expect(await turnsDuring(() => rig.customers.view360('g', { asOf }, reading))).toBeGreaterThanOrEqual(1_200);
    expect(await turnsDuring(() => rig.customers.why('g', '/spending/sum', {}, reading))).toBeGreaterThanOrEqual(1_200);
  });

  it('is decoded no further than it is shown', async () => {
    await bought(20);
    const decode = jest.spyOn(rig.codec, 'decode');
    const { items, next } = await rig.customers.timeline('g', { limit: 3 }, reading);
    await rig.customers.timeline('g', { limit: 3, cursor: next ?? '' }, reading);
    expect(items).toHaveLength(3);
    expect(decode.mock.calls.flatMap(([events]) => events)).toHaveLength(6);
  });

  it('is evaluated once an event, also for what moved by time alone', async () => {
    const lines = [{ sku: 'A', name: 'A', quantity: 1, unitPrice: '10.00' }];
    for (const month of ['01', '02', '03']) {
      const order = { orderId: month, customerId: 'g', number: month, currency: 'CNY', lines };
      await rig.send('sales.PlaceOrder', order, { occurredAt: `2025-${month}-01T00:00:00.000Z` });
    }
    const section = rig.registry.sections.find(({ name }) => name === 'lifecycle');
    if (!section) throw new Error('no lifecycle');
    const view = jest.spyOn(section, 'view');
    const why = await rig.customers.why('g', '/lifecycle/history/2/stage', {}, reading);
    expect(why.value).toBe('churned');
    const types = ['customers.CustomerRegistered', 'sales.OrderPlaced', 'sales.OrderPlaced'];
    expect(why.events.map(({ type }) => type)).toEqual(types);
    expect(view).toHaveBeenCalledTimes(1 + 4 + 1); // before the first event, after each of the four, now
  });
});
