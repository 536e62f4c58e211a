import type { AnyReadModelDef } from '@dossier/kernel';
import { readsOf, viewing, withPolicy } from '@dossier/testing';
import { qualityPolicy } from '../../quality-policy';
import { type InspectionDocument, inspections } from '../../inspections';
import { qualityReturns, type ReturnDocument } from '../../quality-returns';
import { passRateReport } from './pass-rate-report';

const { ...policy } = qualityPolicy.initial;
const inspected = (
  inspectionId: string,
  passed: number,
  more: { readonly at?: string; readonly customer?: string; readonly product?: string; readonly n?: number } = {},
): InspectionDocument => {
  const { at = '2026-03-04T08:00:00.000Z', customer = 'c-1', product = 'SEAL-80', n = 40 } = more;
  const content = { product, inspected: n, passed, rejected: n - passed };
  return { inspectionId, customer, inspectedAt: at, businessLine: null, content };
};
const returned: ReturnDocument = {
  ...{ returnId: 'r', customer: 'c-2', returnedAt: '2026-03-10T08:00:00.000Z', businessLine: null },
  content: { product: 'SEAL-80', quantity: 3, because: 'defect', orderId: 'o' },
};
const docs = [
  inspected('a', 38),
  inspected('b', 39, { customer: 'c-2' }),
  inspected('c', 40, { product: 'BRG' }),
  inspected('d', 5, { product: 'PIN', n: 5 }),
  // the last day of February in UTC, the first of March in China
  inspected('e', 40, { product: 'BRG', at: '2026-02-28T16:00:00.000Z' }),
  inspected('f', 40, { product: 'BRG', at: '2026-02-28T15:59:59.999Z' }),
];
const asking = (given: Parameters<typeof viewing>[0] = {}) => ({
  ...viewing({ asOf: '2026-03-31T00:00:00.000Z', zone: 'Asia/Shanghai', ...given }),
  reads: readsOf(
    new Map<AnyReadModelDef, Record<string, object>>([
      [inspections, Object.fromEntries(docs.map((doc) => [doc.inspectionId, doc]))],
      [qualityReturns, { r: returned }],
    ]),
  ),
});
const report = (params: object, given = {}) => passRateReport.run(params, asking(given));
type Row = Awaited<ReturnType<typeof report>>['rows'][number];
const brief = (rows: readonly Row[], by: 'product' | 'customer' | 'month') =>
  rows.map((row) => [row[by], row.inspected, row.passPercent, row.returned]);

it('is by product, the worst first, and of too few the counts alone', async () => {
  const { summary, rows, total } = await report({});
  expect(summary).toEqual({
    asOf: '2026-03-31T00:00:00.000Z',
    since: '2025-04-01',
    policyVersion: 0,
    targetPercent: 100,
  });
  expect(rows[0]).toEqual({
    ...{ product: 'SEAL-80', inspections: 2, inspected: 80, passed: 77, rejected: 3 },
    ...{ passPercent: 96.25, lower: 89.55, upper: 98.72, target: 'missed', returns: 1, returned: 3 },
  });
  expect(brief(rows, 'product')).toEqual([
    ['SEAL-80', 80, 96.25, 3],
    ['BRG', 120, 100, 0],
    ['PIN', 5, null, 0],
  ]);
  expect(total).toMatchObject({ inspections: 6, inspected: 205, passed: 202, returns: 1, returned: 3 });
});
it('is by customer, and by month of the company', async () => {
  expect(brief((await report({ by: 'customer' })).rows, 'customer')).toEqual([
    ['c-2', 40, 97.5, 3],
    ['c-1', 165, 98.79, 0],
  ]);
  expect(brief((await report({ by: 'month' })).rows, 'month')).toEqual([
    ['2026-02', 40, 100, 0],
    ['2026-03', 165, 98.18, 3],
  ]);
});
it('is of one customer or product alone', async () => {
  expect(brief((await report({ customer: 'c-2' })).rows, 'product')).toEqual([['SEAL-80', 40, 97.5, 3]]);
  expect(brief((await report({ by: 'customer', product: 'BRG' })).rows, 'customer')).toEqual([['c-1', 120, 100, 0]]);
});
it('is as of a day, over the months that the policy of then says', async () => {
  expect((await report({}, { asOf: '2026-03-04T07:59:59.999Z' })).total).toMatchObject({ inspected: 80, returned: 0 });
  expect((await report({}, { asOf: '2026-03-04T08:00:00.000Z' })).total).toMatchObject({ inspected: 205 });
  expect((await report({}, { asOf: '2027-02-28T16:00:00.000Z' })).total).toMatchObject({ inspected: 0 });
  const policies = withPolicy(qualityPolicy, { ...policy, windowMonths: 1 }, 3);
  expect(await report({}, { policies })).toMatchObject({
    ...{ summary: { since: '2026-03-01', policyVersion: 3 }, total: { inspected: 165 } },
  });
});
