import {
  keepPurchases,
  NO_PURCHASES,
  purchaseEvents,
  type Purchase,
  type Purchases,
  standing,
} from '@dossier/contexts/sales';
import { addDays, daysBetween, type Instant, LAST_INSTANT, latest, milliseconds, withoutNoise } from '@dossier/kernel';
import { type Rhythm, rhythmOf, sameSeason, silenceOf, silentFor } from '@dossier/statistics';
import {
  type Looked,
  type Measure,
  inPoints,
  type Quiet,
  round2,
  type Signal,
  someOf,
  type Stretch,
} from '../judgement';
import type { Reason } from '../terms';
import type { WarningsPolicy } from '../warnings-policy';

const DAY = 86_400_000;
const YEAR = 365.2425;

/** A rhythm of chance alone: what a customer of whom little is known is taken for. */
const USUAL_REGULARITY = 1;
export const rhythmBy = (days: readonly number[], { usualDays: mean, usualWeight: weight }: WarningsPolicy): Rhythm =>
  rhythmOf(days, { mean, regularity: USUAL_REGULARITY, weight });

/** Days with purchases in UTC, oldest first. @param purchases in order of time */
export function daysOf(purchases: readonly Purchase[]): readonly number[] {
  const days: number[] = [];
  let last = '';
  for (const { at } of purchases) {
    const date = at.slice(0, DATE);
    if (date === last) continue; // a large customer buys often on one day, and to read its text costs most
    last = date;
    days.push(Math.floor(milliseconds(at) / DAY));
  }
  return days;
}
/** Letters of the date in an instant. */
const DATE = 10;

/**
 * After how many days behind the last purchase a silence warns, and what keeps it from warning before. The same as asking
 * `silenceOf` and `sameSeason` each night, without asking: a year counts as one with a purchase from the day on which that
 * purchase comes into the window.
 */
export function warnsAfter(
  days: readonly number[],
  rhythm: Rhythm,
  policy: WarningsPolicy,
): { readonly gap: number; readonly until: Reason } {
  const { seasonSlackDays: slack, seasonYears, seasonPercent, silencePercent } = policy;
  const byRhythm = Math.ceil(silentFor(rhythm, silencePercent / 100));
  const window = 2 * slack; // a silence that is not longer is compared with no year
  const bought = boughtAgain(days, slack).map((gap) => Math.max(gap, window + 1));
  const needed = Math.ceil((bought.length * seasonPercent) / 100);
  const inSeason = byRhythm <= window ? 0 : (bought.toSorted((a, b) => a - b)[needed - 1] ?? 0);
  const all = bought.length >= seasonYears ? Math.max(...bought, Math.ceil(withoutNoise(rhythm.mean))) : Infinity;
  const gap = Math.min(Math.max(byRhythm, inSeason), all);
  return { gap, until: gap > byRhythm ? 'in-season' : 'not-yet' };
}

/** Of each earlier year of which his history tells: after how many days of silence it counts as one with a purchase. */
function boughtAgain(days: readonly number[], slack: number): readonly number[] {
  const [first = 0, last = 0] = [days[0], days.at(-1)];
  const gaps: number[] = [];
  for (let back = 1; ; back++) {
    const shift = Math.round(back * YEAR);
    const from = last - shift + slack;
    if (first > from) return gaps;
    const next = days.find((day) => day > from);
    if (next !== undefined) gaps.push(next + shift + slack - last);
  }
}

function judged(
  all: readonly Purchase[],
  policy: WarningsPolicy,
  at: Instant,
  notBefore: Instant | null = null,
): Stretch | Quiet {
  const purchases = standing(all, at);
  const days = daysOf(purchases);
  const last = purchases.at(-1);
  const eventIds = someOf(purchases).map(({ eventId }) => eventId);
  if (!last || days.length < policy.silencePurchases)
    return { is: 'quiet', because: 'too-few-purchases', measures: [], amounts: [], eventIds };
  const rhythm = rhythmBy(days, policy);
  const { gap, until } = warnsAfter(days, rhythm, policy);
  const from = latest(notBefore, latest(goneAfter(all, last, at), addDays(last.at, gap)));
  return {
    ...{ is: 'stretch', cause: last.eventId, from, until },
    ...looked(days, rhythm, Math.max(gap, Math.floor(daysBetween(last.at, from))), policy),
    eventIds,
  };
}

/** When the last of the purchases behind one ceased to stand; until then nobody was silent. */
function goneAfter(all: readonly Purchase[], last: Purchase, at: Instant): Instant | null {
  const behind = all.filter((one) => one.at > last.at && one.at <= at);
  const gone = behind.flatMap(({ taken = [] }) => taken.map((each) => each.at).filter((then) => then <= at));
  return gone.reduce<Instant | null>(latest, null);
}

function looked(
  days: readonly number[],
  rhythm: Rhythm,
  gap: number,
  { usualWeight, seasonSlackDays }: WarningsPolicy,
): Omit<Looked, 'eventIds'> {
  const last = days.at(-1) ?? 0;
  const { years, bought } = sameSeason(days, { from: last, to: last + gap }, seasonSlackDays);
  const { intervals, regularity, mean } = rhythm;
  const measures: readonly Measure[] = [
    { measure: 'silent-days', value: gap, points: 0 },
    { measure: 'usual-days', value: round2(mean), points: 0 },
    { measure: 'likelihood-percent', value: round2(silenceOf(rhythm, gap).p * 100), points: 0 },
    {
      measure: 'own-intervals',
      value: intervals,
      points: inPoints((50 * intervals) / (intervals + usualWeight)),
    },
    { measure: 'regularity', value: regularity, points: inPoints(20 - 20 / regularity) },
    { measure: 'season-years', value: years, points: 0 },
    { measure: 'season-bought', value: bought, points: years === 0 ? 0 : inPoints((30 * bought) / years) },
  ];
  return { measures, amounts: [] };
}

/** 异常沉默: nothing is bought for longer than the customer's own rhythm and season explain. */
export const silence: Signal<Purchases, typeof purchaseEvents> = {
  code: 'silence',
  formula: 'silence-1',
  action: 'call-buyer',
  changesDaily: true,
  from: purchaseEvents,
  initial: NO_PURCHASES,
  evolve: keepPurchases<Purchases>(),
  ahead: ({ purchases }, policy, at, notBefore) => judged(purchases, policy, at, notBefore),
  warnedAt: ({ purchases }, policy, at) => {
    const found = judged(purchases, policy, at);
    return found.is === 'stretch' && found.from <= at;
  },
  endAfter: ({ purchases }, _, at) => nextAfter(purchases, at),
  turnAfter: ({ purchases }, policy, at) => {
    const found = judged(purchases, policy, at);
    return found.is === 'stretch' && found.from > at ? found.from : null;
  },
};

/** When something that still stands was bought next. */
function nextAfter(purchases: readonly Purchase[], at: Instant): Instant | null {
  const end = purchases.at(-1)?.at;
  if (end === undefined || end <= at) return null;
  return standing(purchases, LAST_INSTANT).find((one) => one.at > at)?.at ?? null;
}
