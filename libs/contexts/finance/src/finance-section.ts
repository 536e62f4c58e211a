import {
  changing,
  code,
  compareTexts,
  dayOf,
  defineSection,
  type Figure,
  firstIndex,
  inMinor,
  type Instant,
  instantField,
  integer,
  kind,
  type Minor,
  type Money,
  money,
  orNull,
  type Recorded,
  shape,
  type Shown,
  startOfDay,
  streamOf,
  text,
  toMinor,
  unindexed,
  type Viewing,
} from '@dossier/kernel';
import { order, OrderCancelled, OrderPlaced, OrderShipped } from '@dossier/contexts/sales';
import { bands, isOfAge, meanDays, nextAge, type Paid, paidAfter } from './ages';
import { CreditLimitRemoved, CreditLimitSet } from './credit-limit.events';
import { hasOwnDues, type KnownDues, NO_DUES, withAgreed, withCorrected, withDues } from './dues';
import { dueBy, lastDue } from './invoice';
import {
  DueDateMoved,
  InvoiceCancelled,
  InvoiceCorrected,
  InvoiceIssued,
  type InvoiceOrigin,
  InvoiceReopened,
  InvoiceSettled,
  InvoiceWrittenOff,
  WriteOffWithdrawn,
} from './invoice.events';
import {
  type Billed,
  goodsOf,
  openOrder,
  type OpenOrder,
  rebilled,
  toInvoice,
  toShip,
  withBill,
  withChangedBill,
  withOrder,
  withoutGoods,
} from './open-orders';
import { AllocationWithdrawn, PaymentAllocated, PaymentReceived, PaymentReversed } from './payment.events';
import { exchangeRatesPolicy, RatesOfTheDay } from './rates-policy';
import { receivablesPolicy } from './receivables-policy';
import { AGE, CREDIT, CURRENCY } from './shown-parts';
import { type Standing, standings } from './terms';

interface OpenInvoice extends KnownDues {
  /** Its stream. */
  readonly invoice: string;
  readonly currency: string;
  readonly open: Minor;
  /** Of the event that opened it. */
  readonly eventId: string;
}
/** An invoice for an order that was not there when it was issued. */
interface Ahead extends Billed {
  /** The stream of the order. */
  readonly order: string;
  readonly currency: string;
}
/** Of one month and currency. */
interface PaidInMonth extends Paid {
  /** In UTC. */
  readonly month: string;
  readonly currency: string;
}
interface LimitSet {
  readonly limit: Money | null;
  readonly at: Instant;
  readonly position: number;
}
/** Of one currency, in minor units. */
type Sums = Readonly<Record<string, Minor>>;

/** The same in any order of commits, for each event says what it changes. */
export interface FinanceState {
  /** By their streams; below zero: settled twice. */
  readonly invoices: readonly OpenInvoice[];
  readonly orders: readonly OpenOrder[];
  /** Until their orders come. */
  readonly ahead: readonly Ahead[];
  readonly unallocated: Sums;
  readonly writtenOff: Sums;
  /** By month and currency. */
  readonly paid: readonly PaidInMonth[];
  readonly limit: LimitSet | null;
}

const financeView = shape({
  receivables: kind.moneyEach({ zh: '应收账款', en: 'Receivables' }),
  overdue: kind.moneyEach({ zh: '逾期金额', en: 'Overdue' }),
  ages: kind.rows({ zh: '逾期账龄', en: 'Overdue by age' }, AGE),
  openInvoices: kind.count({ zh: '未付发票数', en: 'Open invoices' }),
  overdueInvoices: kind.count({ zh: '逾期发票数', en: 'Overdue invoices' }),
  paymentStanding: kind.code(standings.title, standings),
  oldestDueAt: orNull(kind.instant({ zh: '最早到期时间', en: 'Oldest due date' })),
  unallocated: kind.moneyEach({ zh: '未核销收款', en: 'Payments not allocated' }),
  writtenOff: kind.moneyEach({ zh: '坏账', en: 'Written off' }),
  toShip: kind.moneyEach({ zh: '未发货订单', en: 'Still to be shipped' }),
  toInvoice: kind.moneyEach({ zh: '未发货且未开票', en: 'Neither shipped nor invoiced' }),
  ...CREDIT,
  daysToPay: kind.rows(
    { zh: '付款天数', en: 'Days to pay' },
    { currency: kind.text(CURRENCY), days: kind.days({ zh: '天数', en: 'Days' }) },
  ),
  paidByMonth: kind.rows(
    { zh: '按月付款天数', en: 'Days to pay by month' },
    {
      month: kind.day({ zh: '月份', en: 'Month' }),
      paid: kind.money({ zh: '已结清', en: 'Settled' }),
      days: kind.days({ zh: '天数', en: 'Days' }),
    },
  ),
  changesAt: orNull(kind.instant({ zh: '下次变化', en: 'Changes next' })),
});
export type FinanceView = Shown<typeof financeView>;

