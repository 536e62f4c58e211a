import { checked } from './checked';

export interface EwmaChart {
  /** μ, what is usual. */
  readonly mean: number;
  /** σ of a single value. */
  readonly deviation: number;
  /** λ, how much the newest value counts, above 0 to 1. */
  readonly weight: number;
  /** L, how many deviations away the limits are. */
  readonly width: number;
}
export interface EwmaPoint {
  readonly average: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Exponentially weighted moving average of values in their order, z = λx + (1-λ)z from μ on, with its limits
 * μ ± Lσ√(λ/(2-λ)·(1-(1-λ)^2t)): Roberts (1959, Technometrics 1). It shows a small lasting shift that single values hide.
 * @throws RangeError for a weight out of its range, or a deviation or width below 0
 */
export function ewma(values: readonly number[], { mean, deviation, weight, width }: EwmaChart): readonly EwmaPoint[] {
  checked(weight > 0 && weight <= 1, 'a weight lies above 0, up to 1', weight);
  checked(deviation >= 0 && width >= 0, 'deviation and width are 0 or more', [deviation, width]);
  let average = mean;
  return values.map((value, index) => {
    average = weight * value + (1 - weight) * average;
    const factor = Math.sqrt((weight / (2 - weight)) * (1 - (1 - weight) ** (2 * (index + 1))));
    const half = width * deviation * factor;
    return { average, lower: mean - half, upper: mean + half };
  });
}
