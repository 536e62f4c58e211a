import type { AnyReadModelDef } from '@dossier/kernel';
import { readsOf, viewing } from '@dossier/testing';
import { purchasesOf } from '../../../../../testing/src/purchases-of';
import { salesSection } from '../../sales-section';
import { type SalesFact, salesFacts } from '../../sales-facts';
import { abc, abcClasses } from './abc';

const worth = (...values: readonly number[]) => values.map((value, index) => ({ customer: `c-${index}`, value }));

it('draws the lines at 80 and 95 %; who crosses a line is still before it', () => {
  expect(abcClasses(worth(80, 15, 5))).toEqual(['A', 'B', 'C']);
  expect(abcClasses(worth(79, 2, 13, 1, 5))).toEqual(['A', 'A', 'B', 'B', 'C']);
  expect(abcClasses(worth(50, 30, 15, 5))).toEqual(['A', 'A', 'B', 'C']);
  expect(abcClasses(worth(100))).toEqual(['A']);
  // less than 95 % by a part that the products of such amounts lose as doubles
  const [before, total] = [950_000_000_000_054, 1_000_000_000_000_057];
  expect(before * 100 < total * 95).toBe(false);
  expect(abcClasses(worth(before, 2, total - before - 2))).toEqual(['A', 'B', 'C']);
});

it('makes C of whoever brought nothing or less, and lets them take nothing from the whole', () => {
  expect(abcClasses(worth(80, 20, 0, -500))).toEqual(['A', 'B', 'C', 'C']);
  expect(abcClasses(worth(0, 0))).toEqual(['C', 'C']);
  expect(abcClasses([])).toEqual([]);
});

it('names each customer with share, sum so far and class', async () => {
  const fact = (customer: string, net: number): SalesFact => ({
    kind: 'order',
    document: customer,
    customer,
    at: '2026-03-01T08:00:00.000Z',
    currency: 'CNY',
    gross: net,
    net,
    purchases: 1,
    channel: null,
    businessLine: null,
    eventId: 'event',
  });
  const facts = { 1: fact('a', 1000), 2: fact('b', 8000), 3: fact('c', 1000), 4: fact('d', -200) };
  const reads = readsOf(
    new Map<AnyReadModelDef, Record<string, object>>([
      [salesFacts, facts],
      [salesSection, purchasesOf(Object.values(facts))],
    ]),
  );
  const money = (amount: string) => ({ amount, currency: 'CNY' });
  expect(await abc.run({}, { ...viewing(), reads })).toEqual({
    basis: 'net',
    summary: {
      customers: 4,
      total: money('98.00'),
      positive: money('100.00'),
      ofUnknown: [],
      classes: [
        { class: 'A', customers: 1, value: money('80.00'), percent: 80 },
        { class: 'B', customers: 2, value: money('20.00'), percent: 20 },
        { class: 'C', customers: 1, value: money('-2.00'), percent: -2 },
      ],
    },
    rows: [
      { customer: 'b', value: money('80.00'), percent: 80, cumulativePercent: 80, class: 'A', externalId: null },
      { customer: 'a', value: money('10.00'), percent: 10, cumulativePercent: 90, class: 'B', externalId: null },
      { customer: 'c', value: money('10.00'), percent: 10, cumulativePercent: 100, class: 'B', externalId: null },
      { customer: 'd', value: money('-2.00'), percent: -2, cumulativePercent: 100, class: 'C', externalId: null },
    ],
  });
});
