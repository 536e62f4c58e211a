import { byCustomer, defineProjection, type EventIn, type Viewing } from '@dossier/kernel';
import { projectionSpec, readsOf, type Told, told, viewing } from '@dossier/testing';
import { aPurchase } from '../../../testing/src/purchases-of';
import { CreditNoteIssued } from './credit-note.events';
import { OrderCancelled, OrderPlaced, OrderReturned } from './order.events';
import { salesSection } from './sales-section';
import { standingPurchases } from './standing-purchases';
import { keepPurchases, NO_PURCHASES, type Purchase, purchaseEvents, type Purchases, standing } from './purchases';

const at = (day: number) => new Date(Date.UTC(2026, 0, day, 8)).toISOString();
const order = { placedAt: at(1), currency: 'CNY', purchase: true };
const stream = (day: number) => ({ stream: `order-${day}` });

/** Ten pumps at 10 and a leaflet for nothing; less than that with a discount, more with a fee. */
const placed = (
  day: number,
  ...adjustments: readonly (readonly [sku: string, quantity: 1 | -1, unitPrice: string])[]
) =>
  told(
    OrderPlaced({
      number: `N${day}`,
      currency: 'CNY',
      lines: { sku: ['pump', 'leaflet'], quantity: [10, 3], unitPrice: ['10.00', '0'] },
      adjustments: {
        sku: adjustments.map(([sku]) => sku),
        quantity: adjustments.map(([, quantity]) => quantity),
        unitPrice: adjustments.map(([, , unitPrice]) => unitPrice),
      },
      gross: '100.00',
      net: adjustments.reduce((sum, [, quantity, price]) => sum + quantity * Number(price), 100).toFixed(2),
    }),
    { ...stream(day), occurredAt: at(day) },
  );
const freight = (amount: string) => ['FREIGHT', 1, amount] as const;
const discount = (amount: string) => ['DISCOUNT', -1, amount] as const;
const returned = (day: number, on: number, pumps: number, leaflets = 0) =>
  told(
    OrderReturned({
      lines: [
        { line: 1, sku: 'pump', quantity: pumps },
        { line: 2, sku: 'leaflet', quantity: leaflets },
      ],
      reason: '-',
      policyVersion: 0,
      net: `${pumps * 10}.00`,
      order,
    }),
    { ...stream(day), occurredAt: at(on) },
  );
const cancelled = (day: number, on: number, pumps: number, whole = false) =>
  told(
    OrderCancelled({
      lines: [{ line: 1, sku: 'pump', quantity: pumps }],
      whole,
      gross: `${pumps * 10}.00`,
      net: `${pumps * 10}.00`,
      order,
    }),
    { ...stream(day), occurredAt: at(on) },
  );
const credited = (
  note: string,
  on: number,
  amount: string,
  orderId?: string,
  forReturn?: true,
  { currency = 'CNY', sku = 'pump' } = {},
) =>
  told(
    CreditNoteIssued({
      number: note,
      currency,
      lines: { sku: [sku], quantity: [1], unitPrice: [amount] },
      amount,
      ...(orderId !== undefined && { orderId }),
      ...(forReturn && { forReturn }),
    }),
    { stream: `credit-note-${note}`, occurredAt: at(on) },
  );

const dayOf = (purchases: readonly Purchase[]): readonly number[] =>
  purchases.map((one) => new Date(one.at).getUTCDate());
/** Days of the purchases that stand. */
const seen = defineProjection<Purchases>()({
  name: 'seen',
  title: { zh: '购买', en: 'Purchases' },
  version: 1,
  from: purchaseEvents,
  key: byCustomer,
  initial: NO_PURCHASES,
  evolve: keepPurchases<Purchases>(),
  fields: {},
  personal: false,
  view: (doc, { asOf }: Viewing) => ({
    net: dayOf(standing(doc.purchases, asOf)),
    gross: dayOf(standing(doc.purchases, asOf, 'gross')),
  }),
});
const given = (...events: readonly Told<EventIn<typeof purchaseEvents>>[]) => {
  const known = projectionSpec(seen)
    .given(...events)
    .twice()
    .inAnyOrderOfStreams();
  return (asOf: number, net: readonly number[], gross = [1, 2].filter((day) => day <= asOf)): void =>
    known.thenView({ net, gross }, { asOf: at(asOf) });
};
const both = [placed(1), placed(2)] as const;

