import { byStream, defineReactor, idIn, type Instant, type Minor, toMinor } from '@dossier/kernel';
import { invoice, lastDue, withDue } from '../../invoice';
import { type Due, invoiceEvents } from '../../invoice.events';
import { recordOverdue } from './record-overdue';

interface Awaited {
  readonly currency: string;
  readonly open: Minor;
  readonly dues: readonly Due[];
  /** The due date that was recorded as missed. */
  readonly told: Instant | null;
}
const by = (doc: Awaited, amount: string, sign: 1 | -1): Awaited => ({
  ...doc,
  open: doc.open + sign * toMinor(amount, doc.currency),
});

/** An invoice that is open when it falls due is overdue, once for each due date. */
export const overdueInvoices = defineReactor<Awaited>()({
  name: 'record-overdue',
  title: { zh: '登记逾期发票', en: 'Record overdue invoices' },
  version: 2,
  from: invoiceEvents,
  key: byStream,
  begins: {
    InvoiceIssued: ({ currency, amount, dueAt }, { occurredAt: since }) => ({
      ...{ currency, open: toMinor(amount, currency), told: null },
      dues: [{ since, dueAt }],
    }),
  },
  evolve: {
    InvoiceCorrected: (doc, { change, invoice: { dues } }) => ({ ...by(doc, change, 1), dues }),
    DueDateMoved: (doc, { dueAt }, { occurredAt: since }) => ({ ...doc, dues: withDue(doc.dues, { since, dueAt }) }),
    InvoiceCancelled: () => null,
    InvoiceSettled: (doc, { amount }) => by(doc, amount, -1),
    InvoiceReopened: (doc, { amount }) => by(doc, amount, 1),
    InvoiceWrittenOff: (doc, { amount }) => by(doc, amount, -1),
    WriteOffWithdrawn: (doc, { amount }) => by(doc, amount, 1),
    InvoiceFellOverdue: (doc, { dueAt }) => ({ ...doc, told: dueAt }),
    OverdueWithdrawn: (doc, { dueAt }) => (doc.told === dueAt ? { ...doc, told: null } : doc),
  },
  dueAt: ({ open, dues, told }) => (open > 0 && lastDue(dues) !== told ? lastDue(dues) : null),
  sends: recordOverdue,
  react: ({ dues }, stream) => ({ command: { invoiceId: idIn(invoice, stream), dueAt: lastDue(dues) } }),
});
