import {
  defineQuery,
  kind,
  shape,
  type Shown,
  type Month,
  monthOf,
  monthsBetween,
  NoParams,
  READERS,
} from '@dossier/kernel';
import { salesSection } from '../../sales-section';
import { standingPurchases } from '../../standing-purchases';
import { CUSTOMERS } from '../../shown-parts';

const cohortsShape = shape({
  summary: kind.group(
    { zh: '汇总', en: 'Summary' },
    { customers: CUSTOMERS, cohorts: kind.count({ zh: '首购月份数', en: 'Cohorts' }) },
  ),
  rows: kind.rows(
    { zh: '同期群', en: 'Cohorts' },
    {
      cohort: kind.day({ zh: '首购月份', en: 'Month of the first purchase' }),
      customers: CUSTOMERS,
      active: kind.series(
        { zh: '各月活跃客户数', en: 'Active' },
        { help: { zh: '首购后第 1、2…个月仍购买的客户数', en: 'how many of them bought 1, 2, … months later' } },
      ),
    },
  ),
});
type Cohorts = Shown<typeof cohortsShape>;
type Cohort = Cohorts['rows'][number];

/**
 * Customers by the month of their first purchase, and how many of each cohort came back in the months after. Only
 * standing purchases count: not a credit note, nor an order returned as a whole.
 * @param purchases for each customer, the months in which it bought
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
  params: NoParams,
  by: READERS,
  over: [salesSection],
  shape: cohortsShape,
  run: async (_, asking): Promise<Cohorts> => {
    const months = new Map<string, ReadonlySet<Month>>();
    for await (const { customer, purchases } of standingPurchases(asking))
      months.set(customer, new Set(purchases.map(({ at }) => monthOf(at, asking.zone))));
    const last = [...months.values()].flatMap((of) => [...of]).reduce((a, b) => (a > b ? a : b), '');
    const rows = cohortsOf(months, last);
    return { summary: { customers: months.size, cohorts: rows.length }, rows };
  },
});
