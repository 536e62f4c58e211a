import { keepPurchases, NO_PURCHASES, purchaseEvents, type Purchases } from '@dossier/contexts/sales';
import { addMonths, type Instant, type Minor, money } from '@dossier/kernel';
import { type Looked, type Quiet, round2, type Signal, someOf, type Stretch } from '../judgement';
import type { Reason } from '../terms';
import type { WarningsPolicy } from '../warnings-policy';

/** What happened in a month, in UTC. */
interface Month {
  /** What was bought less what was taken from purchases, by currency. */
  readonly sums: Map<string, Minor>;
  /** Of the purchases. */
  readonly eventIds: string[];
}
type Months = ReadonlyMap<string, Month>;

function monthsOf({ purchases }: Purchases): Months {
  const months = new Map<string, Month>();
  const add = (at: Instant, currency: string, change: Minor): Month => {
    const month = months.get(at.slice(0, 7)) ?? { sums: new Map<string, Minor>(), eventIds: [] };
    months.set(at.slice(0, 7), month);
    month.sums.set(currency, (month.sums.get(currency) ?? 0) + change);
    return month;
  };
  for (const { at, currency, worth, eventId, taken = [] } of purchases) {
    add(at, currency, worth).eventIds.push(eventId);
    for (const each of taken) add(each.at, currency, -each.worth);
  }
  return months;
}

/** The beginning of a month, in UTC. */
const startOf = (month: string): Instant => `${month}-01T00:00:00.000Z`;
const later = (start: Instant, months: number): Instant => startOf(addMonths(start.slice(0, 10), months).slice(0, 7));
const monthStart = (at: Instant): Instant => startOf(at.slice(0, 7));

/** What is seen at the beginning of a month. */
type Check = Looked & ({ readonly down: true } | { readonly down: false; readonly because: Reason });

function checkAt(months: Months, { dropMonths, dropPercent, dropPurchases }: WarningsPolicy, at: Instant): Check {
  const before12 = later(at, -12);
  const before = someMonths(months, later(before12, -dropMonths), dropMonths);
  const now = someMonths(months, later(at, -dropMonths), dropMonths);
  const boughtBefore = before.flatMap(({ eventIds }) => eventIds);
  const boughtNow = now.flatMap(({ eventIds }) => eventIds);
  const nothing: Looked = { measures: [], amounts: [], eventIds: [] };
  if (boughtBefore.length < dropPurchases) return { down: false, because: 'no-comparison', ...nothing };
  const [currency = '', ...others] = new Set([...now, ...before].flatMap(({ sums }) => [...sums.keys()]));
  if (others.length > 0) return { down: false, because: 'several-currencies', ...nothing };
  const [sumNow, sumBefore] = [sumOf(now, currency), sumOf(before, currency)];
  if (sumBefore <= 0) return { down: false, because: 'no-comparison', ...nothing };
  const drop = Math.min(1, 1 - sumNow / sumBefore);
  const looked: Looked = {
    measures: [
      { measure: 'drop-percent', value: round2(drop * 100), points: Math.round(70 * Math.max(0, drop)) },
      {
        measure: 'purchases-before',
        value: boughtBefore.length,
        points: Math.round(30 * Math.min(1, boughtBefore.length / 10)),
      },
      { measure: 'purchases-now', value: boughtNow.length, points: 0 },
    ],
    amounts: [
      { what: 'before', ...money(sumBefore, currency) },
      { what: 'now', ...money(sumNow, currency) },
    ],
    eventIds: someOf([...boughtBefore, ...boughtNow]),
  };
  return drop * 100 >= dropPercent ? { down: true, ...looked } : { down: false, because: 'not-down', ...looked };
}
const someMonths = (months: Months, from: Instant, count: number): readonly Month[] =>
  Array.from({ length: count }, (_, index) => months.get(later(from, index).slice(0, 7)) ?? []).flat();
const sumOf = (some: readonly Month[], currency: string): Minor =>
  some.reduce((sum, { sums }) => sum + (sums.get(currency) ?? 0), 0);

/** Checks after a month until all that is known lies too far back to be compared. */
function* checksAfter(
  months: Months,
  policy: WarningsPolicy,
  month: Instant,
): Generator<readonly [at: Instant, check: Check]> {
  const newest = [...months.keys()].reduce((last, month) => (month > last ? month : last), '');
  if (newest === '') return;
  const end = later(startOf(newest), policy.dropMonths + 13);
  for (let at = month; at < end;) {
    at = later(at, 1);
    yield [at, checkAt(months, policy, at)];
  }
}

/** How far back the beginning of a stretch is looked for, in months. */
const LONGEST = 24;

function ahead(facts: Purchases, policy: WarningsPolicy, at: Instant): Stretch | Quiet {
  const months = monthsOf(facts);
  const latest = monthStart(at);
  const now = checkAt(months, policy, latest);
  if (now.down) {
    let from = latest;
    let check: Looked = now;
    for (let back = 1; back <= LONGEST; back++) {
      const earlier = checkAt(months, policy, later(latest, -back));
      if (!earlier.down) break;
      [from, check] = [later(latest, -back), earlier];
    }
    return stretch(from, check, 'not-yet');
  }
  for (const [start, check] of checksAfter(months, policy, latest))
    if (check.down) return stretch(start, check, now.because);
  return { is: 'quiet', because: now.because, measures: now.measures, amounts: now.amounts, eventIds: now.eventIds };
}
const stretch = (from: Instant, { measures, amounts, eventIds }: Looked, until: Reason): Stretch => ({
  ...{ is: 'stretch', cause: `${from.slice(0, 7)}-${eventIds[0] ?? ''}`, from, until },
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
  warnedAt: (facts, policy, at) => checkAt(monthsOf(facts), policy, monthStart(at)).down,
  endAfter: (facts, policy, at) => {
    for (const [start, check] of checksAfter(monthsOf(facts), policy, monthStart(at))) if (!check.down) return start;
    return null;
  },
  turnAfter: (facts, policy, at) => {
    for (const [start] of checksAfter(monthsOf(facts), policy, monthStart(at))) return start;
    return null;
  },
};
