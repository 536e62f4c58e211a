import { byStream, defineReactor, type Instant, type Policies } from '@dossier/kernel';
import { schemeEvents } from '../../scheme.events';
import { comesByItself, schemePolicies } from '../../scheme-policy';
import type { Scheme } from '../../terms';
import { beginScheduledAssessment } from './begin-scheduled-assessment';

interface Schedule {
  readonly scheme: Scheme;
  /** null: only when asked for. */
  readonly nextAt: Instant | null;
}

/** Assesses a scheme at the end of each period, once it was assessed the first time. */
export const scheduledAssessments = defineReactor<Schedule>()({
  name: 'schedule-assessment',
  title: { zh: '按周期评定', en: 'Assess at the end of a period' },
  version: 3,
  from: schemeEvents,
  key: byStream,
  begins: { AssessmentBegun: ({ scheme }) => ({ scheme, nextAt: null }) },
  evolve: {
    CutPointsFound: (schedule, { nextAt = null }) => ({ ...schedule, nextAt }),
    AssessmentCompleted: (schedule) => schedule,
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
 * The end of the period. A scheme that then has no rules, or is assessed only when asked for, waits until that is
 * otherwise, and is assessed as of the instant from which it is: with nothing to do at the end of the period, the schedule
 * would stop there.
 */
function dueAt({ scheme, nextAt }: Schedule, policies: Policies): Instant | null {
  if (nextAt === null) return null;
  const policy = schemePolicies[scheme];
  if (comesByItself(policies(policy, nextAt).document)) return nextAt;
  const { document, since = null } = policies(policy);
  return comesByItself(document) ? since : null;
}
