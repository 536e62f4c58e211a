import { IsCurrencyCode, IsOneOf, Titled } from '@dossier/fields';
import { externalIds } from '@dossier/foundation';
import {
  type Asking,
  compareTexts,
  type Condition,
  enumerated,
  type Instant,
  type Minor,
  type Money,
  money,
  percentOf,
  roundedTo,
} from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { standingPurchases } from './standing-purchases';
import { salesFacts } from './sales-facts';
import { salesRefusal } from './sales.refusals';
import { type Basis, bases } from './terms';

export class MoneyReportParams {
  /**
   * `net` (default): lines and adjustments less cancellations, returns and credits. `gross`: lines with quantity and
   * price above zero of orders that were not cancelled; no returns, no credits. It also decides what is a purchase: by
   * net, an order returned or credited as a whole is none.
   */
  @Titled(
    { zh: '金额口径', en: 'What money means' },
    {
      help: {
        zh: 'net（默认）：扣除取消、退货与贷项后的净额；gross：未取消订单的总额。',
        en: 'net (unless told otherwise): less cancellations, returns and credits; gross: what was ordered and not cancelled.',
      },
    },
  )
  @IsOptional()
  @IsOneOf(bases)
  readonly basis?: Basis;
  @Titled(
    { zh: '币种', en: 'Currency' },
    { help: { zh: 'ISO 4217；有多种币种时必填。', en: 'ISO 4217; needed where there is more than one.' } },
  )
  @IsOptional()
  @IsCurrencyCode()
  readonly currency?: string;
}

export interface CustomerWorth {
  readonly customer: string;
  readonly value: Minor;
  /** Number of purchases, and instant of the last. */
  readonly purchases: number;
  readonly lastPurchaseAt: Instant;
}
export interface Worths {
  readonly basis: Basis;
  /** null where nothing was sold at all. */
  readonly currency: string | null;
  /** Customers with at least one purchase by the basis. */
  readonly customers: readonly CustomerWorth[];
  /** Identified customers without a purchase (credits or adjustments only), in no ranking: how many, and their sum. */
  readonly others: { readonly customers: number; readonly value: Minor };
}

/** Facts of identified customers up to the query's instant. */
export const upTo = ({ asOf }: Pick<Asking, 'asOf'>): readonly Condition[] => [
  { field: 'customer', op: 'ne', value: null },
  { field: 'at', op: 'lte', value: asOf },
];

/**
 * What each identified customer is worth, summed by the store, and how often it bought.
 * @throws Refusal `sales/choose-currency`
 */
export async function worths({ basis = 'net', currency: wanted }: MoneyReportParams, asking: Asking): Promise<Worths> {
  const rows = await asking.reads.group(salesFacts, {
    where: [...upTo(asking), ...only(wanted)],
    by: ['customer', 'currency'],
    compute: { value: { fn: 'sum', field: basis } },
  });
  const currency = oneCurrency(
    rows.map((row) => row['currency'] as string),
    wanted,
  );
  const bought = new Map<string, Pick<CustomerWorth, 'purchases' | 'lastPurchaseAt'>>();
  for await (const { customer, purchases } of standingPurchases(asking, { basis, currency: wanted }))
    bought.set(customer, { purchases: purchases.length, lastPurchaseAt: purchases.at(-1)?.at ?? '' });
  const customers: CustomerWorth[] = [];
  const others = { customers: 0, value: 0 };
  for (const row of rows) {
    const [customer, value] = [row['customer'] as string, row['value'] as number];
    const purchases = bought.get(customer);
    if (purchases) customers.push({ customer, value, ...purchases });
    else {
      others.customers += 1;
      others.value += value;
    }
  }
  return { basis, currency, customers: customers.sort(byValue), others };
}

/** Of orders and credit notes that name no customer, in each currency, or in that which is asked for. */
export async function ofUnknown(
  { basis = 'net', currency }: MoneyReportParams,
  { reads, asOf }: Asking,
): Promise<readonly Money[]> {
  const all = await reads.group(salesFacts, {
    where: [{ field: 'customer', op: 'eq', value: null }, { field: 'at', op: 'lte', value: asOf }, ...only(currency)],
    by: ['currency'],
    compute: { value: { fn: 'sum', field: basis } },
  });
  return all
    .map((row) => money(Number(row['value']), String(row['currency'])))
    .sort((one, other) => compareTexts(one.currency, other.currency));
}

/** Largest first; ties by customer, so that a report is repeatable. */
const byValue = (a: CustomerWorth, b: CustomerWorth): number =>
  b.value - a.value || (a.customer < b.customer ? -1 : a.customer > b.customer ? 1 : 0);

export const only = (currency: string | undefined): readonly Condition[] =>
  currency === undefined ? [] : [{ field: 'currency', op: 'eq', value: currency }];

/** @throws Refusal `sales/choose-currency`: amounts of several currencies are never added up. */
function oneCurrency(found: readonly string[], wanted: string | undefined): string | null {
  const currencies = [...new Set(found)].sort();
  if (currencies.length > 1) throw salesRefusal('choose-currency', { currencies: enumerated(currencies) });
  return currencies[0] ?? wanted ?? null;
}

export const amount = (value: Minor, currency: string | null): Money | null =>
  currency === null ? null : money(value, currency);

/** Rounded to two decimals; 0 of nothing. */
export const mean = (sum: number, count: number): number => (count === 0 ? 0 : roundedTo(2, sum / count));
/** Share in percent, two decimals; 0 of nothing. */
export const percent = (part: number, whole: number): number => (whole === 0 ? 0 : percentOf(part, whole));

/** Adds the customer's number in another system (`erp:4711`; the first by source), as people do not know our ids. */
export async function named<R extends { readonly customer: string }>(
  rows: readonly R[],
  { reads }: Pick<Asking, 'reads'>,
): Promise<readonly (R & Named)[]> {
  const numbers = new Map<string, string>();
  for (const { customer, source, value } of await reads.rows(externalIds, ['customer', 'source', 'value'])) {
    const number = `${String(source)}:${String(value)}`;
    const known = numbers.get(String(customer));
    if (known === undefined || number < known) numbers.set(String(customer), number);
  }
  return rows.map((row) => ({ ...row, externalId: numbers.get(row.customer) ?? null }));
}
export interface Named {
  /** `source:number`; null where the customer has none. */
  readonly externalId: string | null;
}