/** Months with payments that days to pay are told of. */
const MONTHS = 12;

const plus = (sums: Sums, currency: string, change: Minor): Sums => {
  const sum = (sums[currency] ?? 0) + change;
  const others = Object.entries(sums).filter(([other]) => other !== currency);
  return Object.fromEntries(sum === 0 ? others : [...others, [currency, sum]]);
};

type InStream = Pick<Recorded, 'stream' | 'revision' | 'id'>;

/** The invoices after a change of one; one that is paid is forgotten, but for due dates that later events may not repeat. */
function withInvoice(
  { invoices }: FinanceState,
  { stream: invoice, id: eventId }: InStream,
  change: (before: OpenInvoice) => OpenInvoice,
): readonly OpenInvoice[] {
  const index = firstIndex(invoices, (each) => each.invoice >= invoice);
  const found = invoices[index]?.invoice === invoice ? invoices[index] : undefined;
  const before = found ?? { invoice, currency: '', open: 0, ...NO_DUES, eventId };
  const then = change(before.open === 0 ? { ...before, eventId } : before);
  return invoices.toSpliced(index, found ? 1 : 0, ...(then.open === 0 && !hasOwnDues(then) ? [] : [then]));
}

/** The invoices after a change of what is open of one. */
const changed = (
  state: FinanceState,
  at: InStream,
  { change, origin }: { readonly change: Minor; readonly origin: Pick<InvoiceOrigin, 'currency' | 'dues'> },
): readonly OpenInvoice[] =>
  withInvoice(state, at, (before) => ({
    ...withDues(before, origin.dues, at),
    ...{ currency: origin.currency, open: before.open + change },
  }));

interface BalanceChange {
  readonly amount: string;
  readonly invoice: InvoiceOrigin;
}
const by = (
  state: FinanceState,
  { amount, invoice: origin }: BalanceChange,
  at: InStream,
  sign: 1 | -1,
): FinanceState => ({
  ...state,
  invoices: changed(state, at, { change: sign * toMinor(amount, origin.currency), origin }),
});

function withPaid(state: FinanceState, { amount, invoice }: BalanceChange, at: Instant, sign: 1 | -1): FinanceState {
  const { currency, issuedAt } = invoice;
  const month = at.slice(0, 7);
  const change = paidAfter(sign * toMinor(amount, currency), issuedAt, at);
  const index = firstIndex(
    state.paid,
    (each) => (compareTexts(each.month, month) || compareTexts(each.currency, currency)) >= 0,
  );
  const found = state.paid[index];
  const before = found?.month === month && found.currency === currency ? found : undefined;
  const then = {
    ...{ month, currency },
    amount: (before?.amount ?? 0) + change.amount,
    weighted: (before?.weighted ?? 0) + change.weighted,
  };
  return { ...state, paid: state.paid.toSpliced(index, before ? 1 : 0, ...(then.amount === 0 ? [] : [then])) };
}

function limited(state: FinanceState, one: LimitSet): FinanceState {
  const { limit: before } = state;
  const isLater = before === null || before.at < one.at || (before.at === one.at && before.position < one.position);
  return isLater ? { ...state, limit: one } : state;
}

const goods = (
  state: FinanceState,
  stream: string,
  lines: Parameters<typeof withoutGoods>[2],
  how: Parameters<typeof withoutGoods>[3],
): FinanceState => ({ ...state, orders: withoutGoods(state.orders, stream, lines, how) });

