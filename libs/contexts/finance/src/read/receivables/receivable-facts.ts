import {
  defineProjection,
  inMinor,
  type Instant,
  instantField,
  kind,
  measure,
  type Minor,
  money,
  orNull,
  READERS,
  type Recorded,
  shape,
  text,
  toMinor,
  unindexed,
} from '@dossier/kernel';
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
} from '../../invoice.events';
import { AT, CURRENCY, CUSTOMER, DUE } from '../../shown-parts';

/** One change of what is open, or of when it is due; what was owed as of a day is the sum of these up to it. */
export interface ReceivableFact {
  /** Stream of the invoice. */
  readonly invoice: string;
  readonly revision: number;
  readonly customer: string;
  readonly at: Instant;
  /** null: it changes the due date alone. */
  readonly currency: string | null;
  readonly change: Minor;
  /** null: it does not change that. */
  readonly dueAt: Instant | null;
}

const fact = (
  { stream: invoice, revision, subject: customer, occurredAt: at }: Recorded,
  change: Pick<ReceivableFact, 'currency' | 'change' | 'dueAt'>,
): ReceivableFact => ({ invoice, revision, customer, at, ...change });

const by =
  (sign: 1 | -1) =>
  ({ amount, invoice: { currency } }: { readonly amount: string; readonly invoice: InvoiceOrigin }, at: Recorded) =>
    fact(at, { currency, change: sign * toMinor(amount, currency), dueAt: null });
const [more, less] = [by(1), by(-1)];

export const receivableFacts = defineProjection<ReceivableFact>()({
  name: 'receivable-facts',
  title: { zh: '应收变动', en: 'Receivable facts' },
  version: 1,
  from: {
    InvoiceIssued,
    InvoiceCorrected,
    DueDateMoved,
    InvoiceCancelled,
    InvoiceSettled,
    InvoiceReopened,
    InvoiceWrittenOff,
    WriteOffWithdrawn,
  },
  key: ({ stream, revision }) => `${stream}@${revision}`,
  begins: {
    InvoiceIssued: ({ amount, currency, dueAt }, at) =>
      fact(at, { currency, change: toMinor(amount, currency), dueAt }),
    InvoiceCorrected: ({ change, dueAt = null, invoice: { currency } }, at) =>
      fact(at, { currency, change: toMinor(change, currency), dueAt }),
    DueDateMoved: ({ dueAt }, at) => fact(at, { currency: null, change: 0, dueAt }),
    InvoiceCancelled: less,
    InvoiceSettled: less,
    InvoiceReopened: more,
    InvoiceWrittenOff: less,
    WriteOffWithdrawn: more,
  },
  fields: {
    invoice: text((doc) => doc.invoice),
    customer: text((doc) => doc.customer),
    at: instantField((doc) => doc.at),
    currency: unindexed(text((doc) => doc.currency)),
    change: inMinor(measure((doc) => doc.change)),
    dueAt: unindexed(instantField((doc) => doc.dueAt)),
    revision: measure((doc) => doc.revision, { zh: '流内序号', en: 'Place in the stream of the invoice' }),
  },
  shape: shape({
    invoice: kind.text({ zh: '发票', en: 'Invoice' }),
    customer: CUSTOMER,
    at: AT,
    currency: orNull(kind.text(CURRENCY)),
    change: orNull(kind.money({ zh: '未付变化', en: 'Change of what is open' })),
    dueAt: orNull(kind.instant(DUE)),
  }),
  view: ({ invoice, customer, at, currency, change, dueAt }) => ({
    ...{ invoice, customer, at, currency, dueAt },
    change: currency === null ? null : money(change, currency),
  }),
  personal: true,
  routes: [
    {
      path: 'receivable-facts',
      summary: { zh: '应收变动（账龄报表的依据）', en: 'Receivable facts, what the report of receivables adds up' },
      by: READERS,
    },
  ],
});
