import type { Answer, CommandRunner } from '@dossier/engine';
import type { EventStore } from '@dossier/event-store';
import { Refusal } from '@dossier/kernel';
import { contexts } from '../../../server/src/contexts';
import { reading, Rig } from '../../../testing/src/rig';

let rig: Rig;
let other: CommandRunner;
let failing: ((stream: string) => boolean) | undefined;
beforeEach(async () => {
  failing = undefined;
  rig = await Rig.open(contexts, {
    wrapStore: (store) =>
      Object.assign(Object.create(store) as EventStore, {
        append: (append: Parameters<EventStore['append']>[0]) =>
          failing?.(append.stream) ? Promise.reject(new Error('cut off')) : store.append(append),
      }),
  });
  other = await rig.another();
  for (const customerId of ['c-1', 'c-2']) await rig.send('customers.RegisterCustomer', { customerId, kind: 'person' });
});
afterEach(() => rig.close());

const pumps = (quantity: number) => [{ sku: 'pump', quantity, unitPrice: '10.00' }];
const place = (orderId: string, more: object = {}) =>
  rig.send('sales.PlaceOrder', { orderId, number: orderId, currency: 'CNY', lines: pumps(10), ...more });
const note = (id: string, quantity: number, more: object = {}) => ({
  ...{ creditNoteId: id, number: id, customerId: 'c-1', orderId: 'SO-1', currency: 'CNY', lines: pumps(quantity) },
  ...more,
});
const credit = (...of: Parameters<typeof note>) => rig.send('sales.IssueCreditNote', note(...of));
const codeOf = async (sent: Promise<Answer>): Promise<string> => {
  try {
    return (await sent).receipt.events.map(({ type }) => type).join();
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error);
  }
};
const typesOf = async (stream: string) => (await rig.store.read(stream)).map(({ type }) => type);
const ISSUED = 'sales.CreditNoteIssued';
const TOO_MUCH = 'sales/more-credited-than-sold';

describe('credit of one order', () => {
  it('stays within what was sold, however many notes are issued at once by however many processes', async () => {
    await place('SO-1', { customerId: 'c-1' });
    const def = rig.registry.commands.get('sales.IssueCreditNote');
    const principal = { id: 'key-other', role: 'admin' as const, departments: [] };
    const sent = Array.from({ length: 24 }, (_, i) =>
      i % 2 === 0 || !def ? credit(`CN-${i}`, 1) : other.run(def, note(`CN-${i}`, 1), { principal }),
    );
    const codes = await Promise.all(sent.map(codeOf));
    expect(codes.filter((code) => code === ISSUED)).toHaveLength(10);
    expect(codes.filter((code) => code === TOO_MUCH)).toHaveLength(14);
    expect((await typesOf('order-SO-1')).filter((type) => type === 'sales.OrderCredited')).toHaveLength(10);
  });

  it('is taken by the note that was cut off, which goes on when it is sent again', async () => {
    await place('SO-1', { customerId: 'c-1' });
    failing = (stream) => stream.startsWith('credit-note-');
    expect(await codeOf(credit('CN-1', 6))).toBe('Error: cut off');
    failing = undefined;
    expect(await codeOf(credit('CN-2', 5))).toBe(TOO_MUCH);
    expect(await codeOf(credit('CN-1', 5))).toBe('sales/credit-note-pending');
    expect(await codeOf(credit('CN-1', 6))).toBe(ISSUED);
    expect(await codeOf(credit('CN-1', 6))).toBe('');
    expect(await codeOf(credit('CN-1', 5))).toBe('command/exists');
    expect(await codeOf(credit('CN-2', 4))).toBe(ISSUED);
  });

  it('is taken by the note that was cut off, which goes on also after its customer was deactivated', async () => {
    await place('SO-1', { customerId: 'c-1' });
    failing = (stream) => stream.startsWith('credit-note-');
    expect(await codeOf(credit('CN-1', 6))).toBe('Error: cut off');
    failing = undefined;
    rig.clock.set('2026-07-01T08:00:00.000Z');
    await rig.send('customers.DeactivateCustomer', { customerId: 'c-1', reason: 'closed' });
    expect(await codeOf(credit('CN-2', 1))).toBe('sales/customer-deactivated');
    expect(await codeOf(credit('CN-1', 6))).toBe(ISSUED);
  });

  it('is taken by a note of nobody that was cut off, which goes on also after its order was attributed', async () => {
    await place('SO-1');
    const anonymous = { customerId: undefined };
    failing = (stream) => stream.startsWith('credit-note-');
    expect(await codeOf(credit('CN-1', 6, anonymous))).toBe('Error: cut off');
    failing = undefined;
    await rig.send('sales.AttributeOrder', { orderId: 'SO-1', customerId: 'c-1' });
    expect(await codeOf(credit('CN-1', 6))).toBe('sales/credit-note-pending');
    expect(await codeOf(credit('CN-1', 6, anonymous))).toBe(ISSUED);
    expect(await codeOf(credit('CN-1', 6, anonymous))).toBe('');
    await rig.caughtUp();
    const view = { sales: { net: [{ amount: '40.00' }] } };
    expect(await rig.customers.view360('c-1', {}, reading)).toMatchObject({ view });
  });

  it('is not touched by a note that is refused', async () => {
    await place('SO-1', { customerId: 'c-1' });
    expect(await codeOf(credit('CN-1', 1, { orderId: 'SO-1', customerId: 'c-2' }))).toBe('sales/other-customer');
    expect(await codeOf(credit('CN-1', 1, { currency: 'EUR' }))).toBe('sales/other-currency');
    await credit('CN-9', 1, { orderId: undefined });
    expect(await codeOf(credit('CN-9', 1))).toBe('command/exists');
    expect(await typesOf('order-SO-1')).toEqual(['sales.OrderPlaced']);
  });
});

