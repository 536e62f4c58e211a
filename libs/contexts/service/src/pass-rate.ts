import { type Month, monthAfter } from '@dossier/kernel';
import { type Estimate, shareOf } from '@dossier/statistics';
import type { InspectionCounts } from './inspection.events';
import type { QualityPolicy } from './quality-policy';
import type { PassVerdict } from './quality-terms';

/** What is counted of some inspections and returns. */
export interface QualityCounts {
  readonly inspections: number;
  readonly inspected: number;
  readonly passed: number;
  readonly returns: number;
  readonly returned: number;
}
export interface PassRate extends QualityCounts {
  readonly rejected: number;
  /** null: too few were inspected. */
  readonly passPercent: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly target: PassVerdict;
}

export const NOTHING_COUNTED: QualityCounts = { inspections: 0, inspected: 0, passed: 0, returns: 0, returned: 0 };
export const countsNothing = (counts: QualityCounts): boolean => Object.values(counts).every((count) => count === 0);
export const ofInspection = ({ inspected, passed }: Pick<InspectionCounts, 'inspected' | 'passed'>): QualityCounts => ({
  ...NOTHING_COUNTED,
  ...{ inspections: 1, inspected, passed },
});
export const ofReturn = ({ quantity: returned }: { readonly quantity: number }): QualityCounts => ({
  ...NOTHING_COUNTED,
  ...{ returns: 1, returned },
});
/** @param times -1: they are taken back */
export const plus = (a: QualityCounts, b: QualityCounts, times: 1 | -1 = 1): QualityCounts => ({
  inspections: a.inspections + times * b.inspections,
  inspected: a.inspected + times * b.inspected,
  passed: a.passed + times * b.passed,
  returns: a.returns + times * b.returns,
  returned: a.returned + times * b.returned,
});
export const sumOf = (all: readonly QualityCounts[]): QualityCounts =>
  all.reduce((sum, one) => plus(sum, one), NOTHING_COUNTED);

const percent = (share: number): number => Math.round(share * 10_000) / 100;

/** Passed of inspected with the interval of Wilson; nothing is claimed of too few. */
export function passRateOf(counts: QualityCounts, policy: QualityPolicy): PassRate {
  const { inspected, passed } = counts;
  const found = inspected < policy.fewestInspected ? null : shareOf(passed, inspected, policy.levelPercent / 100);
  return {
    ...counts,
    rejected: inspected - passed,
    passPercent: found && percent(found.value),
    lower: found && percent(found.lower),
    upper: found && percent(found.upper),
    target: verdictOf(counts, found, policy),
  };
}

/** By what was counted, not by what is shown: rounded, all but one of very many would be all. */
function verdictOf(
  { inspected, passed }: QualityCounts,
  found: Estimate | null,
  { targetPercent }: QualityPolicy,
): PassVerdict {
  if (found === null) return 'too-few';
  // in whole numbers: 29 of 100 are no less than 29 percent, 100 * 0.29 is
  if (10_000 * passed < Math.round(100 * targetPercent) * inspected) return 'missed';
  return 100 * found.lower < targetPercent ? 'by-point' : 'met';
}

/** The first of the months that are looked at. */
export const firstMonth = (last: Month, { windowMonths }: QualityPolicy): Month => monthAfter(last, 1 - windowMonths);
