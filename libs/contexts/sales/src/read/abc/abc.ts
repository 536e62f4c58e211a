import { defineQuery, type Money } from '@dossier/kernel';
import { externalIds } from '@dossier/foundation';
import { amount, type CustomerWorth, MoneyReportParams, type Named, named, percent, worths } from '../../money-report';
import { purchaseLedger } from '../../purchase-ledger';
import { salesFacts } from '../../sales-facts';
import { salesRefusal } from '../../sales.refusals';
import type { Basis } from '../../terms';

export type AbcClass = 'A' | 'B' | 'C';

/**
 * Classes by cumulative revenue: A up to 80 %, B up to 95 %, C the rest. The customer that crosses the line is A (or
 * B). Whoever brought nothing or less is C, and takes nothing from what the others bring together.
 * @param customers largest first
 */
export function abcClasses(customers: readonly Pick<CustomerWorth, 'value'>[]): readonly AbcClass[] {
  const total = customers.reduce((sum, { value }) => sum + Math.max(value, 0), 0);
  let before = 0;
  return customers.map(({ value }) => {
    const klass = value <= 0 ? 'C' : before * 100 < total * 80 ? 'A' : before * 100 < total * 95 ? 'B' : 'C';
    before += Math.max(value, 0);
    return klass;
  });
}

export interface AbcRow {
  readonly customer: string;
  readonly value: Money | null;
  /** Of what all customers with a positive value bring, in percent. */
  readonly percent: number;
  readonly cumulativePercent: number;
  readonly class: AbcClass;
}
interface AbcClassSummary {
  readonly class: AbcClass;
  readonly customers: number;
  readonly value: Money | null;
  readonly percent: number;
}
export interface Abc {
  readonly basis: Basis;
  readonly summary: {
    readonly customers: number;
    readonly total: Money | null;
    /** What those with a positive value bring together: of this the percentages are. */
    readonly positive: Money | null;
    readonly classes: readonly AbcClassSummary[];
  };
  readonly rows: readonly (AbcRow & Named)[];
}

export const abc = defineQuery({
  name: 'report.abc',
  title: { zh: 'ABC 分级：按累计金额把客户分为三级', en: 'ABC: customers in three classes by cumulative value' },
  params: MoneyReportParams,
  by: ['service', 'analyst', 'auditor', 'staff'],
  refuses: [salesRefusal.some('choose-currency')],
  over: [salesFacts, purchaseLedger, externalIds],
  run: async (params, asking): Promise<Abc> => {
    const { basis, currency, customers } = await worths(params, asking);
    const classes = abcClasses(customers);
    const brought = customers.reduce((sum, { value }) => sum + Math.max(value, 0), 0);
    let cumulative = 0;
    const rows = customers.map(({ customer, value }, index): AbcRow => {
      cumulative += Math.max(value, 0);
      return {
        customer,
        value: amount(value, currency),
        percent: percent(value, brought),
        cumulativePercent: percent(cumulative, brought),
        class: classes[index] ?? 'C',
      };
    });
    const summary = (['A', 'B', 'C'] as const).map((klass): AbcClassSummary => {
      const members = customers.filter((_, index) => classes[index] === klass);
      const value = members.reduce((sum, one) => sum + one.value, 0);
      return {
        class: klass,
        customers: members.length,
        value: amount(value, currency),
        percent: percent(value, brought),
      };
    });
    const total = customers.reduce((sum, { value }) => sum + value, 0);
    return {
      basis,
      summary: {
        customers: rows.length,
        total: amount(total, currency),
        positive: amount(brought, currency),
        classes: summary,
      },
      rows: await named(rows, asking),
    };
  },
});
