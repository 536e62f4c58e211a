import { tiers } from '@dossier/contexts/tiers';
import { flag, kind, LAST_INSTANT, orErased, orNull, type Terms, type Text, unindexed } from '@dossier/kernel';
import { holds, type StandingVerdict, type StepLog, verdictsOf } from './step-log';
import {
  clockHours,
  levelStandings,
  outcomes,
  priorities,
  requestStatuses,
  restatements,
  serviceClocks,
  stepKinds,
} from './terms';

export const REQUEST_ID: Text = { zh: '服务请求编号', en: 'Service request id' };
export const ASSIGNEE: Text = { zh: '负责人', en: 'Assigned to' };
export const NOTE: Text = { zh: '说明', en: 'Note' };
export const REASON: Text = { zh: '原因', en: 'Reason' };
export const SKILL: Text = { zh: '所需技能', en: 'Skill' };
export const ORDER: Text = { zh: '订单', en: 'Order' };

/** Parts that several views of this context have. */
export const REQUEST = kind.link({ zh: '服务请求', en: 'Service request' }, 'service-requests');
export const STATUS = kind.code(requestStatuses.title, requestStatuses);
export const PRIORITY = kind.code(priorities.title, priorities);
export const OPENED_AT = kind.instant({ zh: '受理时间', en: 'Opened' });
export const ASSIGNED = orNull(kind.text(ASSIGNEE));
export const RESPONSE = kind.code({ zh: '响应时限', en: 'Response' }, levelStandings);
export const RESOLUTION = kind.code({ zh: '解决时限', en: 'Resolution' }, levelStandings);
export const AT = kind.instant({ zh: '时间', en: 'When' });
export const RECORDED_AT = kind.instant({ zh: '登记时间', en: 'Recorded' });
export const STEP = kind.code(stepKinds.title, stepKinds);
export const WORDS = orNull(orErased(kind.text(NOTE)));

/** A verdict with the arithmetic of its clock. @param steps what may have turned it */
export const verdictParts = <K extends string>(steps: Terms<K>) => ({
  id: kind.text({ zh: '结论编号', en: 'Verdict id' }),
  clock: kind.code(serviceClocks.title, serviceClocks),
  outcome: kind.code(outcomes.title, outcomes),
  at: AT,
  recordedAt: RECORDED_AT,
  targetMinutes: kind.number({ zh: '时限', en: 'Promised' }, { unit: { zh: '分钟', en: 'minutes' } }),
  spentMinutes: kind.number({ zh: '计入时间', en: 'Counted' }, { unit: { zh: '分钟', en: 'minutes' } }),
  dueAt: orNull(kind.instant({ zh: '期限', en: 'Due' })),
  calendarVersion: kind.number({ zh: '日历政策版本', en: 'Version of the calendar' }),
  until: orNull(kind.instant({ zh: '有效至', en: 'Held until' })),
  restates: orNull(kind.text({ zh: '改判自', en: 'Restates' })),
  because: orNull(kind.code(restatements.title, restatements)),
  fact: orNull(kind.code({ zh: '引起改判的步骤', en: 'Turned by' }, steps)),
  factAt: orNull(kind.instant({ zh: '该步骤时间', en: 'When that was' })),
  standing: kind.flag({ zh: '有效', en: 'Holds' }),
  withdrawnAt: orNull(kind.instant({ zh: '撤回登记时间', en: 'Withdrawn, recorded' })),
});
export const shownVerdict = <K extends string>(verdict: StandingVerdict<K>) => ({
  ...{ id: verdict.id, clock: verdict.clock, outcome: verdict.outcome, at: verdict.at },
  ...{ recordedAt: verdict.recordedAt, targetMinutes: verdict.targetMinutes, spentMinutes: verdict.spentMinutes },
  ...{ dueAt: verdict.dueAt, calendarVersion: verdict.calendarVersion, until: verdict.until },
  restates: verdict.restates,
  because: verdict.cause?.because ?? null,
  fact: verdict.cause?.fact ?? null,
  factAt: verdict.cause?.factAt ?? null,
  standing: holds(verdict, LAST_INSTANT),
  withdrawnAt: verdict.withdrawn?.recordedAt ?? null,
});

/** Whether a verdict was withdrawn: a field of lists. */
export const RESTATED = unindexed(
  flag(({ log }: { readonly log: StepLog }) => verdictsOf(log).some(({ withdrawn }) => withdrawn !== null), {
    zh: '有改判',
    en: 'A verdict was restated',
  }),
);

/** What was promised. */
export const PROMISE = {
  responseMinutes: kind.number({ zh: '响应时限', en: 'To respond within' }, { unit: { zh: '分钟', en: 'minutes' } }),
  resolutionMinutes: kind.number({ zh: '解决时限', en: 'To resolve within' }, { unit: { zh: '分钟', en: 'minutes' } }),
  hours: kind.code(clockHours.title, clockHours),
  policyVersion: kind.number({ zh: '政策版本', en: 'Version of the policy' }),
};
/** The same to a request. */
export const REQUEST_PROMISE = {
  ...PROMISE,
  entitlements: kind.rows(
    { zh: '级别权益', en: 'Entitled by tier' },
    {
      clock: kind.code(serviceClocks.title, serviceClocks),
      tier: kind.code(tiers.title, tiers),
      minutes: kind.number({ zh: '权益时限', en: 'Entitled to' }, { unit: { zh: '分钟', en: 'minutes' } }),
      insteadOf: kind.number({ zh: '按优先级的时限', en: 'By the priority' }, { unit: { zh: '分钟', en: 'minutes' } }),
      benefitsVersion: kind.number({ zh: '权益政策版本', en: 'Version of the benefits' }),
    },
  ),
};
/** Of a verdict on a request: the tier that made its time shorter. */
export const ENTITLED = {
  tier: orNull(
    kind.code(tiers.title, tiers, {
      help: { zh: '没有按级别权益缩短时为 null', en: 'null where no tier made the time shorter' },
    }),
  ),
  priorityMinutes: orNull(
    kind.number({ zh: '按优先级的时限', en: 'By the priority' }, { unit: { zh: '分钟', en: 'minutes' } }),
  ),
  benefitsVersion: orNull(kind.number({ zh: '权益政策版本', en: 'Version of the benefits' })),
};

export const ENTERED_AT: Text = { zh: '登记的时间', en: 'Time on record' };
export const ENTERED_HELP: Text = {
  zh: '同类步骤有多个时，指明是哪一个；省略则为最后一个。',
  en: 'Which one, where there are several of the kind; left out: the last of them.',
};
