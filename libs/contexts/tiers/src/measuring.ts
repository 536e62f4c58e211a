import { type ExchangeRatesPolicy, exchangeRatesPolicy, RatesOfTheDay } from '@dossier/contexts/finance';
import { isKnown, type Ledger, lifecycleSection } from '@dossier/contexts/lifecycle';
import { costsOf, type Purchase, type SalesFact, salesFacts, standing } from '@dossier/contexts/sales';
import {
  type Asking,
  calendarDays,
  compareTexts,
  type Instant,
  isCodeOf,
  LongWork,
  minorDigits,
  monthOf,
  monthsBetween,
  percentOf,
} from '@dossier/kernel';
import { ends } from './evidence';
import { asked, type CutRule, cutsOf, type Measured, type Measures } from './judging';
import type { TierScheme } from './scheme-policy';
import { isAmount, type Measure, type Rated, ratings } from './terms';
import { NO_TIERS, type RatingSaid, type TiersState } from './tier-history';
import { tiersSection } from './tiers-section';
import { monthsBefore } from './windows';

/** The read models that measures come from. */
export const MEASURED_OVER = [lifecycleSection, salesFacts, tiersSection];

/** All that is known of a customer, whatever the day. */
export interface CustomerHistory {
  readonly customer: string;
  readonly ledger: Ledger;
  /** By when they happened. */
  readonly facts: readonly SalesFact[];
  readonly tiers: TiersState;
}

/** What stands beside another list in the same order of keys. */
class Beside<T> {
  private chunk: readonly T[] = [];
  private next = 0;
  private isEnd = false;

  private readonly chunks: AsyncIterator<readonly T[]>;

  constructor(
    chunks: AsyncIterable<readonly T[]>,
    private readonly keyOf: (item: T) => string,
  ) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** The items of a key. @param key behind that of the call before */
  async of(key: string): Promise<readonly T[]> {
    const found: T[] = [];
    for (;;) {
      for (; this.next < this.chunk.length; this.next++) {
        const item = this.chunk[this.next] as T;
        const order = compareTexts(this.keyOf(item), key);
        if (order > 0) return found;
        if (order === 0) found.push(item);
      }
      if (this.isEnd) return found;
      const further = await this.chunks.next();
      if (further.done === true) this.isEnd = true;
      else [this.chunk, this.next] = [further.value, 0];
    }
  }
}

/** Every customer, in the order of ids, with what is known of it; in one ordered scan, in bounded memory. */
export async function* customersOf({ reads }: Pick<Asking, 'reads'>): AsyncGenerator<CustomerHistory, void, undefined> {
  const known = { where: [{ field: 'customer', op: 'ne', value: null }], sort: 'customer' } as const;
  const sold = new Beside(reads.documents(salesFacts, known), ({ doc }) => doc.customer ?? '');
  const assessed = new Beside(reads.documents(tiersSection), ({ key }) => key);
  const work = new LongWork();
  for await (const chunk of reads.documents(lifecycleSection))
    for (const { key: customer, doc: ledger } of chunk) {
      const facts = (await sold.of(customer)).map(({ doc }) => doc);
      const [found] = await assessed.of(customer);
      yield { customer, ledger, tiers: found?.doc ?? NO_TIERS, facts: facts.sort(byTime) };
      await work.yieldIfDue();
    }
}
const byTime = (a: SalesFact, b: SalesFact): number => compareTexts(a.at, b.at) || compareTexts(a.eventId, b.eventId);

/** The same of one customer; nothing where nobody knows it. */
async function* customerOf(
  customer: string,
  { reads }: Pick<Asking, 'reads'>,
): AsyncGenerator<CustomerHistory, void, undefined> {
  const ledger = await reads.get(lifecycleSection, customer);
  if (ledger === null) return;
  const facts: SalesFact[] = [];
  const where = [{ field: 'customer', op: 'eq', value: customer }] as const;
  for await (const chunk of reads.documents(salesFacts, { where })) facts.push(...chunk.map(({ doc }) => doc));
  const tiers = (await reads.get(tiersSection, customer)) ?? NO_TIERS;
  yield { customer, ledger, tiers, facts: facts.sort(byTime) };
}

/** Those whose measures say which tier a customer is in: it alone, where no condition is a place among all. */
export const judgedWith = (
  customer: string,
  { rules }: TierScheme,
  asking: Pick<Asking, 'reads'>,
): AsyncIterable<CustomerHistory> =>
  rules.some(({ conditions }) => conditions.some(({ by }) => by !== 'at-least' && by !== 'at-most'))
    ? customersOf(asking)
    : customerOf(customer, asking);

