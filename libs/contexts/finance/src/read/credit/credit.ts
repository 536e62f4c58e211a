import {
  compareTexts,
  defineQuery,
  kind,
  NoParams,
  orNull,
  percentOf,
  READERS,
  shape,
  type Shown,
  toMinor,
} from '@dossier/kernel';
import { creditOf, financeSection } from '../../finance-section';
import { CREDIT, CUSTOMER } from '../../shown-parts';

const USED = orNull(
  kind.percent(
    { zh: '额度占用', en: 'Used of the limit' },
    { help: { zh: '额度为零或缺少汇率时为 null', en: 'null where the limit is zero or a rate is missing' } },
  ),
);
const reportShape = shape({
  summary: kind.group(
    { zh: '汇总', en: 'Summary' },
    {
      customers: kind.count({ zh: '有信用额度的客户数', en: 'Customers with a credit limit' }),
      over: kind.count({ zh: '超额度的客户数', en: 'Customers over their limit' }),
      withoutRate: kind.count(
        { zh: '缺少汇率的客户数', en: 'Customers without a rate' },
        { help: { zh: '无法折合成额度的币种。', en: 'Their exposure cannot be told in the currency of the limit.' } },
      ),
    },
  ),
  rows: kind.rows({ zh: '客户', en: 'Customers' }, { customer: CUSTOMER, ...CREDIT, used: USED }),
});
type Report = Shown<typeof reportShape>;
type Row = Report['rows'][number];

/**
 * 信用额度占用: how much of its limit each customer uses now; those over it first, then by how much of it is used. Whoever
 * owes anything with a limit of zero uses more than any other; of whom no use can be told, the rest without `used`, come last.
 */
export const credit = defineQuery({
  name: 'report.credit',
  title: { zh: '信用额度占用', en: 'Use of credit limits' },
  params: NoParams,
  by: READERS,
  ofNow: true,
  over: [financeSection],
  shape: reportShape,
  run: async (_, asking): Promise<Report> => {
    const rows: Row[] = [];
    for await (const chunk of asking.reads.documents(financeSection))
      for (const { key: customer, doc } of chunk) {
        const { shown } = creditOf(doc, asking);
        if (shown.creditLimit !== null) rows.push({ customer, ...shown, used: usedOf(shown) });
      }
    return {
      summary: {
        customers: rows.length,
        over: rows.filter(({ overLimit }) => overLimit).length,
        withoutRate: rows.filter(({ exposureOfLimit }) => exposureOfLimit === null).length,
      },
      rows: rows.sort(
        (a, b) =>
          Number(b.overLimit) - Number(a.overLimit) || useOf(b) - useOf(a) || compareTexts(a.customer, b.customer),
      ),
    };
  },
});

const useOf = ({ used, overLimit }: Row): number => used ?? (overLimit ? Infinity : -Infinity);

function usedOf({ creditLimit, exposureOfLimit }: Pick<Row, 'creditLimit' | 'exposureOfLimit'>): number | null {
  if (creditLimit === null || exposureOfLimit === null) return null;
  const { amount, currency } = creditLimit;
  const limit = toMinor(amount, currency);
  return limit === 0 ? null : percentOf(toMinor(exposureOfLimit.amount, currency), limit);
}
