import { decisionSpec, reactorSpec, told } from '@dossier/testing';
import {
  DueDateMoved,
  InvoiceCancelled,
  InvoiceFellOverdue,
  InvoiceIssued,
  InvoiceSettled,
  OverdueWithdrawn,
} from '../../invoice.events';
import { overdueInvoices } from './overdue-invoices';
import { recordOverdue } from './record-overdue';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const stream = 'invoice-i';
const origin = { number: 'I', currency: 'CNY', issuedAt: march(1), dues: [{ since: march(1), dueAt: march(20) }] };
const issued = told(InvoiceIssued({ number: 'I', currency: 'CNY', amount: '100.00', dueAt: march(20) }), {
  ...{ stream, occurredAt: march(1) },
});
const settled = (amount: string, day: number) =>
  told(InvoiceSettled({ paymentId: 'p', amount, invoice: origin }), { stream, occurredAt: march(day) });
const overdue = told(InvoiceFellOverdue({ dueAt: march(20), currency: 'CNY', open: '100.00' }), {
  ...{ stream, occurredAt: march(20) },
});
const moved = told(DueDateMoved({ dueAt: march(28), approvedBy: 'director', reason: 'x' }), {
  ...{ stream, occurredAt: march(15) },
});
const due = { invoiceId: 'i', dueAt: march(20) };

it('waits for the due date of what is open, once for each', () => {
  reactorSpec(overdueInvoices).given(issued).twice().then(march(20), due);
  reactorSpec(overdueInvoices).given(issued, settled('60.00', 10)).then(march(20), due);
  reactorSpec(overdueInvoices).given(issued, overdue).thenNothing();
  reactorSpec(overdueInvoices)
    .given(issued, moved)
    .then(march(28), { invoiceId: 'i', dueAt: march(28) });
  reactorSpec(overdueInvoices)
    .given(issued, overdue, moved)
    .then(march(28), { invoiceId: 'i', dueAt: march(28) });
  const withdrawn = told(OverdueWithdrawn({ dueAt: march(20) }), { stream, occurredAt: march(20) });
  reactorSpec(overdueInvoices).given(issued, overdue, withdrawn).then(march(20), due);
});
it('waits for none that had passed when it was agreed, and again for none that stands recorded', () => {
  const back = told(DueDateMoved({ dueAt: march(22), approvedBy: 'director', reason: 'x' }), {
    ...{ stream, occurredAt: march(25) },
  });
  reactorSpec(overdueInvoices).given(issued, overdue, back).thenNothing();
  const again = { ...overdue, occurredAt: march(24) };
  const first = told(OverdueWithdrawn({ dueAt: march(20) }), { stream, occurredAt: march(20) });
  reactorSpec(overdueInvoices).given(issued, overdue, again, first).thenNothing();
  const atOnce = told(InvoiceIssued({ number: 'I', currency: 'CNY', amount: '100.00', dueAt: march(1) }), {
    ...{ stream, occurredAt: march(1) },
  });
  reactorSpec(overdueInvoices)
    .given(atOnce)
    .then(march(1), { invoiceId: 'i', dueAt: march(1) });
});
it('waits no more for what is paid or cancelled', () => {
  reactorSpec(overdueInvoices).given(issued, settled('100.00', 10)).thenNothing();
  const gone = told(InvoiceCancelled({ amount: '100.00', reason: 'x', invoice: origin }), {
    stream,
    occurredAt: march(3),
  });
  reactorSpec(overdueInvoices).given(issued, gone).thenNothing();
});
it('records it with what was open, and only where it was', () => {
  const spec = decisionSpec(recordOverdue);
  const at = { occurredAt: march(20) };
  spec
    .given(issued)
    .when(due)
    .then(InvoiceFellOverdue({ dueAt: march(20), currency: 'CNY', open: '100.00' }, at));
  spec.given(issued, overdue).when(due).thenNothing();
  spec.given(issued, moved).when(due).thenNothing();
  spec.given(issued, settled('100.00', 20)).when(due).thenNothing();
  spec
    .given(issued)
    .when(due, { now: march(19) })
    .then('finance/not-due-yet', { dueAt: march(20) });
  spec.when(due).then('finance/unknown-invoice', { invoiceId: 'i' });
});
