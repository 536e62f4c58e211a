import { money } from '@dossier/kernel';
import fc from 'fast-check';
import { goodsOf, toShip, withOrder, withoutGoods } from './open-orders';

const minor = fc.integer({ min: 1, max: 1_000_000_000_000 });

it('is worth what the whole order cost as long as nothing of it was shipped, however large it is', () => {
  fc.assert(
    fc.property(minor, minor, (gross, net) => {
      const unitPrice = [money(gross, 'CNY').amount];
      const goods = goodsOf({ unitPrice, quantity: [1] });
      expect(toShip({ order: 'o', currency: 'CNY', unitPrice, left: [1], shared: net - gross, goods })).toBe(net);
    }),
  );
});

it('is rounded once, so that what costs less than the smallest coin is not nothing', () => {
  // one of 250 pieces at 0.004, of an order that cost 50.00 with its fees
  const one = { order: 'o', currency: 'CNY', unitPrice: ['0.004'], left: [1], shared: 4_900, goods: '1' };
  expect(toShip(one)).toBe(20);
});

it('is worth what the whole order cost also where its lines are no whole coins', () => {
  // at 0.005 each: one piece is 0.01 with a freight of 49.99; 2,001 are 10.01 with one of 10,000.00
  const pieces = (quantity: number, shared: number) => {
    const lines = { unitPrice: ['0.005'], quantity: [quantity] };
    return { order: 'o', currency: 'CNY', unitPrice: ['0.005'], left: [quantity], shared, goods: goodsOf(lines) };
  };
  expect(toShip(pieces(1, 4_999))).toBe(5_000);
  expect(toShip(pieces(2001, 1_000_000))).toBe(1_001_001);
  expect(toShip({ ...pieces(2001, 1_000_000), left: [0] })).toBe(0);
});

it('keeps what is still to be shipped, and forgets an order of which all is gone', () => {
  const line = (number: number, quantity: number) => ({ line: number, sku: 'A', quantity });
  const one = { order: 'o-2', currency: 'CNY', unitPrice: ['1', '2'], left: [0.3, 1], shared: 0, goods: '2.3' };
  const all = withOrder(withOrder([], one), { ...one, order: 'o-1' });
  expect(all.map(({ order }) => order)).toEqual(['o-1', 'o-2']);
  expect(withOrder([], { ...one, left: [0, 0] })).toEqual([]);
  const part = withoutGoods(all, 'o-2', [line(1, 0.1)]);
  expect(part.map(({ left }) => left)).toEqual([
    [0.3, 1],
    [0.2, 1],
  ]);
  expect(withoutGoods(part, 'o-2', [line(1, 0.2), line(2, 1)]).map(({ order }) => order)).toEqual(['o-1']);
  expect(withoutGoods(all, 'o-3', [line(1, 1)])).toBe(all);
});
