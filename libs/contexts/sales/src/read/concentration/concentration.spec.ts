import type { AnyReadModelDef } from '@dossier/kernel';
import { readsOf, viewing } from '@dossier/testing';
import { purchasesOf } from '../../../../../testing/src/purchases-of';
import { salesSection } from '../../sales-section';
import { type SalesFact, salesFacts } from '../../sales-facts';
import { concentration } from './concentration';

const fact = (customer: string | null, net: number, purchases = 1): SalesFact => ({
  kind: 'order',
  document: customer ?? 'anonymous',
  customer,
  at: '2026-03-01T08:00:00.000Z',
  currency: 'CNY',
  gross: net,
  net,
  purchases,
  channel: null,
  businessLine: null,
  eventId: 'event',
});
const facts = Object.fromEntries(
  [
    ...['a', 'b', 'c', 'd', 'e', 'f'].map((customer, index) => fact(customer, 100 * (index + 1))),
    fact('z', -50, 0),
    fact(null, 700),
    { ...fact(null, 9_900), currency: 'EUR' },
  ].entries(),
);
const asking = {
  ...viewing(),
  reads: readsOf(
    new Map<AnyReadModelDef, Record<string, object>>([
      [salesFacts, facts],
      [salesSection, purchasesOf(Object.values(facts))],
    ]),
  ),
};
const money = (amount: string) => ({ amount, currency: 'CNY' });

it('names the top fifth, rounded up, and what it holds', async () => {
  expect(await concentration.run({ currency: 'CNY' }, asking)).toEqual({
    basis: 'net',
    summary: {
      customers: 6,
      total: money('21.00'),
      topPercent: 20,
      topCustomers: 2,
      topValue: money('11.00'),
      topShare: 52.38,
      identified: { customers: 7, value: money('20.50') },
      withoutPurchase: { customers: 1, value: money('-0.50') },
      ofUnknown: [money('7.00')],
    },
    rows: [
      { rank: 1, customer: 'f', value: money('6.00'), percent: 28.57, cumulativePercent: 28.57, externalId: null },
      { rank: 2, customer: 'e', value: money('5.00'), percent: 23.81, cumulativePercent: 52.38, externalId: null },
    ],
  });
});

it('tells what is of unknown customers in every currency, unless one is asked for', async () => {
  const { summary } = await concentration.run({}, asking);
  expect([summary.total, summary.ofUnknown]).toEqual([
    money('21.00'),
    [money('7.00'), { amount: '99.00', currency: 'EUR' }],
  ]);
});

it('takes any other part for the top', async () => {
  const { summary, rows } = await concentration.run({ top: 50, basis: 'gross' }, asking);
  expect([summary.topCustomers, summary.topShare, rows.length]).toEqual([3, 71.43, 3]);
});
