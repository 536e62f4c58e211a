import {
  type CodeOf,
  defineQuery,
  defineTerms,
  isShare,
  kind,
  orNull,
  shape,
  type Shown,
  READERS,
} from '@dossier/kernel';
import { externalIds } from '@dossier/foundation';
import { amount, type CustomerWorth, MoneyReportParams, named, ofUnknown, percent, worths } from '../../money-report';
import { salesSection } from '../../sales-section';
import { salesFacts } from '../../sales-facts';
import { salesRefusal } from '../../sales.refusals';
import {
  AMOUNT,
  BASIS,
  CUMULATIVE_PERCENT,
  CUSTOMER,
  CUSTOMERS,
  EXTERNAL_ID,
  OF_UNKNOWN,
  PERCENT,
  TOTAL,
} from '../../shown-parts';

const abcClassNames = defineTerms(
  'sales.abc-class',
  { zh: 'ABC 类别', en: 'ABC class' },
  { A: { zh: 'A', en: 'A' }, B: { zh: 'B', en: 'B' }, C: { zh: 'C', en: 'C' } },
);
export type AbcClass = CodeOf<typeof abcClassNames>;

/**
 * Classes by cumulative revenue: A up to 80 %, B up to 95 %, C the rest. The customer that crosses the line is A (or
 * B). A customer with zero or negative revenue is C, and does not lower the total.
 * @param customers largest first
 */
export function abcClasses(customers: readonly Pick<CustomerWorth, 'value'>[]): readonly AbcClass[] {
  const total = customers.reduce((sum, { value }) => sum + Math.max(value, 0), 0);
  let before = 0;
  return customers.map(({ value }) => {
    const klass = value <= 0 || isShare(before, 95, total) ? 'C' : isShare(before, 80, total) ? 'B' : 'A';
    before += Math.max(value, 0);
    return klass;
  });
}

const CLASS = kind.code({ zh: '类别', en: 'Class' }, abcClassNames);
const abcRow = {
  customer: CUSTOMER,
  value: AMOUNT,
  percent: PERCENT,
  cumulativePercent: CUMULATIVE_PERCENT,
  class: CLASS,
};
const abcShape = shape({
  basis: BASIS,
  summary: kind.group(
    { zh: '汇总', en: 'Summary' },
    {
      customers: CUSTOMERS,
      total: TOTAL,
      positive: orNull(
        kind.money(
          { zh: '正值合计', en: 'Positive values' },
          { help: { zh: '占比以此为分母', en: 'shares are of this' } },
        ),
      ),
      ofUnknown: OF_UNKNOWN,
      classes: kind.rows(
        { zh: '各类别', en: 'Classes' },
        { class: CLASS, customers: CUSTOMERS, value: AMOUNT, percent: PERCENT },
      ),
    },
  ),
  rows: kind.rows({ zh: '客户', en: 'Customers' }, { ...abcRow, externalId: EXTERNAL_ID }),
});
type Abc = Shown<typeof abcShape>;
type AbcRow = Omit<Abc['rows'][number], 'externalId'>;
type AbcClassSummary = Abc['summary']['classes'][number];

export const abc = defineQuery({
  name: 'report.abc',
  title: { zh: 'ABC 分级：按累计金额把客户分为三级', en: 'ABC: customers in three classes by cumulative value' },
  params: MoneyReportParams,
  by: READERS,
  refuses: [salesRefusal.some('choose-currency')],
  over: [salesFacts, salesSection, externalIds],
  shape: abcShape,
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
    const summary = abcClassNames.codes.map((klass): AbcClassSummary => {
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
        ofUnknown: await ofUnknown(params, asking),
        classes: summary,
      },
      rows: await named(rows, asking),
    };
  },
});
