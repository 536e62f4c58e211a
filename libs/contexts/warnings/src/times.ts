import { type Instant, latest } from '@dossier/kernel';
import type { Quiet, Signal, Stretch } from './judgement';

/** From an instant until another one; null: it lasts. */
export interface Time {
  readonly from: Instant;
  readonly until: Instant | null;
}

export const lasting = <T extends Time>(times: readonly T[], at: Instant): T | undefined =>
  times.find(({ from, until }) => from <= at && (until === null || at < until));

/** What follows each other without a gap is one, with what else the first says. @param all in order of `from` */
export function joined<T extends Time>(all: readonly T[]): readonly T[] {
  const found: T[] = [];
  for (const time of all) {
    const last = found.at(-1);
    if (last === undefined || (last.until !== null && last.until < time.from)) found.push(time);
    else if (last.until !== null && (time.until === null || time.until > last.until))
      found[found.length - 1] = { ...last, until: time.until };
  }
  return found;
}

interface InTimes<F, P, T extends Time> {
  /** When it warns, in order of time. */
  readonly timesOf: (facts: F, policy: P) => readonly T[];
  /**
   * @param time begins where it can have warned first
   * @param at of when it is looked at: its beginning where that is still to come
   */
  readonly stretchOf: (facts: F, policy: P, time: T, at: Instant) => Stretch;
  readonly quietAt: (facts: F, policy: P, at: Instant) => Quiet;
  /** Every instant at which it may say something else, in any order. */
  readonly turnsOf: (facts: F, policy: P) => readonly Instant[];
}

/** A signal of which the times in which it warns are counted at once. */
export const inTimes = <F extends object, P extends object, T extends Time>({
  timesOf,
  stretchOf,
  quietAt,
  turnsOf,
}: InTimes<F, P, T>): Pick<Signal<F, never, P>, 'ahead' | 'warnedAt' | 'endAfter' | 'turnAfter'> => {
  /** Of the facts last looked at: with each event every warning that was told is judged again, by the same facts. */
  const known = new WeakMap<F, { readonly policy: P; readonly times: readonly T[] }>();
  const timesBy = (facts: F, policy: P): readonly T[] => {
    const before = known.get(facts);
    if (before?.policy === policy) return before.times;
    const times = timesOf(facts, policy);
    known.set(facts, { policy, times });
    return times;
  };
  return {
    ahead: (facts, policy, at, notBefore) => {
      const times = timesBy(facts, policy);
      const found = lasting(times, at) ?? times.find(({ from }) => from > at);
      if (!found) return quietAt(facts, policy, at);
      const from = latest(notBefore ?? null, found.from);
      return stretchOf(facts, policy, { ...found, from }, latest(from, at));
    },
    warnedAt: (facts, policy, at) => lasting(timesBy(facts, policy), at) !== undefined,
    endAfter: (facts, policy, at) => lasting(timesBy(facts, policy), at)?.until ?? null,
    turnAfter: (facts, policy, at) => firstAfter(turnsOf(facts, policy), at),
  };
};

const firstAfter = (instants: readonly Instant[], at: Instant): Instant | null =>
  instants.reduce<Instant | null>((next, then) => (then > at && (next === null || then < next) ? then : next), null);
