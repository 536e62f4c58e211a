import {
  type Decision,
  defineState,
  type EventIn,
  type Instant,
  LAST_INSTANT,
  type Policies,
  type Refusal,
  Sequence,
} from '@dossier/kernel';
import {
  ComplaintDeadlineMet,
  ComplaintDeadlineMissed,
  ComplaintEscalated,
  complaintEvents,
  ComplaintVerdictWithdrawn,
} from './complaint.events';
import {
  clockedComplaint,
  complaintAt,
  type ComplaintEntry,
  complaintEntryOf,
  complaintLogging,
  type ComplaintSituation,
  type ComplaintStanding,
  type ComplaintTurn,
  filedOf,
} from './complaint-log';
import { complaintHandlingPolicy, toldAtOnce } from './complaint-policies';
import type { ComplaintStepKind, Severity } from './complaint-terms';
import { serviceRefusal } from './service.refusals';
import { keepingSaid, type LastSaid, stepsOf } from './step-log';
import { type Judging, type Voice, verdictsAfter, verdictsDue } from './verdicts';

/** What its decisions look at. */
export interface Complaint {
  readonly log: Sequence<ComplaintEntry>;
  readonly said: LastSaid;
}
type ComplaintEvent = EventIn<typeof complaintEvents>;

type Following = ReturnType<typeof complaintLogging<Complaint>>;

export const complaint = defineState<Complaint>()({
  category: 'complaint',
  from: complaintEvents,
  begins: {
    ComplaintFiled: (data, at) => ({ log: Sequence.of([complaintEntryOf.ComplaintFiled(data, at)]), said: {} }),
  },
  evolve: keepingSaid<Following>(
    complaintLogging<Complaint>((before, entry) => ({ ...before, log: before.log.with(entry) })),
    {
      // several departments are asked, and one of them several times
      InvestigationAsked: (_: unknown, { id }: { readonly id: string }) => id,
      ActionVerified: ({ effective }: { readonly effective: boolean }) => (effective ? 'verified' : 'refuted'),
      ComplaintPaused: () => 'paused',
      ComplaintResumed: () => 'resumed',
      ComplaintClosed: () => 'closed',
      ComplaintReopened: () => 'reopened',
      ComplaintWithdrawn: () => 'withdrawn',
    },
  ),
});

export const complaintRefuses = serviceRefusal.some(
  'unknown-complaint',
  'before-filed',
  'too-many-complaint-steps',
  'told-otherwise',
);

/** Each decision looks at all of them. */
const MOST_ENTRIES = 1000;

/** A complaint as a decision of an instant finds it. */
export interface FoundComplaint {
  readonly log: readonly ComplaintEntry[];
  readonly said: LastSaid;
  readonly steps: readonly ComplaintStanding[];
  readonly filedAt: Instant;
  readonly severity: Severity;
  /** Where it was at that instant. */
  readonly situation: ComplaintSituation;
}

/** @throws Refusal of {@link complaintRefuses} */
export function complaintFound(at: Instant, state: Complaint | undefined, complaintId: string): FoundComplaint {
  if (state === undefined) throw serviceRefusal('unknown-complaint', { complaintId });
  if (state.log.length >= MOST_ENTRIES)
    throw serviceRefusal('too-many-complaint-steps', { complaintId, most: MOST_ENTRIES });
  const log = state.log.all;
  const steps = stepsOf(log);
  const { at: filedAt = '', severity = 'minor' } = filedOf(steps) ?? {};
  if (at < filedAt) throw serviceRefusal('before-filed', { complaintId, filedAt, at });
  return { log, said: state.said, steps, filedAt, severity, situation: complaintAt(steps, at) };
}

/**
 * The step of a kind that stands at a time; left out: the last of them.
 * @throws Refusal of {@link complaintRefuses}, `service/unknown-complaint-step`
 */
