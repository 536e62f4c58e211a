import { IsId, Titled } from '@dossier/fields';
import {
  addDays,
  type Asking,
  type Condition,
  compareTexts,
  defineQuery,
  type Instant,
  kind,
  orNull,
  READERS,
  shape,
  type Shown,
} from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { changeOf, effectOf, ESTIMATED, estimatedOf } from '../../judging';
import { scopeIn } from '../../plan';
import { type SatisfactionPolicy, satisfactionPolicy } from '../../satisfaction-policy';
import { type Counted, counting, rounded, testOf } from '../../scores';
import { ANY_CUSTOMER, INSTRUMENT, ITS_TITLE, OWNER, PLAN_ID, STARTED_AT, SUMMARY, summaryOf } from '../../shown-parts';
import { surveyResponses } from '../../survey-responses';
import { effects, outcomes, tests } from '../../terms';
import { type PlanDocument, plans } from './plans';

export class ImprovementsParams {
  @Titled(PLAN_ID, { help: { zh: '省略则为所有已实施的计划。', en: 'Left out: all that are in force.' } })
  @IsOptional()
  @IsId()
  readonly plan?: string;
}

const NONE_IF_FEW = { help: { zh: '样本不足时为 null', en: 'null where there are too few answers' } };
const reportShape = shape({
  summary: SUMMARY,
  rows: kind.rows(plans.title, {
    plan: kind.link({ zh: '改进计划', en: 'Improvement plan' }, plans.name),
    customer: ANY_CUSTOMER,
    title: ITS_TITLE,
    owner: kind.text(OWNER),
    instrument: INSTRUMENT,
    startedAt: STARTED_AT,
    outcome: orNull(kind.code(outcomes.title, outcomes)),
    effect: kind.code(effects.title, effects, {
      help: {
        zh: '变化的区间不含 0 才说改善或变差。前后比较不等于因果：同期的其他变化也在其中。',
        en: 'Told where the interval of the change leaves out 0. Before and after is not cause and effect: whatever else changed is in it.',
      },
    }),
    change: orNull(kind.number({ zh: '变化', en: 'Change' }, NONE_IF_FEW)),
    lower: orNull(kind.number({ zh: '变化下限', en: 'Lower bound of the change' }, NONE_IF_FEW)),
    upper: orNull(kind.number({ zh: '变化上限', en: 'Upper bound of the change' }, NONE_IF_FEW)),
    test: kind.code(tests.title, tests),
    comparedFrom: kind.instant({ zh: '前段自', en: 'Before, from' }),
    comparedTo: kind.instant({ zh: '后段至', en: 'After, to' }),
    before: kind.group({ zh: '实施前', en: 'Before' }, ESTIMATED),
    after: kind.group({ zh: '实施后', en: 'After' }, ESTIMATED),
  }),
});
type Report = Shown<typeof reportShape>;

/** 改进效果: answers before and after each plan came into force, as of a day, by the test that fits its instrument. */
export const improvementsReport = defineQuery({
  name: 'report.improvements',
  title: { zh: '改进效果', en: 'Effect of improvements' },
  params: ImprovementsParams,
  by: READERS,
  over: [plans, surveyResponses],
  shape: reportShape,
  shows: [{ at: 'rows/*/title', of: ['satisfaction.title'] }],
  run: async ({ plan }, asking): Promise<Report> => {
    const { reads, asOf } = asking;
    const where: Condition[] = [
      { field: 'startedAt', op: 'ne', value: null },
      { field: 'startedAt', op: 'lte', value: asOf },
    ];
    const found: PlanDocument[] = [];
    for await (const chunk of reads.documents(plans, { where })) found.push(...chunk.map(({ doc }) => doc));
    const started = found.flatMap((doc) => {
      const { planId, startedAt } = doc;
      return startedAt !== null && (plan === undefined || planId === plan) ? [{ ...doc, startedAt }] : [];
    });
    started.sort((a, b) => compareTexts(b.startedAt, a.startedAt) || compareTexts(a.planId, b.planId));
    const rows: Report['rows'][number][] = [];
    for (const doc of started) rows.push(await effectOn(doc, asking));
    return { summary: summaryOf(asking), rows };
  },
});

async function effectOn(
  doc: PlanDocument & { readonly startedAt: Instant },
  asking: Asking,
): Promise<Report['rows'][number]> {
  const { asOf, policies } = asking;
  const { content, startedAt, closed, planId, customer } = doc;
  const { instrument } = content;
  const policy = policies(satisfactionPolicy).document;
  const from = addDays(startedAt, -policy.effectDays);
  const end = addDays(startedAt, policy.effectDays);
  const isOver = end <= asOf;
  const countsOf = counts(doc, policy, asking);
  const before = await countsOf([
    { field: 'givenAt', op: 'gte', value: from },
    { field: 'givenAt', op: 'lt', value: startedAt },
  ]);
  const after = await countsOf([
    { field: 'givenAt', op: 'gte', value: startedAt },
    isOver ? { field: 'givenAt', op: 'lt', value: end } : { field: 'givenAt', op: 'lte', value: asOf },
  ]);
  const change = changeOf([before, after], { instrument, policy });
  return {
    ...{ plan: planId, customer, title: content.title ?? null, owner: content.owner, instrument, startedAt },
    outcome: closed !== null && closed.at <= asOf ? closed.outcome : null,
    effect: effectOf(change),
    change: change && rounded(change.value),
    lower: change && rounded(change.lower),
    upper: change && rounded(change.upper),
    ...{ test: testOf[instrument], comparedFrom: from, comparedTo: isOver ? end : asOf },
    before: estimatedOf(before, { instrument, policy }),
    after: estimatedOf(after, { instrument, policy }),
  };
}

/** Counts answers that a plan is judged by, in the store. */
const counts =
  ({ content, customer }: PlanDocument, policy: SatisfactionPolicy, { reads }: Asking) =>
  async (when: readonly Condition[]): Promise<readonly Counted[]> => {
    const where: Condition[] = [
      ...when,
      { field: 'competitor', op: 'eq', value: null },
      ...Object.entries({ ...scopeIn(content), ...(customer !== null && { customer }) }).map(
        ([field, value]): Condition => ({ field, op: 'eq', value }),
      ),
    ];
    const rows = await reads.group(surveyResponses, {
      where,
      by: ['scale', 'score'],
      compute: { answers: { fn: 'count' } },
    });
    const counted = rows.map((row) => ({
      ...{ scale: Number(row['scale']), score: Number(row['score']), answers: Number(row['answers']) },
    }));
    return counting(content.instrument, counted, policy);
  };