/** @param isThere the order was there before the invoice: where it is not open, nothing of it is still to be shipped */
function billed(state: FinanceState, one: Ahead, isThere: boolean): FinanceState {
  const found = openOrder(state.orders, one.order);
  if (!found) return isThere ? state : { ...state, ahead: [...state.ahead, one] };
  const { invoice, amount, currency } = one;
  // an order in another currency is in the report of exceptions
  return currency === found.currency
    ? { ...state, orders: withBill(state.orders, one.order, { invoice, amount }) }
    : state;
}
const billedAnew = (state: FinanceState, invoice: string, amount: (before: Minor) => Minor): FinanceState => ({
  ...state,
  orders: withChangedBill(state.orders, invoice, amount),
  ahead: rebilled(state.ahead, invoice, amount),
});

const each = (zh: string, en: string, evidence?: Figure<FinanceState>['evidence']): Figure<FinanceState> => ({
  formula: { zh, en },
  behind: 'each',
  ...(evidence && { evidence }),
});
const last = (zh: string, en: string, evidence?: Figure<FinanceState>['evidence']): Figure<FinanceState> => ({
  ...each(zh, en, evidence),
  behind: 'last',
});
const overdueOnes: Figure<FinanceState>['evidence'] = (state, { asOf }) =>
  overdueIn(state, asOf).map(({ eventId }) => eventId);
const openOnes: Figure<FinanceState>['evidence'] = ({ invoices }) =>
  invoices.filter(({ open }) => open !== 0).map(({ eventId }) => eventId);

