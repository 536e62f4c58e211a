import {
  byStream,
  code,
  defineProjection,
  type Erased,
  idIn,
  type Instant,
  instantField,
  isCustomer,
  kind,
  orErased,
  orNull,
  READERS,
  shape,
  type Shown,
  text,
  unindexed,
} from '@dossier/kernel';
import { plan, planIn } from '../../plan';
import { type PlanContent, planEvents } from '../../plan.events';
import {
  ANY_CUSTOMER,
  INSTRUMENT,
  ITS_PRODUCT,
  ITS_TITLE,
  MEASURES,
  NOTE,
  OWNER,
  PLAN_ID,
  RATED_DEPARTMENT,
  STARTED_AT,
  TOPIC,
  TOUCHPOINT,
} from '../../shown-parts';
import { instruments, type Outcome, outcomes, planStatuses, type PlanStatus } from '../../terms';

export interface PlanDocument {
  readonly planId: string;
  /** null: it is for all customers. */
  readonly customer: string | null;
  readonly madeAt: Instant;
  readonly content: PlanContent;
  readonly startedAt: Instant | null;
  readonly closed: { readonly at: Instant; readonly outcome: Outcome; readonly note: string | Erased | null } | null;
}

const planView = shape({
  planId: kind.text(PLAN_ID),
  customer: ANY_CUSTOMER,
  title: ITS_TITLE,
  measures: orNull(orErased(kind.text(MEASURES))),
  owner: kind.text(OWNER),
  status: kind.code(planStatuses.title, planStatuses),
  instrument: INSTRUMENT,
  touchpoint: TOUCHPOINT,
  topic: TOPIC,
  product: ITS_PRODUCT,
  ratedDepartment: RATED_DEPARTMENT,
  madeAt: kind.instant({ zh: '制定时间', en: 'Made' }),
  startedAt: orNull(STARTED_AT),
  closedAt: orNull(kind.instant({ zh: '结束时间', en: 'Closed' })),
  outcome: orNull(kind.code(outcomes.title, outcomes)),
  note: orNull(orErased(kind.text(NOTE))),
});
export type PlanView = Shown<typeof planView>;

const statusOf = ({ startedAt, closed }: PlanDocument): PlanStatus => {
  if (closed !== null) return 'closed';
  return startedAt === null ? 'planned' : 'started';
};

/** What is done so that customers become more satisfied; what came of it is report `improvements`. */
export const plans = defineProjection<PlanDocument>()({
  name: 'improvement-plans',
  title: { zh: '改进计划', en: 'Improvement plans' },
  version: 1,
  from: planEvents,
  key: byStream,
  begins: {
    PlanMade: (data, { stream, subject, occurredAt: madeAt }) => ({
      planId: idIn(plan, stream),
      customer: isCustomer(subject) ? subject : null,
      ...{ madeAt, content: planIn(data), startedAt: null, closed: null },
    }),
  },
  evolve: {
    PlanCorrected: (doc, data) => ({ ...doc, content: planIn(data) }),
    PlanStarted: (doc, _, { occurredAt: startedAt }) => ({ ...doc, startedAt }),
    PlanStartWithdrawn: (doc) => ({ ...doc, startedAt: null }),
    PlanClosed: (doc, { outcome, note }, { occurredAt: at }) => ({
      ...doc,
      closed: { at, outcome, note: note ?? null },
    }),
  },
  fields: {
    customer: text((doc) => doc.customer),
    owner: text(({ content }) => content.owner),
    instrument: unindexed(code(instruments, ({ content }) => content.instrument)),
    status: code(planStatuses, statusOf),
    outcome: code(outcomes, ({ closed }) => closed?.outcome ?? null),
    madeAt: instantField((doc) => doc.madeAt),
    startedAt: instantField((doc) => doc.startedAt),
  },
  shape: planView,
  view: (doc): PlanView => {
    const { planId, customer, madeAt, content, startedAt, closed } = doc;
    return {
      ...{ planId, customer, madeAt, startedAt, owner: content.owner, instrument: content.instrument },
      status: statusOf(doc),
      title: content.title ?? null,
      measures: content.measures ?? null,
      touchpoint: content.touchpoint ?? null,
      topic: content.topic ?? null,
      product: content.product ?? null,
      ratedDepartment: content.ratedDepartment ?? null,
      closedAt: closed?.at ?? null,
      outcome: closed?.outcome ?? null,
      note: closed?.note ?? null,
    };
  },
  shows: ['title', 'measures', 'note'].map((at) => ({ at, of: [`satisfaction.${at}`] })),
  personal: true,
  routes: [
    {
      path: 'improvement-plans',
      summary: { zh: '改进计划', en: 'Improvement plans' },
      by: READERS,
      one: { parameter: 'planId', of: plan },
    },
  ],
});
