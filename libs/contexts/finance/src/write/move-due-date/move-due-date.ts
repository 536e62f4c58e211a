import { IsId, IsInstant, IsLabel, IsText, Titled } from '@dossier/fields';
import { defineCommand, instant, milliseconds } from '@dossier/kernel';
import { financeRefusal } from '../../finance.refusals';
import { invoice, invoiceAt, invoiceRefuses, isAgreement, moved, restated } from '../../invoice';
import { DueDateMoved } from '../../invoice.events';
import { APPROVED_BY, DUE, INVOICE_ID, REASON } from '../../shown-parts';

export class MoveDueDate {
  @Titled(INVOICE_ID) @IsId() readonly invoiceId!: string;
  @Titled(DUE, { help: { zh: '新约定的到期时间。', en: 'The due date that was agreed.' } })
  @IsInstant()
  readonly dueAt!: string;
  @Titled(APPROVED_BY) @IsLabel() readonly approvedBy!: string;
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** Each later event of the invoice repeats its due dates. */
const MOST_MOVES = 100;

/** 改期: another due date was agreed; it holds from then on. */
export const moveDueDate = defineCommand({
  name: 'finance.MoveDueDate',
  title: { zh: '改期', en: 'Move a due date' },
  command: MoveDueDate,
  on: invoice,
  id: ({ invoiceId }) => invoiceId,
  by: ['service', 'staff'],
  refuses: [invoiceRefuses, financeRefusal.some('due-before-issued', 'moved-too-often')],
  route: {
    path: 'invoices/:invoiceId/move-due-date',
    example: {
      invoiceId: 'INV-2026-0042',
      dueAt: '2026-04-20T23:59:59+08:00',
      approvedBy: '财务总监',
      reason: '客户年检期间请求展期',
      occurredAt: '2026-03-20T10:00:00+08:00',
    },
  },
  decide: ({ invoiceId, dueAt, approvedBy, reason }, state, decision) => {
    const { occurredAt } = decision;
    const before = invoiceAt(occurredAt, state, invoiceId);
    const { issuedAt } = before;
    const due = instant(milliseconds(dueAt));
    if (due < issuedAt) throw financeRefusal('due-before-issued', { dueAt: due, issuedAt });
    const agreed = { since: occurredAt, dueAt: due, said: { approvedBy, reason } };
    if (!isAgreement(before, agreed, decision)) return [];
    if (before.movedDues.length >= MOST_MOVES) throw financeRefusal('moved-too-often', { invoiceId, most: MOST_MOVES });
    const then = moved(before, agreed);
    return [DueDateMoved({ dueAt: due, ...agreed.said }), ...restated(then, decision)];
  },
});
