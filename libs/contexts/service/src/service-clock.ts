import { AROUND_THE_CLOCK, type BusinessClock, businessClock } from '@dossier/calendar';
import { canonicalJson, earliest, type Instant, type Policies, roundedTo } from '@dossier/kernel';
import { businessCalendarPolicy, workingClock } from './business-calendar-policy';
import { after, openedOf, type Log, type Situation, type Step, UNOPENED } from './request-log';
import { standingOn, type StandingVerdict, stepsOf, verdictsOf } from './step-log';
import { type Outcome, type ServiceClock, serviceClocks } from './terms';
import { type Entitled, entitlementOf, minutesOf, type Promised } from './entitled-promise';
import type { ClockStretch } from './verdict-payloads';

/** What clocks look at: what was promised, the steps that start and stop them, and the verdicts that were given. */
export interface Clocked<K extends string = string> {
  readonly promise: Promised | undefined;
  /** Each by what it does to a request. */
  readonly steps: readonly Pick<Step, 'kind' | 'at'>[];
  readonly verdicts: readonly StandingVerdict<K>[];
}

/** The clocks of a request. */
export function clockedOf(log: Log): Clocked<Step['kind']> {
  const steps = stepsOf(log);
  return { promise: openedOf(steps)?.promise, steps, verdicts: verdictsOf(log) };
}

const MINUTE = 60_000;
const natural = businessClock(AROUND_THE_CLOCK, 'UTC');

/** The clock by which a promise is counted. */
const clockOf = ({ hours }: Promised, policies: Policies): BusinessClock =>
  hours === 'natural' ? natural : workingClock(policies);

/** A stretch of time in which a clock runs. */
interface Run {
  readonly from: Instant;
  /** null: it runs still. */
  to: Instant | null;
  /** When the promise was kept, before the clock ran again. */
  kept: { readonly at: Instant; until: Instant | null } | null;
}

const runs = (clock: ServiceClock, { status, answered }: Situation): boolean =>
  status === 'open' && (clock === 'resolution' || !answered);
const isKept = (clock: ServiceClock, { status, answered }: Situation): boolean =>
  clock === 'response' ? answered : status === 'resolved' || status === 'closed';

/**
 * When a clock runs: that of the response until the customer was answered, that of the resolution until it is resolved,
 * and again from a reopening on. Both stand while we wait for the customer.
 */
function runsOf(clock: ServiceClock, steps: Clocked['steps']): readonly Run[] {
  const all: Run[] = [];
  let now = UNOPENED;
  for (const { kind, at } of steps) {
    const before = now;
    now = after(before, kind);
    const last = all.at(-1);
    if (last && runs(clock, before) && !runs(clock, now)) last.to = at;
    if (last && isKept(clock, now) && !isKept(clock, before)) last.kept = { at, until: null };
    if (last?.kept?.until === null && isKept(clock, before) && !isKept(clock, now)) last.kept.until = at;
    if (runs(clock, now) && !runs(clock, before)) all.push({ from: at, to: null, kept: null });
  }
  return all;
}

/** What is promised of one clock. */
const ofClock = (promise: Promised, clock: ServiceClock): object => ({
  ...{ hours: promise.hours, policyVersion: promise.policyVersion, minutes: minutesOf(promise, clock) },
  entitlement: entitlementOf(promise, clock),
});

/** Whether a clock ran alike, for the same promise, up to an instant by two tellings. */
export const ranAlike = (clock: ServiceClock, some: Clocked, others: Clocked, upTo: Instant): boolean => {
  const [one, other] = [some, others].map(({ promise, steps }) =>
    canonicalJson({
      promise: promise ? ofClock(promise, clock) : null,
      runs: runsOf(
        clock,
        steps.filter(({ at }) => at <= upTo),
      ),
    }),
  );
  return one === other;
};

/** What a clock decides, and for which time that holds. */
export interface Decided {
  readonly clock: ServiceClock;
  readonly outcome: Outcome;
  /** When the promise was kept, or its time was used up. */
  readonly at: Instant;
  /** When the request was reopened after it was kept; null: it still holds. */
  readonly until: Instant | null;
  readonly targetMinutes: number;
  readonly spentMinutes: number;
  readonly dueAt: Instant | null;
  readonly stretches: readonly ClockStretch[];
  /** Of the calendar by which it was counted. */
  readonly calendarVersion: number;
  /** What the tier of the customer made of the time; null: it is that of the priority. */
  readonly entitlement: Entitled | null;
}
export interface Reckoned {
  readonly decided: readonly Decided[];
  /** When the time will be used up by what is known; null: the clock stands, or has ended. */
  readonly dueAt: Instant | null;
}

