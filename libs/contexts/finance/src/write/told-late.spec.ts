import { decisionSpec, projectionSpec, reactorSpec, told } from '@dossier/testing';
import { CreditLimitSet } from '../credit-limit.events';
import { DueDateMoved, InvoiceCancelled, InvoiceFellOverdue, InvoiceIssued } from '../invoice.events';
import { PaymentReceived, PaymentReversed } from '../payment.events';
import { overdueInvoices } from '../react/record-overdue/overdue-invoices';
import { invoices } from '../read/invoices/invoices';
import { cancelInvoice } from './cancel-invoice/cancel-invoice';
import { moveDueDate } from './move-due-date/move-due-date';
import { reversePayment } from './reverse-payment/reverse-payment';
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

it('does not drop in silence that a payment was reversed, or an invoice cancelled, on another day than is recorded', () => {
  const [amount, reason, invoice] = ['100.00', 'x', { number: 'I', currency: 'CNY', issuedAt: march(1), dues: [] }];
  const came = told(PaymentReceived({ number: 'P', currency: 'CNY', amount }), {
    stream: 'payment-p',
    occurredAt: march(5),
  });
  const back = told(PaymentReversed({ currency: 'CNY', amount, unallocated: amount, reason }), {
    ...{ stream: 'payment-p', occurredAt: march(20) },
  });
  const reversed = decisionSpec(reversePayment).given(came, back);
  const gone = told(InvoiceCancelled({ amount, reason, invoice }), on(20));
  const cancelled = decisionSpec(cancelInvoice).given(issued, gone);
  for (const day of [10, 25]) {
    const when = { occurredAt: march(day), now: march(28) };
    reversed
      .when({ paymentId: 'p', reason }, when)
      .then('finance/payment-reversed', { paymentId: 'p', reversedAt: march(20) });
    cancelled
      .when({ invoiceId: 'i', reason }, when)
      .then('finance/invoice-cancelled', { invoiceId: 'i', cancelledAt: march(20) });
  }
  for (const when of [
    { occurredAt: march(20), now: march(28) },
    { occurredAt: march(28), now: march(28) },
  ]) {
    reversed.when({ paymentId: 'p', reason }, when).thenNothing();
    cancelled.when({ invoiceId: 'i', reason }, when).thenNothing();
  }
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
