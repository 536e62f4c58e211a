import { IsId, IsOneOf, IsText, Titled } from '@dossier/fields';
import { defineCommand, saysElse } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { closedAlready, made, notBeforePlanned, plan } from '../../plan';
import { PlanClosed } from '../../plan.events';
import { satisfactionRefusal } from '../../satisfaction.refusals';
import { NOTE, PLAN_ID } from '../../shown-parts';
import { type Outcome, outcomes } from '../../terms';

export class ClosePlan {
  @Titled(PLAN_ID) @IsId() readonly planId!: string;
  @Titled(outcomes.title) @IsOneOf(outcomes) readonly outcome!: Outcome;
  @Titled(NOTE) @IsOptional() @IsText(2000) readonly note?: string;
}

/** 结束改进计划: what people conclude; the test of its effect is a report. */
export const closePlan = defineCommand({
  name: 'satisfaction.ClosePlan',
  title: { zh: '结束改进计划', en: 'Close an improvement plan' },
  command: ClosePlan,
  on: plan,
  id: ({ planId }) => planId,
  by: ['service', 'staff'],
  refuses: [
    satisfactionRefusal.some('unknown-plan', 'before-planned', 'before-started', 'plan-not-started', 'plan-closed'),
  ],
  route: {
    path: 'improvement-plans/:planId/close',
    description: {
      zh: '尚未实施的计划只能放弃（dropped）。',
      en: 'A plan that is not in force can only be dropped.',
    },
    example: { planId: 'plan-2026-03', outcome: 'unclear', note: '样本尚少，半年后再看' },
  },
  decide: ({ planId, outcome, note }, state, { occurredAt: at }) => {
    const before = made(state, planId);
    const { closed, startedAt } = before;
    if (closed && !saysElse({ outcome, note }, closed)) return [];
    if (closed) throw closedAlready(planId, closed);
    notBeforePlanned(before, planId, at);
    if (startedAt === null && outcome !== 'dropped') throw satisfactionRefusal('plan-not-started', { planId });
    if (startedAt !== null && at < startedAt) throw satisfactionRefusal('before-started', { planId, startedAt, at });
    return [PlanClosed({ outcome, ...(note !== undefined && { note }) })];
  },
});
