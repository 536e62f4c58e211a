import { calendarDays, defineQuery, type Instant, type Minor, type Money } from '@dossier/kernel';
import { externalIds } from '@dossier/contexts/customers';
import {
  amount,
  type Basis,
  mean,
  MoneyReportParams,
  type Named,
  named,
  oneCurrency,
  only,
  upTo,
} from '../../money-report';
import { salesFacts } from '../../sales-facts';
import { quintiles, type Score } from './quintiles';

interface Purchases {
  last: Instant;
  count: number;
  value: Minor;
}

export interface RfmRow {
  readonly customer: string;
  /** Calendar days in the company's zone from the last purchase to the day as of which is asked. */
  readonly recencyDays: number;
  /** Distinct orders with something paid for. */
  readonly frequency: number;
  readonly monetary: Money | null;
  readonly r: Score;
  readonly f: Score;
  readonly m: Score;
  /** The three scores in one word, `545`. */
  readonly rfm: string;
}
export interface Rfm {
  readonly basis: Basis;
  readonly summary: {
    /** Identified, with at least one purchase. */
    readonly customers: number;
    /** Means over customers, two decimals. */
    readonly recencyDays: number;
    readonly frequency: number;
    readonly monetary: Money | null;
    readonly total: Money | null;
  };
  /** Most money first. */
  readonly rows: readonly (RfmRow & Named)[];
}

/** Recency, frequency, monetary value: each customer's place among all, in quintiles. */
export const rfm = defineQuery({
  name: 'report.rfm',
  title: {
    zh: 'RFM：按最近一次购买、购买次数与金额的五分位评分',
    en: 'RFM: customers scored by recency, frequency and value of their purchases',
  },
  params: MoneyReportParams,
  by: ['service', 'analyst', 'auditor', 'staff'],
  over: [salesFacts, externalIds],
  run: async ({ basis = 'net', currency: wanted }, asking): Promise<Rfm> => {
    const facts = await asking.reads.rows(salesFacts, ['customer', 'document', 'at', 'purchases', 'currency', basis], {
      where: [...upTo(asking), ...only(wanted)],
    });
    const currency = oneCurrency(
      facts.map((fact) => fact['currency'] as string),
      wanted,
    );
    const cancelled = new Set(facts.filter((fact) => fact['purchases'] === -1).map((fact) => fact['document']));
    const customers = new Map<string, Purchases>();
    for (const fact of facts) {
      const customer = fact['customer'] as string;
      let purchases = customers.get(customer);
      if (!purchases) customers.set(customer, (purchases = { last: '', count: 0, value: 0 }));
      purchases.value += fact[basis] as number;
      if (fact['purchases'] !== 1 || cancelled.has(fact['document'] ?? null)) continue;
      purchases.count++;
      const at = fact['at'] as Instant;
      if (at > purchases.last) purchases.last = at;
    }
    const found = [...customers]
      .filter(([, { count }]) => count > 0)
      .sort(([a, { value }], [b, { value: other }]) => other - value || (a < b ? -1 : 1));
    const recency = found.map(([, { last }]) => calendarDays(last, asking.asOf, asking.zone));
    const frequency = found.map(([, { count }]) => count);
    const values = found.map(([, { value }]) => value);
    const [rs, fs, ms] = [quintiles(recency, 'low'), quintiles(frequency, 'high'), quintiles(values, 'high')];
    const rows = found.map(([customer, { count, value }], index): RfmRow => {
      const [r, f, m] = [rs[index] as Score, fs[index] as Score, ms[index] as Score];
      return {
        customer,
        recencyDays: recency[index] ?? 0,
        frequency: count,
        monetary: amount(value, currency),
        r,
        f,
        m,
        rfm: `${r}${f}${m}`,
      };
    });
    const total = sum(values);
    return {
      basis,
      summary: {
        customers: rows.length,
        recencyDays: mean(sum(recency), rows.length),
        frequency: mean(sum(frequency), rows.length),
        monetary: amount(rows.length === 0 ? 0 : Math.round(total / rows.length), currency),
        total: amount(total, currency),
      },
      rows: await named(rows, asking),
    };
  },
});

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
