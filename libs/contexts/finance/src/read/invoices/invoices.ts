import {
  byStream,
  changing,
  code,
  defineProjection,
  idIn,
  inMinor,
  type Instant,
  instantField,
  integer,
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
  type Viewing,
} from '@dossier/kernel';
import { dueBy, invoice, lastDue, withDue } from '../../invoice';
import { type Due, invoiceEvents } from '../../invoice.events';
import { withPart } from '../../settled-parts';
import { AMOUNT, AT, BUSINESS_LINE, CURRENCY, CUSTOMER, DUE, NUMBER, OPEN } from '../../shown-parts';
import { invoiceStatuses, type InvoiceStatus } from '../../terms';

/** What a payment settles of it. */
interface Settlement {
  readonly payment: string;
  readonly amount: Minor;
  readonly at: Instant;
}
export interface InvoiceDocument {
  readonly invoiceId: string;
  readonly customer: string;
  readonly number: string;
  readonly issuedAt: Instant;
  readonly dues: readonly Due[];
  readonly currency: string;
  readonly amount: Minor;
  readonly open: Minor;
  readonly settled: Minor;
  readonly writtenOff: Minor;
  readonly cancelledAt: Instant | null;
  readonly order: string | null;
  readonly businessLine: string | null;
  readonly settlements: readonly Settlement[];
  /** When it fell overdue, by time. */
  readonly overdues: readonly Instant[];
}

const invoiceView = shape({
  invoiceId: kind.text({ zh: '发票编号', en: 'Invoice' }),
  customer: CUSTOMER,
  number: NUMBER,
  status: kind.code(invoiceStatuses.title, invoiceStatuses),
  issuedAt: kind.instant({ zh: '开具时间', en: 'Issued' }),
  dueAt: kind.instant(DUE),
  amount: AMOUNT,
  settled: kind.money({ zh: '已结清', en: 'Settled' }),
  writtenOff: kind.money({ zh: '坏账', en: 'Written off' }),
  open: OPEN,
  order: orNull(kind.link({ zh: '订单', en: 'Order' }, 'orders')),
  businessLine: BUSINESS_LINE,
  settlements: kind.rows(
    { zh: '结清明细', en: 'Settled by' },
    { payment: kind.link({ zh: '收款', en: 'Payment' }, 'payments'), amount: AMOUNT, at: AT },
  ),
  dueDates: kind.rows(
    { zh: '历次到期时间', en: 'Due dates' },
    { since: kind.instant({ zh: '约定时间', en: 'Agreed' }), dueAt: kind.instant(DUE) },
  ),
  cancelledAt: orNull(kind.instant({ zh: '作废时间', en: 'Cancelled' })),
  fellOverdueAt: orNull(kind.instant({ zh: '逾期登记', en: 'Fell overdue' })),
});
export type InvoiceView = Shown<typeof invoiceView>;

