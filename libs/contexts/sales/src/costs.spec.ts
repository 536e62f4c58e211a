import fc from 'fast-check';
import { costsOf } from './costs';
import type { SalesFact } from './sales-facts';

const common = {
  ...{ customer: 'c', currency: 'CNY', gross: 0, net: 0, purchases: 0, channel: null, businessLine: null },
};
const fact = (kind: SalesFact['kind'], document: string, day: number, more: Partial<SalesFact> = {}): SalesFact => ({
  ...common,
  ...{ kind, document, at: `2026-03-0${day}T08:00:00.000Z`, eventId: `${document}-${day}`, ...more },
});
/** Ten at 6.125 and four of which nobody knows what they cost, with a freight of 20. */
const order = fact('order', 'a', 1, { quantity: [10, 4], unitCost: ['6.125', null], freight: '20' });
const back = (day: number, line: number, quantity: number): SalesFact =>
  fact('return', 'a', day, { back: [{ line, quantity }] });
const known = (facts: readonly SalesFact[], all = facts): unknown => {
  const { sums, unknown } = costsOf(facts, all);
  return [Object.fromEntries(sums), unknown.map(({ eventId }) => eventId)];
};

it('counts the goods that stayed sold and the freight, and knows nothing where the cost of one line is not known', () => {
  expect(known([order])).toEqual([{ CNY: 8125 }, ['a-1']]);
  expect(known([fact('order', 'b', 1, { quantity: [3] })])).toEqual([{}, ['b-1']]);
  // of nothing but adjustments
  expect(known([fact('order', 'b', 1)])).toEqual([{}, []]);
});

it('takes the cost of what came back from the day of that, and asks for no cost of what came back altogether', () => {
  expect(known([order, back(2, 1, 3)])).toEqual([{ CNY: 6288 }, ['a-1', 'a-2']]); // 7 × 6.125 + 20
  expect(known([order, back(2, 2, 4)])).toEqual([{ CNY: 8125 }, []]);
  expect(known([back(2, 1, 3)], [order, back(2, 1, 3)])).toEqual([{ CNY: -1838 }, []]);
  expect(known([back(2, 2, 4)], [order, back(2, 2, 4)])).toEqual([{}, ['a-2']]);
  // cannot be sold again: nothing is back
  expect(known([fact('return', 'a', 2)], [order])).toEqual([{}, []]);
});

it('spends no freight on an order that is void, and that of one which is cancelled in part', () => {
  const gone = (whole?: true): SalesFact =>
    fact('cancellation', 'a', 3, {
      back: [
        { line: 1, quantity: 10 },
        { line: 2, quantity: 4 },
      ],
      ...(whole && { whole }),
    });
  expect(known([order, gone(true)])).toEqual([{ CNY: 0 }, []]);
  expect(known([gone(true)], [order, gone(true)])).toEqual([{ CNY: -8125 }, ['a-3']]);
  expect(known([order, gone()])).toEqual([{ CNY: 2000 }, []]);
});

it('rounds once, keeps currencies apart, and tells the same in any order', () => {
  const small = Array.from({ length: 5 }, (_, i) =>
    fact('order', `s-${i}`, 1, { quantity: [1], unitCost: ['0.001'], currency: 'USD' }),
  );
  const all = [...small, order, back(2, 2, 4), back(3, 1, 1), fact('credit', 'n', 4)];
  expect(known(all)).toEqual([{ USD: 1, CNY: 7513 }, []]);
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
      expect(known(shuffled)).toEqual(known(all));
    }),
  );
});
