import { IsId, IsText, Titled } from '@dossier/fields';
import { defineCommand } from '@dossier/kernel';
import { openPlan, plan, planRefuses } from '../../plan';
import { PlanStartWithdrawn } from '../../plan.events';
import { satisfactionRefusal } from '../../satisfaction.refusals';
import { PLAN_ID, REASON } from '../../shown-parts';

export class WithdrawStart {
  @Titled(PLAN_ID) @IsId() readonly planId!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 撤回实施: it was recorded as in force, and was not, or not then. */
export const withdrawStart = defineCommand({
  name: 'satisfaction.WithdrawStart',
  title: { zh: '撤回改进措施实施', en: 'Withdraw that an improvement is in force' },
  command: WithdrawStart,
  on: plan,
  id: ({ planId }) => planId,
  by: ['service', 'staff'],
  refuses: [planRefuses, satisfactionRefusal.some('plan-not-started')],
  route: {
    path: 'improvement-plans/:planId/withdraw-start',
    example: { planId: 'plan-2026-04', reason: '系统上线推迟' },
  },
  decide: ({ planId, reason }, state) => {
    const { startedAt: occurredAt } = openPlan(state, planId);
    if (occurredAt === null) throw satisfactionRefusal('plan-not-started', { planId });
    return [PlanStartWithdrawn({ reason }, { occurredAt })];
  },
});
