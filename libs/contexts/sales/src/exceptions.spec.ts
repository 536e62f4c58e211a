import type { EventStore } from '@dossier/event-store';
import { contexts } from '../../../server/src/contexts';
import { reading, Rig } from '../../../testing/src/rig';
import { exceptions } from './exceptions';

let rig: Rig;
/** Done once, at the instant just before something is written to a stream. */
let meanwhile: { readonly stream: string; readonly work: () => Promise<unknown> } | undefined;
/** Nothing can be written to it. */
let cutOff: string | undefined;
beforeEach(async () => {
  meanwhile = cutOff = undefined;
  rig = await Rig.open(contexts, {
    wrapStore: (store) =>
      Object.assign(Object.create(store) as EventStore, {
        append: async (append: Parameters<EventStore['append']>[0]) => {
          const due = append.stream === meanwhile?.stream ? meanwhile : undefined;
          if (due) meanwhile = undefined;
          await due?.work();
          if (append.stream === cutOff) throw new Error('cut off');
          return store.append(append);
        },
      }),
  });
  for (const customerId of ['c-1', 'c-2']) await rig.send('customers.RegisterCustomer', { customerId, kind: 'person' });
});
afterEach(() => rig.close());

const lines = [{ sku: 'pump', quantity: 1, unitPrice: '10.00' }];
const sold = { lines, currency: 'CNY' };
const rows = async () => {
  await rig.caughtUp();
  return ((await rig.queries.ask(exceptions, {}, reading)) as { readonly rows: readonly object[] }).rows;
};

it('lists a note of another customer than its order, where the two were linked at the same instant', async () => {
  await rig.send('sales.PlaceOrder', { ...sold, number: 'SO-1' });
  const attribute = () => rig.send('sales.AttributeOrder', { orderId: 'SO-1', customerId: 'c-1' });
  meanwhile = { stream: 'order-SO-1', work: attribute };
  await rig.send('sales.IssueCreditNote', { ...sold, number: 'CN-1', orderId: 'SO-1', customerId: 'c-2' });
  expect(await rows()).toEqual([
    {
      kind: 'other-customer',
      label: { zh: '与订单的客户不一致', en: 'not of the customer of its order' },
      document: 'credit-note-CN-1',
      number: 'CN-1',
      customer: 'c-2',
      name: null,
      order: 'SO-1',
      amount: null,
    },
  ]);
});

it('lists a note of nobody whose order was placed with a customer, until it is attributed', async () => {
  await rig.send('sales.PlaceOrder', { ...sold, number: 'SO-1', customerId: 'c-1' });
  await rig.send('sales.IssueCreditNote', { ...sold, number: 'CN-1', orderId: 'SO-1' }, { backfill: true });
  expect(await rows()).toMatchObject([{ kind: 'other-customer', document: 'credit-note-CN-1', customer: null }]);
  await rig.send('sales.AttributeCreditNote', { creditNoteId: 'CN-1', customerId: 'c-1' });
  expect(await rows()).toEqual([]);
});

it('lists notes of several customers that name an order of nobody', async () => {
  await rig.send('sales.PlaceOrder', { ...sold, number: 'SO-1' });
  for (const [number, customerId] of [
    ['CN-1', 'c-1'],
    ['CN-2', 'c-2'],
    ['CN-3', undefined],
  ])
    await rig.send('sales.IssueCreditNote', { ...sold, number, orderId: 'SO-1', customerId }, { backfill: true });
  expect((await rows()).filter((row) => (row as { kind: string }).kind === 'other-customer')).toMatchObject([
    { document: 'credit-note-CN-2', customer: 'c-2', order: 'SO-1' },
  ]);
});

it('has nothing to list of a note of nobody whose order is attributed at the same instant: it follows', async () => {
  await rig.send('sales.PlaceOrder', { ...sold, number: 'SO-1' });
  const attribute = () => rig.send('sales.AttributeOrder', { orderId: 'SO-1', customerId: 'c-1' });
  meanwhile = { stream: 'order-SO-1', work: attribute };
  await rig.send('sales.IssueCreditNote', { ...sold, number: 'CN-1', orderId: 'SO-1' });
  expect(await rows()).toEqual([]);
});

it('lists a note that was counted with its order and cut off, until it is issued', async () => {
  await rig.send('sales.PlaceOrder', { ...sold, number: 'SO-1', customerId: 'c-1' });
  const note = { ...sold, number: 'CN-1', orderId: 'SO-1', customerId: 'c-1' };
  for (const sent of [{}, { backfill: true }]) {
    const number = sent.backfill ? 'CN-2' : 'CN-1';
    cutOff = `credit-note-${number}`;
    await expect(rig.send('sales.IssueCreditNote', { ...note, number }, sent)).rejects.toThrow('cut off');
    expect(await rows()).toEqual([
      {
        kind: 'note-missing',
        label: { zh: '已计入订单但未开出', en: 'counted with its order and never issued' },
        document: `credit-note-${number}`,
        number: null,
        customer: 'c-1',
        name: null,
        order: 'SO-1',
        amount: null,
      },
    ]);
    cutOff = undefined;
    await rig.send('sales.IssueCreditNote', { ...note, number }, sent);
    const left = sent.backfill ? ['credited-more-than-sold'] : [];
    expect((await rows()).map((row) => (row as { kind: string }).kind)).toEqual(left);
  }
});
