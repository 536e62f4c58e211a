import { projectionSpec, readsOf, told, viewing, withPolicy } from '@dossier/testing';
import { PlanClosed, PlanCorrected, PlanMade, PlanStarted, PlanStartWithdrawn } from '../../plan.events';
import type { ResponseContent } from '../../response.events';
import { satisfactionPolicy } from '../../satisfaction-policy';
import { type ResponseDocument, surveyResponses } from '../../survey-responses';
import { improvementsReport } from './improvements';
import { type PlanDocument, plans } from './plans';

const at = (month: number, day: number): string => new Date(Date.UTC(2026, month - 1, day, 8)).toISOString();
const on = (month: number, day: number) => ({ stream: 'improvement-plan-p', occurredAt: at(month, day) });
const content = { title: '运单号', owner: '物流', instrument: 'csat', touchpoint: 'delivery' } as const;
const made = told(PlanMade(content), on(3, 1));
const started = told(PlanStarted({}), on(4, 1));

it('shows a plan from its making to what came of it', () => {
  const closed = told(PlanClosed({ outcome: 'effective', note: '投诉减少' }), on(9, 1));
  projectionSpec(plans)
    .given(made, started, closed)
    .twice()
    .thenView({
      ...{ planId: 'p', customer: 'customer-1', title: '运单号', measures: null, owner: '物流', status: 'closed' },
      ...{ instrument: 'csat', touchpoint: 'delivery', topic: null, product: null, ratedDepartment: null },
      ...{ madeAt: at(3, 1), startedAt: at(4, 1), closedAt: at(9, 1), outcome: 'effective', note: '投诉减少' },
    });
  projectionSpec(plans)
    .given(made, started)
    .thenFields({ status: 'started', startedAt: at(4, 1) });
  const back = told(PlanStartWithdrawn({ reason: 'x' }), on(4, 1));
  const corrected = told(PlanCorrected({ ...content, owner: '客服', reason: 'x' }), on(3, 1));
  projectionSpec(plans)
    .given(
      { ...made, subject: '~p' },
      { ...started, subject: '~p' },
      { ...back, subject: '~p' },
      { ...corrected, subject: '~p' },
    )
    .thenFields({ status: 'planned', startedAt: null, owner: '客服', customer: null });
});

describe('the effect', () => {
  const { ...policy } = satisfactionPolicy.initial;
  const plan: PlanDocument = {
    ...{ planId: 'p', customer: null, madeAt: at(3, 1), content, startedAt: at(4, 1), closed: null },
  };
  let count = 0;
  const answers = (
    n: number,
    givenAt: string,
    score: number,
    more: Partial<ResponseContent> = {},
    customer = 'c-1',
  ): readonly ResponseDocument[] =>
    Array.from({ length: n }, () => ({
      ...{ responseId: `r${count++}`, customer, givenAt, businessLine: null },
      content: { instrument: 'csat', scale: 5, score, touchpoint: 'delivery', ...more },
    }));
  /** Newcombe 1998, table II: 48 of 80, then 56 of 70. */
  const counted = [
    ...answers(48, at(3, 1), 4),
    ...answers(32, '2026-04-01T07:59:59.999Z', 2),
    ...answers(56, at(4, 1), 5),
    ...answers(14, at(6, 1), 1),
  ];
  const uncounted = [
    ...answers(20, at(5, 1), 1, { touchpoint: 'order' }),
    ...answers(20, at(5, 1), 1, { competitor: '东岭' }),
    ...answers(20, at(5, 1), 1, { instrument: 'ces', scale: 7 }),
    ...answers(20, '2025-10-01T00:00:00.000Z', 1),
    ...answers(20, at(10, 1), 1), // 183 days later
  ];
  const ask = async (asOf: string, params: object = {}, all: readonly PlanDocument[] = [plan], more = {}) => {
    const documents = Object.fromEntries([...counted, ...uncounted].map((doc) => [doc.responseId, doc]));
    const reads = readsOf(
      new Map<never, never>([
        [surveyResponses, documents],
        [plans, Object.fromEntries(all.map((doc) => [doc.planId, doc]))],
      ] as never),
    );
    return (await improvementsReport.run(params, { ...viewing({ asOf, ...more }), reads })).rows;
  };

  it('compares answers that it is judged by, as many days before as after, by the test of its instrument', async () => {
    expect(await ask(at(12, 1))).toEqual([
      {
        ...{ plan: 'p', customer: null, title: '运单号', owner: '物流', instrument: 'csat', startedAt: at(4, 1) },
        ...{ outcome: null, effect: 'better', change: 20, lower: 5.24, upper: 33.39, test: 'two-proportions' },
        ...{ comparedFrom: '2025-10-03T08:00:00.000Z', comparedTo: '2026-09-28T08:00:00.000Z' },
        before: { answers: 80, value: 60, lower: 49.05, upper: 70.04 },
        after: { answers: 70, value: 80, lower: 69.18, upper: 87.7 },
      },
    ]);
  });
  it('is as of a day: of what was answered by then, of what was in force', async () => {
    expect(await ask(at(3, 31))).toEqual([]);
    expect(await ask(at(5, 15))).toMatchObject([{ effect: 'better', after: { answers: 56 }, comparedTo: at(5, 15) }]);
    const closed = { ...plan, closed: { at: at(9, 1), outcome: 'unclear' as const, note: null } };
    expect(await ask(at(8, 1), {}, [closed])).toMatchObject([{ outcome: null }]);
    expect(await ask(at(9, 1), {}, [closed])).toMatchObject([{ outcome: 'unclear' }]);
  });
  it('is not told of too few answers, nor where no change is shown', async () => {
    const other = { ...plan, planId: 'q', customer: 'c-2' };
    expect(await ask(at(12, 1), { plan: 'q' }, [plan, other])).toMatchObject([
      { plan: 'q', effect: 'too-few', change: null, before: { answers: 0, value: null } },
    ]);
    const policies = withPolicy(satisfactionPolicy, { ...policy, levelPercent: 99.9 });
    expect(await ask(at(12, 1), {}, [plan], { policies })).toMatchObject([{ effect: 'not-shown', change: 20 }]);
  });
});
