import { Titled } from '@dossier/fields';
import { defineQuery, kind, orNull, shape, type Shown, READERS } from '@dossier/kernel';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { externalIds } from '@dossier/foundation';
import { amount, MoneyReportParams, named, ofUnknown, percent, worths } from '../../money-report';
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

export class ConcentrationParams extends MoneyReportParams {
  @Titled(
    { zh: '头部客户百分比', en: 'Size of the top' },
    {
      help: {
        zh: '头部客户占全部客户的百分比；省略则为 20。',
        en: 'How large the top is, in percent of customers; 20 unless told otherwise.',
      },
      unit: { zh: '%', en: '%' },
      kind: 'percent',
    },
  )
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  readonly top?: number;
}

const GROUP = { customers: CUSTOMERS, value: AMOUNT };
const concentrationShape = shape({
  basis: BASIS,
  summary: kind.group(
    { zh: '汇总', en: 'Summary' },
    {
      customers: CUSTOMERS,
      total: TOTAL,
      topPercent: kind.percent({ zh: '头部客户百分比', en: 'Top, of the customers' }),
      topCustomers: kind.count({ zh: '头部客户数', en: 'Customers in the top' }),
      topValue: orNull(kind.money({ zh: '头部金额', en: 'Value of the top' })),
      topShare: kind.percent({ zh: '头部金额百分比', en: 'Top, of the total' }),
      identified: kind.group({ zh: '已识别客户', en: 'All identified customers' }, GROUP),
      withoutPurchase: kind.group({ zh: '未购买客户', en: 'Identified, without a purchase' }, GROUP, {
        help: {
          zh: '只有贷项或调整；不计入排名与合计',
          en: 'credits or adjustments only: in no ranking and not in the total',
        },
      }),
      ofUnknown: OF_UNKNOWN,
    },
  ),
  rows: kind.rows(
    { zh: '头部客户', en: 'The top' },
    {
      rank: kind.count({ zh: '名次', en: 'Rank' }),
      customer: CUSTOMER,
      value: AMOUNT,
      percent: PERCENT,
      cumulativePercent: CUMULATIVE_PERCENT,
      externalId: EXTERNAL_ID,
    },
  ),
});
type Concentration = Shown<typeof concentrationShape>;
type ConcentrationRow = Omit<Concentration['rows'][number], 'externalId'>;

/** How much of the revenue comes from how few customers (80/20). */
export const concentration = defineQuery({
  name: 'report.concentration',
  title: { zh: '集中度：头部客户的占比', en: 'Concentration: how much the largest customers make up' },
  params: ConcentrationParams,
  by: READERS,
  refuses: [salesRefusal.some('choose-currency')],
  over: [salesFacts, salesSection, externalIds],
  shape: concentrationShape,
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
        ofUnknown: await ofUnknown(params, asking),
      },
      rows: await named(rows, asking),
    };
  },
});
