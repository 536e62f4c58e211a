import { byStream, defineReactor, idIn, type Instant, type Minor, toMinor } from '@dossier/kernel';
import { invoice, lastDue, withDue } from '../../invoice';
import { type Due, invoiceEvents } from '../../invoice.events';
import { recordOverdue } from './record-overdue';

interface Awaited {
  readonly currency: string;
  readonly open: Minor;
  readonly dues: readonly Due[];
  /** What it is recorded as overdue since. */
  readonly overdues: readonly { readonly at: Instant; readonly dueAt: Instant }[];
}
const by = (doc: Awaited, amount: string, sign: 1 | -1): Awaited => ({
  ...doc,
  open: doc.open + sign * toMinor(amount, doc.currency),
});

/**
 * The due date at which it will fall overdue; null: at none. One that had passed when it was agreed is judged by what
 * agreed it: it was overdue already, or fell overdue then.
 */
function awaitedDue({ open, dues, overdues }: Awaited): Instant | null {
  const [last, before] = [dues.at(-1), dues.at(-2)];
  if (open <= 0 || last === undefined) return null;
  const { since, dueAt } = last;
  if (before !== undefined && dueAt <= since) return null;
  return overdues.some((told) => told.dueAt === dueAt) ? null : dueAt;
}

/** An invoice that is open when it falls due is overdue, once for each due date. */
export const overdueInvoices = defineReactor<Awaited>()({
  name: 'record-overdue',
  title: { zh: '登记逾期发票', en: 'Record overdue invoices' },
  version: 3,
  from: invoiceEvents,
  key: byStream,
  begins: {
    InvoiceIssued: ({ currency, amount, dueAt }, { occurredAt: since }) => ({
      ...{ currency, open: toMinor(amount, currency), overdues: [] },
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
    InvoiceFellOverdue: (doc, { dueAt }, { occurredAt: at }) => ({
      ...doc,
      overdues: [...doc.overdues, { at, dueAt }],
    }),
    OverdueWithdrawn: (doc, _, { occurredAt }) => ({
      ...doc,
      overdues: doc.overdues.filter(({ at }) => at !== occurredAt),
    }),
  },
  dueAt: awaitedDue,
  sends: recordOverdue,
  react: ({ dues }, stream) => ({ command: { invoiceId: idIn(invoice, stream), dueAt: lastDue(dues) } }),
});
