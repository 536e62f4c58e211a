import { IsCurrencyCode, Titled } from '@dossier/fields';
import { unusedAt, unusedTimes } from '@dossier/contexts/customers';
import { standing } from '@dossier/contexts/sales';
import {
  type Asking,
  compareTexts,
  dayOf,
  defineQuery,
  enumerated,
  type Instant,
  kind,
  milliseconds,
  money,
  orNull,
  READERS,
  shape,
  type Shown,
} from '@dossier/kernel';
import {
  type Buying,
  expectedAmount,
  expectedPurchases,
  fitBgNbd,
  fitGammaGamma,
  type FittedBgNbd,
  type FittedGammaGamma,
  type Spending,
} from '@dossier/statistics';
import { IsOptional } from 'class-validator';
import { buyingOf, type History, returnScore, spendingOf } from '../../churn-score';
import { round2 } from '../../judgement';
import { nextPurchaseOf } from '../../next-purchase';
import { CUSTOMER, PAST, POLICY_VERSION } from '../../shown-parts';
import { daysOf } from '../../signals/silence';
import { type WarningsPolicy, warningsPolicy } from '../../warnings-policy';
import { warningsSection } from '../../warnings-section';
import { warningsRefusal } from '../../warnings.refusals';

export class PurchaseForecastParams {
  @Titled(
    { zh: '币种', en: 'Currency' },
    { help: { zh: 'ISO 4217；有多种币种时必填。', en: 'ISO 4217; needed where there is more than one.' } },
  )
  @IsOptional()
  @IsCurrencyCode()
  readonly currency?: string;
}

/** Most rows of one answer. */
const MOST = 2000;

const parameter = (zh: string, en: string) => kind.number({ zh, en });
const forecastShape = shape({
  summary: kind.group(
    { zh: '汇总', en: 'Summary' },
    {
      asOf: kind.instant({ zh: '截至', en: 'As of' }),
      days: kind.days({ zh: '预测天数', en: 'Days that are forecast' }),
      customers: kind.count({ zh: '客户数', en: 'Customers' }),
      deactivated: kind.count(
        { zh: '已停用的客户数', en: 'Customers that are deactivated' },
        {
          help: {
            zh: '买过但已停用，不作预测。',
            en: 'They bought, and nothing is forecast of them.',
          },
        },
      ),
      expectedPurchases: kind.number({ zh: '预计购买次数', en: 'Purchases to expect' }),
      expected: orNull(kind.money({ zh: '预计采购额', en: 'Amount to expect' })),
      policyVersion: POLICY_VERSION,
    },
  ),
  purchases: orNull(
    kind.group(
      { zh: '购买模型 BG/NBD', en: 'Model of purchases, BG/NBD' },
      {
        r: parameter('r', 'r'),
        alpha: parameter('α', 'α'),
        a: parameter('a', 'a'),
        b: parameter('b', 'b'),
        logLikelihood: parameter('对数似然', 'Log-likelihood'),
      },
    ),
  ),
  amounts: orNull(
    kind.group(
      { zh: '金额模型 Gamma-Gamma', en: 'Model of amounts, Gamma-Gamma' },
      {
        p: parameter('p', 'p'),
        q: parameter('q', 'q'),
        v: parameter('v', 'v'),
        logLikelihood: parameter('对数似然', 'Log-likelihood'),
      },
    ),
  ),
  rows: kind.rows(
    { zh: '客户', en: 'Customers' },
    {
      customer: CUSTOMER,
      place: kind.percent(
        { zh: '回购排位', en: 'Rank' },
        { help: { zh: '100 为最可能再次购买者', en: '100 is who buys again most likely' } },
      ),
      nextPurchaseOn: orNull(
        kind.day(
          { zh: '下次购买', en: 'Next purchase' },
          {
            help: {
              zh: '按其自身节奏预计，不计季节',
              en: 'To expect by its own rhythm, whatever the season',
            },
          },
        ),
      ),
      isPast: orNull(PAST),
      expectedPurchases: kind.number(
        { zh: '预计次数', en: 'Purchases' },
        { help: { zh: '预测天数内的购买次数', en: 'To expect in the days that are forecast' } },
      ),
      expected: orNull(
        kind.money(
          { zh: '预计金额', en: 'Amount' },
          { help: { zh: '预测天数内的采购额', en: 'To expect in the days that are forecast' } },
        ),
      ),
    },
  ),
  left: kind.count(
    { zh: '未列出的客户数', en: 'Customers not in these rows' },
    {
      help: {
        zh: `按回购排位由高到低最多列出 ${MOST} 位；汇总包括所有未停用的客户，模型也包括已停用的。`,
        en: `At most ${MOST} are given, who buys again most likely first; the summary is of all that are in use, the models are of the deactivated ones too.`,
      },
    },
  ),
});
export type PurchaseForecast = Shown<typeof forecastShape>;

/** What is kept of a customer: not its purchases. */
interface Customer {
  readonly customer: string;
  readonly score: number;
  readonly buying: Buying;
  readonly spending: Spending | null;
  readonly isUsed: boolean;
  readonly next: { readonly expectedAt: Instant; readonly isPast: boolean } | null;
}
const DAY = 86_400_000;

