import { defineCommand, type Instant, money } from '@dossier/kernel';
import { financeRefusal } from '../../finance.refusals';
import { duesOf, invoice, issued, lastDue, wasOverdueAt } from '../../invoice';
import { InvoiceFellOverdue } from '../../invoice.events';

export class RecordOverdue {
  readonly invoiceId!: string;
  readonly dueAt!: Instant;
}

/** Sent by the reactor of the same name when an open invoice falls due. */
export const recordOverdue = defineCommand({
  name: 'finance.RecordOverdue',
  title: { zh: '登记发票逾期', en: 'Record that an invoice is overdue' },
  command: RecordOverdue,
  on: invoice,
  id: ({ invoiceId }) => invoiceId,
  by: [],
  onlyStep: true,
  refuses: [financeRefusal.some('unknown-invoice', 'not-due-yet')],
  decide: ({ invoiceId, dueAt }, state, { now }) => {
    const before = issued(state, invoiceId);
    if (lastDue(duesOf(before)) !== dueAt || before.overdueAt === dueAt || !wasOverdueAt(before, dueAt)) return [];
    if (now < dueAt) throw financeRefusal('not-due-yet', { dueAt });
    const { currency, open } = before;
    return [InvoiceFellOverdue({ dueAt, currency, open: money(open, currency).amount }, { occurredAt: dueAt })];
  },
});
