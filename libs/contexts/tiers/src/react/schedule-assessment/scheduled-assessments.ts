import { byStream, defineReactor, type Instant } from '@dossier/kernel';
import { schemeEvents } from '../../scheme.events';
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
  version: 1,
  from: schemeEvents,
  key: byStream,
  begins: { AssessmentBegun: ({ scheme }) => ({ scheme, nextAt: null }) },
  evolve: {
    CutPointsFound: (schedule, { nextAt = null }) => ({ ...schedule, nextAt }),
    AssessmentCompleted: (schedule) => schedule,
  },
  dueAt: ({ nextAt }) => nextAt,
  sends: beginScheduledAssessment,
  react: ({ scheme, nextAt }) => ({ command: { scheme }, occurredAt: nextAt ?? '' }),
});
