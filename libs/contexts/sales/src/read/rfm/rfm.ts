import { calendarDays, defineQuery, kind, orNull, type Part, shape, type Shown, READERS } from '@dossier/kernel';
import { externalIds } from '@dossier/foundation';
import { amount, mean, MoneyReportParams, named, worths } from '../../money-report';
import { salesSection } from '../../sales-section';
import { salesFacts } from '../../sales-facts';
import { quintiles, type Score } from './quintiles';
import { salesRefusal } from '../../sales.refusals';
import { BASIS, CUSTOMER, CUSTOMERS, EXTERNAL_ID, TOTAL } from '../../shown-parts';

const score = (letter: string): Part<number, false> =>
  kind.count({ zh: letter, en: letter }, { help: { zh: '评分，1 至 5', en: 'score, 1 to 5' } });
const rfmShape = shape({
  basis: BASIS,
  summary: kind.group(
    { zh: '汇总', en: 'Summary' },
    {
      customers: CUSTOMERS,
      recencyDays: kind.days({ zh: '平均距今天数', en: 'Mean days since the last purchase' }),
      frequency: kind.number({ zh: '平均购买次数', en: 'Mean purchases' }),
      monetary: orNull(kind.money({ zh: '平均金额', en: 'Mean monetary value' })),
      total: TOTAL,
    },
  ),
  rows: kind.rows(
    { zh: '客户', en: 'Customers' },
    {
      customer: CUSTOMER,
      recencyDays: kind.days({ zh: '距今天数', en: 'Days since the last purchase' }),
      frequency: kind.count({ zh: '购买次数', en: 'Purchases' }),
      monetary: orNull(kind.money({ zh: '金额', en: 'Monetary value' })),
      r: score('R'),
      f: score('F'),
      m: score('M'),
      rfm: kind.text(
        { zh: 'RFM', en: 'RFM' },
        { help: { zh: '三项评分，如 545', en: 'the three scores in one word, 545' } },
      ),
      externalId: EXTERNAL_ID,
    },
  ),
});
type Rfm = Shown<typeof rfmShape>;
type RfmRow = Omit<Rfm['rows'][number], 'externalId'>;

/** Recency, frequency, monetary value: each customer's place among all, in quintiles. */
export const rfm = defineQuery({
  name: 'report.rfm',
  title: {
    zh: 'RFM：按最近一次购买、购买次数与金额的五分位评分',
    en: 'RFM: customers scored by recency, frequency and value of their purchases',
  },
  params: MoneyReportParams,
  by: READERS,
  refuses: [salesRefusal.some('choose-currency')],
  over: [salesFacts, salesSection, externalIds],
  shape: rfmShape,
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
