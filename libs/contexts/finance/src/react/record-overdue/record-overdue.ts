import { defineCommand, type Instant } from '@dossier/kernel';
import { financeRefusal } from '../../finance.refusals';
import { fellOverdue, invoice, issued } from '../../invoice';

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
    if (now < dueAt) throw financeRefusal('not-due-yet', { dueAt });
    return fellOverdue(before, dueAt);
  },
});