/** The part of finance in the 360° view. */
export const financeSection = defineSection<FinanceState, FinanceView>()({
  name: 'finance',
  title: { zh: '财务', en: 'Finance' },
  version: 4,
  from: {
    InvoiceIssued,
    InvoiceCorrected,
    DueDateMoved,
    InvoiceCancelled,
    InvoiceSettled,
    InvoiceReopened,
    InvoiceWrittenOff,
    WriteOffWithdrawn,
    PaymentReceived,
    PaymentAllocated,
    AllocationWithdrawn,
    PaymentReversed,
    CreditLimitSet,
    CreditLimitRemoved,
    OrderPlaced,
    OrderShipped,
    OrderCancelled,
  },
  initial: { invoices: [], orders: [], ahead: [], unallocated: {}, writtenOff: {}, paid: [], limit: null },
  evolve: {
    InvoiceIssued: (before, { amount, currency, dueAt, orderId, orderKnown }, at) => {
      const { stream, occurredAt: since } = at;
      const change = toMinor(amount, currency);
      const origin = { currency, dues: [{ since, dueAt }] };
      const state = { ...before, invoices: changed(before, at, { change, origin }) };
      if (orderId === undefined) return state;
      const one = { order: streamOf(order, orderId), invoice: stream, currency, amount: change };
      return billed(state, one, orderKnown === true);
    },
    InvoiceCorrected: (state, { change, dueAt, invoice: origin }, at) => ({
      ...billedAnew(state, at.stream, (before) => before + toMinor(change, origin.currency)),
      invoices: withInvoice(state, at, (before) => ({
        ...withCorrected(before, { dues: origin.dues, dueAt }, at),
        ...{ currency: origin.currency, open: before.open + toMinor(change, origin.currency) },
      })),
    }),
    DueDateMoved: (state, { dueAt }, at) => ({
      ...state,
      invoices: withInvoice(state, at, (one) => withAgreed(one, { since: at.occurredAt, dueAt }, at)),
    }),
    InvoiceCancelled: (state, data, at) => billedAnew(by(state, data, at, -1), at.stream, () => 0),
    InvoiceSettled: (state, data, at) => withPaid(by(state, data, at, -1), data, at.occurredAt, 1),
    InvoiceReopened: (state, data, at) => withPaid(by(state, data, at, 1), data, data.settledAt, -1),
    InvoiceWrittenOff: (before, data, at) => {
      const { amount, invoice: origin } = data;
      const state = by(before, data, at, -1);
      return { ...state, writtenOff: plus(state.writtenOff, origin.currency, toMinor(amount, origin.currency)) };
    },
    WriteOffWithdrawn: (before, data, at) => {
      const { amount, invoice: origin } = data;
      const state = by(before, data, at, 1);
      return { ...state, writtenOff: plus(state.writtenOff, origin.currency, -toMinor(amount, origin.currency)) };
    },
    PaymentReceived: (state, { amount, currency }) => withMoney(state, currency, toMinor(amount, currency)),
    PaymentAllocated: (state, { amount, currency }) => withMoney(state, currency, -toMinor(amount, currency)),
    AllocationWithdrawn: (state, { amount, currency }) => withMoney(state, currency, toMinor(amount, currency)),
    PaymentReversed: (state, { unallocated, currency }) => withMoney(state, currency, -toMinor(unallocated, currency)),
    CreditLimitSet: (state, { limit: amount, currency }, { occurredAt: at, position }) =>
      limited(state, { limit: { amount, currency }, at, position }),
    CreditLimitRemoved: (state, _, { occurredAt: at, position }) => limited(state, { limit: null, at, position }),
    OrderPlaced: (before, { currency, lines, net, gross, fulfilled = false }, { stream }) => {
      const ahead = before.ahead.filter((each) => each.order === stream);
      const state = { ...before, ahead: before.ahead.filter((each) => each.order !== stream) };
      if (fulfilled) return state;
      const placed: OpenOrder = {
        ...{ order: stream, currency, unitPrice: lines.unitPrice, left: lines.quantity },
        ...{ shipped: lines.quantity.map(() => 0), billed: [] },
        ...{ shared: toMinor(net, currency) - toMinor(gross, currency), goods: goodsOf(lines) },
      };
      return ahead.reduce<FinanceState>((so, one) => billed(so, one, true), {
        ...state,
        orders: withOrder(state.orders, placed),
      });
    },
    OrderShipped: (state, { lines }, { stream }) => goods(state, stream, lines, 'shipped'),
    OrderCancelled: (state, { lines }, { stream }) => goods(state, stream, lines, 'cancelled'),
  },
  policies: [receivablesPolicy.name, exchangeRatesPolicy.name],
  shape: financeView,
  view,
  lapse: ({ changesAt }, { zone }) => {
    if (changesAt === null) return null;
    const day = dayOf(changesAt, zone);
    return {
      at: changesAt,
      title: {
        zh: `${day} 有发票到期、进入下一账龄段，或汇率变化`,
        en: `an invoice fell due or grew older, or a rate changed, on ${day}`,
      },
    };
  },
  figures: {
    receivables: each(
      '各发票金额 − 已结清 − 坏账，之和；已作废的不计',
      'Sum over invoices of amount − settled − written off; none of those cancelled',
    ),
    overdue: each('其中到期时间已到的未付金额', 'What of it is open at or after its due date', overdueOnes),
    ages: each(
      '逾期金额按逾期整天数（每天 24 小时）分段，界限见政策 receivables',
      'What is overdue by whole days of 24 hours since it fell due; the borders are policy receivables',
      overdueOnes,
    ),
    openInvoices: each('仍有未付金额的发票数', 'Number of invoices with something open'),
    overdueInvoices: each('其中已逾期的发票数', 'Number of those that are overdue', overdueOnes),
    paymentStanding: each(
      '没有未付发票；有而均未到期；至少一张逾期',
      'Nothing open; open and nothing due yet; at least one invoice overdue',
      openOnes,
    ),
    oldestDueAt: each('未付发票中最早的到期时间', 'The earliest due date of what is open', openOnes),
    unallocated: each(
      '收款 − 已核销到发票的金额；退回的不计',
      'Payments less what is allocated to invoices; none of those reversed',
    ),
    writtenOff: each('已核销为坏账的金额', 'What is written off'),
    toShip: each(
      '未发货商品按订单价格计的金额，含其分摊的折扣与费用',
      'Goods still to be shipped at the prices of their orders, with their share of discounts and fees',
    ),
    /** What was shipped and not invoiced is no part of it: an invoice need not name its order, so nobody can tell. */
    toInvoice: each(
      '逐单计：未发货商品的金额 − 写明该订单的发票超出已发货部分的金额，不低于零',
      'Of each order: still to be shipped − what invoices that name it bill beyond what was shipped, not below zero',
    ),
    exposure: each(
      '应收账款 + 未发货且未开票 − 未核销收款，不低于零；已发货的自开票起计入',
      'receivables + neither shipped nor invoiced − payments not allocated, not below zero; what was shipped counts once it is invoiced',
    ),
    creditLimit: last('最近一次设定的信用额度', 'The credit limit as it was set last'),
    exposureOfLimit: each(
      '各币种敞口按政策 exchange-rates 当日汇率折合为额度币种之和',
      'Exposure of all currencies, in that of the limit by the rates of the day of policy exchange-rates',
    ),
    available: each('信用额度 − 折合敞口', 'credit limit − exposure in its currency'),
    overLimit: each('折合敞口是否超过信用额度', 'Whether the exposure in its currency passes the credit limit'),
    daysToPay: each(
      '自开票至到账的整天数，按金额加权，取最近十二个有收款的月份（UTC），每个币种分别计',
      'Whole days from issue to money, weighted by amount, over the twelve latest months (UTC) with payments of each currency',
    ),
    paidByMonth: each(
      '最近十二个有收款的月份（UTC）：结清的金额及其加权付款天数',
      'The twelve latest months (UTC) with payments: what was settled, and its weighted days to pay',
    ),
    changesAt: each(
      '下一张发票到期、下一次跨过账龄界限或下一次汇率变化的时间，取最早者',
      'When the next invoice falls due, passes a border of ageing, or a rate changes, whichever comes first',
      openOnes,
    ),
  },
  fields: {
    receivablesCurrency: unindexed(
      text((state) => onlyCurrency(receivablesOf(state)), { zh: '应收币种', en: 'Currency of receivables' }),
    ),
    /** Null where there are several currencies. */
    receivables: inMinor(
      integer((state) => inOnly(receivablesOf(state)), { zh: '应收账款', en: 'Receivables' }),
      'receivablesCurrency',
    ),
    openInvoices: integer(({ invoices }) => invoices.filter(isUnpaid).length),
    oldestDueAt: instantField(({ invoices }) => oldest(invoices.filter(isUnpaid).map(({ dues }) => lastDue(dues)))),
    standingReached: code(standings, ({ invoices }) => (invoices.some(isUnpaid) ? 'in-time' : 'clear'), {
      zh: '到期前的付款情况',
      en: 'Payment standing before anything is due',
    }),
    paymentStanding: changing('text', { before: 'standingReached', at: 'oldestDueAt', then: 'overdue' }, standings),
  },
});

