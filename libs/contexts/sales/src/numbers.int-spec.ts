import type { Answer, CommandRunner } from '@dossier/engine';
import { Refusal } from '@dossier/kernel';
import { contexts } from '../../../server/src/contexts';
import { reading, Rig } from '../../../testing/src/rig';
import { exceptions } from './exceptions';
import { numberMeant } from './numbers';

let rig: Rig;
let other: CommandRunner;
beforeEach(async () => {
  rig = await Rig.open(contexts);
  await publish('refuse');
  other = await rig.another();
  for (const customerId of ['c-1', 'c-2']) await rig.send('customers.RegisterCustomer', { customerId, kind: 'person' });
});
afterEach(() => rig.close());

const publish = (sameNumber: 'refuse' | 'flag') => {
  const document = { creditedMoreThanSold: 'refuse', deactivatedCustomer: 'refuse', sameNumber };
  return rig.send('policies.PublishPolicy', { name: 'sales-exceptions', document, approvedBy: 'x' });
};
const order = (orderId: string, number: string, customerId?: string) => ({
  ...{ orderId, number, currency: 'CNY', lines: [{ sku: 'pump', quantity: 1, unitPrice: '10.00' }] },
  ...(customerId !== undefined && { customerId }),
});
const place = (...of: Parameters<typeof order>) => rig.send('sales.PlaceOrder', order(...of));
const history = (...of: Parameters<typeof order>) => rig.send('sales.PlaceOrder', order(...of), { backfill: true });
const attribute = (orderId: string, customerId = 'c-1') => rig.send('sales.AttributeOrder', { orderId, customerId });
const codeOf = async (sent: Promise<Answer>): Promise<string> => {
  try {
    return (await sent).receipt.events.map(({ type }) => type).join();
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error);
  }
};
const listed = async (): Promise<readonly string[]> => {
  await rig.caughtUp();
  const { rows } = (await rig.queries.ask(exceptions, {}, reading)) as {
    readonly rows: readonly { readonly kind: string; readonly document: string }[];
  };
  return rows.flatMap(({ kind, document }) => (kind === 'same-number' ? document : [])).sort();
};
const PLACED = 'sales.OrderPlaced';
const REFUSED = 'sales/same-number';
const ATTRIBUTED = 'customers.SubjectAttributed';

