import { type AnyReadModelDef, endOfDay } from '@dossier/kernel';
import { readsOf, viewing } from '@dossier/testing';
import { purchasesOf } from '../../../../../testing/src/purchases-of';
import { salesSection } from '../../sales-section';
import type { SalesFact } from '../../sales-facts';
import { cohorts, cohortsOf } from './cohorts';

it('counts for each month of first purchase who came back in the months after', () => {
  const purchases = new Map([
    ['a', new Set(['2026-01', '2026-02', '2026-04'])],
    ['b', new Set(['2026-04', '2026-01'])],
    ['c', new Set(['2026-03'])],
    ['d', new Set<string>()],
  ]);
  expect(cohortsOf(purchases, '2026-04')).toEqual([
    { cohort: '2026-01', customers: 2, active: [1, 0, 2] },
    { cohort: '2026-03', customers: 1, active: [0] },
  ]);
  expect(cohortsOf(new Map(), '2026-04')).toEqual([]);
});

const fact = (customer: string | null, at: string, more: Partial<SalesFact> = {}): SalesFact => ({
  kind: 'order',
  document: `order-${String(customer)}-${at}`,
  customer,
  at,
  currency: 'CNY',
  gross: 100,
  net: 100,
  purchases: 1,
  channel: null,
  businessLine: null,
  eventId: 'event',
  ...more,
});

it('sees purchases only, in the calendar of the company: no credits, no void orders, nobody without a name', async () => {
  const facts = {
    1: fact('a', '2026-01-31T15:59:00.000Z'),
    2: fact('a', '2026-01-31T16:00:00.000Z'),
    3: fact('a', '2026-02-10T00:00:00.000Z', { kind: 'credit', purchases: 0, document: 'credit-note-1' }),
    4: fact('b', '2026-01-05T00:00:00.000Z'),
    5: fact('b', '2026-01-06T00:00:00.000Z', {
      kind: 'cancellation',
      purchases: -1,
      document: 'order-b-2026-01-05T00:00:00.000Z',
    }),
    6: fact(null, '2026-01-05T00:00:00.000Z'),
    7: fact('c', '2026-03-05T00:00:00.000Z'),
  };
  const reads = readsOf(new Map<AnyReadModelDef, object>([[salesSection, purchasesOf(Object.values(facts))]]) as never);
  const zone = 'Asia/Shanghai';
  expect(await cohorts.run({}, { ...viewing({ zone, asOf: endOfDay('2026-02-28', zone) }), reads })).toEqual({
    summary: { customers: 1, cohorts: 1 },
    rows: [{ cohort: '2026-01', customers: 1, active: [1] }],
  });
});
