import { defineQuery, type Money } from '@dossier/kernel';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { externalIds } from '@dossier/foundation';
import { amount, MoneyReportParams, type Named, named, percent, worths } from '../../money-report';
import { purchaseLedger } from '../../purchase-ledger';
import { salesFacts } from '../../sales-facts';
import { salesRefusal } from '../../sales.refusals';
import type { Basis } from '../../terms';

export class ConcentrationParams extends MoneyReportParams {
  /** How large the top is, in percent of customers; 20 unless told otherwise. */
  @IsOptional() @IsInt() @Min(1) @Max(100) readonly top?: number;
}

export interface ConcentrationRow {
  readonly rank: number;
  readonly customer: string;
  readonly value: Money | null;
  readonly percent: number;
  readonly cumulativePercent: number;
}
export interface Concentration {
  readonly basis: Basis;
  readonly summary: {
    readonly customers: number;
    readonly total: Money | null;
    readonly topPercent: number;
    /** That part of the customers, rounded up. */
    readonly topCustomers: number;
    readonly topValue: Money | null;
    /** What the top holds of the total, in percent. */
    readonly topShare: number;
    /** All identified customers, those without a purchase too. */
    readonly identified: { readonly customers: number; readonly value: Money | null };
    /** Identified customers that bought nothing (credits or adjustments only): in no ranking and not in the total. */
    readonly withoutPurchase: { readonly customers: number; readonly value: Money | null };
  };
  /** The top, by name. */
  readonly rows: readonly (ConcentrationRow & Named)[];
}

/** How much of the revenue hangs on how few customers (80/20). */
export const concentration = defineQuery({
  name: 'report.concentration',
  title: { zh: '集中度：头部客户的占比', en: 'Concentration: how much the largest customers make up' },
  params: ConcentrationParams,
  by: ['service', 'analyst', 'auditor', 'staff'],
  refuses: [salesRefusal.some('choose-currency')],
  over: [salesFacts, purchaseLedger, externalIds],
  run: async ({ top = 20, ...params }, asking): Promise<Concentration> => {
    const { basis, currency, customers, others } = await worths(params, asking);
    const total = customers.reduce((sum, { value }) => sum + value, 0);
    const best = customers.slice(0, Math.ceil((customers.length * top) / 100));
    let cumulative = 0;
    const rows = best.map(({ customer, value }, index): ConcentrationRow => {
      cumulative += value;
      return {
        rank: index + 1,
        customer,
        value: amount(value, currency),
        percent: percent(value, total),
        cumulativePercent: percent(cumulative, total),
      };
    });
    return {
      basis,
      summary: {
        customers: customers.length,
        total: amount(total, currency),
        topPercent: top,
        topCustomers: best.length,
        topValue: amount(cumulative, currency),
        topShare: percent(cumulative, total),
        identified: {
          customers: customers.length + others.customers,
          value: amount(total + others.value, currency),
        },
        withoutPurchase: { customers: others.customers, value: amount(others.value, currency) },
      },
      rows: await named(rows, asking),
    };
  },
});
