import { type AnyReadModelDef, endOfDay } from '@dossier/kernel';
import { readsOf, viewing } from '@dossier/testing';
import { purchasesOf } from '../../../../../testing/src/purchases-of';
import { salesSection } from '../../sales-section';
import { type SalesFact, salesFacts } from '../../sales-facts';
import { rfm } from './rfm';

const fact = (customer: string, at: string, net: number, more: Partial<SalesFact> = {}): SalesFact => ({
  kind: 'order',
  document: `order-${customer}-${at}`,
  customer,
  at,
  currency: 'CNY',
  gross: net,
  net,
  purchases: 1,
  channel: null,
  businessLine: null,
  eventId: 'event',
  ...more,
});
const facts = [
  fact('a', '2026-03-01T08:00:00.000Z', 1000),
  fact('a', '2026-03-05T08:00:00.000Z', 3000),
  fact('a', '2026-03-06T08:00:00.000Z', 5000),
  fact('a', '2026-03-07T08:00:00.000Z', -5000, {
    kind: 'cancellation',
    document: 'order-a-2026-03-06T08:00:00.000Z',
    purchases: -1,
  }),
  fact('a', '2026-03-08T08:00:00.000Z', -500, { kind: 'credit', gross: 0, purchases: 0 }),
  fact('b', '2026-03-08T23:30:00.000Z', 101),
  fact('c', '2026-03-02T08:00:00.000Z', -700, { kind: 'credit', gross: 0, purchases: 0 }),
];
const asking = (asOf: string, zone: string, some = facts) => ({
  ...viewing({ asOf, zone }),
  reads: readsOf(
    new Map<AnyReadModelDef, Record<string, object>>([
      [salesFacts, Object.fromEntries(some.entries())],
      [salesSection, purchasesOf(some)],
    ]),
  ),
});
const money = (amount: string) => ({ amount, currency: 'CNY' });

it('places each customer by days since the last purchase, number of orders and value', async () => {
  expect(await rfm.run({}, asking(endOfDay('2026-03-10', 'Europe/London'), 'Europe/London'))).toEqual({
    basis: 'net',
    summary: { customers: 2, recencyDays: 3.5, frequency: 1.5, monetary: money('18.01'), total: money('36.01') },
    rows: [
      {
        customer: 'a',
        recencyDays: 5,
        frequency: 2,
        monetary: money('35.00'),
        r: 1,
        f: 3,
        m: 3,
        rfm: '133',
        externalId: null,
      },
      {
        customer: 'b',
        recencyDays: 2,
        frequency: 1,
        monetary: money('1.01'),
        r: 3,
        f: 1,
        m: 1,
        rfm: '311',
        externalId: null,
      },
    ],
  });
});

it('counts calendar days in the company’s zone', async () => {
  const { rows } = await rfm.run({}, asking(endOfDay('2026-03-10', 'Asia/Shanghai'), 'Asia/Shanghai'));
  expect(rows.map(({ recencyDays }) => recencyDays)).toEqual([5, 1]);
});

it('knows on each day only what had happened by then', async () => {
  const { rows } = await rfm.run({ basis: 'gross' }, asking('2026-03-06T23:59:59.999Z', 'Europe/London'));
  expect(rows).toEqual([
    {
      customer: 'a',
      recencyDays: 0,
      frequency: 3,
      monetary: money('90.00'),
      r: 1,
      f: 1,
      m: 1,
      rfm: '111',
      externalId: null,
    },
  ]);
});

it('adds up one currency', async () => {
  const two = [...facts, fact('b', '2026-03-01T08:00:00.000Z', 5, { currency: 'JPY' })];
  const day = '2026-03-10T00:00:00.000Z';
  await expect(rfm.run({}, asking(day, 'UTC', two))).rejects.toMatchObject({ code: 'sales/choose-currency' });
  expect((await rfm.run({ currency: 'JPY' }, asking(day, 'UTC', two))).summary).toEqual({
    customers: 1,
    recencyDays: 9,
    frequency: 1,
    monetary: { amount: '5', currency: 'JPY' },
    total: { amount: '5', currency: 'JPY' },
  });
});

it('says nothing of nobody', async () => {
  expect(await rfm.run({}, asking('2020-01-01T00:00:00.000Z', 'UTC'))).toEqual({
    basis: 'net',
    summary: { customers: 0, recencyDays: 0, frequency: 0, monetary: null, total: null },
    rows: [],
  });
});
