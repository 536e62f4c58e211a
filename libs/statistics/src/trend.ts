import { checked } from './checked';
import { twoSided } from './distributions';
import { percentile } from './percentile';

export interface Point {
  /** When, in any unit: the number of a month, say. */
  readonly at: number;
  readonly value: number;
}
export interface SeasonalPoint extends Point {
  /** Only values of one season are compared with each other: the month of the year, say. */
  readonly season: number;
}

/** Most points of one test: it looks at every pair of them. */
const MOST_POINTS = 2_000;

/** Whether values rise or fall: not by how much, nor in which shape. */
export interface Trend {
  readonly n: number;
  /** S: pairs that rise, less pairs that fall. */
  readonly s: number;
  /** Of S, where there is no trend; less for equal values. */
  readonly variance: number;
  readonly z: number;
  /** How often chance alone gives an S at least as far from 0, by the normal distribution: rough below ten values. */
  readonly p: number;
  /** Sen's slope, the median of the slopes of all pairs, per unit of `at`; null without a pair. */
  readonly slope: number | null;
}

/**
 * The test of Mann (1945, Econometrica 13) and Kendall (1975), corrected for equal values and for continuity, with the slope
 * of Sen (1968, JASA 63). Points may come in any order, and some may be missing.
 * @throws RangeError for two values at one time, or more than 2,000
 */
export const mannKendall = (points: readonly Point[]): Trend => trendOf([points]);

/**
 * The same within each season, added up: Hirsch, Slack & Smith (1982, Water Resources Research 18). What comes back each year
 * is no trend; seasons are taken as independent of each other. It asks for two years at least.
 * @throws RangeError for two values of a season at one time, or more than 2,000
 */
export function seasonalKendall(points: readonly SeasonalPoint[]): Trend {
  const seasons = new Map<number, SeasonalPoint[]>();
  for (const point of points) {
    const known = seasons.get(point.season);
    if (known) known.push(point);
    else seasons.set(point.season, [point]);
  }
  return trendOf([...seasons.values()]);
}

function trendOf(series: readonly (readonly Point[])[]): Trend {
  let s = 0;
  let eighteenVariances = 0; // whole numbers: nothing is rounded before the end
  const slopes: number[] = [];
  const n = series.reduce((sum, points) => sum + points.length, 0);
  checked(n <= MOST_POINTS, `a trend is of ${MOST_POINTS} values at most`, n);
  for (const points of series) {
    const sorted = [...points].sort((a, b) => a.at - b.at);
    for (const [index, later] of sorted.entries())
      for (const earlier of sorted.slice(0, index)) {
        checked(later.at > earlier.at, 'there is one value at one time', later);
        s += Math.sign(later.value - earlier.value);
        slopes.push((later.value - earlier.value) / (later.at - earlier.at));
      }
    eighteenVariances += eighteenVariancesOf(points);
  }
  const variance = eighteenVariances / 18;
  // a variance of 0 means that all values are equal, and s is 0
  const z = s === 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance);
  return {
    ...{ n, s, variance, z, p: twoSided(z) },
    slope: slopes.length === 0 ? null : percentile(slopes, 50),
  };
}

function eighteenVariancesOf(points: readonly Point[]): number {
  const equal = new Map<number, number>();
  for (const { value } of points) equal.set(value, (equal.get(value) ?? 0) + 1);
  const term = (n: number): number => n * (n - 1) * (2 * n + 5);
  return term(points.length) - [...equal.values()].reduce((sum, n) => sum + term(n), 0);
}
