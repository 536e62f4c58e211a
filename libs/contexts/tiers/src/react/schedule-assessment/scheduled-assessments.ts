import { byStream, defineReactor, type Instant, type Policies } from '@dossier/kernel';
import { schemeEvents } from '../../scheme.events';
import { schemePolicies } from '../../scheme-policy';
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
  version: 2,
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
 * The end of the period. A scheme that has no rules then waits for them, and is assessed as of the instant from which
 * they are in force: with nothing to do at the end of the period, the schedule would stop there.
 */
function dueAt({ scheme, nextAt }: Schedule, policies: Policies): Instant | null {
  if (nextAt === null) return null;
  const policy = schemePolicies[scheme];
  if (policies(policy, nextAt).document.rules.length > 0) return nextAt;
  const { document, since = null } = policies(policy);
  return document.rules.length > 0 ? since : null;
}