export function complaintStepOf(
  state: Complaint | undefined,
  {
    complaintId,
    step: kind,
    at,
  }: { readonly complaintId: string; readonly step: ComplaintStepKind; readonly at?: Instant | undefined },
): FoundComplaint & { readonly step: ComplaintStanding } {
  const found = complaintFound(LAST_INSTANT, state, complaintId);
  const step = found.steps.findLast((each) => each.kind === kind && (at === undefined || each.at === at));
  if (step === undefined) throw serviceRefusal('unknown-complaint-step', { complaintId, step: kind });
  return { ...found, step };
}

/** Why nothing can be done with a complaint that is over. */
export const over = (complaintId: string, at: Instant): Refusal =>
  serviceRefusal('complaint-over', { complaintId, at });

const voice: Voice<ComplaintEvent, ComplaintStepKind> = {
  reopened: 'reopened',
  met: (data, { occurredAt }) => ComplaintDeadlineMet(data, { occurredAt }),
  missed: (data, { occurredAt }) => ComplaintDeadlineMissed(data, { occurredAt }),
  withdrawn: ComplaintVerdictWithdrawn,
};

/** What follows from an entry of the log of a complaint: verdicts, and an escalation of each deadline that is missed. */
export const turnedBy = (
  log: readonly ComplaintEntry[],
  entry: ComplaintEntry,
  cause: ComplaintTurn,
  judging: Judging,
): readonly ComplaintEvent[] => {
  const then = [...log, entry];
  const verdicts = verdictsAfter(
    { before: clockedComplaint(log), then: clockedComplaint(then), cause },
    judging,
    voice,
  );
  return withEscalations(verdicts, then, judging);
};

/** The verdicts that time alone has brought to a complaint, with their escalations. */
export const complaintVerdictsDue = (log: readonly ComplaintEntry[], judging: Judging): readonly ComplaintEvent[] =>
  withEscalations(verdictsDue(clockedComplaint(log), judging, voice), log, judging);

function withEscalations(
  events: readonly ComplaintEvent[],
  log: readonly ComplaintEntry[],
  { policies, now }: Judging,
): readonly ComplaintEvent[] {
  const to = policies(complaintHandlingPolicy, now).document.escalateTo;
  const steps = stepsOf(log);
  const severity = filedOf(steps)?.severity ?? 'minor';
  return events.flatMap((event): readonly ComplaintEvent[] => {
    if (event.type !== 'service.ComplaintDeadlineMissed') return [event];
    const { clock, targetMinutes, spentMinutes, dueAt } = event.data;
    const isSaid = steps.some(({ escalation }) => escalation?.clock === clock && escalation.dueAt === dueAt);
    const breach = { clock, targetMinutes, spentMinutes, ...(dueAt !== undefined && { dueAt }) };
    const { occurredAt } = event;
    const escalated = ComplaintEscalated(
      { to, because: 'breach', severity, ...breach },
      occurredAt === undefined ? undefined : { occurredAt },
    );
    return isSaid ? [event] : [event, escalated];
  });
}

/** The escalation of a severity that executives are told of at once; none: they are not. */
export function escalationAtOnce(
  severity: Severity,
  policies: Policies,
  at?: { readonly occurredAt: Instant },
): readonly ComplaintEvent[] {
  const to = toldAtOnce(severity, policies);
  return to === undefined ? [] : [ComplaintEscalated({ to, because: 'severity', severity }, at)];
}

/**
 * A step of a complaint, and what follows from it. A step may be recorded weeks after it happened: then it may turn
 * verdicts that were given meanwhile.
 */
export function withTurns(
  event: ComplaintEvent,
  { log }: Pick<FoundComplaint, 'log'>,
  kind: ComplaintStepKind,
  { policies, now, occurredAt: at }: Pick<Decision, 'policies' | 'now' | 'occurredAt'>,
): readonly ComplaintEvent[] {
  const entry: ComplaintEntry = { is: 'step', step: { id: '', kind, at }, at, recordedAt: now };
  return [event, ...turnedBy(log, entry, { because: 'late', fact: kind, factAt: at }, { policies, now })];
}
