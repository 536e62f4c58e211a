import { canonicalJson, type EventIn, type Instant, type Policies } from '@dossier/kernel';
import { type requestEvents, ServiceLevelMet, ServiceLevelMissed, VerdictWithdrawn } from './request.events';
import { type Cause, type Entry, openedOf, standingOn, type StandingVerdict, stepsOf, verdictsOf } from './request-log';
import { type Decided, ranAlike, reckon } from './service-clock';
import { type ServiceClock, serviceClocks } from './terms';

interface Judging {
  readonly policies: Policies;
  /** What runs out by then is missed, by the calendar in force then: a fact told late is judged by what is known of it. */
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
    const said = standingOn(before, clock);
    const [was, is] = [stepsOf(before), stepsOf(then)];
    const untouched = said.filter(({ at }) => ranAlike(clock, was, is, at));
    const wanted = reckoned(clock, then, judging, untouched);
    const wantedBefore = reckoned(clock, before, judging, said);
    return same(wanted, wantedBefore)
      ? missing(clock, then, wanted)
      : restated(clock, then, { wanted, wantedBefore }, cause);
  });

/** The verdicts that time alone has brought: of clocks without one. */
export const verdictsDue = (log: readonly Entry[], judging: Judging): Events =>
  serviceClocks.codes.flatMap((clock) => missing(clock, log, reckoned(clock, log, judging, standingOn(log, clock))));

const reckoned = (
  clock: ServiceClock,
  log: readonly Entry[],
  { policies, now: upTo }: Judging,
  given: readonly StandingVerdict[],
): readonly Decided[] => reckon(clock, log, { policies: (policy) => policies(policy, upTo), upTo, given }).decided;

const isOne = (a: Pick<Decided, 'outcome' | 'at'>, b: Pick<Decided, 'outcome' | 'at'>): boolean =>
  a.outcome === b.outcome && a.at === b.at;
const same = (some: readonly Decided[], others: readonly Decided[]): boolean =>
  canonicalJson(some) === canonicalJson(others);

/** What is decided and was not yet said, where nothing that was said stands. */
function missing(clock: ServiceClock, log: readonly Entry[], wanted: readonly Decided[]): Events {
  const known = standingOn(log, clock);
  if (known.some(({ until }) => until === null)) return [];
  const news = wanted.filter((one) => !known.some((each) => isOne(each, one)));
  return news.map((one) => given(one, log, null));
}

function restated(
  clock: ServiceClock,
  log: readonly Entry[],
  { wanted, wantedBefore }: { readonly wanted: readonly Decided[]; readonly wantedBefore: readonly Decided[] },
  cause: Cause,
): Events {
  const events: EventIn<typeof requestEvents>[] = [];
  const kept = new Set<Decided>();
  let turned: { readonly id: string; readonly cause: Cause } | null = null;
  for (const verdict of standingOn(log, clock)) {
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
  return [...events, ...news.map((one) => given(one, log, turned))];
}

/** Whether the arithmetic of a verdict is another one than before the fact. */
const isChanged = (now: Decided, before: readonly Decided[]): boolean => {
  const then = before.find((one) => isOne(one, now));
  return then !== undefined && !same([{ ...then, until: now.until }], [now]);
};

/** The event of a verdict. It names the one before it, and what turned that. */
function given(
  { clock, outcome, at, until, targetMinutes, spentMinutes, dueAt, stretches, calendarVersion }: Decided,
  log: readonly Entry[],
  turned: { readonly id: string; readonly cause: Cause } | null,
): EventIn<typeof requestEvents> {
  const last = verdictsOf(log).findLast((each) => each.clock === clock);
  const before = turned ?? (last ? { id: last.id, cause: last.withdrawn?.cause } : null);
  const promise = openedOf(stepsOf(log))?.promise;
  const data = {
    ...{ clock, targetMinutes, spentMinutes, stretches },
    ...(dueAt !== null && { dueAt }),
    hours: promise?.hours ?? 'natural',
    levelsVersion: promise?.policyVersion ?? 0,
    calendarVersion,
    ...(before && { restates: before.id, ...before.cause }),
  };
  return outcome === 'met'
    ? ServiceLevelMet({ ...data, ...(until !== null && { until }) }, { occurredAt: at })
    : ServiceLevelMissed(data, { occurredAt: at });
}
