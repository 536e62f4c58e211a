import type { AnyReadModelDef } from '@dossier/kernel';
import { readsOf, viewing, withPolicy } from '@dossier/testing';
import { complaintEntryOf } from '../../complaint-log';
import {
  CauseFound,
  ComplaintFiled,
  ComplaintWithdrawn,
  InvestigationAsked,
  InvestigationReported,
} from '../../complaint.events';
import type { ComplaintCause } from '../../complaint-terms';
import { type InspectionDocument, inspections } from '../../inspections';
import { qualityPolicy } from '../../quality-policy';
import { qualityReturns, type ReturnDocument } from '../../quality-returns';
import type { ReturnReason } from '../../quality-terms';
import { type ComplaintDocument, complaints } from '../../complaints';
import { defectPareto } from './defect-pareto';

const { ...policy } = qualityPolicy.initial;

const MARCH = '2026-03-10T08:00:00.000Z';
interface Of {
  readonly at?: string;
  readonly customer?: string;
  readonly product?: string;
  readonly businessLine?: string;
}
const whole = ({ at = MARCH, customer = 'c-1', product = 'SEAL', businessLine = 'pumps' }: Of = {}) => ({
  ...{ at, customer, product, businessLine },
});
const inspected = (found: Readonly<Record<string, number>>, of: Of = {}): InspectionDocument => {
  const { at: inspectedAt, product, ...more } = whole(of);
  const defects = Object.entries(found).map(([defect, count]) => ({ defect, count }));
  const counts = { inspected: 100, passed: 60, rejected: 40 };
  return { inspectionId: '', inspectedAt, ...more, content: { product, ...counts, defects } };
};
const returned = (because: ReturnReason, quantity: number, of: Of = {}): ReturnDocument => {
  const { at: returnedAt, product, ...more } = whole(of);
  return { returnId: '', returnedAt, ...more, content: { product, quantity, because, orderId: 'o' } };
};
/** @param cause null: none was found yet */
const complained = (cause: ComplaintCause | null, of: Of = {}, isWithdrawn = false): ComplaintDocument => {
  const { at, ...more } = whole(of);
  const events = [
    ComplaintFiled({ number: 'K', severity: 'minor', complaint: 'x' }),
    InvestigationAsked({ department: 'service' }),
    InvestigationReported({ department: 'service', finding: 'x' }),
    ...(cause === null ? [] : [CauseFound({ cause, explanation: 'x' })]),
    ...(isWithdrawn ? [ComplaintWithdrawn({})] : []),
  ];
  const log = events.map((event, i) => {
    const name = event.type.split('.')[1] as keyof typeof complaintEntryOf;
    return complaintEntryOf[name](event.data as never, { id: `e-${i}`, occurredAt: at, recordedAt: at } as never);
  });
  const empty = { complaint: '', demand: null, complainant: null, order: null, request: null };
  return { ...empty, ...more, complaintId: '', number: '', log, written: {}, reasons: {} };
};

const numbered = (docs: readonly object[]): Record<string, object> =>
  Object.fromEntries(docs.map((doc, i) => [`d-${i}`, doc]));
const report = (
  docs: { readonly [of in 'defect' | 'cause' | 'reason']?: readonly object[] },
  params: object = {},
  given: Parameters<typeof viewing>[0] = {},
) =>
  defectPareto.run(params, {
    ...viewing({ asOf: '2026-03-31T00:00:00.000Z', zone: 'Asia/Shanghai', ...given }),
    reads: readsOf(
      new Map<AnyReadModelDef, Record<string, object>>([
        [inspections, numbered(docs.defect ?? [])],
        [complaints, numbered(docs.cause ?? [])],
        [qualityReturns, numbered(docs.reason ?? [])],
      ]),
    ),
  });
type Rows = Awaited<ReturnType<typeof report>>['rows'];
const brief = (rows: Rows) =>
  rows.map((row) => [row.defect ?? row.cause ?? row.reason, row.count, row.percent, row.cumulativePercent, row.vital]);

