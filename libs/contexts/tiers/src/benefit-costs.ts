import type { SalesFact } from '@dossier/contexts/sales';
import {
  compareTexts,
  type Exact,
  exactPrice,
  type Instant,
  kind,
  type Minor,
  money,
  rounded,
  times,
} from '@dossier/kernel';
import type { TierBenefit, TierBenefitsPolicy } from './benefits-policy';
import { type Benefit, benefits, type Tier } from './terms';
import { monthsBefore } from './windows';

/** What one benefit costs in a year for one customer, in one currency. */
export interface Cost {
  readonly benefit: Benefit;
  readonly currency: string;
  readonly minor: Minor;
}

/** The months whose revenue is that of a year. */
const YEAR = 12;

/** Prices the benefits of tiers as of a day, each rounded once to the minor unit: so sums are exact. */
export class BenefitCosts {
  private readonly from: Instant;

  constructor(
    private readonly policy: Pick<TierBenefitsPolicy, 'benefits'>,
    private readonly at: { readonly asOf: Instant; readonly zone: string },
  ) {
    this.from = monthsBefore(at.asOf, YEAR, at.zone);
  }

  /** @param facts of the customer */
  of(tier: Tier, facts: readonly SalesFact[]): readonly Cost[] {
    return this.policy.benefits.filter((each) => each.tier === tier).flatMap((each) => this.costs(each, facts));
  }

  private costs(
    { benefit, cost, value = 0, amount, currency }: TierBenefit,
    facts: readonly SalesFact[],
  ): readonly Cost[] {
    if (cost === 'none') return [];
    if (cost === 'of-revenue')
      return [...this.revenue(facts)].map(([of, net]) => ({ benefit, currency: of, minor: percent(value, net, of) }));
    if (amount === undefined || currency === undefined) return [];
    const each = exactPrice(amount);
    return [{ benefit, currency, minor: rounded(cost === 'per-unit' ? times(value, each) : each, currency) }];
  }

  /** Net revenue of a year by currency; where more was given back than bought, nothing is given a discount. */
  private revenue(facts: readonly SalesFact[]): ReadonlyMap<string, Minor> {
    const sums = new Map<string, Minor>();
    for (const { at, currency, net } of facts)
      if (at <= this.at.asOf && at > this.from) sums.set(currency, (sums.get(currency) ?? 0) + net);
    return new Map([...sums].filter(([, net]) => net > 0));
  }
}

/** Exact, then rounded once. */
function percent(value: number, minor: Minor, currency: string): Minor {
  const { units, scale }: Exact = times(value, exactPrice(money(minor, currency).amount));
  return rounded({ units, scale: scale + 2 }, currency);
}

/** Adds up what benefits cost now and under a draft, each currency apart. */
export class CostSums {
  private readonly sums = new Map<string, Summed>();

  add(tier: Tier, all: readonly Cost[], which: 'now' | 'drafted'): void {
    for (const { benefit, currency, minor } of all) {
      const key = `${tier} ${benefit} ${currency}`;
      const sum = this.sums.get(key) ?? { tier, benefit, currency, now: 0, drafted: 0 };
      this.sums.set(key, { ...sum, [which]: sum[which] + minor });
    }
  }

  /** @param by what is told apart beside the currency, in the order of the rows */
  rows<K extends 'tier' | 'benefit'>(
    by: readonly K[],
    order: (row: Pick<Summed, K>) => number,
  ): readonly (Pick<Summed, K> & Shown)[] {
    const found = new Map<string, Summed>();
    for (const each of this.sums.values()) {
      const key = [...by.map((part) => each[part]), each.currency].join(' ');
      const sum = found.get(key) ?? { ...each, now: 0, drafted: 0 };
      found.set(key, { ...sum, now: sum.now + each.now, drafted: sum.drafted + each.drafted });
    }
    return [...found.values()]
      .sort((a, b) => order(a) - order(b) || compareTexts(a.currency, b.currency))
      .map((sum) => ({
        ...(Object.fromEntries(by.map((part) => [part, sum[part]])) as Pick<Summed, K>),
        now: money(sum.now, sum.currency),
        drafted: money(sum.drafted, sum.currency),
        change: money(sum.drafted - sum.now, sum.currency),
      }));
  }
}
interface Summed {
  readonly tier: Tier;
  readonly benefit: Benefit;
  readonly currency: string;
  readonly now: Minor;
  readonly drafted: Minor;
}
type Shown = Readonly<Record<'now' | 'drafted' | 'change', ReturnType<typeof money>>>;

/** What benefits cost in a year. */
export const COSTS = {
  now: kind.money({ zh: '现行政策下', en: 'By the policy in force' }),
  drafted: kind.money({ zh: '草案下', en: 'By the draft' }),
  change: kind.money({ zh: '差额', en: 'Change' }),
};
export const BENEFIT = kind.code(benefits.title, benefits);
