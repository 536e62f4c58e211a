import { type Instant, type Policies } from '@dossier/kernel';
import { type ComplaintLog, type ComplaintStanding, filedOf, findingsMissing, isOpen, walked } from './complaint-log';
import { complaintTargetPolicy } from './complaint-policies';
import type { ComplaintCause, ComplaintStatus, Severity, TargetScope } from './complaint-terms';
import { type StandingVerdict, stepsOf, verdictOn, verdictsOf } from './step-log';
import type { LevelStanding, ServiceClock } from './terms';

/** What a complaint was at an instant by a log. */
export interface ComplaintSummary {
  readonly steps: readonly ComplaintStanding[];
  /** Every one that the log says. */
  readonly verdicts: readonly StandingVerdict[];
  readonly status: ComplaintStatus;
  /** Event since which it waits for the customer; null: it does not. */
  readonly waitingId: string | null;
  readonly severity: Severity;
  readonly filedAt: Instant;
  readonly closedAt: Instant | null;
  /** Event that closed it: what is said again of a later day is another one. */
  readonly closedId: string | null;
  readonly satisfied: boolean | null;
  /** Found since it was filed, or opened again; null: not known. */
  readonly cause: ComplaintCause | null;
  readonly responsible: string | null;
  /** Event of the cause. */
  readonly causeId: string | null;
  readonly findingsMissing: readonly string[];
  readonly response: LevelStanding;
  readonly resolution: LevelStanding;
  /** Escalations that still have their reason. */
  readonly escalated: readonly ComplaintStanding[];
}

/** null: it was not filed yet. */
export function complaintSummaryOf(log: ComplaintLog, asOf: Instant): ComplaintSummary | null {
  const steps = stepsOf(log).filter(({ at }) => at <= asOf);
  const filed = filedOf(steps);
  const all = walked(steps);
  const status = all.at(-1)?.now.status ?? 'unfiled';
  if (filed === undefined || status === 'unfiled') return null;
  const isWaiting = all.at(-1)?.now.waiting === true;
  const paused = isWaiting ? all.findLast(({ before, now }) => now.waiting && !before.waiting) : undefined;
  const told = all.filter(({ before, now }) => now.status !== before.status);
  const since = told.findLastIndex(({ step: { kind } }) => kind === 'reopened');
  // a second cause in a row changes no status
  const cause = all.findLast(
    ({ step, now }) =>
      step.kind === 'cause-found' && now.status === 'cause-found' && step.at >= (told[since]?.step.at ?? ''),
  )?.step;
  const closed = status === 'closed' ? told.at(-1)?.step : undefined;
  const severity = filed.severity ?? 'minor';
  const verdicts = verdictsOf(log);
  const stands = (clock: ServiceClock): LevelStanding =>
    verdictOn(verdicts, clock, asOf)?.outcome ??
    (filed.promise !== undefined && status !== 'withdrawn' ? 'running' : 'none');
  const hasReason = ({ severity: then, escalation }: ComplaintStanding): boolean => {
    if (escalation?.because === 'severity') return then === severity;
    if (escalation?.because !== 'breach' || escalation.clock === undefined) return true;
    const verdict = verdictOn(verdicts, escalation.clock, asOf);
    return verdict?.outcome === 'missed' && verdict.dueAt === (escalation.dueAt ?? null);
  };
  return {
    ...{ steps, verdicts, status, severity, filedAt: filed.at },
    waitingId: paused?.step.id ?? null,
    closedAt: closed?.at ?? null,
    closedId: closed?.id ?? null,
    satisfied: closed?.satisfied ?? null,
    cause: cause?.cause ?? null,
    responsible: cause?.responsible ?? null,
    causeId: cause?.id ?? null,
    findingsMissing: isOpen({ status }) ? findingsMissing(steps, asOf) : [],
    response: stands('response'),
    resolution: stands('resolution'),
    escalated: steps.filter((each) => each.kind === 'escalated' && hasReason(each)),
  };
}

/** Whether it counts against the target of a year. */
export const counts = ({ status }: Pick<ComplaintSummary, 'status'>): boolean => status !== 'withdrawn';

/** What the target says of a number of complaints. */
export interface TargetStanding {
  readonly complaints: number;
  readonly mostPerYear: number;
  readonly met: boolean;
  readonly scope: TargetScope;
  readonly policyVersion: number;
}
export function targetOf(complaints: number, policies: Policies): TargetStanding {
  const { document, version: policyVersion } = policies(complaintTargetPolicy);
  const { mostPerYear, scope } = document;
  return { complaints, mostPerYear, met: complaints <= mostPerYear, scope, policyVersion };
}
