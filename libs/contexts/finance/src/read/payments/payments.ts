import {
  byStream,
  defineProjection,
  type Erased,
  flag,
  idIn,
  inMinor,
  type Instant,
  instantField,
  integer,
  isCustomer,
  kind,
  type Minor,
  money,
  orNull,
  READERS,
  shape,
  type Shown,
  text,
  toMinor,
  unindexed,
} from '@dossier/kernel';
import { payment } from '../../payment';
import { paymentEvents } from '../../payment.events';
import { withPart } from '../../settled-parts';
import { AMOUNT, ANY_CUSTOMER, AT, BUSINESS_LINE, CURRENCY, NUMBER, WHY } from '../../shown-parts';
import { paymentMethods } from '../../terms';

/** What it settles of an invoice. */
interface Settled {
  readonly invoice: string;
  readonly amount: Minor;
  readonly at: Instant;
}
export interface PaymentDocument {
  readonly paymentId: string;
  /** null where nobody knows whose it is. */
  readonly customer: string | null;
  readonly number: string;
  readonly receivedAt: Instant;
  readonly currency: string;
  readonly amount: Minor;
  readonly method: string | null;
  readonly businessLine: string | null;
  readonly allocations: readonly Settled[];
  readonly reversal: { readonly at: Instant; readonly reason: string | Erased } | null;
}

const paymentView = shape({
  paymentId: kind.text({ zh: '收款编号', en: 'Payment' }),
  customer: ANY_CUSTOMER,
  number: NUMBER,
  receivedAt: kind.instant({ zh: '到账时间', en: 'Received' }),
  amount: AMOUNT,
  method: orNull(kind.mostlyCode(paymentMethods.title, paymentMethods)),
  businessLine: BUSINESS_LINE,
  allocated: kind.money({ zh: '已核销', en: 'Allocated' }),
  unallocated: kind.money({ zh: '未核销', en: 'Not allocated' }),
  allocations: kind.rows(
    { zh: '核销明细', en: 'Allocated to' },
    { invoice: kind.link({ zh: '发票', en: 'Invoice' }, 'invoices'), amount: AMOUNT, at: AT },
  ),
  reversal: orNull(kind.group({ zh: '退回', en: 'Reversal' }, { at: AT, reason: WHY })),
});
export type PaymentView = Shown<typeof paymentView>;

const allocatedOf = ({ allocations, reversal }: PaymentDocument): Minor =>
  reversal === null ? allocations.reduce((sum, { amount }) => sum + amount, 0) : 0;
const leftOf = (doc: PaymentDocument): Minor => (doc.reversal === null ? doc.amount - allocatedOf(doc) : 0);

export const payments = defineProjection<PaymentDocument>()({
  name: 'payments',
  title: { zh: '收款', en: 'Payments' },
  version: 2,
  from: paymentEvents,
  key: byStream,
  begins: {
    PaymentReceived: ({ number, currency, amount, method }, at) => ({
      paymentId: idIn(payment, at.stream),
      customer: isCustomer(at.subject) ? at.subject : null,
      number,
      receivedAt: at.occurredAt,
      currency,
      amount: toMinor(amount, currency),
      method: method ?? null,
      businessLine: at.businessLine,
      allocations: [],
      reversal: null,
    }),
  },
  evolve: {
    PaymentAllocated: (doc, { invoiceId, amount }, { occurredAt: at }) =>
      allocated(doc, { invoice: invoiceId, amount: toMinor(amount, doc.currency), at }),
    AllocationWithdrawn: (doc, { invoiceId, amount }, { occurredAt: at }) =>
      allocated(doc, { invoice: invoiceId, amount: -toMinor(amount, doc.currency), at }),
    PaymentReversed: (doc, { reason }, { occurredAt: at }) => ({ ...doc, reversal: { at, reason } }),
    /** Its invoices are documents of their own. */
    ReversalCarriedOut: (doc) => doc,
    AllocationsCarriedOut: (doc) => doc,
  },
  fields: {
    customer: text((doc) => doc.customer),
    number: text((doc) => doc.number),
    receivedAt: instantField((doc) => doc.receivedAt),
    currency: unindexed(text((doc) => doc.currency, CURRENCY)),
    amount: inMinor(integer((doc) => doc.amount)),
    unallocated: inMinor(integer(leftOf)),
    method: unindexed(text((doc) => doc.method)),
    reversed: flag((doc) => doc.reversal !== null, { zh: '已退回', en: 'Reversed' }),
    businessLine: unindexed(text((doc) => doc.businessLine)),
  },
  shape: paymentView,
  view: (doc): PaymentView => {
    const { amount, currency, allocations, ...rest } = doc;
    return {
      ...rest,
      amount: money(amount, currency),
      allocated: money(allocatedOf(doc), currency),
      unallocated: money(leftOf(doc), currency),
      allocations: allocations.map(({ amount: minor, ...to }) => ({ ...to, amount: money(minor, currency) })),
    };
  },
  shows: [{ at: 'reversal/reason', of: ['finance.reason'] }],
  personal: true,
  routes: [
    {
      path: 'payments',
      summary: { zh: '收款', en: 'Payments' },
      by: READERS,
      one: { parameter: 'paymentId', of: payment },
    },
    {
      path: 'customers/:customer/payments',
      summary: { zh: '某客户的收款', en: 'Payments of a customer' },
      by: READERS,
    },
  ],
});

const allocated = (doc: PaymentDocument, one: Settled): PaymentDocument => ({
  ...doc,
  allocations: withPart(doc.allocations, one, ({ invoice }) => invoice),
});
