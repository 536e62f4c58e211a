import { defineQuery, type Instant, type Month, monthOf, monthsBetween } from '@dossier/kernel';
import { upTo } from '../../money-report';
import { salesFacts } from '../../sales-facts';

// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- a question without parameters
export class CohortParams {}

export interface Cohort {
  /** Calendar month of the first purchase. */
  readonly cohort: Month;
  readonly customers: number;
  /** How many of them bought 1, 2, … calendar months later, up to the last month in which anybody bought. */
  readonly active: readonly number[];
}
export interface Cohorts {
  readonly summary: { readonly customers: number; readonly cohorts: number };
  readonly rows: readonly Cohort[];
}

/**
 * Customers by the month of their first purchase, and how many of each cohort came back in the months after. Only
 * purchases count: a credit note is no visit.
 * @param purchases of each customer, the months in which it bought
 * @param until the last month that is shown
 */
export function cohortsOf(purchases: ReadonlyMap<string, ReadonlySet<Month>>, until: Month): readonly Cohort[] {
  const cohorts = new Map<Month, { customers: number; active: number[] }>();
  for (const months of purchases.values()) {
    const first = [...months].sort()[0];
    if (first === undefined) continue;
    let cohort = cohorts.get(first);
    if (!cohort) {
      cohort = { customers: 0, active: Array.from({ length: monthsBetween(first, until) }, () => 0) };
      cohorts.set(first, cohort);
    }
    cohort.customers++;
    for (const month of months) {
      const later = monthsBetween(first, month) - 1;
      if (later >= 0) cohort.active[later] = (cohort.active[later] ?? 0) + 1;
    }
  }
  return [...cohorts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([cohort, found]) => ({ cohort, ...found }));
}

export const cohorts = defineQuery({
  name: 'report.cohorts',
  title: {
    zh: '同期群：按首次购买的月份看客户复购',
    en: 'Cohorts: customers by the month of their first purchase, and who came back',
  },
  params: CohortParams,
  by: ['service', 'analyst', 'auditor', 'staff'],
  over: [salesFacts],
  run: async (_, asking): Promise<Cohorts> => {
    const facts = await asking.reads.rows(salesFacts, ['customer', 'document', 'at', 'purchases'], {
      where: upTo(asking),
    });
    const cancelled = new Set(facts.filter((fact) => fact['purchases'] === -1).map((fact) => fact['document']));
    const months = new Map<string, Set<Month>>();
    for (const fact of facts) {
      if (fact['purchases'] !== 1 || cancelled.has(fact['document'] ?? null)) continue;
      const customer = fact['customer'] as string;
      const month = monthOf(fact['at'] as Instant, asking.zone);
      const known = months.get(customer);
      if (known) known.add(month);
      else months.set(customer, new Set([month]));
    }
    const last = [...months.values()].flatMap((of) => [...of]).reduce((a, b) => (a > b ? a : b), '');
    const rows = cohortsOf(months, last);
    return { summary: { customers: months.size, cohorts: rows.length }, rows };
  },
});