/**
 * What follows for one of the clocks. The promise is missed at the first instant at which so
 * many minutes have passed, unless it was kept by then. What was decided by a verdict is not counted again, for the
 * calendar may be another one since: only what lies behind it is.
 * @param upTo what runs out by then is missed
 * @param given the verdicts of that clock that no step contradicts
 */
export function reckon(
  clock: ServiceClock,
  { promise, steps, verdicts }: Clocked,
  {
    policies,
    upTo,
    given = standingOn(verdicts, clock),
  }: { readonly policies: Policies; readonly upTo: Instant; readonly given?: readonly StandingVerdict[] },
): Reckoned {
  if (promise === undefined) return { decided: [], dueAt: null };
  const all = runsOf(clock, steps);
  const decided = given.flatMap((each) => decidedBy(each, all));
  const last = decided.at(-1);
  if (last?.outcome === 'missed') return { decided, dueAt: null };
  const business = clockOf(promise, policies);
  const { version: calendarVersion } = policies(businessCalendarPolicy);
  const targetMinutes = minutesOf(promise, clock);
  const entitlement = entitlementOf(promise, clock);
  const stretches: ClockStretch[] = [...(last?.stretches ?? [])];
  let left = Math.round((targetMinutes - (last?.spentMinutes ?? 0)) * MINUTE);
  for (const { from, to, kept } of all.slice(last ? all.findLastIndex((run) => isKeptAt(run, last.at)) + 1 : 0)) {
    const dueAt = business.add(from, left / MINUTE) ?? from;
    const isLate = dueAt <= (to ?? upTo) && kept?.at !== dueAt;
    if (isLate) {
      const stretch = { from, to: dueAt, minutes: rounded(left / MINUTE) };
      const so = {
        at: dueAt,
        until: null,
        dueAt,
        targetMinutes,
        spentMinutes: targetMinutes,
        calendarVersion,
        entitlement,
      };
      decided.push({ clock, outcome: 'missed', ...so, stretches: [...stretches, stretch] });
      return { decided, dueAt };
    }
    if (to === null) return { decided, dueAt };
    const ran = business.minutes(from, to);
    left -= Math.round(ran * MINUTE);
    stretches.push({ from, to, minutes: rounded(ran) });
    if (kept) {
      const spentMinutes = rounded(targetMinutes - left / MINUTE);
      const due = to === kept.at ? dueAt : null; // it stood when the promise was kept
      const so = {
        at: kept.at,
        until: kept.until,
        targetMinutes,
        spentMinutes,
        dueAt: due,
        calendarVersion,
        entitlement,
      };
      decided.push({ clock, outcome: 'met', ...so, stretches: [...stretches] });
    }
  }
  return { decided, dueAt: null };
}

/** When the next clock runs out that is not decided yet; null: none does by what is known. */
export const nextDue = (clocked: Clocked, policies: Policies): Instant | null =>
  serviceClocks.codes.reduce<Instant | null>((first, clock) => {
    if (standingOn(clocked.verdicts, clock).some(({ until }) => until === null)) return first;
    const { dueAt } = reckon(clock, clocked, { policies, upTo: '' });
    return dueAt === null ? first : earliest(first, dueAt);
  }, null);

const isKeptAt = ({ kept }: Run, at: Instant): boolean => kept?.at === at;

/** A verdict that was given, for the time that the steps leave it; none: of a promise that they do not see kept. */
function decidedBy(verdict: StandingVerdict, all: readonly Run[]): readonly Decided[] {
  const { clock, outcome, at, targetMinutes, spentMinutes, dueAt, stretches, calendarVersion, entitlement } = verdict;
  const run = all.findLast((each) => isKeptAt(each, at));
  if (outcome === 'met' && run === undefined) return [];
  const until = outcome === 'met' ? (run?.kept?.until ?? null) : null;
  return [{ clock, outcome, at, until, targetMinutes, spentMinutes, dueAt, stretches, calendarVersion, entitlement }];
}

/** Hundredths of a minute. */
const rounded = (minutes: number): number => roundedTo(2, minutes);