/**
 * The currency in which a scheme tells amounts: its own, the only one in which was sold by the instant, else the reporting
 * currency.
 */
async function currencyOf(
  { currency }: TierScheme,
  { reads, policies, asOf }: Pick<Asking, 'reads' | 'policies' | 'asOf'>,
): Promise<string> {
  if (currency !== undefined) return currency;
  const where = [
    { field: 'customer', op: 'ne', value: null },
    { field: 'at', op: 'lte', value: asOf },
  ] as const;
  const [first, ...others] = await reads.group(salesFacts, { where, by: ['currency'], compute: {} });
  return first && others.length === 0
    ? String(first['currency'])
    : policies(exchangeRatesPolicy).document.reportingCurrency;
}

/** The customer has money that a missing rate hides: nothing can be said. */
export const WITHOUT_RATE = 'without-rate';
/** null: it was no customer yet. */
export type Found = Measures | typeof WITHOUT_RATE | null;

interface Window {
  readonly asOf: Instant;
  /** Behind this instant; null: since ever. */
  readonly from: Instant | null;
  /** The same window before it; null: there is none. */
  readonly before: Instant | null;
}

/** What is measured. */
export interface Wanted {
  readonly measures: ReadonlySet<Measure>;
  /** 0: all of history. */
  readonly windowMonths: number;
  readonly currency: string;
}
/** What a scheme asks for. */
export const wantedBy = async (
  scheme: TierScheme,
  asking: Pick<Asking, 'reads' | 'policies' | 'asOf'>,
): Promise<Wanted> => ({
  measures: asked(scheme),
  windowMonths: scheme.windowMonths,
  currency: await currencyOf(scheme, asking),
});

/** Measures customers as of one day. */
export class Measuring {
  readonly currency: string;
  private readonly asked: ReadonlySet<Measure>;
  private readonly window: Window;
  private readonly rates: RatesOfTheDay;

  constructor(
    { measures, windowMonths: months, currency }: Wanted,
    private readonly at: { readonly asOf: Instant; readonly zone: string; readonly rates: ExchangeRatesPolicy },
  ) {
    this.asked = measures;
    this.currency = currency;
    this.rates = new RatesOfTheDay(at.rates, at);
    const { asOf, zone } = at;
    const ago = (ofThem: number): Instant => monthsBefore(asOf, ofThem, zone);
    this.window = { asOf, from: months === 0 ? null : ago(months), before: months === 0 ? null : ago(2 * months) };
  }

  /** The currency of a measure that is an amount. */
  readonly currencyOf = (measure: Measure): string | undefined => (isAmount(measure) ? this.currency : undefined);
  /** Minor units of one unit of a measure. */
  readonly scale = (measure: Measure): number => (isAmount(measure) ? 10 ** minorDigits(this.currency) : 1);

  of({ ledger, facts, tiers: { ratings: said } }: CustomerHistory): Found {
    const { asOf, from } = this.window;
    if (!isKnown(ledger, asOf)) return null;
    const amounts = {
      'net-revenue': () => this.net(facts, from, asOf),
      profit: () => this.profit(facts),
      'growth-percent': () => this.growth(facts),
    };
    const found = new Map<Measure, Measured>();
    const add = (measured: Measured | undefined): void => {
      if (measured) found.set(measured.measure, measured);
    };
    for (const measure of this.asked) {
      if (isCodeOf(ratings, measure)) add(this.rated(measure, said));
      else if (measure === 'growth-percent' || isAmount(measure)) {
        const measured = amounts[measure]();
        if (measured === WITHOUT_RATE) return WITHOUT_RATE;
        add(measured);
      } else add(this.bought(measure, standing(ledger.purchases, asOf)));
    }
    return found;
  }

  private net(facts: readonly SalesFact[], from: Instant | null, to: Instant): Known | typeof WITHOUT_RATE {
    const inside = within(facts, from, to);
    return this.amount('net-revenue', inside, netOf(inside));
  }

  /** Net revenue less what the goods that stayed sold and the freight cost us; not known where one of the costs is not. */
  private profit(facts: readonly SalesFact[]): Measured | typeof WITHOUT_RATE {
    const inside = within(facts, this.window.from, this.window.asOf);
    const costs = costsOf(inside, facts);
    if (costs.unknown.length > 0) return { measure: 'profit', value: null, ...behind(costs.unknown) };
    const sums = netOf(inside);
    for (const [currency, cost] of costs.sums) sums.set(currency, (sums.get(currency) ?? 0) - cost);
    return this.amount('profit', inside, sums);
  }

