import { checked } from './checked';
import { normalWidth, studentWidth } from './distributions';
import {
  type Estimate,
  netPromoterScore,
  type Recommendations,
  type Sample,
  scoreError,
  shareOf,
  USUAL_LEVEL,
} from './estimate';

/**
 * Before and after, as of an improvement plan: each gives after - before with its interval, `n` the answers of both. The
 * change is shown where the interval leaves out 0.
 */

/** Hits of n answers. */
export interface Hits {
  readonly hits: number;
  readonly n: number;
}

/**
 * Change of a share, from -1 to 1: Newcombe's hybrid score interval (1998, Statistics in Medicine 17, 873–890, method 10),
 * made of both Wilson intervals.
 * @throws RangeError as {@link shareOf}
 */
export function changeOfShare(before: Hits, after: Hits, level = USUAL_LEVEL): Estimate {
  const [old, now] = [shareOf(before.hits, before.n, level), shareOf(after.hits, after.n, level)];
  const value = now.value - old.value;
  return {
    n: old.n + now.n,
    value,
    lower: value - Math.hypot(now.value - now.lower, old.upper - old.value),
    upper: value + Math.hypot(now.upper - now.value, old.value - old.lower),
  };
}

/**
 * Change of a net promoter score, from -200 to 200 points, where its interval ends too: normal, both errors added as independent ones.
 * @throws RangeError as {@link netPromoterScore}
 */
export function changeOfScore(before: Recommendations, after: Recommendations, level = USUAL_LEVEL): Estimate {
  const value = netPromoterScore(after, level).value - netPromoterScore(before, level).value;
  const half = normalWidth(level) * Math.hypot(scoreError(before), scoreError(after));
  return { n: before.n + after.n, value, lower: Math.max(-200, value - half), upper: Math.min(200, value + half) };
}

/**
 * Change of a mean, without asking that both vary alike: Welch (1947, Biometrika 34).
 * @throws RangeError where either has fewer than two values
 */
export function changeOfMean(before: Sample, after: Sample, level = USUAL_LEVEL): Estimate {
  checked(before.n > 1 && after.n > 1, 'means are compared of two values or more', [before.n, after.n]);
  const value = after.mean - before.mean;
  const [b, a] = [before.variance / before.n, after.variance / after.n];
  const freedom = (b + a) ** 2 / (b ** 2 / (before.n - 1) + a ** 2 / (after.n - 1));
  // where nothing varies there are no degrees of freedom to compute, and no width
  const half = b + a === 0 ? 0 : studentWidth(level, freedom) * Math.sqrt(b + a);
  return { n: before.n + after.n, value, lower: value - half, upper: value + half };
}
