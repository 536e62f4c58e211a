import { canonicalJson, type Instant, type Policies } from '@dossier/kernel';
import { tierTold, type TierTold } from './entitled-promise';
import { type Clocked, type Decided, ranAlike, reckon } from './service-clock';
import { type CauseBy, standingOn, type StandingVerdict } from './step-log';
import { type Outcome, type ServiceClock, serviceClocks } from './terms';
import type { VerdictPayload } from './verdict-payloads';

export interface Judging {
  readonly policies: Policies;
  /** What runs out by then is missed, by the calendar in force then: a fact told late is judged by what is known of it. */
  readonly now: Instant;
}

type When = { readonly occurredAt: Instant };
/** What was counted, and the verdict before it with what turned that. */
type Given<K extends string> = VerdictPayload & Partial<CauseBy<K>>;
/** When it holds, and by which tier it was promised; left out: by none. */
type Told = When & { readonly by?: TierTold };
/** The events that say a verdict. */
export interface Voice<E, K extends string> {
  /** The step after which it is judged again. */
  readonly reopened: K;
  readonly met: (data: Given<K> & { readonly until?: Instant }, told: Told) => E;
  readonly missed: (data: Given<K>, told: Told) => E;
  readonly withdrawn: (
    data: CauseBy<K> & { readonly verdictId: string; readonly clock: ServiceClock; readonly outcome: Outcome },
    at: When,
  ) => E;
}
/**
 * The verdicts that follow from a fact: those that it turns are withdrawn, and new ones name them. A verdict that was
 * given stands, whatever the calendar has become since, until a fact turns it.
 * @param before what was said of the clocks
 * @param then the same with the fact
 */
export const verdictsAfter = <E, K extends string>(
  { before, then, cause }: { readonly before: Clocked<K>; readonly then: Clocked<K>; readonly cause: CauseBy<K> },
  judging: Judging,
  voice: Voice<E, K>,
): readonly E[] =>
  serviceClocks.codes.flatMap((clock) => {
    const said = standingOn(before.verdicts, clock);
    const untouched = said.filter(({ at }) => ranAlike(clock, before, then, at));
    const wanted = reckoned(clock, then, judging, untouched);
    const wantedBefore = reckoned(clock, before, judging, said);
    return same(wanted, wantedBefore)
      ? missing(clock, then, wanted, voice)
      : restated(clock, then, { wanted, wantedBefore }, cause, voice);
  });

/** The verdicts that time alone has brought: of clocks without one. */
export const verdictsDue = <E, K extends string>(
  clocked: Clocked<K>,
  judging: Judging,
  voice: Voice<E, K>,
): readonly E[] =>
  serviceClocks.codes.flatMap((clock) =>
    missing(clock, clocked, reckoned(clock, clocked, judging, standingOn(clocked.verdicts, clock)), voice),
  );

const reckoned = (
  clock: ServiceClock,
  clocked: Clocked,
  { policies, now: upTo }: Judging,
  given: readonly StandingVerdict[],
): readonly Decided[] => reckon(clock, clocked, { policies: (policy) => policies(policy, upTo), upTo, given }).decided;

const isOne = (a: Pick<Decided, 'outcome' | 'at'>, b: Pick<Decided, 'outcome' | 'at'>): boolean =>
  a.outcome === b.outcome && a.at === b.at;
const same = (some: readonly Decided[], others: readonly Decided[]): boolean =>
  canonicalJson(some) === canonicalJson(others);

/** What is decided and was not yet said, where nothing that was said stands. */
function missing<E, K extends string>(
  clock: ServiceClock,
  clocked: Clocked<K>,
  wanted: readonly Decided[],
  voice: Voice<E, K>,
): readonly E[] {
  const known = standingOn(clocked.verdicts, clock);
  if (known.some(({ until }) => until === null)) return [];
  const news = wanted.filter((one) => !known.some((each) => isOne(each, one)));
  return news.map((one) => given(one, clocked, null, voice));
}

function restated<E, K extends string>(
  clock: ServiceClock,
  clocked: Clocked<K>,
  { wanted, wantedBefore }: { readonly wanted: readonly Decided[]; readonly wantedBefore: readonly Decided[] },
  cause: CauseBy<K>,
  voice: Voice<E, K>,
): readonly E[] {
  const events: E[] = [];
  const kept = new Set<Decided>();
  let turned: { readonly id: string; readonly cause: CauseBy<K> } | null = null;
  for (const verdict of standingOn(clocked.verdicts, clock)) {
    const now = wanted.find((one) => isOne(one, verdict));
    const holds = now !== undefined && !isChanged(now, wantedBefore) && (verdict.until ?? now.until) === now.until;
    if (holds) {
      kept.add(now);
      if (verdict.until === now.until) continue;
    }
    // it held until the request was reopened, or it never should have been given
    const at = (holds ? now.until : null) ?? verdict.at;
    const why: CauseBy<K> = holds ? { because: 'reopened', fact: voice.reopened, factAt: at } : cause;
    const { id: verdictId, outcome } = verdict;
    events.push(voice.withdrawn({ verdictId, clock, outcome, ...why }, { occurredAt: at }));
    turned = { id: verdictId, cause: why };
  }
  const news = wanted.filter((one) => !kept.has(one));
  return [...events, ...news.map((one) => given(one, clocked, turned, voice))];
}

/** Whether the arithmetic of a verdict is another one than before the fact. */
const isChanged = (now: Decided, before: readonly Decided[]): boolean => {
  const then = before.find((one) => isOne(one, now));
  return then !== undefined && !same([{ ...then, until: now.until }], [now]);
};

/** The event of a verdict. It names the one before it, and what turned that. */
function given<E, K extends string>(
  { clock, outcome, at, until, targetMinutes, spentMinutes, dueAt, stretches, calendarVersion, entitlement }: Decided,
  { promise, verdicts }: Clocked<K>,
  turned: { readonly id: string; readonly cause: CauseBy<K> } | null,
  voice: Voice<E, K>,
): E {
  const last = verdicts.findLast((each) => each.clock === clock);
  const before = turned ?? (last ? { id: last.id, cause: last.withdrawn?.cause } : null);
  const data = {
    ...{ clock, targetMinutes, spentMinutes, stretches },
    ...(dueAt !== null && { dueAt }),
    hours: promise?.hours ?? 'natural',
    levelsVersion: promise?.policyVersion ?? 0,
    calendarVersion,
    ...(before && { restates: before.id, ...before.cause }),
  };
  const told = { occurredAt: at, ...(entitlement && { by: tierTold(entitlement) }) };
  return outcome === 'met' ? voice.met({ ...data, ...(until !== null && { until }) }, told) : voice.missed(data, told);
}
