import type { Answer } from '@dossier/engine';
import { Refusal } from '@dossier/kernel';
import { contexts } from '../../../server/src/contexts';
import { reading, Rig } from '../../../testing/src/rig';

/** A customer's order, the money given back for it, and what the 360° view says of both. */
let rig: Rig;
beforeEach(async () => {
  rig = await Rig.open(contexts);
  await rig.send('customers.RegisterCustomer', { customerId: 'c-1', kind: 'person' }, { occurredAt: on(0) });
});
afterEach(() => rig.close());

const on = (day: number) => new Date(Date.UTC(2026, 1, 1 + day, 8)).toISOString();
/** Codes of refusals; empty: taken. */
const refused = async (sent: Promise<Answer>): Promise<string> => {
  try {
    await sent;
    return '';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};
const pumps = (quantity: number, unitPrice = '10.00') => ({ sku: 'pump', quantity, unitPrice });
const freight = (unitPrice: string) => ({ sku: 'FREIGHT', quantity: 1, unitPrice });
const place = (lines: readonly object[], more: object = {}) =>
  rig.send(
    'sales.PlaceOrder',
    { orderId: 'o', number: 'o', customerId: 'c-1', currency: 'CNY', fulfilled: true, lines, ...more },
    { occurredAt: on(1) },
  );
const TOO_MUCH = 'sales/more-credited-than-sold';
let notes = 0;
const credit = (...lines: readonly object[]) =>
  refused(
    rig.send(
      'sales.IssueCreditNote',
      { number: `CN-${++notes}`, customerId: 'c-1', orderId: 'o', currency: 'CNY', lines },
      { occurredAt: on(2) },
    ),
  );
const back = (lines: readonly object[], credited = false) =>
  refused(
    rig.send(
      'sales.ReturnOrder',
      { orderId: 'o', lines, reason: '-', agreed: true, ...(credited && { credited }) },
      { occurredAt: on(3) },
    ),
  );
const some = (quantity: number) => [{ line: 1, quantity }];
interface Step {
  readonly lines: readonly object[];
  readonly credited?: boolean;
}
const [one, two] = [[{ line: 1 }], [{ line: 2 }]] as const;
interface View {
  readonly sales: { readonly net: readonly { readonly amount: string }[]; readonly purchases: number };
  readonly lifecycle: { readonly stage: string };
}
const shown = async () => {
  await rig.caughtUp();
  const { sales, lifecycle } = ((await rig.customers.view360('c-1', {}, reading)) as { readonly view: unknown })
    .view as View;
  return { net: sales.net[0]?.amount, purchases: sales.purchases, stage: lifecycle.stage };
};

describe('a fee that is given back', () => {
  it('leaves the order a purchase, though it cost more than the goods', async () => {
    await place([pumps(10)], { adjustments: [freight('120')] });
    expect(await credit(freight('120'))).toBe('');
    expect(await shown()).toEqual({ net: '100.00', purchases: 1, stage: 'first-purchase' });
  });
  it('is one too where its quantity and its price are both below zero', async () => {
    await place([pumps(10)], { adjustments: [{ ...freight('-20'), quantity: -1 }] });
    expect([await credit(freight('20')), await credit(freight('0.01'))]).toEqual(['', TOO_MUCH]);
    expect(await shown()).toEqual({ net: '100.00', purchases: 1, stage: 'first-purchase' });
  });
  it('leaves it one when the price of the goods is lowered as well', async () => {
    await place([pumps(10)], { adjustments: [freight('50')] });
    expect([await credit(freight('50')), await credit(pumps(10, '5'))]).toEqual(['', '']);
    expect(await shown()).toEqual({ net: '50.00', purchases: 1, stage: 'first-purchase' });
  });
});

const NOTHING = { net: '0.00', purchases: 0, stage: 'prospect' };
const NOT_CREDITED = 'sales/not-credited-before';

describe('a sku at two prices in an order', () => {
  it('comes back for what a lower price left of it, though a piece of it was free', async () => {
    await place([pumps(10), pumps(1, '0')]);
    expect(await credit(pumps(10, '1.00'))).toBe('');
    expect(await back(one, true)).toBe(NOT_CREDITED);
    expect(await back(one)).toBe('');
    expect(await shown()).toEqual(NOTHING);
  });
  it('comes back as credited where notes gave its price, with the piece that was free', async () => {
    await place([pumps(10), pumps(1, '0')]);
    expect(await credit(pumps(10))).toBe('');
    expect(await back([...one, ...two], true)).toBe('');
    expect(await shown()).toEqual(NOTHING);
  });
  const [first, second] = [{ lines: one }, { lines: two }];
  const ways = [
    [second, first],
    [{ ...second, credited: true }, first],
    [first, { ...second, credited: true }],
  ];
  it.each(['4', '5', '7'].flatMap((price) => ways.map((way) => [price, way] as const)))(
    'is worth nothing once all is back, whatever comes first, with a note at %s: %j',
    async (price, way) => {
      await place([pumps(10), pumps(10, '4')]);
      expect(await credit(pumps(10, price))).toBe('');
      expect(await back(one, true)).toBe(NOT_CREDITED);
      for (const { lines, credited } of way as readonly Step[]) expect(await back(lines, credited)).toBe('');
      expect(await shown()).toEqual(NOTHING);
    },
  );
});

describe('a note above the price of the order', () => {
  it('is taken into account when the rest comes back', async () => {
    await place([pumps(2)]);
    expect(await credit(pumps(1, '12.00'))).toBe('');
    expect(await back(some(2))).toBe(TOO_MUCH); // one of them was given back in full
    expect([await back(some(1), true), await back(one)]).toEqual(['', '']);
    expect(await shown()).toEqual(NOTHING);
  });
});

describe('an order that is worth less than nothing', () => {
  it('is worth nothing once all of it is back, and is not paid for by notes that nobody issued', async () => {
    await place([pumps(2, '5.00')], { adjustments: [{ sku: 'CORRECTION', quantity: -1, unitPrice: '20.00' }] });
    expect((await shown()).net).toBe('-10.00');
    expect(await back(some(1))).toBe('');
    expect((await shown()).net).toBe('-5.00');
    expect(await back(one)).toBe('');
    expect((await shown()).net).toBe('0.00');
  });
});
