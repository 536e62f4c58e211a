import { IsCurrencyCode, Titled } from '@dossier/fields';
import {
  type Asking,
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
import { type ReceivableFact, receivableFacts } from './receivable-facts';

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
  open: kind.money(
    { zh: '未付', en: 'Open' },
    { help: { zh: '各发票未付之和减去多结清', en: 'What is open of invoices, less what was settled too much' } },
  ),
  overpaid: kind.money(
    { zh: '多结清', en: 'Settled too much' },
    {
      help: {
        zh: '结清超过发票金额的部分，已从“未付”与账龄“未到期”中减去；是哪些发票见例外报表（以当前为准）',
        en: 'Beyond what invoices are for: it is taken off what is open, and off not-due by age. Which invoices these are as of now is in the report of exceptions',
      },
    },
  ),
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

/** 账龄: what each customer owes as of a day, and as it was known on another, by how long it is overdue. */
export const receivables = defineQuery({
  name: 'report.receivables',
  title: { zh: '应收账款账龄', en: 'Receivables by age' },
  params: ReceivablesParams,
  by: READERS,
  asKnown: true,
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
  const sums = new Map<string, Omit<Open, 'dueAt'> & { readonly invoice: string }>();
  const dues = new Map<string, ReceivableFact & { readonly dueAt: Instant }>();
  for await (const chunk of reads.documents(receivableFacts))
    for (const { doc } of chunk) {
      if (doc.at > asOf) continue;
      const { invoice, customer, currency: of, change, dueAt } = doc;
      if (of !== null && (currency ?? of) === of) {
        const key = JSON.stringify([invoice, customer, of]);
        sums.set(key, { invoice, customer, currency: of, minor: (sums.get(key)?.minor ?? 0) + change });
      }
      const known = dues.get(invoice);
      if (dueAt !== null && (!known || isLater(doc, known))) dues.set(invoice, { ...doc, dueAt });
    }
  return [...sums.values()].flatMap(({ invoice, ...open }) => {
    const due = dues.get(invoice);
    return open.minor === 0 || due === undefined ? [] : [{ ...open, dueAt: due.dueAt }];
  });
}
/** What was agreed at the instant of the issue stands behind what corrects the issue, whenever that was written. */
const isAgreed = ({ currency }: ReceivableFact): number => Number(currency === null);
const isLater = (fact: ReceivableFact, other: ReceivableFact): boolean =>
  (compareTexts(fact.at, other.at) || isAgreed(fact) - isAgreed(other) || fact.revision - other.revision) > 0;

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
    overpaid: money(-sumOf(some.filter(({ minor }) => minor < 0)), currency),
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
