import {
  changeOfMean,
  changeOfScore,
  changeOfShare,
  type Estimate,
  type Hits,
  meanOf,
  netPromoterScore,
  type Recommendations,
  type Sample,
  shareOf,
} from '@dossier/statistics';
import { roundedTo, withoutNoise } from '@dossier/kernel';
import type { SatisfactionPolicy } from './satisfaction-policy';
import type { Instrument, Test } from './terms';

/** How often one score was given on one scale. */
export interface Counted {
  /** The highest score of its scale. */
  readonly scale: number;
  readonly score: number;
  readonly answers: number;
}

/** Scores that an instrument gives, and scales that it has where the caller names none. */
export const SCALES: Readonly<Record<Instrument, { readonly lowest: number; readonly usual: number }>> = {
  csat: { lowest: 1, usual: 5 },
  nps: { lowest: 0, usual: 10 },
  ces: { lowest: 1, usual: 7 },
};

/** From 0, the lowest of its scale, to 100. */
export const ofAHundred = (instrument: Instrument, { scale, score }: Pick<Counted, 'scale' | 'score'>): number => {
  const { lowest } = SCALES[instrument];
  return (100 * (score - lowest)) / (scale - lowest);
};

/** Scales of an instrument by their highest scores: CSAT has those of the policy, the others one each. */
export const scalesOf = (instrument: Instrument, { satisfiedFrom }: SatisfactionPolicy): readonly number[] =>
  instrument === 'csat' ? satisfiedFrom.map(({ scale }) => scale) : [SCALES[instrument].usual];

export const sumOf = (all: readonly Counted[]): number => all.reduce((sum, { answers }) => sum + answers, 0);
const sumWhere = (all: readonly Counted[], is: (one: Counted) => boolean): number => sumOf(all.filter(is));

/** What the policy counts. */
export const counting = (
  instrument: Instrument,
  all: readonly Counted[],
  policy: SatisfactionPolicy,
): readonly Counted[] => {
  const scales = scalesOf(instrument, policy);
  return all.filter(({ scale, answers }) => answers !== 0 && scales.includes(scale));
};

function hitsOf(all: readonly Counted[], { satisfiedFrom }: SatisfactionPolicy): Hits {
  const from = new Map(satisfiedFrom.map((one) => [one.scale, one.from]));
  return { hits: sumWhere(all, ({ scale, score }) => score >= (from.get(scale) ?? Infinity)), n: sumOf(all) };
}
const recommendationsOf = (all: readonly Counted[]): Recommendations => ({
  promoters: sumWhere(all, ({ score }) => score >= 9),
  detractors: sumWhere(all, ({ score }) => score <= 6),
  n: sumOf(all),
});
function sampleOfCounted(all: readonly Counted[], valueOf: (one: Counted) => number): Sample {
  const n = sumOf(all);
  const mean = all.reduce((sum, one) => sum + one.answers * valueOf(one), 0) / n;
  const squares = all.reduce((sum, one) => sum + one.answers * (valueOf(one) - mean) ** 2, 0);
  return { n, mean, variance: n === 1 ? 0 : squares / (n - 1) };
}
const scoreOf = ({ score }: Counted): number => score;
/** On a scale from 1 to 5, whatever scale it was given on. */
const onFive = ({ scale, score }: Counted): number => 1 + ((score - 1) * 4) / (scale - 1);

const times = (by: number, { n, value, lower, upper }: Estimate): Estimate => ({
  n,
  value: value * by,
  lower: lower * by,
  upper: upper * by,
});
const levelOf = ({ levelPercent }: SatisfactionPolicy): number => levelPercent / 100;

/**
 * CSAT: percent of answers that are satisfied, interval of Wilson. NPS: promoters less detractors in points, normal interval.
 * CES: mean from 1 to 7, Student's interval, cut at the ends of the scale.
 * @param all what the policy counts of it, two answers or more
 */
export function estimated(instrument: Instrument, all: readonly Counted[], policy: SatisfactionPolicy): Estimate {
  const level = levelOf(policy);
  if (instrument === 'nps') return netPromoterScore(recommendationsOf(all), level);
  if (instrument === 'csat') {
    const { hits, n } = hitsOf(all, policy);
    return times(100, shareOf(hits, n, level));
  }
  const { lower, upper, ...mean } = meanOf(sampleOfCounted(all, scoreOf), level);
  const { lowest, usual } = SCALES[instrument];
  return { ...mean, lower: Math.max(lowest, lower), upper: Math.min(usual, upper) };
}

/** After less before, in the same units, with its interval. @param before what the policy counts, two answers or more */
export function changed(
  instrument: Instrument,
  [before, after]: readonly [readonly Counted[], readonly Counted[]],
  policy: SatisfactionPolicy,
): Estimate {
  const level = levelOf(policy);
  if (instrument === 'nps') return changeOfScore(recommendationsOf(before), recommendationsOf(after), level);
  return instrument === 'csat'
    ? times(100, changeOfShare(hitsOf(before, policy), hitsOf(after, policy), level))
    : changeOfMean(sampleOfCounted(before, scoreOf), sampleOfCounted(after, scoreOf), level);
}
export const testOf: Readonly<Record<Instrument, Test>> = {
  csat: 'two-proportions',
  nps: 'two-scores',
  ces: 'two-means',
};

/**
 * What the direction of an instrument is judged by in each month: the net score of NPS, else the mean. The share of satisfied
 * answers of a month is as coarse as its answers are few; their mean falls before it.
 * @param all some answers
 */
export function levelIn(instrument: Instrument, all: readonly Counted[]): number {
  if (instrument === 'nps') return netPromoterScore(recommendationsOf(all)).value;
  const { mean } = sampleOfCounted(all, instrument === 'csat' ? onFive : scoreOf);
  return withoutNoise(mean); // else equal means would rise or fall
}

/** Two decimals. */
export const rounded = (value: number): number => roundedTo(2, value);
