import {
  keepPurchases,
  NO_PURCHASES,
  type Purchase,
  purchaseEvents,
  type Purchases,
  stands,
} from '@dossier/contexts/sales';
import {
  instant,
  type Instant,
  isShare,
  milliseconds,
  type Minor,
  money,
  onceForEach,
  percentOf,
} from '@dossier/kernel';
import { type Looked, inPoints, type Quiet, type Signal, someOf, type Stretch } from '../judgement';
import type { Reason } from '../terms';
import type { WarningsPolicy } from '../warnings-policy';

/** What happened in a month, in UTC. */
interface Month {
  /** What was bought less what was taken from purchases, by currency. */
  readonly sums: Map<string, Minor>;
  readonly purchases: Purchase[];
}
/** By numbers of months, those since the year 0: a deadline looks at dozens of windows, and does so with each event. */
type Months = ReadonlyMap<number, Month>;

const monthOf = (at: Instant): number => Number(at.slice(0, 4)) * 12 + Number(at.slice(5, 7)) - 1;
/** `2026-03` */
const textOf = (month: number): string =>
  `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
/** The beginning of a month, in UTC. */
const startOf = (month: number): Instant => `${textOf(month)}-01T00:00:00.000Z`;

/** Of the facts last looked at: the same ones are asked under several policies. */
const monthsOf = onceForEach(({ purchases }: Purchases): Months => {
  const months = new Map<number, Month>();
  const add = (at: Instant, currency: string, change: Minor): Month => {
    const number = monthOf(at);
    const month = months.get(number) ?? { sums: new Map<string, Minor>(), purchases: [] };
    months.set(number, month);
    month.sums.set(currency, (month.sums.get(currency) ?? 0) + change);
    return month;
  };
  for (const purchase of purchases) {
    const { at, currency, worth, taken = [] } = purchase;
    add(at, currency, worth).purchases.push(purchase);
    for (const each of taken) add(each.at, currency, -each.worth);
  }
  return months;
});

/** What is seen at the beginning of a month. */
type Check = Looked & ({ readonly down: true } | { readonly down: false; readonly because: Reason });
const NOTHING: Looked = { measures: [], amounts: [], eventIds: [] };
const NO_COMPARISON: Check = { down: false, because: 'no-comparison', ...NOTHING };

function checkAt(months: Months, { dropMonths, dropPercent, dropPurchases }: WarningsPolicy, month: number): Check {
  const before = someMonths(months, month - 12 - dropMonths, dropMonths);
  const purchasesBefore = countBy(month - 12, before);
  if (purchasesBefore < dropPurchases) return NO_COMPARISON;
  const now = someMonths(months, month - dropMonths, dropMonths);
  const [currency = '', ...others] = new Set([...now, ...before].flatMap(({ sums }) => [...sums.keys()]));
  if (others.length > 0) return { down: false, because: 'several-currencies', ...NOTHING };
  const [sumNow, sumBefore] = [sumOf(now, currency), sumOf(before, currency)];
  if (sumBefore <= 0) return NO_COMPARISON;
  const less = Math.min(sumBefore - sumNow, sumBefore);
  const drop = percentOf(less, sumBefore);
  const looked: Looked = {
    measures: [
      { measure: 'drop-percent', value: drop, points: inPoints((70 * Math.max(0, less)) / sumBefore) },
      { measure: 'purchases-before', value: purchasesBefore, points: Math.min(30, 3 * purchasesBefore) },
      { measure: 'purchases-now', value: countBy(month, now), points: 0 },
    ],
    amounts: [
      { what: 'before', ...money(sumBefore, currency) },
      { what: 'now', ...money(sumNow, currency) },
    ],
    eventIds: someOf([...before, ...now].flatMap(({ purchases }) => purchases.map(({ eventId }) => eventId))),
  };
  return isShare(less, dropPercent, sumBefore)
    ? { down: true, ...looked }
    : { down: false, because: 'not-down', ...looked };
}
function someMonths(months: Months, from: number, count: number): readonly Month[] {
  const some: Month[] = [];
  for (let number = from; number < from + count; number++) {
    const month = months.get(number);
    if (month) some.push(month);
  }
  return some;
}
/** Purchases that stood at the end of their months: of one that was cancelled in them nothing was bought. @param end the month behind them */
function countBy(end: number, some: readonly Month[]): number {
  const asOf = instant(milliseconds(startOf(end)) - 1);
  return some.reduce((count, { purchases }) => count + purchases.filter((one) => stands(one, asOf)).length, 0);
}
const sumOf = (some: readonly Month[], currency: string): Minor =>
  some.reduce((sum, { sums }) => sum + (sums.get(currency) ?? 0), 0);

/** Checks after a month until all that is known lies too far back to be compared. */
function* checksAfter(
  months: Months,
  policy: WarningsPolicy,
  month: number,
): Generator<readonly [month: number, check: Check]> {
  const newest = Math.max(...months.keys()); // -Infinity: nothing was bought
  for (let next = month + 1; next <= newest + policy.dropMonths + 13; next++)
    yield [next, checkAt(months, policy, next)];
}

/** How far back the beginning of a stretch is looked for, in months. */
const LONGEST = 24;

function ahead(facts: Purchases, policy: WarningsPolicy, at: Instant, notBefore?: Instant): Stretch | Quiet {
  const months = monthsOf(facts);
  const latest = monthOf(at);
  const now = checkAt(months, policy, latest);
  if (now.down) {
    let from = latest;
    let check: Looked = now;
    const longest = notBefore === undefined ? LONGEST : latest - monthOf(notBefore);
    for (let back = 1; back <= longest; back++) {
      const earlier = checkAt(months, policy, latest - back);
      if (!earlier.down) break;
      [from, check] = [latest - back, earlier];
    }
    return stretch(from, check, 'not-yet');
  }
  for (const [month, check] of checksAfter(months, policy, latest))
    if (check.down) return stretch(month, check, now.because);
  return { is: 'quiet', because: now.because, measures: now.measures, amounts: now.amounts, eventIds: now.eventIds };
}
const stretch = (month: number, { measures, amounts, eventIds }: Looked, until: Reason): Stretch => ({
  ...{ is: 'stretch', cause: `${textOf(month)}-${eventIds[0] ?? ''}`, from: startOf(month), until },
  ...{ measures, amounts, eventIds },
});

/** 采购额骤降: less is bought than in the same months of the year before. */
export const volumeDown: Signal<Purchases, typeof purchaseEvents> = {
  code: 'volume-down',
  formula: 'volume-down-1',
  action: 'improve-cooperation',
  from: purchaseEvents,
  initial: NO_PURCHASES,
  evolve: keepPurchases<Purchases>(),
  ahead,
  warnedAt: (facts, policy, at) => checkAt(monthsOf(facts), policy, monthOf(at)).down,
  endAfter: (facts, policy, at) => {
    for (const [month, check] of checksAfter(monthsOf(facts), policy, monthOf(at)))
      if (!check.down) return startOf(month);
    return null;
  },
  turnAfter: (facts, policy, at) => {
    for (const [month] of checksAfter(monthsOf(facts), policy, monthOf(at))) return startOf(month);
    return null;
  },
};
