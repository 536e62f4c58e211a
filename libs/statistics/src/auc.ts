import { checked } from './checked';

export interface Scored {
  readonly score: number;
  /** What was to be foretold did happen. */
  readonly happened: boolean;
}

/**
 * How well scores rank: the chance that one to whom it happened has a higher score than one to whom it did not; equal scores
 * count half. 1 is perfect, .5 is chance, 0 is the wrong way round. Hanley & McNeil (1982, Radiology 143).
 * @throws RangeError where it happened to all, or to none: nothing was ranked
 */
export function auc(scored: readonly Scored[]): number {
  const hits = scored.filter(({ happened }) => happened).length;
  const misses = scored.length - hits;
  checked(hits > 0 && misses > 0, 'it happened to some, and to some it did not', [hits, misses]);
  const sorted = [...scored].sort((a, b) => a.score - b.score);
  let wins = 0;
  let lower = 0; // misses with a lower score
  for (let from = 0; from < sorted.length;) {
    const score = sorted[from]?.score;
    let [equalHits, equalMisses] = [0, 0];
    for (; sorted[from]?.score === score && from < sorted.length; from++)
      if (sorted[from]?.happened) equalHits++;
      else equalMisses++;
    wins += equalHits * (lower + equalMisses / 2);
    lower += equalMisses;
  }
  return wins / (hits * misses);
}
