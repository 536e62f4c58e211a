import type { EventIn, Instant, Policies } from '@dossier/kernel';
import { businessCalendarPolicy } from './business-calendar-policy';
import { type requestEvents, ServiceLevelMet, ServiceLevelMissed, VerdictWithdrawn } from './request.events';
import { type Cause, type Entry, openedOf, stepsOf, type StandingVerdict, verdictsOf } from './request-log';
import { type Decided, reckon } from './service-clock';
import { type ServiceClock, serviceClocks } from './terms';

interface Judging {
  readonly policies: Policies;
  /** What runs out by then is missed. */
  readonly now: Instant;
}
type Events = readonly EventIn<typeof requestEvents>[];

/**
 * The verdicts that follow from a fact: those that it turns are withdrawn, and new ones name them. A verdict that was
 * given stands, whatever the calendar has become since, until a fact turns it.
 * @param before what the request had said
 * @param then the same with the fact
 */
export const verdictsAfter = (
  before: readonly Entry[],
  then: readonly Entry[],
  cause: Cause,
  judging: Judging,
): Events =>
  serviceClocks.codes.flatMap((clock) => {
    const wanted = reckoned(clock, then, judging);
    const wantedBefore = reckoned(clock, before, judging);
    return same(wanted, wantedBefore)
      ? missing(clock, then, wanted, judging)
      : restated(clock, then, { wanted, wantedBefore }, cause, judging);
  });

/** The verdicts that time alone has brought: of clocks without one. */
export const verdictsDue = (log: readonly Entry[], judging: Judging): Events =>
  serviceClocks.codes.flatMap((clock) => missing(clock, log, reckoned(clock, log, judging), judging));

const reckoned = (clock: ServiceClock, log: readonly Entry[], { policies, now: upTo }: Judging): readonly Decided[] =>
  reckon(clock, stepsOf(log), { policies, upTo }).decided;

const isOne = (a: Pick<Decided, 'outcome' | 'at'>, b: Pick<Decided, 'outcome' | 'at'>): boolean =>
  a.outcome === b.outcome && a.at === b.at;
const same = (some: readonly Decided[], others: readonly Decided[]): boolean =>
  JSON.stringify(some) === JSON.stringify(others);

const standing = (clock: ServiceClock, log: readonly Entry[]): readonly StandingVerdict[] =>
  verdictsOf(log).filter((each) => each.clock === clock && !each.void);

/** What is decided and was not yet said, where nothing that was said stands. */
function missing(clock: ServiceClock, log: readonly Entry[], wanted: readonly Decided[], judging: Judging): Events {
  const known = standing(clock, log);
  if (known.some(({ until }) => until === null)) return [];
  const news = wanted.filter((one) => !known.some((each) => isOne(each, one)));
  return news.map((one) => given(one, log, null, judging));
}

function restated(
  clock: ServiceClock,
  log: readonly Entry[],
  { wanted, wantedBefore }: { readonly wanted: readonly Decided[]; readonly wantedBefore: readonly Decided[] },
  cause: Cause,
  judging: Judging,
): Events {
  const events: EventIn<typeof requestEvents>[] = [];
  const kept = new Set<Decided>();
  let turned: { readonly id: string; readonly cause: Cause } | null = null;
  for (const verdict of standing(clock, log)) {
    const now = wanted.find((one) => isOne(one, verdict));
    const holds = now !== undefined && !isChanged(now, wantedBefore) && (verdict.until ?? now.until) === now.until;
    if (holds) {
      kept.add(now);
      if (verdict.until === now.until) continue;
    }
    // it held until the request was reopened, or it never should have been given
    const at = (holds ? now.until : null) ?? verdict.at;
    const why: Cause = holds ? { because: 'reopened', fact: 'reopened', factAt: at } : cause;
    const { id: verdictId, outcome } = verdict;
    events.push(VerdictWithdrawn({ verdictId, clock, outcome, ...why }, { occurredAt: at }));
    turned = { id: verdictId, cause: why };
  }
  const news = wanted.filter((one) => !kept.has(one));
  return [...events, ...news.map((one) => given(one, log, turned, judging))];
}

/** Whether the arithmetic of a verdict is another one than before the fact. */
const isChanged = (now: Decided, before: readonly Decided[]): boolean => {
  const then = before.find((one) => isOne(one, now));
  return then !== undefined && !same([{ ...then, until: now.until }], [now]);
};

/** The event of a verdict. It names the one before it, and what turned that. */
function given(
  { clock, outcome, at, until, targetMinutes, spentMinutes, dueAt, stretches }: Decided,
  log: readonly Entry[],
  turned: { readonly id: string; readonly cause: Cause } | null,
  { policies }: Judging,
): EventIn<typeof requestEvents> {
  const last = verdictsOf(log).findLast((each) => each.clock === clock);
  const before = turned ?? (last ? { id: last.id, cause: last.withdrawn?.cause } : null);
  const promise = openedOf(stepsOf(log))?.promise;
  const data = {
    ...{ clock, targetMinutes, spentMinutes, stretches },
    ...(dueAt !== null && { dueAt }),
    hours: promise?.hours ?? 'natural',
    levelsVersion: promise?.policyVersion ?? 0,
    calendarVersion: policies(businessCalendarPolicy).version,
    ...(before && { restates: before.id, ...before.cause }),
  };
  return outcome === 'met'
    ? ServiceLevelMet({ ...data, ...(until !== null && { until }) }, { occurredAt: at })
    : ServiceLevelMissed(data, { occurredAt: at });
}
