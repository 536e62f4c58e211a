import { decisionSpec, projectionSpec, reactorSpec, told } from '@dossier/testing';
import { CreditLimitSet } from '../credit-limit.events';
import { DueDateMoved, InvoiceFellOverdue, InvoiceIssued } from '../invoice.events';
import { overdueInvoices } from '../react/record-overdue/overdue-invoices';
import { invoices } from '../read/invoices/invoices';
import { moveDueDate } from './move-due-date/move-due-date';
import { setCreditLimit } from './set-credit-limit/set-credit-limit';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const stream = 'invoice-i';
const on = (day: number) => ({ stream, occurredAt: march(day) });
const issued = told(InvoiceIssued({ number: 'I', currency: 'CNY', amount: '100.00', dueAt: march(20) }), on(1));
const moved = (to: number, day: number) =>
  told(DueDateMoved({ dueAt: march(to), approvedBy: 'director', reason: 'x' }), on(day));
const why = { approvedBy: 'director', reason: 'x' };

it('keeps that a due date was agreed once more, for another one may have been agreed between, as is told later', () =>
  decisionSpec(moveDueDate)
    .given(issued, moved(28, 15))
    .when({ invoiceId: 'i', dueAt: march(28), ...why }, { occurredAt: march(18), now: march(19) })
    .then(DueDateMoved({ dueAt: march(28), ...why })));

it('keeps that a limit was set once more, for another one may have been set between, as is told later', () => {
  const set = CreditLimitSet({ limit: '100.00', currency: 'CNY', ...why });
  const outcome = decisionSpec(setCreditLimit)
    .given(told(set, { occurredAt: march(1) }))
    .when({ customerId: 'c', limit: '100.00', currency: 'CNY', ...why }, { occurredAt: march(10) });
  expect(() => outcome.thenNothing()).toThrow();
});

it('waits for no due date at which nothing falls overdue any more', () =>
  // due on the 20th and overdue since; on the 25th the 22nd is agreed: it is overdue still, and nothing is to be recorded
  reactorSpec(overdueInvoices)
    .given(
      issued,
      told(InvoiceFellOverdue({ dueAt: march(20), currency: 'CNY', open: '100.00' }), on(20)),
      moved(22, 25),
    )
    .thenNothing());

it('shows when it fell overdue last, whichever was recorded last', () => {
  const overdue = (day: number) =>
    told(InvoiceFellOverdue({ dueAt: march(day), currency: 'CNY', open: '100.00' }), on(day));
  projectionSpec(invoices)
    .given(issued, overdue(25), overdue(10))
    .thenView(expect.objectContaining({ fellOverdueAt: march(25) }) as never);
});
