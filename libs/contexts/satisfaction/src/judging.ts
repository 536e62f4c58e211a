import {
  compareTexts,
  kind,
  type Month,
  monthAfter,
  monthsBetween,
  orNull,
  roundedTo,
  withoutNoise,
} from '@dossier/kernel';
import { type Estimate, mannKendall, seasonalKendall } from '@dossier/statistics';
import type { SatisfactionPolicy } from './satisfaction-policy';
import { changed, type Counted, counting, estimated, levelIn, rounded, sumOf } from './scores';
import type { SatisfactionTarget } from './targets-policy';
import { type Direction, directions, type Effect, type Instrument, type Verdict, verdicts } from './terms';

/** Answers to one question of one group, by month. */
export type Tally = ReadonlyMap<Month, readonly Counted[]>;

export interface Judging {
  readonly instrument: Instrument;
  /** The month asked for: the last that counts. */
  readonly month: Month;
  readonly policy: SatisfactionPolicy;
  readonly target: SatisfactionTarget | undefined;
}

/** A gain a year is of as many months, against as many before. */
export const YEAR = 12;

const NONE_IF_FEW = { zh: '样本不足时为 null', en: 'null where there are too few answers' };
const FIGURE = {
  zh: 'CSAT 为满意者的百分比，NPS 为 -100 至 100 的净推荐值，CES 为 1 至 7 的均值；样本不足时为 null',
  en: 'Percent of satisfied answers of CSAT, the net score from -100 to 100 of NPS, the mean from 1 to 7 of CES; null where there are too few answers',
};
export const ANSWERS = kind.count({ zh: '答复数', en: 'Answers' });
/** A figure with its interval. */
export const ESTIMATED = {
  answers: ANSWERS,
  value: orNull(kind.number({ zh: '数值', en: 'Figure' }, { help: FIGURE })),
  lower: orNull(kind.number({ zh: '区间下限', en: 'Lower bound' }, { help: NONE_IF_FEW })),
  upper: orNull(kind.number({ zh: '区间上限', en: 'Upper bound' }, { help: NONE_IF_FEW })),
};
/** What is claimed of it. */
export const CLAIMED = {
  ...ESTIMATED,
  direction: kind.code(directions.title, directions),
  target: orNull(
    kind.code({ zh: '水平目标', en: 'Target of its level' }, verdicts, {
      help: {
        zh: '实测值与区间下限均达标才是达成；没有目标时为 null',
        en: 'Met where the measured value and the lower bound both are; null where there is no target',
      },
    }),
  ),
  gain: orNull(
    kind.number(
      { zh: '同比变化', en: 'Change on the year before' },
      {
        help: {
          zh: '近十二个月减前十二个月；样本不足时为 null',
          en: 'The latest twelve months less the twelve before; null where there are too few answers',
        },
      },
    ),
  ),
  gained: orNull(
    kind.code({ zh: '提高目标', en: 'Target of its gain' }, verdicts, {
      help: {
        zh: '实测值与区间下限均达标才是达成；没有目标时为 null',
        en: 'Met where the measured value and the lower bound both are; null where there is no target',
      },
    }),
  ),
};
/** The same, with the test of its direction. */
export const JUDGED = {
  ...CLAIMED,
  perYear: orNull(
    kind.number(
      { zh: '每年变化', en: 'Change a year' },
      {
        help: {
          zh: 'Sen 斜率：CSAT 为五分制均值、NPS 为净推荐值、CES 为均值；没有走向时为 null',
          en: "Sen's slope of the mean on five points of CSAT, the net score of NPS, the mean of CES; null where no direction is shown",
        },
      },
    ),
  ),
  p: orNull(
    kind.number(
      { zh: '检验 p 值', en: 'p of the test' },
      {
        help: {
          zh: 'Mann–Kendall 检验；样本不足时为 null',
          en: 'Of the test of Mann and Kendall; null where there are too few answers',
        },
      },
    ),
  ),
  months: kind.count(
    { zh: '走向依据月数', en: 'Months behind the direction' },
    {
      help: {
        zh: '走向所看的月份（政策 satisfaction 的 trendMonths）中有答复的月数；通常比数值与答复数所看的（windowMonths）更长。',
        en: 'With answers, of those that the direction is judged by (trendMonths of policy satisfaction): usually more than the figure and its answers are of (windowMonths).',
      },
    },
  ),
  seasonal: kind.flag({ zh: '按季节比较', en: 'Compared by season' }),
};

export interface Estimated {
  readonly answers: number;
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}
export interface Claimed extends Estimated {
  readonly direction: Direction;
  readonly target: Verdict | null;
  readonly gain: number | null;
  readonly gained: Verdict | null;
}
export interface Judged extends Claimed {
  readonly perYear: number | null;
  readonly p: number | null;
  readonly months: number;
  readonly seasonal: boolean;
}