const withMoney = (state: FinanceState, currency: string, change: Minor): FinanceState => ({
  ...state,
  unallocated: plus(state.unallocated, currency, change),
});

const isUnpaid = ({ open }: OpenInvoice): boolean => open > 0;
const oldest = (instants: readonly Instant[]): Instant | null =>
  instants.reduce<Instant | null>((first, one) => (first === null || one < first ? one : first), null);
const overdueIn = ({ invoices }: FinanceState, asOf: Instant): readonly OpenInvoice[] =>
  invoices.filter((one) => isUnpaid(one) && dueBy(one.dues, asOf) <= asOf);

const sumOf = <T extends { readonly currency: string }>(all: readonly T[], of: (one: T) => Minor): Sums =>
  all.reduce<Sums>((sums, one) => plus(sums, one.currency, of(one)), {});
const openOf = ({ open }: OpenInvoice): Minor => open;
const receivablesOf = ({ invoices }: FinanceState): Sums => sumOf(invoices, openOf);
const onlyCurrency = (sums: Sums): string | null => {
  const [currency, ...others] = Object.keys(sums);
  return currency === undefined || others.length > 0 ? null : currency;
};
const inOnly = (sums: Sums): Minor | null => {
  const currency = onlyCurrency(sums);
  return currency === null ? null : (sums[currency] ?? null);
};
const shown = (sums: Sums): readonly Money[] =>
  Object.keys(sums)
    .sort(compareTexts)
    .map((currency) => money(sums[currency] ?? 0, currency));

function view(state: FinanceState, viewing: Viewing): FinanceView {
  const { asOf, policies } = viewing;
  const { ageBorders } = policies(receivablesPolicy).document;
  const overdue = overdueIn(state, asOf);
  const unpaid = state.invoices.filter(isUnpaid);
  const dues = unpaid.map((one) => dueBy(one.dues, asOf));
  const sums = sumsOf(state);
  const credit = creditOf(state, viewing, sums);
  const ageing = dues.map((dueAt) => nextAge(dueAt, ageBorders, asOf));
  return {
    receivables: shown(sums.receivables),
    overdue: shown(sumOf(overdue, openOf)),
    ages: bands(ageBorders).map((age) => {
      const some = overdue.filter((one) => isOfAge(age, dueBy(one.dues, asOf), asOf));
      return { ...age, invoices: some.length, open: shown(sumOf(some, openOf)) };
    }),
    openInvoices: unpaid.length,
    overdueInvoices: overdue.length,
    paymentStanding: standingOf(unpaid, overdue),
    oldestDueAt: oldest(dues),
    unallocated: shown(state.unallocated),
    writtenOff: shown(state.writtenOff),
    toShip: shown(sumOf(state.orders, toShip)),
    toInvoice: shown(sums.toInvoice),
    ...credit.shown,
    daysToPay: daysToPay(latestMonths(state)),
    paidByMonth: latestMonths(state).map(({ month, currency, ...paid }) => ({
      ...{ month, paid: money(paid.amount, currency), days: meanDays(paid) },
    })),
    changesAt: oldest([...ageing, credit.changesAt].filter((at) => at !== null)),
  };
}