export const invoices = defineProjection<InvoiceDocument>()({
  name: 'invoices',
  title: { zh: '发票', en: 'Invoices' },
  version: 3,
  from: invoiceEvents,
  key: byStream,
  begins: {
    InvoiceIssued: ({ number, currency, amount, dueAt, orderId }, at) => ({
      invoiceId: idIn(invoice, at.stream),
      customer: at.subject,
      number,
      issuedAt: at.occurredAt,
      dues: [{ since: at.occurredAt, dueAt }],
      currency,
      amount: toMinor(amount, currency),
      open: toMinor(amount, currency),
      settled: 0,
      writtenOff: 0,
      cancelledAt: null,
      order: orderId ?? null,
      businessLine: at.businessLine,
      settlements: [],
      overdues: [],
    }),
  },
  evolve: {
    InvoiceCorrected: (doc, { change, invoice: { dues } }) => {
      const by = toMinor(change, doc.currency);
      return { ...doc, amount: doc.amount + by, open: doc.open + by, dues };
    },
    DueDateMoved: (doc, { dueAt }, { occurredAt: since }) => ({ ...doc, dues: withDue(doc.dues, { since, dueAt }) }),
    InvoiceCancelled: (doc, _, { occurredAt }) => ({ ...doc, open: 0, cancelledAt: occurredAt }),
    InvoiceSettled: (doc, { paymentId, amount }, { occurredAt }) =>
      settled(doc, { payment: paymentId, amount: toMinor(amount, doc.currency), at: occurredAt }),
    InvoiceReopened: (doc, { paymentId, amount, settledAt }) =>
      settled(doc, { payment: paymentId, amount: -toMinor(amount, doc.currency), at: settledAt }),
    InvoiceWrittenOff: (doc, { amount }) => writtenOff(doc, toMinor(amount, doc.currency)),
    WriteOffWithdrawn: (doc, { amount }) => writtenOff(doc, -toMinor(amount, doc.currency)),
    InvoiceFellOverdue: (doc, _, { occurredAt: at }) => ({ ...doc, overdues: [...doc.overdues, at].sort() }),
    OverdueWithdrawn: (doc, _, { occurredAt }) => ({
      ...doc,
      overdues: doc.overdues.filter((at) => at !== occurredAt),
    }),
  },
  fields: {
    customer: text((doc) => doc.customer),
    number: text((doc) => doc.number),
    order: text((doc) => doc.order),
    issuedAt: instantField((doc) => doc.issuedAt),
    dueAt: instantField(({ dues }) => lastDue(dues)),
    currency: unindexed(text((doc) => doc.currency, CURRENCY)),
    amount: inMinor(integer((doc) => doc.amount)),
    open: inMinor(integer((doc) => doc.open)),
    statusReached: code(invoiceStatuses, statusReached, { zh: '到期前的状态', en: 'Status before it falls due' }),
    /** The due date while something is open. */
    overdueFrom: instantField((doc) => (doc.open > 0 ? lastDue(doc.dues) : null), {
      zh: '未付发票的到期时间',
      en: 'Due date of what is open',
    }),
    status: changing('text', { before: 'statusReached', at: 'overdueFrom', then: 'overdue' }, invoiceStatuses),
    businessLine: unindexed(text((doc) => doc.businessLine)),
  },
  shape: invoiceView,
  view: ({ dues, currency, settlements, ...doc }, { asOf }: Viewing): InvoiceView => ({
    invoiceId: doc.invoiceId,
    customer: doc.customer,
    number: doc.number,
    status: doc.open > 0 && dueBy(dues, asOf) <= asOf ? 'overdue' : statusReached(doc),
    issuedAt: doc.issuedAt,
    dueAt: lastDue(dues),
    amount: money(doc.amount, currency),
    settled: money(doc.settled, currency),
    writtenOff: money(doc.writtenOff, currency),
    open: money(doc.open, currency),
    order: doc.order,
    businessLine: doc.businessLine,
    settlements: settlements.map(({ amount, ...by }) => ({ ...by, amount: money(amount, currency) })),
    dueDates: dues,
    cancelledAt: doc.cancelledAt,
    fellOverdueAt: doc.overdues.at(-1) ?? null,
  }),
  personal: true,
  routes: [
    {
      path: 'invoices',
      summary: { zh: '发票', en: 'Invoices' },
      by: READERS,
      one: { parameter: 'invoiceId', of: invoice },
    },
    {
      path: 'customers/:customer/invoices',
      summary: { zh: '某客户的发票', en: 'Invoices of a customer' },
      by: READERS,
    },
  ],
});

const writtenOff = (doc: InvoiceDocument, minor: Minor): InvoiceDocument => ({
  ...doc,
  open: doc.open - minor,
  writtenOff: doc.writtenOff + minor,
});

const settled = (doc: InvoiceDocument, one: Settlement): InvoiceDocument => ({
  ...doc,
  open: doc.open - one.amount,
  settled: doc.settled + one.amount,
  settlements: withPart(doc.settlements, one, ({ payment }) => payment),
});

function statusReached({
  cancelledAt,
  open,
  writtenOff: lost,
}: Pick<InvoiceDocument, 'cancelledAt' | 'open' | 'writtenOff'>): InvoiceStatus {
  if (cancelledAt !== null) return 'cancelled';
  if (open > 0) return 'open';
  return lost > 0 ? 'written-off' : 'paid';
}
