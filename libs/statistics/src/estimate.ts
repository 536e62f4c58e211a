import { checked } from './checked';
import { normalWidth, studentWidth } from './distributions';

/** A figure from some answers, and what it may really be. */
export interface Estimate {
  /** How many answers it rests on. */
  readonly n: number;
  readonly value: number;
  /** Bounds of the interval that holds the true figure in a share `level` of all cases. */
  readonly lower: number;
  readonly upper: number;
}
/** How sure an interval is, between 0 and 1. */
export const USUAL_LEVEL = 0.95;

/**
 * A share, such as CSAT (4 and 5 on a scale of 5) or a pass rate, from 0 to 1, with the interval of Wilson (1927, JASA 22):
 * it never leaves 0 to 1, and says something even where all answers are alike.
 * @param hits answers that count, of `n`
 * @throws RangeError for no answers, or hits that are not of them
 */
export function shareOf(hits: number, n: number, level = USUAL_LEVEL): Estimate {
  checkCounts([hits], n);
  const z = normalWidth(level);
  const share = hits / n;
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  // exact at the ends, where rounding would leave 1e-17
  return { n, value: share, lower: hits === 0 ? 0 : centre - half, upper: hits === n ? 1 : centre + half };
}

/** Answers to “would you recommend us”, 0 to 10: promoters give 9 or 10, detractors 6 or less. */
export interface Recommendations {
  readonly promoters: number;
  readonly detractors: number;
  /** All answers. */
  readonly n: number;
}

/** Standard error of a net promoter score, in points. */
export const scoreError = ({ promoters, detractors, n }: Recommendations): number => {
  const [p, d] = [promoters / n, detractors / n];
  return 100 * Math.sqrt((p + d - (p - d) ** 2) / n);
};

/**
 * Net promoter score from -100 to 100, with the normal interval, cut at these ends. Where all answers are of one kind the
 * interval has no width, however few they are: ask for a number of answers too.
 * @throws RangeError for no answers, or more promoters and detractors than answers
 */
export function netPromoterScore(answers: Recommendations, level = USUAL_LEVEL): Estimate {
  const { promoters, detractors, n } = answers;
  checkCounts([promoters, detractors], n);
  const value = (100 * (promoters - detractors)) / n;
  const half = normalWidth(level) * scoreError(answers);
  return { n, value, lower: Math.max(-100, value - half), upper: Math.min(100, value + half) };
}

/** What a mean rests on. */
export interface Sample {
  readonly n: number;
  readonly mean: number;
  /** Sum of squared differences from the mean, divided by n - 1; 0 for one value. */
  readonly variance: number;
}

/** @throws RangeError for no values */
export function sampleOf(values: readonly number[]): Sample {
  checked(values.length > 0, 'a mean is of some values', values);
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { n, mean, variance: n === 1 ? 0 : squares / (n - 1) };
}

/**
 * A mean, such as CES on a scale of 1 to 7, with Student's interval (1908, Biometrika 6).
 * @throws RangeError for fewer than two values: one says nothing of how far others lie
 */
export function meanOf({ n, mean, variance }: Sample, level = USUAL_LEVEL): Estimate {
  checked(n > 1, 'the interval of a mean is of two values or more', n);
  const half = studentWidth(level, n - 1) * Math.sqrt(variance / n);
  return { n, value: mean, lower: mean - half, upper: mean + half };
}

function checkCounts(counts: readonly number[], n: number): void {
  const all = counts.reduce((sum, count) => sum + count, 0);
  checked(Number.isInteger(n) && n > 0, 'an estimate is of some answers', n);
  checked(
    counts.every((count) => Number.isInteger(count) && count >= 0) && all <= n,
    'what counts is some of the answers',
    [counts, n],
  );
}
