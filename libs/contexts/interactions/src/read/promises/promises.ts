import {
  changing,
  code,
  defineProjection,
  type Erased,
  idIn,
  instantField,
  integer,
  kind,
  orErased,
  orNull,
  READERS,
  shape,
  type Shown,
  text,
  type Viewing,
} from '@dossier/kernel';
import { interaction } from '../../interaction';
import { promiseEvents } from '../../promise.events';
import { byPromise } from '../../promise-key';
import { dueBy, followPromise, lastDue, type Promised, promised, statusAt } from '../../promised';
import {
  CUSTOMER,
  DEPARTMENT,
  DUE_AT,
  INTERACTION,
  ITS_OWNER,
  ITS_WHAT,
  NOTE,
  PROMISE,
  PROMISE_KIND,
  REASON,
} from '../../shown-parts';
import { promiseKinds, promiseStatuses } from '../../terms';

export interface PromiseDocument extends Promised {
  readonly interaction: string;
  readonly customer: string;
  /** How it was kept. */
  readonly note: string | Erased | null;
  /** Why it was moved, released or reopened last. */
  readonly reason: string | Erased | null;
}

const promiseView = shape({
  interaction: INTERACTION,
  promise: PROMISE,
  customer: CUSTOMER,
  kind: PROMISE_KIND,
  what: ITS_WHAT,
  owner: ITS_OWNER,
  department: DEPARTMENT,
  madeAt: kind.instant({ zh: '约定时间', en: 'Made' }),
  dueAt: DUE_AT,
  status: kind.code(promiseStatuses.title, promiseStatuses),
  keptAt: orNull(kind.instant({ zh: '兑现时间', en: 'Kept' })),
  note: orNull(orErased(kind.text(NOTE))),
  releasedAt: orNull(kind.instant({ zh: '撤销时间', en: 'Released' })),
  reason: orNull(orErased(kind.text(REASON))),
  missed: kind.list(kind.instant({ zh: '登记的逾期', en: 'Recorded as missed' })),
  dueDates: kind.rows(
    { zh: '历次到期时间', en: 'Due dates' },
    { since: kind.instant({ zh: '约定时间', en: 'Agreed' }), dueAt: DUE_AT },
  ),
});
export type PromiseView = Shown<typeof promiseView>;

const follow = followPromise<PromiseDocument>();

/** What was promised to customers, and what we want to see to. One that was recorded by mistake is none. */
export const promises = defineProjection<PromiseDocument>()({
  name: 'promises',
  title: { zh: '承诺与跟进', en: 'Promises and follow-ups' },
  version: 1,
  from: promiseEvents,
  key: byPromise,
  evolve: {
    PromiseMade: (_, data, at) => ({
      ...promised(data, at),
      interaction: idIn(interaction, at.stream),
      customer: at.subject,
      ...{ note: null, reason: null },
    }),
    PromiseKept: (doc, data, at) => doc && { ...follow.PromiseKept(doc, data, at), note: data.note ?? null },
    PromiseMoved: (doc, data, at) => doc && { ...follow.PromiseMoved(doc, data, at), reason: data.reason },
    PromiseReleased: (doc, data, at) =>
      data.because === 'mistake' || doc === null
        ? null
        : { ...follow.PromiseReleased(doc, data, at), reason: data.reason },
    PromiseJudgedAgain: (doc) => doc,
    PromiseReopened: (doc, data, at) =>
      doc && { ...follow.PromiseReopened(doc, data, at), note: null, reason: data.reason },
    PromiseMissed: (doc, data, at) => doc && follow.PromiseMissed(doc, data, at),
    PromiseMissWithdrawn: (doc, data, at) => doc && follow.PromiseMissWithdrawn(doc, data, at),
  },
  fields: {
    customer: text((doc) => doc.customer),
    interaction: text((doc) => doc.interaction),
    promise: integer((doc) => doc.promise),
    kind: code(promiseKinds, (doc) => doc.kind),
    owner: text((doc) => doc.owner),
    department: text((doc) => doc.department),
    madeAt: instantField((doc) => doc.madeAt),
    dueAt: instantField(lastDue),
    keptAt: instantField(({ kept }) => kept.at),
    statusReached: code(promiseStatuses, statusReached, {
      zh: '到期前的兑现情况',
      en: 'Status before it falls due',
    }),
    /** The due date of what is open. */
    overdueFrom: instantField((doc) => (statusReached(doc) === 'open' ? lastDue(doc) : null), {
      zh: '待兑现约定的到期时间',
      en: 'Due date of what is open',
    }),
    status: changing('text', { before: 'statusReached', at: 'overdueFrom', then: 'overdue' }, promiseStatuses),
  },
  shape: promiseView,
  view: (doc, { asOf }: Viewing): PromiseView => ({
    interaction: doc.interaction,
    promise: doc.promise,
    customer: doc.customer,
    kind: doc.kind,
    what: doc.what,
    owner: doc.owner,
    department: doc.department,
    madeAt: doc.madeAt,
    dueAt: dueBy(doc, asOf),
    status: statusAt(doc, asOf),
    keptAt: doc.kept.at,
    note: doc.note,
    releasedAt: doc.releasedAt,
    reason: doc.reason,
    missed: doc.misses,
    dueDates: doc.dues.map(({ since, dueAt }) => ({ since, dueAt })),
  }),
  shows: ['what', 'note', 'reason'].map((at) => ({ at, of: [`interactions.${at}`] })),
  personal: true,
  routes: [
    {
      path: 'promises',
      summary: { zh: '承诺与跟进', en: 'Promises and follow-ups' },
      by: READERS,
    },
    {
      path: 'customers/:customer/promises',
      summary: { zh: '某客户的承诺与跟进', en: 'Promises and follow-ups of a customer' },
      by: READERS,
    },
  ],
});

/** What no time changes any more, or open. */
function statusReached(doc: Promised): 'open' | 'kept' | 'kept-late' | 'released' {
  const { releasedAt, kept } = doc;
  const status = statusAt(doc, releasedAt ?? kept.at ?? '');
  return status === 'overdue' ? 'open' : status;
}
