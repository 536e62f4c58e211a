import { NO_TIERS, tiersOfEvents, tiersSection } from '@dossier/contexts/tiers';
import type { AnyReadModelDef } from '@dossier/kernel';
import { readsOf, viewing, withPolicy } from '@dossier/testing';
import type { ResponseContent } from '../../response.events';
import { type ResponseDocument, surveyResponses } from '../../survey-responses';
import { satisfactionTargetsPolicy } from '../../targets-policy';
import { satisfactionReport } from './satisfaction-report';
import { satisfactionTrends } from './trends';

let count = 0;
const answers = (
  n: number,
  givenAt: string,
  score: number,
  more: Partial<ResponseContent> & { readonly customer?: string | null } = {},
): readonly ResponseDocument[] => {
  const { customer = 'c-1', ...content } = more;
  return Array.from({ length: n }, () => ({
    ...{ responseId: `r${count++}`, customer, givenAt, businessLine: null },
    content: { instrument: 'csat', scale: 5, score, ...content },
  }));
};
const asking = (all: readonly ResponseDocument[], given: Parameters<typeof viewing>[0] = {}) => ({
  ...viewing({ asOf: '2026-12-31T00:00:00.000Z', ...given }),
  reads: readsOf(new Map([[surveyResponses, Object.fromEntries(all.map((doc) => [doc.responseId, doc]))]])),
});
const march = '2026-03-06T08:00:00.000Z';
const all = [
  ...answers(10, march, 5, { touchpoint: 'delivery', ratedDepartment: 'logistics' }),
  ...answers(10, march, 2, { touchpoint: 'repair', customer: 'c-2' }),
  ...answers(10, march, 4, { touchpoint: 'repair', customer: null }),
  ...answers(3, march, 1, { product: 'BRG' }),
  ...answers(12, march, 4, { competitor: '东岭' }),
  ...answers(12, march, 10, { instrument: 'nps', scale: 10 }),
];
const report = async (params: object, given = {}) => (await satisfactionReport.run(params, asking(all, given))).rows;
const brief = (rows: Awaited<ReturnType<typeof report>>, by: 'touchpoint' | 'customer' | 'competitor' | 'department') =>
  rows.map((row) => [row[by], row.answers, row.value]);