  /** @param sums by currency */
  private amount(
    measure: 'net-revenue' | 'profit',
    inside: readonly SalesFact[],
    sums: ReadonlyMap<string, number>,
  ): Known | typeof WITHOUT_RATE {
    let value = 0;
    for (const [currency, sum] of sums) {
      const converted = sum === 0 ? 0 : this.rates.converted(sum, currency, this.currency);
      if (converted === null) return WITHOUT_RATE;
      value += converted;
    }
    return { measure, value, currency: this.currency, ...behind(inside) };
  }

  /** Undefined where there was nothing to grow from. */
  private growth(facts: readonly SalesFact[]): Measured | undefined | typeof WITHOUT_RATE {
    const { asOf, from, before } = this.window;
    if (from === null || before === null) return undefined;
    const [now, then] = [this.net(facts, from, asOf), this.net(facts, before, from)];
    if (now === WITHOUT_RATE || then === WITHOUT_RATE) return WITHOUT_RATE;
    if (then.value <= 0) return undefined;
    const value = percentOf(now.value - then.value, then.value);
    return { measure: 'growth-percent', value, ...behind(within(facts, before, asOf)) };
  }

  private bought(
    measure: Exclude<Measure, Rated | 'net-revenue' | 'profit' | 'growth-percent'>,
    all: readonly Purchase[],
  ): Measured | undefined {
    const { asOf, from } = this.window;
    const { zone } = this.at;
    if (measure === 'purchases') {
      const inside = all.filter(({ at }) => from === null || at > from);
      return { measure, value: inside.length, ...behind(inside) };
    }
    const one = measure === 'recency-days' ? all.at(-1) : all[0];
    if (one === undefined) return undefined;
    const value =
      measure === 'recency-days'
        ? calendarDays(one.at, asOf, zone)
        : monthsBetween(monthOf(one.at, zone), monthOf(asOf, zone));
    return { measure, value, ...behind([one]) };
  }

  /** Not known where nobody gave it, or it was withdrawn. */
  private rated(measure: Rated, said: readonly RatingSaid[]): Measured {
    const last = said.findLast(({ rating, at }) => rating === measure && at <= this.window.asOf);
    return { measure, value: last?.score ?? null, ...behind(last ? [last] : []) };
  }
}

export const measuringAt = (
  wanted: Wanted,
  { asOf, zone, policies }: Pick<Asking, 'asOf' | 'zone' | 'policies'>,
): Measuring => new Measuring(wanted, { asOf, zone, rates: policies(exchangeRatesPolicy).document });

type Known = Measured & { readonly value: number };

const within = (facts: readonly SalesFact[], from: Instant | null, to: Instant): readonly SalesFact[] =>
  facts.filter(({ at }) => at <= to && (from === null || at > from));

/** In minor units, by currency. */
function netOf(facts: readonly SalesFact[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { currency, net } of facts) sums.set(currency, (sums.get(currency) ?? 0) + net);
  return sums;
}

const behind = (all: readonly { readonly eventId: string }[]): Pick<Measured, 'events' | 'eventIds'> => ({
  events: all.length,
  eventIds: ends(all.map(({ eventId }) => eventId)),
});

/** All that a scheme says as of one day, over all customers. */
export interface CutPoints {
  readonly rules: readonly CutRule[];
  readonly customers: number;
  readonly withoutRate: number;
  /** Their profit is not known. */
  readonly withoutCost: number;
}

/** Collects the measures of all customers, and puts the rules of a scheme into figures. */
export class Distribution {
  private readonly values = new Map<Measure, number[]>();
  private customers = 0;
  private withoutRate = 0;
  private withoutCost = 0;

  constructor(
    private readonly scheme: TierScheme,
    private readonly measuring: Measuring,
  ) {
    for (const { conditions } of scheme.rules)
      for (const { measure, by } of conditions)
        if (by === 'top-percent' || by === 'cumulative-percent') this.values.set(measure, []);
  }

  add(found: Found): void {
    if (found === null) return;
    this.customers += 1;
    if (found === WITHOUT_RATE) {
      this.withoutRate += 1;
      return;
    }
    if (found.get('profit')?.value === null) this.withoutCost += 1;
    for (const [measure, all] of this.values) {
      const value = found.get(measure)?.value ?? 0;
      if (value > 0) all.push(value);
    }
  }

  get cutPoints(): CutPoints {
    for (const all of this.values.values()) all.sort((a, b) => b - a);
    const rules = cutsOf(this.scheme, (measure) => this.values.get(measure) ?? [], this.measuring.scale);
    const { customers, withoutRate, withoutCost } = this;
    return { rules, customers, withoutRate, withoutCost };
  }
}
