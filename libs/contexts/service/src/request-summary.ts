import { daysBetween, type Instant, roundedTo } from '@dossier/kernel';
import {
  assignmentOf,
  isBegun,
  leftAt,
  type Log,
  openedOf,
  situationAt,
  type StandingStep,
  telling,
} from './request-log';
import { type StandingVerdict, stepsOf, verdictOn, verdictsOf } from './step-log';
import { type LevelStanding, type RequestStatus, type ServiceClock, type UnassignedReason } from './terms';

/** What a request was at an instant by a log. */
export interface Summary {
  readonly steps: readonly StandingStep[];
  /** Every one that the log says. */
  readonly verdicts: readonly StandingVerdict[];
  readonly status: RequestStatus;
  readonly openedAt: Instant;
  readonly respondedAt: Instant | null;
  /** When it was resolved last; null: never, or it was opened again. */
  readonly resolvedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly assignee: string | null;
  /** Of the policy by which it was assigned; null: by hand, or not at all. */
  readonly policyVersion: number | null;
  /** Why the policy found nobody; null: somebody has it, it is over, or the policy was not asked. */
  readonly unassigned: UnassignedReason | null;
  readonly resolutionCount: number;
  readonly response: LevelStanding;
  readonly resolution: LevelStanding;
}

/** null: it was not opened yet. */
export function summaryOf(log: Log, asOf: Instant): Summary | null {
  const steps = stepsOf(log).filter(({ at }) => at <= asOf);
  const opened = openedOf(steps);
  const { status } = situationAt(steps, asOf);
  if (opened === undefined || status === 'unopened') return null;
  const told = telling(steps);
  const assigned = assignmentOf(steps);
  const assignee = assigned?.assignee ?? null;
  const resolved = told.filter(({ kind }) => kind === 'resolved');
  const isOver = status === 'resolved' || status === 'closed';
  const isPromised = opened.promise !== undefined;
  const verdicts = verdictsOf(log);
  const stands = (clock: ServiceClock): LevelStanding => {
    const verdict = verdictOn(verdicts, clock, asOf);
    return verdict?.outcome ?? (isPromised && status !== 'withdrawn' ? 'running' : 'none');
  };
  return {
    ...{ steps, verdicts, status, openedAt: opened.at },
    respondedAt: told.find(({ kind }) => kind === 'responded' || kind === 'resolved')?.at ?? null,
    resolvedAt: isOver ? (resolved.at(-1)?.at ?? null) : null,
    closedAt: status === 'closed' ? (told.at(-1)?.at ?? null) : null,
    assignee,
    policyVersion: assigned?.policyVersion ?? null,
    unassigned: assignee === null && isBegun({ status }) ? (leftAt(log, asOf)?.reason ?? null) : null,
    resolutionCount: resolved.length,
    response: stands('response'),
    resolution: stands('resolution'),
  };
}

/** Days of 24 hours from opening to the last resolution; null: it is not resolved. */
export const daysToResolve = ({ openedAt, resolvedAt }: Pick<Summary, 'openedAt' | 'resolvedAt'>): number | null =>
  resolvedAt === null ? null : daysBetween(openedAt, resolvedAt);

/** Two decimals; null stays null. */
export const inHundredths = (number: number | null): number | null => (number === null ? null : roundedTo(2, number));

/** The middle one, or the mean of the two in the middle; null of none. */
export function medianOf(numbers: readonly number[]): number | null {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
export const meanOf = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