/** Of rows in any order. @param monthOf the month of a row */
export function tallied<T extends Counted>(rows: readonly T[], monthOf: (row: T) => Month): Tally {
  const found = new Map<Month, Counted[]>();
  for (const row of rows) {
    const some = found.get(monthOf(row));
    if (some) some.push(row);
    else found.set(monthOf(row), [row]);
  }
  return found;
}

/** Counts of `months` months up to `back` before the one asked for. */
export function countsIn(
  tally: Tally,
  { month, instrument, policy }: Judging,
  months: number,
  back = 0,
): readonly Counted[] {
  const some = [...tally].filter(([each]) => {
    const ago = monthsBetween(each, month) - back;
    return ago >= 0 && ago < months;
  });
  return counting(
    instrument,
    some.flatMap(([, counts]) => counts),
    policy,
  );
}

type By = Pick<Judging, 'instrument' | 'policy'>;
/** Counts of one month. */
export const countsOf = (tally: Tally, month: Month, { instrument, policy }: By): readonly Counted[] =>
  counting(instrument, tally.get(month) ?? [], policy);

const estimateOf = (counts: readonly Counted[], { instrument, policy }: By): Estimate | null =>
  sumOf(counts) < policy.fewestAnswers ? null : estimated(instrument, counts, policy);

/** No figure of too few answers. */
export function estimatedOf(counts: readonly Counted[], judging: By): Estimated {
  const found = estimateOf(counts, judging);
  return {
    answers: sumOf(counts),
    value: found && rounded(found.value),
    lower: found && rounded(found.lower),
    upper: found && rounded(found.upper),
  };
}

/** All that is claimed of a group as of a month. */
export function judged(tally: Tally, judging: Judging): Judged {
  const { policy, target } = judging;
  const counts = countsIn(tally, judging, policy.windowMonths);
  const gain = changeOf([countsIn(tally, judging, YEAR, YEAR), countsIn(tally, judging, YEAR)], judging);
  return {
    ...estimatedOf(counts, judging),
    ...directionOf(tally, judging),
    target: target ? verdictOf(estimateOf(counts, judging), target.atLeast) : null,
    gain: gain && rounded(gain.value),
    gained: target?.gainAYear === undefined ? null : verdictOf(gain, target.gainAYear),
  };
}

/** A target is met where both say so, the measured value and the lower bound. Who is exactly on it has met it. */
function verdictOf(found: Estimate | null, atLeast: number): Verdict {
  if (found === null) return 'too-few';
  if (withoutNoise(found.value) < atLeast) return 'missed';
  return withoutNoise(found.lower) < atLeast ? 'by-point' : 'met';
}

/** null: too few answers before or after. */
export function changeOf(
  [before, after]: readonly [readonly Counted[], readonly Counted[]],
  { instrument, policy }: By,
): Estimate | null {
  const enough = [before, after].every((counts) => sumOf(counts) >= policy.fewestAnswers);
  return enough ? changed(instrument, [before, after], policy) : null;
}

/** A change is shown where its interval leaves out 0. */
export function effectOf(found: Estimate | null): Effect {
  if (found === null) return 'too-few';
  if (found.lower > 0) return 'better';
  return found.upper < 0 ? 'worse' : 'not-shown';
}

function directionOf(
  tally: Tally,
  judging: Judging,
): Pick<Judged, 'direction' | 'perYear' | 'p' | 'months' | 'seasonal'> {
  const { instrument, month, policy } = judging;
  const { trendMonths, fewestMonths, fewestAnswers, significancePercent } = policy;
  const all = countsIn(tally, judging, trendMonths);
  const points = [...tally]
    .sort(([a], [b]) => compareTexts(a, b))
    .flatMap(([each, counts]) => {
      const at = trendMonths - 1 - monthsBetween(each, month);
      const some = counting(instrument, counts, policy);
      return at < 0 || at >= trendMonths || sumOf(some) === 0
        ? []
        : [{ at, season: Number(each.slice(5)), value: levelIn(instrument, some) }];
    });
  const months = points.length;
  const [first, last] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 0];
  const seasonal = last - first + 1 >= 2 * YEAR;
  if (months < fewestMonths || sumOf(all) < fewestAnswers)
    return { direction: 'too-few', perYear: null, p: null, months, seasonal };
  const { p, s, slope } = seasonal ? seasonalKendall(points) : mannKendall(points);
  const shown = s !== 0 && p <= significancePercent / 100;
  return {
    direction: shown ? (s > 0 ? 'rising' : 'falling') : 'not-shown',
    perYear: shown && slope !== null ? rounded(slope * YEAR) : null,
    p: roundedTo(4, p),
    ...{ months, seasonal },
  };
}

/** The first of so many months up to one. */
export const firstMonth = (last: Month, months: number): Month => monthAfter(last, 1 - months);
/** So many months from one on. */
export const monthsFrom = (first: Month, months: number): readonly Month[] =>
  Array.from({ length: months }, (_, i) => monthAfter(first, i));
