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
let notes = 0;
const credit = (...lines: readonly object[]) =>
  refused(
    rig.send(
      'sales.IssueCreditNote',
      { number: `CN-${++notes}`, customerId: 'c-1', orderId: 'o', currency: 'CNY', lines },
      { occurredAt: on(2) },
    ),
  );
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
  it('leaves it one when the price of the goods is lowered as well', async () => {
    await place([pumps(10)], { adjustments: [freight('50')] });
    expect([await credit(freight('50')), await credit(pumps(10, '5'))]).toEqual(['', '']);
    expect(await shown()).toEqual({ net: '50.00', purchases: 1, stage: 'first-purchase' });
  });
});