describe('a number that an order of the customer has', () => {
  it('is taken by one of 24 orders at once, from two processes', async () => {
    const def = rig.registry.commands.get('sales.PlaceOrder');
    const principal = { id: 'key-other', role: 'admin' as const, departments: [] };
    const sent = Array.from({ length: 24 }, (_, i) =>
      i % 2 === 0 || !def
        ? place(`o-${i}`, 'SO-1', 'c-1')
        : other.run(def, order(`o-${i}`, 'SO-1', 'c-1'), { principal }),
    );
    const codes = await Promise.all(sent.map(codeOf));
    expect(codes.filter((code) => code === PLACED)).toHaveLength(1);
    expect(codes.filter((code) => code === REFUSED)).toHaveLength(23);
    expect(await listed()).toEqual([]);
  });

  it('is refused in whatever form it is written, and costs no event', async () => {
    await place('o-1', 'RÉ 2026-1', 'c-1');
    for (const number of ['RÉ 2026-1', 'ré  2026-1 ', 'ＲÉ　２０２６－１', 'RE\u0301 2026-1', 'RE\u200b\u0301 2026-1'])
      expect([number, await codeOf(place('o-2', number, 'c-1'))]).toEqual([number, REFUSED]);
    expect(await rig.store.head('order-o-2')).toBeUndefined();
    expect(await codeOf(place('o-2', 'RE 2026-1', 'c-1'))).toBe(PLACED);
    expect(await rig.store.read('order-o-1')).toHaveLength(1);
  });

  it.each([
    'SO-\u20661\u2069',
    'SO-\u20611',
    'SO-1\uFE0F',
    'SO-\u180E1',
    'S\u061CO-1',
    'SO\u034F-1',
    'SO-\u31641',
    'SO-1\u2800',
    'SO-1\u{E0031}',
    'SO-1\u{E0100}',
  ])('is refused where only what is not seen tells it from another: %j', async (number) => {
    await place('o-1', 'SO-1', 'c-1');
    expect(await codeOf(place('o-2', number, 'c-1'))).toBe(REFUSED);
  });

  it('belongs to one customer, and to nobody of anonymous orders', async () => {
    for (const [orderId, customerId] of [['o-1', 'c-1'], ['o-2', 'c-2'], ['o-3'], ['o-4']] as const)
      expect(await codeOf(place(orderId, 'SO-1', customerId))).toBe(PLACED);
  });

  it('is that of the order itself when it is sent again', async () => {
    await place('o-1', 'SO-1', 'c-1');
    expect(await codeOf(place('o-1', 'SO-1', 'c-1'))).toBe('');
    expect(await codeOf(place('o-1', 'SO-2', 'c-1'))).toBe('command/exists');
    expect(await codeOf(place('o-2', 'SO-2', 'c-1'))).toBe(PLACED);
  });

  it('is refused to an order that is attributed, also of two at once', async () => {
    for (const orderId of ['o-1', 'o-2']) await place(orderId, 'SO-1');
    const codes = await Promise.all(['o-1', 'o-2'].map((orderId) => codeOf(attribute(orderId))));
    expect([...codes].sort()).toEqual([ATTRIBUTED, REFUSED].sort());
    const [mine, its] = codes[0] === REFUSED ? ['o-2', 'o-1'] : ['o-1', 'o-2'];
    expect(await codeOf(attribute(mine))).toBe('');
    expect(await codeOf(attribute(its, 'c-2'))).toBe(ATTRIBUTED);
    expect(await codeOf(place('o-3', 'SO-1', 'c-1'))).toBe(REFUSED);
  });

  it('is refused without reading again what was attributed before', async () => {
    await place('o-1', 'SO-1', 'c-1');
    await place('o-2', 'SO-2');
    await place('o-3', 'SO-1');
    await attribute('o-2');
    const read = jest.spyOn(rig.store, 'read');
    for (let i = 0; i < 3; i++) expect(await codeOf(attribute('o-3'))).toBe(REFUSED);
    expect(read.mock.calls.filter(([stream]) => stream === 'identity-links')).toEqual([]);
    expect(await codeOf(attribute('o-3', 'c-2'))).toBe(ATTRIBUTED);
  });

  it('is told by a rehearsal', async () => {
    await place('o-1', 'SO-1', 'c-1');
    const def = rig.registry.commands.get('sales.PlaceOrder');
    const sent = { principal: { id: 'key-other', role: 'admin' as const, departments: [] } };
    const rehearsed = def && rig.commands.rehearse(def, order('o-2', 'so-1', 'c-1'), sent, new Set());
    await expect(rehearsed).rejects.toMatchObject({ code: REFUSED, details: { customerId: 'c-1', number: 'so-1' } });
  });

  it('is never refused to history, which has it before those who come later', async () => {
    expect(await codeOf(history('o-1', 'SO-1', 'c-1'))).toBe(PLACED);
    expect(await codeOf(history('o-2', 'so-1', 'c-1'))).toBe(PLACED);
    expect(await codeOf(place('o-3', 'SO-1', 'c-1'))).toBe(REFUSED);
    expect(await listed()).toEqual(['order-o-1', 'order-o-2']);
  });

  it('is taken and listed where the company allows it, and held from then on', async () => {
    await publish('flag');
    for (const [orderId, number] of [
      ['o-1', 'SO-1'],
      ['o-2', 'so-1'],
    ] as const)
      expect(await codeOf(place(orderId, number, 'c-1'))).toBe(PLACED);
    expect(await listed()).toEqual(['order-o-1', 'order-o-2']);
    rig.clock.set('2026-07-01T08:00:00.000Z');
    await publish('refuse');
    expect(await codeOf(place('o-3', 'SO-1', 'c-1'))).toBe(REFUSED);
  });
});

it('means the same number once more', () => {
  for (const number of ['ＳＯ－１', 'RE\u200b\u0301', ' a  B '])
    expect(numberMeant(numberMeant(number))).toBe(numberMeant(number));
});
