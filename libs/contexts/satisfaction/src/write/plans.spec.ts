import { decisionSpec, told } from '@dossier/testing';
import { PlanClosed, PlanCorrected, PlanMade, PlanStarted, PlanStartWithdrawn } from '../plan.events';
import { closePlan } from './close-plan/close-plan';
import { correctPlan } from './correct-plan/correct-plan';
import { makePlan } from './make-plan/make-plan';
import { startPlan } from './start-plan/start-plan';
import { withdrawStart } from './withdraw-start/withdraw-start';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const [planId, reason] = ['p', 'x'] as const;
const on = (day: number) => ({ stream: 'improvement-plan-p', occurredAt: march(day) });
const content = { title: '运单号', owner: '物流', instrument: 'csat', touchpoint: 'delivery' } as const;
const made = told(PlanMade(content), on(1));
const started = told(PlanStarted({}), on(10));
const closed = told(PlanClosed({ outcome: 'effective' }), on(20));

it('is made, comes into force once, and may be said not to be in force after all', () => {
  decisionSpec(makePlan)
    .when({ planId, ...content })
    .then(PlanMade(content));
  const starting = decisionSpec(startPlan);
  starting
    .given(made)
    .when({ planId }, { occurredAt: march(10) })
    .then(PlanStarted({}));
  starting.given(made, started).when({ planId }).thenNothing();
  starting
    .given(made, started)
    .when({ planId }, { occurredAt: march(10) })
    .thenNothing();
  starting
    .given(made, started)
    .when({ planId }, { occurredAt: march(8) })
    .then('satisfaction/plan-started', { planId, startedAt: march(10) });
  starting
    .given(told(PlanMade(content), on(5)))
    .when({ planId }, { occurredAt: march(4) })
    .then('satisfaction/before-planned', { planId, madeAt: march(5), at: march(4) });
  const withdrawing = decisionSpec(withdrawStart);
  withdrawing
    .given(made, started)
    .when({ planId, reason })
    .then(PlanStartWithdrawn({ reason }, { occurredAt: march(10) }));
  withdrawing.given(made).when({ planId, reason }).then('satisfaction/plan-not-started', { planId });
  const back = told(PlanStartWithdrawn({ reason }), on(10));
  starting.given(made, started, back).when({ planId }).then(PlanStarted({}));
  starting.when({ planId }).then('satisfaction/unknown-plan', { planId });
});

it('is corrected, but for what it is judged by once it is in force', () => {
  const spec = decisionSpec(correctPlan);
  const at = { occurredAt: march(1) };
  spec
    .given(made)
    .when({ planId, topic: 'service', remove: ['touchpoint'], reason })
    .then(PlanCorrected({ title: '运单号', owner: '物流', instrument: 'csat', topic: 'service', reason }, at));
  spec
    .given(made, started)
    .when({ planId, owner: '客服', reason })
    .then(PlanCorrected({ ...content, owner: '客服', reason }, at));
  for (const scope of [{ topic: 'service' }, { instrument: 'nps' }, { remove: ['touchpoint'] }] as const)
    spec
      .given(made, started)
      .when({ planId, ...scope, reason })
      .then('satisfaction/plan-started', { planId, startedAt: march(10) });
  spec.given(made).when({ planId, reason }).then('satisfaction/nothing-corrected');
  spec.given(made).when({ planId, owner: '物流', reason }).thenNothing();
  spec
    .given(made)
    .when({ planId, topic: 'x', remove: ['topic'], reason })
    .then('satisfaction/given-and-removed');
  spec.given(made, closed).when({ planId, owner: '客服', reason }).then('satisfaction/plan-closed');
});

it('is closed with what people conclude, once', () => {
  const spec = decisionSpec(closePlan);
  spec
    .given(made, started)
    .when({ planId, outcome: 'effective' })
    .then(PlanClosed({ outcome: 'effective' }));
  spec.given(made, started, closed).when({ planId, outcome: 'effective' }).thenNothing();
  spec.given(made, started, closed).when({ planId, outcome: 'unclear' }).then('satisfaction/plan-closed');
  spec.given(made, started, closed).when({ planId, outcome: 'effective', note: 'x' }).then('satisfaction/plan-closed');
  spec.given(made).when({ planId, outcome: 'effective' }).then('satisfaction/plan-not-started', { planId });
  spec
    .given(made)
    .when({ planId, outcome: 'dropped' })
    .then(PlanClosed({ outcome: 'dropped' }));
  spec
    .given(made, started)
    .when({ planId, outcome: 'effective' }, { occurredAt: march(9) })
    .then('satisfaction/before-started', { planId, startedAt: march(10), at: march(9) });
  spec
    .given(told(PlanMade(content), on(5)))
    .when({ planId, outcome: 'dropped' }, { occurredAt: march(4) })
    .then('satisfaction/before-planned');
});