it('counts pieces with each defect, the most frequent first, and names the few that make 80 %', async () => {
  const defect = [
    inspected({ 划伤: 30, 漏油: 9 }),
    inspected({ 漏油: 11, 毛刺: 5 }),
    inspected({ 尺寸: 20 }, { customer: 'c-2' }),
    inspected({}),
  ];
  const { summary, rows } = await report({ defect });
  expect(summary).toEqual({
    ...{ of: 'defect', asOf: '2026-03-31T00:00:00.000Z', since: '2025-04-01', policyVersion: 0 },
    ...{ total: 75, vitalFew: 3, unknown: 0 },
  });
  expect(brief(rows)).toEqual([
    ['划伤', 30, 40, 40, true],
    ['尺寸', 20, 26.67, 66.67, true],
    ['漏油', 20, 26.67, 93.33, true], // the one that crosses the line is of the few
    ['毛刺', 5, 6.67, 100, false],
  ]);
});

it('counts complaints by cause, without those withdrawn, those without a cause apart, and “other” last', async () => {
  const cause = [
    ...Array.from({ length: 3 }, () => complained('other')),
    ...Array.from({ length: 2 }, () => complained('design')),
    ...[complained('transport'), complained('transport', {}, true), complained(null)],
  ];
  const { summary, rows } = await report({ cause }, { of: 'cause' });
  expect(summary).toMatchObject({ of: 'cause', total: 6, vitalFew: 2, unknown: 1 });
  expect(brief(rows)).toEqual([
    ['design', 2, 33.33, 33.33, true],
    ['transport', 1, 16.67, 50, true],
    ['other', 3, 50, 100, false],
  ]);
});

it('counts returned pieces by reason', async () => {
  const reason = [returned('damage', 2), returned('defect', 7), returned('damage', 1)];
  expect(brief((await report({ reason }, { of: 'reason' })).rows)).toEqual([
    ['defect', 7, 70, 70, true],
    ['damage', 3, 30, 100, true],
  ]);
});

it.each([
  ['product', { product: 'PIN' }],
  ['businessLine', { businessLine: 'valves' }],
  ['customer', { customer: 'c-2' }],
] as const)('is of one %s alone', async (_what, one) => {
  const docs = {
    defect: [inspected({ a: 1 }), inspected({ b: 2 }, one)],
    cause: [complained('design'), complained('delay', one)],
    reason: [returned('other', 1), returned('defect', 2, one)],
  };
  for (const [of, name, count] of [
    ['defect', 'b', 2],
    ['cause', 'delay', 1],
    ['reason', 'defect', 2],
  ] as const)
    expect(brief((await report(docs, { of, ...one })).rows)).toEqual([[name, count, 100, 100, true]]);
});

it('is of a time: from a month of the company, or over the months of the policy, to a day', async () => {
  const at = { jan: '2026-01-31T15:59:59.999Z', feb: '2026-01-31T16:00:00.000Z' }; // midnight in China
  const defect = [inspected({ jan: 1 }, { at: at.jan }), inspected({ feb: 2 }, { at: at.feb }), inspected({ mar: 4 })];
  const names = async (...asked: readonly [params?: object, given?: Parameters<typeof viewing>[0]]) =>
    (await report({ defect }, ...asked)).rows.map((row) => row.defect);
  expect(await names()).toEqual(['mar', 'feb', 'jan']);
  expect(await names({ since: '2026-02' })).toEqual(['mar', 'feb']);
  expect(await names({ since: '2026-02' }, { asOf: '2026-03-10T07:59:59.999Z' })).toEqual(['feb']);
  const policies = withPolicy(qualityPolicy, { ...policy, windowMonths: 1 }, 3);
  expect(await names({}, { policies })).toEqual(['mar']);
  expect((await report({ defect }, {}, { policies })).summary).toMatchObject({ since: '2026-03-01', policyVersion: 3 });
});

it('has no rows and no shares of nothing', async () => {
  expect(await report({ cause: [complained(null)] }, { of: 'cause' })).toMatchObject({
    ...{ summary: { total: 0, vitalFew: 0, unknown: 1 }, rows: [] },
  });
});
