import { IsId, Titled } from '@dossier/fields';
import { defineCommand, isNews } from '@dossier/kernel';
import { notBeforePlanned, openPlan, plan, planRefuses } from '../../plan';
import { PlanStarted } from '../../plan.events';
import { satisfactionRefusal } from '../../satisfaction.refusals';
import { PLAN_ID } from '../../shown-parts';

export class StartPlan {
  @Titled(PLAN_ID) @IsId() readonly planId!: string;
}

/** 实施改进: its measures are in force from then on. */
export const startPlan = defineCommand({
  name: 'satisfaction.StartPlan',
  title: { zh: '登记改进措施实施', en: 'Record that an improvement is in force' },
  command: StartPlan,
  on: plan,
  id: ({ planId }) => planId,
  by: ['service', 'staff'],
  refuses: [planRefuses, satisfactionRefusal.some('before-planned', 'plan-started')],
  route: {
    path: 'improvement-plans/:planId/start',
    description: {
      zh: 'occurredAt 为措施实际生效的时间，效果以其前后的答复相比。已登记为另一时间实施的，须先撤回实施。',
      en: 'occurredAt is when its measures really came into force: answers before and after it are compared. Where it is recorded for another time, that is to be withdrawn first.',
    },
    example: { planId: 'plan-2026-03', occurredAt: '2026-04-01T00:00:00+08:00' },
  },
  decide: ({ planId }, state, decision) => {
    const before = openPlan(state, planId);
    const { occurredAt: since } = decision;
    notBeforePlanned(before, planId, since);
    const { startedAt } = before;
    if (startedAt === null) return [PlanStarted({})];
    if (!isNews({ since, isSaid: true, isOfIt: startedAt === since }, decision)) return [];
    throw satisfactionRefusal('plan-started', { planId, startedAt });
  },
});