/** What customers will buy in the days that the policy names: how often, how much, and who rather than whom. */
export const purchaseForecast = defineQuery({
  name: 'report.purchase-forecast',
  title: {
    zh: '采购预测：预计何时、多少次、多少金额，按谁最可能回购排序',
    en: 'Forecast of purchases: when, how often and how much, by who buys again most likely',
  },
  params: PurchaseForecastParams,
  by: READERS,
  refuses: [warningsRefusal.some('choose-currency')],
  over: [warningsSection],
  shape: forecastShape,
  run: async ({ currency: wanted }, asking): Promise<PurchaseForecast> => {
    const { asOf, policies, zone } = asking;
    const { version, document } = policies(warningsPolicy);
    const { customers, currency } = await customersOf(asking, document, wanted);
    // a model without those that were given up would take customers for more faithful than they are
    const spendings = customers.flatMap(({ buying, spending }) => (buying.repeats > 0 ? (spending ?? []) : []));
    const purchases = customers.length === 0 ? null : fitBgNbd(customers.map(({ buying }) => buying));
    const amounts = spendings.length === 0 ? null : fitGammaGamma(spendings);
    const given = { purchases, amounts, currency, zone, days: document.forecastDays };
    const rows: PurchaseForecast['rows'][number][] = [];
    let [all, sum] = [0, 0];
    const used = customers.filter(({ isUsed }) => isUsed);
    used.sort((a, b) => b.score - a.score || compareTexts(a.customer, b.customer));
    for (const [index, one] of used.entries()) {
      const place = round2((100 * (used.length - index)) / used.length);
      const { row, minor } = rowOf(one, { ...given, place });
      [all, sum] = [all + row.expectedPurchases, sum + minor];
      if (index < MOST) rows.push(row);
    }
    return {
      summary: {
        ...{ asOf, days: document.forecastDays, customers: used.length },
        deactivated: customers.length - used.length,
        expectedPurchases: round2(all),
        expected: amounts === null || currency === null ? null : money(sum, currency),
        policyVersion: version,
      },
      purchases: purchases && shownPurchases(purchases),
      amounts: amounts && shownAmounts(amounts),
      rows,
      left: used.length - rows.length,
    };
  },
});

const shownPurchases = ({ r, alpha, a, b, logLikelihood }: FittedBgNbd) => ({ r, alpha, a, b, logLikelihood });
const shownAmounts = ({ p, q, v, logLikelihood }: FittedGammaGamma) => ({ p, q, v, logLikelihood });

/** Customers with a purchase that stands, in one currency. @throws Refusal `warnings/choose-currency` */
async function customersOf(
  { reads, asOf }: Asking,
  policy: WarningsPolicy,
  wanted: string | undefined,
): Promise<{ readonly customers: Customer[]; readonly currency: string | null }> {
  const customers: Customer[] = [];
  const currencies = new Set<string>();
  const today = Math.floor(milliseconds(asOf) / DAY);
  for await (const chunk of reads.documents(warningsSection))
    for (const { key: customer, doc: state } of chunk) {
      const bought = standing(state.purchases, asOf).filter(
        ({ currency }) => wanted === undefined || currency === wanted,
      );
      if (bought.length === 0) continue;
      for (const { currency } of bought) currencies.add(currency);
      const taken = bought.flatMap(({ taken: all = [] }) => all.filter(({ at }) => at <= asOf));
      const spent = [...bought, ...taken.map(({ worth }) => ({ worth: -worth }))].reduce(
        (sum, { worth }) => sum + worth,
        0,
      );
      const history: History = { days: daysOf(bought), today, spent };
      const next = nextPurchaseOf(state, policy, asOf);
      customers.push({
        ...{ customer, score: returnScore(history, policy.fadeDays) },
        ...{ buying: buyingOf(history), spending: spendingOf(history) },
        isUsed: unusedAt(unusedTimes(state), asOf) === undefined,
        next: next.is === 'expected' ? next : null,
      });
    }
  if (currencies.size > 1) throw warningsRefusal('choose-currency', { currencies: enumerated([...currencies].sort()) });
  return { customers, currency: [...currencies][0] ?? wanted ?? null };
}

interface Given {
  readonly purchases: FittedBgNbd | null;
  readonly amounts: FittedGammaGamma | null;
  readonly currency: string | null;
  readonly days: number;
  readonly zone: string;
  readonly place: number;
}
function rowOf(
  { customer, buying, spending, next }: Customer,
  { purchases, amounts, currency, days, zone, place }: Given,
): { readonly row: PurchaseForecast['rows'][number]; readonly minor: number } {
  const expected = purchases === null ? 0 : expectedPurchases(purchases, buying, days);
  const each = amounts === null ? Infinity : expectedAmount(amounts, spending);
  const isKnown = currency !== null && each < Infinity;
  const minor = isKnown ? Math.round(expected * each) : 0;
  return {
    row: {
      ...{ customer, place, nextPurchaseOn: next && dayOf(next.expectedAt, zone) },
      isPast: next && next.isPast,
      expectedPurchases: round2(expected),
      expected: isKnown ? money(minor, currency) : null,
    },
    minor,
  };
}
