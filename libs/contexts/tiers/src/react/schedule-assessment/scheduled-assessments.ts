import { byStream, defineReactor, type Instant, type Policies } from '@dossier/kernel';
import { schemeEvents } from '../../scheme.events';
import { comesByItself, schemePolicies } from '../../scheme-policy';
import type { Scheme } from '../../terms';
import { beginScheduledAssessment } from './begin-scheduled-assessment';

interface Schedule {
  readonly scheme: Scheme;
  /** As of when was assessed last. */
  readonly asOf: Instant;
  /** null: the policy of then says only when asked for. */
  readonly nextAt: Instant | null;
  readonly isUnderWay: boolean;
}

/** Assesses a scheme at the end of each period, once it was assessed the first time. */
export const scheduledAssessments = defineReactor<Schedule>()({
  name: 'schedule-assessment',
  title: { zh: '按周期评定', en: 'Assess at the end of a period' },
  version: 4,
  from: schemeEvents,
  key: byStream,
  begins: {
    AssessmentBegun: ({ scheme }, { occurredAt: asOf }) => ({ scheme, asOf, nextAt: null, isUnderWay: true }),
  },
  evolve: {
    CutPointsFound: (schedule, { nextAt = null }) => ({ ...schedule, nextAt }),
    AssessmentCompleted: (schedule) => ({ ...schedule, isUnderWay: false }),
  },
  policies: Object.values(schemePolicies).map(({ name }) => name),
  dueAt,
  sends: beginScheduledAssessment,
  react: (schedule, _, policies) => ({
    command: { scheme: schedule.scheme },
    occurredAt: dueAt(schedule, policies) ?? '',
  }),
});

/**
 * The end of the period. A scheme that then has no rules, or was or is assessed only when asked for, waits until that is
 * otherwise, and is assessed as of the instant from which it is: with nothing to do at the end of the period, the schedule
 * would stop there. Where that instant was assessed already, by a policy that was published for a time before, the schedule begins
 * with the next assessment that is asked for.
 */
function dueAt({ scheme, asOf, nextAt, isUnderWay }: Schedule, policies: Policies): Instant | null {
  if (isUnderWay) return null;
  const policy = schemePolicies[scheme];
  if (nextAt !== null && comesByItself(policies(policy, nextAt).document)) return nextAt;
  const { document, since } = policies(policy);
  return comesByItself(document) && since !== undefined && since > asOf ? since : null;
}
