/** Score from 1 (worst fifth) to 5 (best). */
export type Score = 1 | 2 | 3 | 4 | 5;

/**
 * Quintile scores, in the order of the values: by the share of worse values, so that equal values share a score (a
 * fifth may then be larger).
 * @param better which values are better: high amounts, few days since the last purchase
 */
export function quintiles(values: readonly number[], better: 'high' | 'low'): readonly Score[] {
  const sorted = [...values].sort((a, b) => (better === 'high' ? a - b : b - a));
  const worse = new Map<number, number>();
  for (const [rank, value] of sorted.entries()) if (!worse.has(value)) worse.set(value, rank);
  return values.map((value) => (1 + Math.floor(((worse.get(value) ?? 0) * 5) / values.length)) as Score);
}
