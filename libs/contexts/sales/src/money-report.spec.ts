import type { AnyReadModelDef } from '@dossier/kernel';
import { readsOf, viewing } from '@dossier/testing';
import { mean, percent, worths } from './money-report';
import { purchasesOf } from '../../../testing/src/purchases-of';
import { salesSection } from './sales-section';
import { type SalesFact, salesFacts } from './sales-facts';

const at = (day: number) => `2026-03-0${day}T08:00:00.000Z`;
const fact = (customer: string | null, day: number, net: number, more: Partial<SalesFact> = {}): SalesFact => ({
  kind: 'order',
  document: `order-${String(customer)}-${day}`,
  customer,
  at: at(day),
  currency: 'CNY',
  gross: net + 1,
  net,
  purchases: 1,
  channel: null,
  businessLine: null,
  eventId: 'event',
  ...more,
});
const asking = (facts: readonly SalesFact[], asOf = at(9)) => ({
  ...viewing({ asOf }),
  reads: readsOf(
    new Map<AnyReadModelDef, Record<string, object>>([
      [salesFacts, Object.fromEntries(facts.entries())],
      [salesSection, purchasesOf(facts)],
    ]),
  ),
});

it('adds up what identified customers did by the instant of asking, largest first, ties by name', async () => {
  const facts = [
    fact('b', 1, 100),
    fact('a', 1, 100),
    fact('c', 2, 50),
    fact('c', 3, 70),
    fact('c', 4, -70, { kind: 'cancellation', purchases: -1, document: 'order-c-3' }),
    fact('d', 1, -30, { kind: 'credit', purchases: 0 }),
    fact(null, 1, 999),
  ];
  expect(await worths({}, asking(facts, at(4)))).toEqual({
    basis: 'net',
    currency: 'CNY',
    customers: [
      { customer: 'a', value: 100, purchases: 1, lastPurchaseAt: at(1) },
      { customer: 'b', value: 100, purchases: 1, lastPurchaseAt: at(1) },
      { customer: 'c', value: 50, purchases: 1, lastPurchaseAt: at(2) },
    ],
    others: { customers: 1, value: -30 },
  });
  expect((await worths({ basis: 'gross' }, asking(facts, at(3)))).customers).toMatchObject([
    { customer: 'c', value: 122, purchases: 2, lastPurchaseAt: at(3) },
    { customer: 'a', value: 101 },
    { customer: 'b', value: 101 },
  ]);
});

it('ranks no customer whose only purchase is void', async () => {
  const facts = [fact('a', 1, 100), fact('a', 2, -100, { purchases: -1, document: 'order-a-1' })];
  expect((await worths({}, asking(facts))).customers).toEqual([]);
  expect((await worths({}, asking(facts, at(1)))).customers).toMatchObject([{ customer: 'a', value: 100 }]);
});

it('never adds up several currencies: one must be chosen', async () => {
  const facts = [fact('a', 1, 100), fact('a', 2, 5, { currency: 'JPY' })];
  await expect(worths({}, asking(facts))).rejects.toMatchObject({
    code: 'sales/choose-currency',
    details: { currencies: { zh: 'CNY、JPY', en: 'CNY, JPY' } },
  });
  expect((await worths({ currency: 'JPY' }, asking(facts))).customers).toMatchObject([
    { customer: 'a', value: 5, purchases: 1 },
  ]);
});

it('has no currency where nothing was sold', async () => {
  expect(await worths({}, asking([]))).toMatchObject({ currency: null, customers: [] });
  expect(await worths({ currency: 'EUR' }, asking([]))).toMatchObject({ currency: 'EUR', customers: [] });
});

it('rounds means and shares to two decimals, and divides nothing by nothing', () => {
  expect([mean(10, 3), mean(0, 0), percent(1, 3), percent(1, 0)]).toEqual([3.33, 0, 33.33, 0]);
});