const standingOf = (unpaid: readonly OpenInvoice[], overdue: readonly OpenInvoice[]): Standing =>
  overdue.length > 0 ? 'overdue' : unpaid.length > 0 ? 'in-time' : 'clear';

function exposureOf(receivables: Sums, waiting: Sums, unallocated: Sums): Sums {
  const all = [receivables, waiting].flatMap((sums) => Object.entries(sums));
  const owed = all.reduce<Sums>((sums, [currency, minor]) => plus(sums, currency, minor), {});
  const left = Object.entries(owed).map(
    ([currency, minor]) => [currency, minor - (unallocated[currency] ?? 0)] as const,
  );
  return Object.fromEntries(left.filter(([, minor]) => minor > 0));
}

/** What makes the exposure, but for payments that are not allocated. */
const sumsOf = (state: FinanceState): Readonly<Record<'receivables' | 'toInvoice', Sums>> => ({
  receivables: receivablesOf(state),
  toInvoice: sumOf(state.orders, toInvoice),
});

/** The exposure, what it is beside the limit, and when a rate changes that. */
export function creditOf(
  state: FinanceState,
  viewing: Viewing,
  { receivables, toInvoice: waiting } = sumsOf(state),
): {
  readonly shown: Pick<FinanceView, keyof typeof CREDIT>;
  readonly changesAt: Instant | null;
} {
  const exposure = exposureOf(receivables, waiting, state.unallocated);
  const exposed = { exposure: shown(exposure) };
  const limit = state.limit?.limit ?? null;
  if (limit === null) {
    const nothing = { creditLimit: null, exposureOfLimit: null, available: null, overLimit: null };
    return { shown: { ...exposed, ...nothing }, changesAt: null };
  }
  const { currency } = limit;
  const rates = new RatesOfTheDay(viewing.policies(exchangeRatesPolicy).document, viewing);
  const all = Object.entries(exposure);
  const inLimit = all.map(([from, minor]) => rates.converted(minor, from, currency));
  const sum = inLimit.reduce<Minor | null>((so, one) => (so === null || one === null ? null : so + one), 0);
  const minor = toMinor(limit.amount, currency);
  const next = all.some(([from]) => from !== currency) ? rates.next([currency, ...Object.keys(exposure)]) : null;
  return {
    shown: {
      ...exposed,
      creditLimit: money(minor, currency),
      exposureOfLimit: sum === null ? null : money(sum, currency),
      available: sum === null ? null : money(minor - sum, currency),
      overLimit: sum === null ? null : sum > minor,
    },
    changesAt: next === null ? null : startOfDay(next, viewing.zone),
  };
}

/** The latest months with payments, of each currency; oldest first. */
function latestMonths({ paid }: FinanceState): readonly PaidInMonth[] {
  const counted = new Map<string, number>();
  return paid
    .toReversed()
    .filter(({ currency }) => {
      const before = counted.get(currency) ?? 0;
      counted.set(currency, before + 1);
      return before < MONTHS;
    })
    .reverse();
}

function daysToPay(months: readonly PaidInMonth[]): FinanceView['daysToPay'] {
  const sums = new Map<string, Paid>();
  for (const { currency, amount, weighted } of months) {
    const before = sums.get(currency);
    sums.set(currency, { amount: (before?.amount ?? 0) + amount, weighted: (before?.weighted ?? 0) + weighted });
  }
  return [...sums].sort(([a], [b]) => compareTexts(a, b)).map(([currency, sum]) => ({ currency, days: meanDays(sum) }));
}
