import { defineState, type Erased, type Instant, partsOf, type Refusal } from '@dossier/kernel';
import { type PlanContent, planEvents } from './plan.events';
import { satisfactionRefusal } from './satisfaction.refusals';
import { type Outcome, outcomes } from './terms';

/** What its decisions look at. */
export interface Plan {
  readonly madeAt: Instant;
  readonly content: PlanContent;
  /** null: it is not in force. */
  readonly startedAt: Instant | null;
  /** null: it is open. */
  readonly closed: Closed | null;
}
interface Closed {
  readonly at: Instant;
  readonly outcome: Outcome;
  readonly note?: string | Erased;
}

const SCOPE = ['instrument', 'touchpoint', 'topic', 'product', 'ratedDepartment'] as const;
/** Which answers it is judged by. */
export const scopeIn = partsOf<Pick<PlanContent, (typeof SCOPE)[number]>>(SCOPE);
/** What is said in a plan. */
export const planIn = partsOf<PlanContent>(['title', 'measures', 'owner', ...SCOPE]);

export const plan = defineState<Plan>()({
  category: 'improvement-plan',
  from: planEvents,
  begins: {
    PlanMade: (data, { occurredAt: madeAt }) => ({ madeAt, content: planIn(data), startedAt: null, closed: null }),
  },
  evolve: {
    PlanCorrected: (before, data) => ({ ...before, content: planIn(data) }),
    PlanStarted: (before, _, { occurredAt: startedAt }) => ({ ...before, startedAt }),
    PlanStartWithdrawn: (before) => ({ ...before, startedAt: null }),
    PlanClosed: (before, { outcome, note }, { occurredAt: at }) => ({
      ...before,
      closed: { at, outcome, ...(note !== undefined && { note }) },
    }),
  },
});

export const planRefuses = satisfactionRefusal.some('unknown-plan', 'plan-closed');

/** @throws Refusal `satisfaction/unknown-plan` */
export function made(state: Plan | undefined, planId: string): Plan {
  if (state === undefined) throw satisfactionRefusal('unknown-plan', { planId });
  return state;
}
/** @throws Refusal `satisfaction/unknown-plan`, `satisfaction/plan-closed` */
export function openPlan(state: Plan | undefined, planId: string): Plan {
  const before = made(state, planId);
  if (before.closed !== null) throw closedAlready(planId, before.closed);
  return before;
}
/** Why nothing can be said of a plan any more. */
export const closedAlready = (planId: string, { at: closedAt, outcome }: Closed): Refusal =>
  satisfactionRefusal('plan-closed', { planId, closedAt, outcome: outcomes.words[outcome] });
/** @throws Refusal `satisfaction/before-planned` */
export function notBeforePlanned({ madeAt }: Plan, planId: string, at: Instant): void {
  if (at < madeAt) throw satisfactionRefusal('before-planned', { planId, madeAt, at });
}
