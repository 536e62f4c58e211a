import { ServiceLevelMet, ServiceLevelMissed, VerdictWithdrawn } from '@dossier/contexts/service';
import { addDays, compareTexts, earliest, firstIndex, type Instant, percentOf } from '@dossier/kernel';
import { type Looked, inPoints, type Signal, someOf, type Stretch } from '../judgement';
import { inTimes, type Time } from '../times';
import type { WarningsPolicy } from '../warnings-policy';

/** A verdict on a service level; of one that was taken back before it came only its end is known. */
interface Verdict {
  /** Of its event. */
  readonly id: string;
  readonly outcome: 'met' | 'missed';
  readonly at: Instant | null;
  /** From when on it holds no more; no later than `at`: it never should have been given. */
  readonly until: Instant | null;
}
/** The same in any order of events. */
export interface Verdicts {
  /** By their ids. */
  readonly verdicts: readonly Verdict[];
}

function known(
  state: Verdicts,
  { id, outcome }: Pick<Verdict, 'id' | 'outcome'>,
  then: Partial<Pick<Verdict, 'at' | 'until'>>,
): Verdicts {
  const { verdicts } = state;
  const index = firstIndex(verdicts, (each) => each.id >= id);
  const found = verdicts[index]?.id === id ? verdicts[index] : undefined;
  const one: Verdict = { id, outcome, at: null, until: null, ...found, ...then };
  return { ...state, verdicts: verdicts.toSpliced(index, found ? 1 : 0, one) };
}

/** Given, and right for some time. */
interface Given extends Verdict {
  readonly at: Instant;
}
const givenIn = ({ verdicts }: Verdicts): readonly Given[] =>
  verdicts.filter((one): one is Given => one.at !== null && (one.until === null || one.until > one.at));
const missedIn = (all: readonly Given[]): readonly Given[] => all.filter(({ outcome }) => outcome === 'missed');

/** Until when a verdict counts: while it holds, and is within the window. */
const countsUntil = ({ at, until }: Given, { breachDays }: WarningsPolicy): Instant =>
  earliest(until, addDays(at, breachDays));

function timesOf(facts: Verdicts, policy: WarningsPolicy): readonly Time[] {
  const missed = missedIn(givenIn(facts));
  if (missed.length < policy.breaches) return [];
  const changes = new Map<Instant, number>();
  const change = (at: Instant, by: number): void => void changes.set(at, (changes.get(at) ?? 0) + by);
  for (const one of missed) {
    change(one.at, 1);
    change(countsUntil(one, policy), -1);
  }
  const found: Time[] = [];
  let [count, since] = [0, null as Instant | null];
  for (const [at, by] of [...changes].sort(([a], [b]) => compareTexts(a, b))) {
    count += by;
    if (count >= policy.breaches) since ??= at;
    else if (since !== null) {
      found.push({ from: since, until: at });
      since = null;
    }
  }
  return found; // the last verdict leaves the window
}

/** Verdicts that count at an instant, in order of time. */
function countedAt(facts: Verdicts, { breachDays }: WarningsPolicy, at: Instant): readonly Given[] {
  const since = addDays(at, -breachDays);
  return givenIn(facts)
    .filter((one) => one.at <= at && one.at > since && (one.until === null || one.until > at))
    .sort((a, b) => compareTexts(a.at, b.at) || compareTexts(a.id, b.id));
}

function lookedAt(all: readonly Given[]): Looked {
  const missed = missedIn(all);
  const whole = Math.max(1, all.length);
  return {
    measures: [
      { measure: 'breaches', value: missed.length, points: Math.min(60, 10 * missed.length) },
      {
        measure: 'breach-percent',
        value: percentOf(missed.length, whole),
        points: inPoints((40 * missed.length) / whole),
      },
      { measure: 'verdicts', value: all.length, points: 0 },
    ],
    amounts: [],
    eventIds: someOf(missed.map(({ id }) => id)),
  };
}

function stretchOf(facts: Verdicts, policy: WarningsPolicy, { from }: Time): Stretch {
  const all = countedAt(facts, policy, from);
  const cause = missedIn(all).at(-1)?.id ?? ''; // it makes as many
  return { is: 'stretch', cause, from, until: 'few-breaches', ...lookedAt(all) };
}

export const verdictEvents = { ServiceLevelMet, ServiceLevelMissed, VerdictWithdrawn };

/** 服务时限屡次超时: service levels of a customer are missed again and again. */
export const serviceBreaches: Signal<Verdicts, typeof verdictEvents> = {
  code: 'service-breaches',
  formula: 'service-breaches-1',
  action: 'review-service',
  from: verdictEvents,
  initial: { verdicts: [] },
  evolve: {
    ServiceLevelMet: (state, _, { id, occurredAt: at }) => known(state, { id, outcome: 'met' }, { at }),
    ServiceLevelMissed: (state, _, { id, occurredAt: at }) => known(state, { id, outcome: 'missed' }, { at }),
    VerdictWithdrawn: (state, { verdictId: id, outcome }, { occurredAt: until }) =>
      known(state, { id, outcome }, { until }),
  },
  ...inTimes<Verdicts, WarningsPolicy, Time>({
    ...{ timesOf, stretchOf },
    quietAt: (facts, policy, at) => {
      const all = countedAt(facts, policy, at);
      return { is: 'quiet', because: all.length > 0 ? 'few-breaches' : 'no-verdicts', ...lookedAt(all) };
    },
    turnsOf: (facts, policy) => givenIn(facts).flatMap((one) => [one.at, countsUntil(one, policy)]),
  }),
};