describe('an order that came back as a whole', () => {
  it('was a purchase until its last piece came back, and is still one in gross figures', () => {
    const on = given(...both, returned(2, 5, 4), returned(2, 8, 6));
    on(7, [1, 2]);
    on(8, [1]);
  });
  it('is none whatever is told last: what came back first may be recorded last', () => {
    const on = given(...both, returned(2, 8, 6), returned(2, 5, 4));
    on(7, [1, 2]);
    on(8, [1]);
  });
  it('is one while a piece that was paid for is kept, and none for the sake of what cost nothing', () => {
    given(...both, returned(2, 5, 9, 3))(9, [1, 2]);
    given(...both, returned(2, 5, 10))(9, [1]);
  });
  it('is none when the rest was cancelled', () => {
    given(...both, cancelled(2, 5, 4), returned(2, 6, 6))(9, [1]);
  });
});

describe('an order that was cancelled', () => {
  it('is no purchase when all of it was, in gross figures neither', () => {
    const on = given(...both, cancelled(2, 5, 10, true));
    on(4, [1, 2]);
    on(5, [1], [1]);
  });
  it('is one when a part of it was', () => given(...both, cancelled(2, 5, 4))(9, [1, 2]));
});

describe('an order that was credited', () => {
  it('is no purchase when the notes that name it give back all of it', () => {
    const on = given(...both, credited('a', 5, '60.00', '2'), credited('b', 7, '40.00', '2'));
    on(6, [1, 2]);
    on(7, [1]);
  });
  it('is one while something is left, and when a note names no order or settles a return', () => {
    given(...both, credited('a', 5, '99.99', '2'))(9, [1, 2]);
    given(...both, credited('a', 5, '100.00'))(9, [1, 2]);
    given(...both, credited('a', 5, '100.00', '2', undefined, { currency: 'EUR' }))(9, [1, 2]);
    given(...both, returned(2, 5, 1), credited('a', 6, '10.00', '2', true), credited('b', 7, '85.00', '2'))(9, [1, 2]);
  });
  it('is none when what was paid came back: the goods without the fee, or all that a discount had left', () => {
    given(placed(1), placed(2, freight('5.00')), credited('a', 5, '100.00', '2'))(9, [1]);
    given(placed(1), placed(2, discount('10.00')), credited('a', 5, '90.00', '2'))(9, [1]);
  });
  it('stays one when a fee is given back, however high: it is no part of the goods', () => {
    const fee = (amount: string) => credited('f', 5, amount, '2', undefined, { sku: 'FREIGHT' });
    given(placed(1), placed(2, freight('120.00')), fee('120.00'))(9, [1, 2]);
    given(placed(1), placed(2, freight('50.00')), fee('50.00'), credited('a', 6, '50.00', '2'))(9, [1, 2]);
    given(placed(1), placed(2, freight('50.00')), fee('50.00'), credited('a', 6, '100.00', '2'))(9, [1]);
    given(placed(1), placed(2, freight('5.00'), discount('100.00')), fee('5.00'))(9, [1, 2]);
  });
  it('is none when the rest came back', () => {
    given(...both, returned(2, 5, 7), credited('a', 6, '30.00', '2'))(9, [1]);
  });
  it('is the same when two notes are of one instant', () => {
    given(...both, credited('a', 5, '50.00', '2'), credited('b', 5, '50.00', '2'))(9, [1]);
  });
});

it('lists by the ends of the purchases that stand', () => {
  projectionSpec(salesSection)
    .given(placed(1), placed(2), placed(3), returned(1, 5, 10), credited('a', 5, '100.00', '3'))
    .inAnyOrderOfStreams()
    .thenFields({ purchases: 1, firstPurchaseAt: at(2), lastPurchaseAt: at(2) });
});

it('gives reports each customer with what stands, in one currency where one is wanted', async () => {
  const documents = {
    a: {
      ...salesSection.initial,
      purchases: [aPurchase(at(1), 'order-1'), aPurchase(at(2), 'order-2', { currency: 'EUR' })],
    },
    b: { ...salesSection.initial, purchases: [aPurchase(at(3), 'order-3')] },
  };
  const asking = { ...viewing({ asOf: at(2) }), reads: readsOf(new Map([[salesSection, documents]])) };
  const all = async (currency?: string): Promise<readonly unknown[]> => {
    const found: unknown[] = [];
    for await (const { customer, purchases } of standingPurchases(asking, { currency }))
      found.push([customer, ...dayOf(purchases)]);
    return found;
  };
  expect(await all()).toEqual([['a', 1, 2]]);
  expect(await all('EUR')).toEqual([['a', 2]]);
});