describe('an order and its credit notes belong to one customer', () => {
  const toOrder = (customerId: string) => rig.send('sales.AttributeOrder', { orderId: 'SO-1', customerId });
  const toNote = (customerId: string) => rig.send('sales.AttributeCreditNote', { creditNoteId: 'CN-1', customerId });
  const LINKED = 'customers.SubjectAttributed';
  beforeEach(() => place('SO-1'));

  it('when the order is attributed first', async () => {
    await toOrder('c-1');
    expect(await codeOf(credit('CN-1', 1, { customerId: 'c-2' }))).toBe('sales/other-customer');
    expect(await codeOf(credit('CN-1', 1, { customerId: undefined }))).toBe('sales/customer-needed');
    expect(await codeOf(credit('CN-1', 1))).toBe(ISSUED);
  });
  it('when a note of history without a customer names an order that has one', async () => {
    await place('SO-2', { customerId: 'c-1' });
    const past = note('CN-2', 1, { orderId: 'SO-2', customerId: undefined });
    await rig.send('sales.IssueCreditNote', past, { backfill: true });
    const attribute = (customerId: string) =>
      codeOf(rig.send('sales.AttributeCreditNote', { creditNoteId: 'CN-2', customerId }));
    expect(await attribute('c-2')).toBe('sales/other-customer');
    expect(await attribute('c-1')).toBe('customers.SubjectAttributed');
  });
  it('when the note is attributed first', async () => {
    await credit('CN-1', 1, { customerId: undefined });
    await toNote('c-2');
    expect(await codeOf(toOrder('c-1'))).toBe('sales/note-of-other-customer');
    expect(await codeOf(toOrder('c-2'))).toBe(LINKED);
  });
  it('when a second note is issued', async () => {
    await credit('CN-1', 1, { customerId: 'c-1' });
    expect(await codeOf(credit('CN-2', 1, { customerId: 'c-2' }))).toBe('sales/note-of-other-customer');
    expect(await codeOf(credit('CN-2', 1, { customerId: undefined }))).toBe(ISSUED);
    expect(await codeOf(credit('CN-3', 1))).toBe(ISSUED);
    expect(await codeOf(toOrder('c-1'))).toBe(`${LINKED},${LINKED}`);
  });
  it('when a second note is attributed', async () => {
    await credit('CN-1', 1, { customerId: undefined });
    await credit('CN-2', 1, { customerId: undefined });
    await toNote('c-1');
    const second = (customerId: string) =>
      codeOf(rig.send('sales.AttributeCreditNote', { creditNoteId: 'CN-2', customerId }));
    expect(await second('c-2')).toBe('sales/note-of-other-customer');
    expect(await second('c-1')).toBe(LINKED);
    expect(await codeOf(toOrder('c-1'))).toBe(LINKED);
  });
  it('when the order takes its notes along', async () => {
    await credit('CN-1', 1, { customerId: undefined });
    expect(await codeOf(toOrder('c-1'))).toBe(`${LINKED},${LINKED}`);
    expect(await codeOf(toNote('c-2'))).toBe('sales/other-customer');
    expect(await codeOf(toNote('c-1'))).toBe('');
    expect(await codeOf(toOrder('c-1'))).toBe('');
  });
});

it('lets a repeated order be nothing to do, also after its customer was deactivated', async () => {
  await place('SO-1', { customerId: 'c-1' });
  rig.clock.set('2026-07-01T08:00:00.000Z');
  await rig.send('customers.DeactivateCustomer', { customerId: 'c-1', reason: 'closed' });
  expect(await codeOf(place('SO-1', { customerId: 'c-1' }))).toBe('');
  expect(await codeOf(place('SO-2', { customerId: 'c-1' }))).toBe('sales/customer-deactivated');
});
