import { IsCurrencyCode, Titled } from '@dossier/fields';
import {
  type Asking,
  type Condition,
  compareTexts,
  defineQuery,
  enumerated,
  type Instant,
  kind,
  type Minor,
  type Money,
  money,
  orNull,
  READERS,
  shape,
  type Shown,
} from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { type Age, bands, isOfAge } from '../../ages';
import { financeRefusal } from '../../finance.refusals';
import { receivablesPolicy } from '../../receivables-policy';
import { CURRENCY, CUSTOMER } from '../../shown-parts';
import { receivableFacts } from './receivable-facts';

export class ReceivablesParams {
  @Titled(CURRENCY, {
    help: { zh: 'ISO 4217；有多种币种时必填。', en: 'ISO 4217; needed where there is more than one.' },
  })
  @IsOptional()
  @IsCurrencyCode()
  readonly currency?: string;
}

const OWED = {
  invoices: kind.count({ zh: '未付发票数', en: 'Open invoices' }),
  open: kind.money({ zh: '未付', en: 'Open' }),
  overdue: kind.money({ zh: '逾期', en: 'Overdue' }),
  oldestDueAt: orNull(kind.instant({ zh: '最早到期时间', en: 'Oldest due date' })),
  ages: kind.byKey({ zh: '账龄', en: 'By age' }, kind.money({ zh: '金额', en: 'Amount' }), {
    help: { zh: 'not-due 为未到期，其余为逾期整天数。', en: 'not-due, and whole days overdue.' },
  }),
};
const reportShape = shape({
  rows: kind.rows({ zh: '客户', en: 'Customers' }, { customer: CUSTOMER, ...OWED }),
  total: orNull(kind.group({ zh: '合计', en: 'Total' }, OWED)),
});
type Report = Shown<typeof reportShape>;
type Owed = NonNullable<Report['total']>;

interface Open {
  readonly customer: string;
  readonly currency: string;
  readonly minor: Minor;
  readonly dueAt: Instant;
}

/** 账龄: what each customer owes as of a day, by how long it is overdue. */
export const receivables = defineQuery({
  name: 'report.receivables',
  title: { zh: '应收账款账龄', en: 'Receivables by age' },
  params: ReceivablesParams,
  by: READERS,
  refuses: [financeRefusal.some('choose-currency')],
  over: [receivableFacts],
  shape: reportShape,
  run: async ({ currency: wanted }, asking): Promise<Report> => {
    const all = await openInvoices(asking, wanted);
    const currencies = [...new Set(all.map(({ currency }) => currency))].sort(compareTexts);
    if (currencies.length > 1) throw financeRefusal('choose-currency', { currencies: enumerated(currencies) });
    const currency = currencies[0] ?? wanted;
    if (currency === undefined) return { rows: [], total: null };
    const ages = bands(asking.policies(receivablesPolicy).document.ageBorders);
    const owed = (some: readonly Open[]): Owed => owedOf(some, { currency, ages, asOf: asking.asOf });
    const rows = [...byCustomer(all)].map(([customer, some]) => ({ customer, ...owed(some) }));
    const minors = new Map([...byCustomer(all)].map(([customer, some]) => [customer, sumOf(some)]));
    const larger = (one: string, other: string): number =>
      (minors.get(other) ?? 0) - (minors.get(one) ?? 0) || compareTexts(one, other);
    return { rows: rows.sort((a, b) => larger(a.customer, b.customer)), total: owed(all) };
  },
});

/** What is open as of the asking, and when it falls due as was agreed by then. */
async function openInvoices({ reads, asOf }: Asking, currency: string | undefined): Promise<readonly Open[]> {
  const upTo: Condition = { field: 'at', op: 'lte', value: asOf };
  const sums = await reads.group(receivableFacts, {
    where: [
      upTo,
      { field: 'currency', op: 'ne', value: null },
      ...(currency === undefined ? [] : [{ field: 'currency', op: 'eq' as const, value: currency }]),
    ],
    by: ['invoice', 'customer', 'currency'],
    compute: { minor: { fn: 'sum', field: 'change' } },
  });
  const dues = new Map<unknown, { readonly at: string; readonly revision: number; readonly dueAt: Instant }>();
  const told = await reads.rows(receivableFacts, ['invoice', 'at', 'revision', 'dueAt'], {
    where: [upTo, { field: 'dueAt', op: 'ne', value: null }],
  });
  for (const row of told) {
    const [at, revision, dueAt] = [String(row['at']), Number(row['revision']), String(row['dueAt'])];
    const known = dues.get(row['invoice']);
    if (!known || known.at < at || (known.at === at && known.revision < revision))
      dues.set(row['invoice'], { at, revision, dueAt });
  }
  return sums.flatMap((row) => {
    const [minor, due] = [Number(row['minor']), dues.get(row['invoice'])];
    return minor === 0 || due === undefined
      ? []
      : [{ customer: String(row['customer']), currency: String(row['currency']), minor, dueAt: due.dueAt }];
  });
}

function byCustomer(all: readonly Open[]): ReadonlyMap<string, readonly Open[]> {
  const found = new Map<string, Open[]>();
  for (const one of all) {
    const some = found.get(one.customer);
    if (some) some.push(one);
    else found.set(one.customer, [one]);
  }
  return found;
}

const sumOf = (some: readonly Open[]): Minor => some.reduce((sum, { minor }) => sum + minor, 0);

function owedOf(
  some: readonly Open[],
  { currency, ages, asOf }: { readonly currency: string; readonly ages: readonly Age[]; readonly asOf: Instant },
): Owed {
  const unpaid = some.filter(({ minor }) => minor > 0);
  const overdue = unpaid.filter(({ dueAt }) => dueAt <= asOf);
  const worth = (of: readonly Open[]): Money => money(sumOf(of), currency);
  const dues = unpaid.map(({ dueAt }) => dueAt).sort(compareTexts);
  return {
    invoices: unpaid.length,
    open: worth(some),
    overdue: worth(overdue),
    oldestDueAt: dues[0] ?? null,
    ages: {
      'not-due': worth(some.filter(({ minor, dueAt }) => minor <= 0 || dueAt > asOf)),
      ...Object.fromEntries(
        ages.map((age) => [nameOf(age), worth(overdue.filter(({ dueAt }) => isOfAge(age, dueAt, asOf)))]),
      ),
    },
  };
}

/** `30-59`, and of the last `90+`. */
const nameOf = ({ fromDays, toDays }: Age): string => (toDays === null ? `${fromDays}+` : `${fromDays}-${toDays - 1}`);
