import { calendarDays, defineQuery, type Money } from '@dossier/kernel';
import { externalIds } from '@dossier/foundation';
import { amount, mean, MoneyReportParams, type Named, named, worths } from '../../money-report';
import { purchaseLedger } from '../../purchase-ledger';
import { salesFacts } from '../../sales-facts';
import { quintiles, type Score } from './quintiles';
import { salesRefusal } from '../../sales.refusals';
import type { Basis } from '../../terms';

export interface RfmRow {
  readonly customer: string;
  /** Calendar days in the company's zone from the last purchase to the day as of which is asked. */
  readonly recencyDays: number;
  /** Distinct orders with something paid for that stand: net, not those that came back or were credited as a whole. */
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
  refuses: [salesRefusal.some('choose-currency')],
  over: [salesFacts, purchaseLedger, externalIds],
  run: async (params, asking): Promise<Rfm> => {
    const { basis, currency, customers } = await worths(params, asking);
    const recency = customers.map(({ lastPurchaseAt }) => calendarDays(lastPurchaseAt, asking.asOf, asking.zone));
    const frequency = customers.map(({ purchases }) => purchases);
    const values = customers.map(({ value }) => value);
    const [rs, fs, ms] = [quintiles(recency, 'low'), quintiles(frequency, 'high'), quintiles(values, 'high')];
    const rows = customers.map(({ customer, value, purchases }, index): RfmRow => {
      const [r, f, m] = [rs[index] as Score, fs[index] as Score, ms[index] as Score];
      return {
        customer,
        recencyDays: recency[index] ?? 0,
        frequency: purchases,
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