it('is of the whole company, unless it is counted by something', async () => {
  const { summary, rows } = await satisfactionReport.run({}, asking(all));
  expect(summary).toEqual({
    ...{ asOf: '2026-12-31T00:00:00.000Z', policyVersion: 0, targetsVersion: 0 },
    ...{ targetAtLeast: 95, targetGain: 0.5 },
  });
  expect(rows).toEqual([
    {
      ...{ answers: 33, value: 60.61, lower: 43.68, upper: 75.32, direction: 'too-few' },
      ...{ target: 'missed', gain: null, gained: 'too-few' },
    },
  ]);
});
it('lists the worst first, and those with too few answers last', async () => {
  expect(brief(await report({ by: 'touchpoint' }), 'touchpoint')).toEqual([
    ['repair', 20, 50],
    ['delivery', 10, 100],
    [null, 3, null],
  ]);
  expect(brief(await report({ by: 'customer' }), 'customer')).toEqual([
    ['c-2', 10, 0],
    ['c-1', 13, 76.92],
    [null, 10, 100],
  ]);
  expect(brief(await report({ by: 'department' }), 'department')).toEqual([
    [null, 23, 43.48],
    ['logistics', 10, 100],
  ]);
});
it('counts what is about competitors apart, and each instrument alone', async () => {
  expect(brief(await report({ by: 'competitor' }), 'competitor')).toEqual([['东岭', 12, 100]]);
  expect(await report({ instrument: 'nps' })).toMatchObject([{ answers: 12, value: 100, target: null }]);
  expect(await report({ customer: 'c-2' })).toMatchObject([{ answers: 10, value: 0 }]);
});
it('is as of a day, by the policies of then', async () => {
  expect(await report({}, { asOf: '2026-03-06T07:59:59.999Z' })).toEqual([]);
  expect(await report({}, { asOf: '2027-03-01T00:00:00.000Z' })).toEqual([]);
  const policies = withPolicy(satisfactionTargetsPolicy, { csat: { atLeast: 40 } }, 3);
  const { summary, rows } = await satisfactionReport.run({}, asking(all, { policies }));
  expect(summary).toMatchObject({ targetsVersion: 3, targetAtLeast: 40, targetGain: null });
  expect(rows).toMatchObject([{ target: 'met', gained: null }]);
});
describe('by tier', () => {
  const [before, after] = ['2026-02-06T08:00:00.000Z', '2026-05-06T08:00:00.000Z'];
  const stream = 'tier-value.c-1';
  const at = (occurredAt: string, revision: number) =>
    ({ stream, subject: 'c-1', occurredAt, revision, id: 'e' }) as never;
  const changed = { scheme: 'value', assessment: 'value-1', policyVersion: 0, measures: [] } as const;
  const { TierChanged } = tiersOfEvents;
  const was = TierChanged(
    NO_TIERS,
    { ...changed, move: 'first', tier: 'value-medium' },
    at('2026-01-31T00:00:00.000Z', 0),
  );
  const state = TierChanged(was, { ...changed, move: 'raised', tier: 'value-high' }, at('2026-03-31T00:00:00.000Z', 1));
  const said = [
    ...answers(10, before, 2),
    ...answers(10, after, 5),
    ...answers(11, before, 4, { customer: null }),
    ...answers(12, before, 4, { customer: 'c-2' }),
  ];
  const asking = {
    ...viewing(),
    reads: readsOf(
      new Map<AnyReadModelDef, Record<string, object>>([
        [surveyResponses, Object.fromEntries(said.map((doc) => [doc.responseId, doc]))],
        [tiersSection, { 'c-1': state }],
      ]),
    ),
  };
  const tiers = async (params: object, given = {}) =>
    (await satisfactionReport.run(params, { ...asking, ...given })).rows.map(({ tier, answers: n, value }) => [
      tier,
      n,
      value,
    ]);

  it('is of the tier that the customer had when it answered, or of the one that it has as of the asking', async () => {
    expect(await tiers({ by: 'tier-then' })).toEqual([
      ['value-medium', 10, 0],
      [null, 23, 100],
      ['value-high', 10, 100],
    ]);
    expect(await tiers({ by: 'tier-now' })).toEqual([
      ['value-high', 20, 50],
      [null, 23, 100],
    ]);
    expect(await tiers({ by: 'tier-now' }, { asOf: '2026-03-01T00:00:00.000Z' })).toContainEqual([
      'value-medium',
      10,
      0,
    ]);
  });
  it('is of the scheme that is asked for', async () => {
    expect(await tiers({ by: 'tier-then', scheme: 'vip' })).toMatchObject([[null, 43, expect.any(Number)]]);
    const { rows } = await satisfactionTrends.run({ by: 'tier-then' }, asking);
    expect(rows.map(({ tier, byMonth }) => [tier, byMonth.map(({ month }) => month)])).toEqual([
      [null, ['2026-02']],
      ['value-high', ['2026-05']],
      ['value-medium', ['2026-02']],
    ]);
  });
});
it('has months of the company', async () => {
  const late = answers(10, '2026-03-31T16:30:00.000Z', 4);
  const months = async (zone: string) => {
    const { rows } = await satisfactionTrends.run({}, asking(late, { zone }));
    return rows.flatMap(({ byMonth }) => byMonth.map(({ month }) => month));
  };
  expect(await months('Asia/Shanghai')).toEqual(['2026-04']);
  expect(await months('Europe/London')).toEqual(['2026-03']);
});
it('shows by month what the direction is judged by', async () => {
  const falling = [46, 45, 46, 43, 44, 41, 40, 41, 38, 37].flatMap((tenths, i) => {
    const at = `2026-${String(i + 3).padStart(2, '0')}-06T08:00:00.000Z`;
    const high = tenths % 10;
    const low = Math.floor(tenths / 10);
    return [...answers(high, at, low + 1, { topic: 'service' }), ...answers(10 - high, at, low, { topic: 'service' })];
  });
  const { rows } = await satisfactionTrends.run({ by: 'topic' }, asking(falling));
  expect(rows).toMatchObject([{ topic: 'service', answers: 100, direction: 'falling', p: 0.0012, perYear: -1.2 }]);
  expect(rows[0]?.byMonth).toHaveLength(10);
  expect(rows[0]?.byMonth.at(-1)).toMatchObject({ month: '2026-12', answers: 10, value: 70 });
});
