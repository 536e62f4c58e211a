import { checked } from './checked';
import { whereReaches } from './special-functions';

/** A customer's own rhythm of buying. */
export interface Rhythm {
  /** From one purchase to the next, in days. */
  readonly mean: number;
  /** k of an Erlang distribution, a whole number from 1 on: 1 is chance alone, more is more regular. */
  readonly regularity: number;
  /** Intervals of his own behind it. */
  readonly intervals: number;
}
/** What is usual, as in his tier: it fills in as far as his own history is short. */
export interface UsualRhythm {
  readonly mean: number;
  readonly regularity: number;
  /** How many intervals of his own it counts for, above 0. */
  readonly weight: number;
}

const MOST_REGULAR = 50; // what is not told apart from a clock by some purchases

/**
 * The rhythm of the days on which somebody bought, shrunk towards what is usual. Regularity by Wheat & Morrison (1990,
 * Journal of Marketing Research 27): k ≈ (1-4v)/(8v), v the variance around ½ of d₁/(d₁+d₂), of each two intervals in a row.
 * @param days numbers of days, in any order; several purchases on one day are one
 * @throws RangeError for a usual rhythm that is none
 */
export function rhythmOf(days: readonly number[], usual: UsualRhythm): Rhythm {
  const { mean, regularity, weight } = usual;
  checked(mean > 0 && regularity >= 1 && weight > 0, 'a usual rhythm has a mean, a regularity and a weight', usual);
  const sorted = [...new Set(days)].sort((a, b) => a - b);
  const intervals = sorted.slice(1).map((day, index) => day - (sorted[index] ?? 0));
  const own = intervals.reduce((sum, interval) => sum + interval, 0);
  const shares = intervals.slice(1).map((interval, index) => interval / (interval + (intervals[index] ?? 0)));
  const spread = shares.reduce((sum, share) => sum + (share - 0.5) ** 2, 0);
  const v = (spread + weight / (4 * (2 * regularity + 1))) / (shares.length + weight);
  return {
    mean: (own + weight * mean) / (intervals.length + weight),
    regularity: Math.min(MOST_REGULAR, Math.max(1, Math.round((1 - 4 * v) / (8 * v)))),
    intervals: intervals.length,
  };
}

export interface Silence {
  /** Days since the last purchase, as a multiple of the mean interval. */
  readonly ratio: number;
  /** How often somebody of that rhythm is silent for so long and still buys, from 1 down to 0. */
  readonly p: number;
}

/**
 * What a silence means, by the customer's own rhythm: p = exp(-gap/mean) for regularity 1, else the tail of Erlang's
 * distribution.
 * @param gap days since the last purchase; @throws RangeError below 0
 */
export function silenceOf({ mean, regularity }: Pick<Rhythm, 'mean' | 'regularity'>, gap: number): Silence {
  checked(gap >= 0, 'a silence lasts for some days', gap);
  const ratio = gap / mean;
  let term = Math.exp(-regularity * ratio);
  let p = 0;
  for (let i = 0; i < regularity; i++) {
    p += term;
    term *= (regularity * ratio) / (i + 1);
  }
  return { ratio, p: Math.min(1, p) };
}

/**
 * After how many days of silence p falls to a threshold: when to look again, without asking each night.
 * @param p between 0 and 1; @throws RangeError for another
 */
export function silentFor(rhythm: Pick<Rhythm, 'mean' | 'regularity'>, p: number): number {
  checked(p > 0 && p < 1, 'a threshold lies between 0 and 1', p);
  const longest = rhythm.mean * (1 - Math.log(p)) * 2; // longer than that of regularity 1, which has the longest tail
  return whereReaches(-p, (gap) => -silenceOf(rhythm, gap).p, 0, longest);
}
