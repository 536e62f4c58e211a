import { money } from '@dossier/kernel';
import fc from 'fast-check';
import {
  goodsOf,
  type OpenOrder,
  toInvoice,
  toShip,
  withBill,
  withChangedBill,
  withOrder,
  withoutGoods,
} from './open-orders';

const open = (given: Pick<OpenOrder, 'unitPrice' | 'left' | 'shared' | 'goods'>): OpenOrder => ({
  ...{ order: 'o', currency: 'CNY', shipped: given.left.map(() => 0), billed: [] },
  ...given,
});
const minor = fc.integer({ min: 1, max: 1_000_000_000_000 });

it('is worth what the whole order cost as long as nothing of it was shipped, however large it is', () => {
  fc.assert(
    fc.property(minor, minor, (gross, net) => {
      const unitPrice = [money(gross, 'CNY').amount];
      const goods = goodsOf({ unitPrice, quantity: [1] });
      expect(toShip(open({ unitPrice, left: [1], shared: net - gross, goods }))).toBe(net);
    }),
  );
});

it('is rounded once, so that what costs less than the smallest coin is not nothing', () => {
  // one of 250 pieces at 0.004, of an order that cost 50.00 with its fees
  const one = open({ unitPrice: ['0.004'], left: [1], shared: 4_900, goods: '1' });
  expect(toShip(one)).toBe(20);
});

it('is worth what the whole order cost also where its lines are no whole coins', () => {
  // at 0.005 each: one piece is 0.01 with a freight of 49.99; 2,001 are 10.01 with one of 10,000.00
  const pieces = (quantity: number, shared: number) => {
    const lines = { unitPrice: ['0.005'], quantity: [quantity] };
    return open({ unitPrice: ['0.005'], left: [quantity], shared, goods: goodsOf(lines) });
  };
  expect(toShip(pieces(1, 4_999))).toBe(5_000);
  expect(toShip(pieces(2001, 1_000_000))).toBe(1_001_001);
  expect(toShip({ ...pieces(2001, 1_000_000), left: [0] })).toBe(0);
});

it('keeps what is still to be shipped, and forgets an order of which all is gone', () => {
  const line = (number: number, quantity: number) => ({ line: number, sku: 'A', quantity });
  const one = { ...open({ unitPrice: ['1', '2'], left: [0.3, 1], shared: 0, goods: '2.3' }), order: 'o-2' };
  const all = withOrder(withOrder([], one), { ...one, order: 'o-1' });
  expect(all.map(({ order }) => order)).toEqual(['o-1', 'o-2']);
  expect(withOrder([], { ...one, left: [0, 0] })).toEqual([]);
  const part = withoutGoods(all, 'o-2', [line(1, 0.1)], 'cancelled');
  expect(part.map(({ left }) => left)).toEqual([
    [0.3, 1],
    [0.2, 1],
  ]);
  expect(withoutGoods(part, 'o-2', [line(1, 0.2), line(2, 1)], 'shipped').map(({ order }) => order)).toEqual(['o-1']);
  expect(withoutGoods(all, 'o-3', [line(1, 1)], 'shipped')).toBe(all);
});

it('is to be invoiced as far as its invoices do not cover it, and these cover first what was shipped', () => {
  const line = (quantity: number) => [{ line: 1, sku: 'A', quantity }];
  const ten = withOrder([], open({ unitPrice: ['10'], left: [10], shared: 0, goods: '100' }));
  const bill = (all: readonly OpenOrder[], amount: number) => withBill(all, 'o', { invoice: 'i', amount });
  const left = (all: readonly OpenOrder[]): number => all.reduce((sum, one) => sum + toInvoice(one), 0);
  expect(left(ten)).toBe(10_000);
  expect(left(bill(ten, 3_000))).toBe(7_000);
  expect(left(bill(ten, 11_300))).toBe(0);
  const shipped = withoutGoods(ten, 'o', line(4), 'shipped');
  expect(left(shipped)).toBe(6_000);
  expect(left(bill(shipped, 4_000))).toBe(6_000);
  expect(left(bill(shipped, 5_000))).toBe(5_000);
  expect(left(withoutGoods(bill(ten, 10_000), 'o', line(4), 'shipped'))).toBe(0);
  // what was cancelled is not shipped
  expect(left(bill(withoutGoods(ten, 'o', line(4), 'cancelled'), 4_000))).toBe(2_000);
  const corrected = withChangedBill(bill(ten, 3_000), 'i', (before) => before + 2_000);
  expect(left(corrected)).toBe(5_000);
  const cancelled = withChangedBill(corrected, 'i', () => 0);
  expect(cancelled).toEqual(ten);
  expect(withChangedBill(ten, 'i', () => 1)).toBe(ten);
});
