import { checked } from './checked';

/** How long something lasted, or has lasted so far. */
export interface Lasted {
  /** Not negative; of any unit. */
  readonly time: number;
  /** False: it was still going on when it was last seen (censored). */
  readonly ended: boolean;
}
/** From `time` on this share still lasts, until the next step. */
export interface SurvivalStep {
  readonly time: number;
  readonly share: number;
}

/**
 * Share of what still lasts after each time at which something ended: the product-limit estimator of Kaplan & Meier (1958,
 * Journal of the American Statistical Association 53). What had not ended counts until it was last seen, and not as an end.
 * What was last seen at the time of an end was still there.
 */
export function survival(lasted: readonly Lasted[]): readonly SurvivalStep[] {
  const sorted = [...lasted].sort((a, b) => a.time - b.time);
  checked((sorted[0]?.time ?? 0) >= 0, 'a time is not negative', sorted[0]?.time);
  const steps: SurvivalStep[] = [];
  let share = 1;
  for (let from = 0; from < sorted.length;) {
    const time = sorted[from]?.time ?? 0;
    let [to, ends] = [from, 0];
    for (; sorted[to]?.time === time; to++) if (sorted[to]?.ended) ends++;
    if (ends > 0) {
      share *= 1 - ends / (sorted.length - from);
      steps.push({ time, share });
    }
    from = to;
  }
  return steps;
}

/** Rounding in the product must not hide that a share is exactly what is asked for. */
const ALMOST = 1e-9;

/**
 * The time by which `percent` % have ended: where the share that still lasts falls below the rest; where it is exactly the
 * rest for a while, the middle of that while (the convention of R's `survfit`). Without anything open the 50 is the median.
 * @returns null: so many have not ended by the last time that is known
 */
export function timeUntil(steps: readonly SurvivalStep[], percent: number): number | null {
  checked(percent > 0 && percent < 100, 'a percent lies between 0 and 100', percent);
  const rest = 1 - percent / 100;
  const place = steps.findIndex(({ share }) => share <= rest + ALMOST);
  const [step, next] = [steps[place], steps[place + 1]];
  if (step === undefined) return null;
  const isFlat = Math.abs(step.share - rest) <= ALMOST && next !== undefined;
  return isFlat ? (step.time + next.time) / 2 : step.time;
}
