import { decisionSpec, told } from '@dossier/testing';
import {
  DueDateMoved,
  InvoiceCancelled,
  InvoiceCorrected,
  InvoiceFellOverdue,
  InvoiceIssued,
  InvoiceSettled,
  InvoiceWrittenOff,
  OverdueWithdrawn,
  WriteOffWithdrawn,
} from '../invoice.events';
import { cancelInvoice } from './cancel-invoice/cancel-invoice';
import { correctInvoice } from './correct-invoice/correct-invoice';
import { moveDueDate } from './move-due-date/move-due-date';
import { withdrawWriteOff } from './withdraw-write-off/withdraw-write-off';
import { writeOffInvoice } from './write-off-invoice/write-off-invoice';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const stream = 'invoice-i';
const origin = (dues = [{ since: march(1), dueAt: march(20) }]) => ({
  ...{ number: 'I', currency: 'CNY', issuedAt: march(1) },
  dues,
});
const issued = told(InvoiceIssued({ number: 'I', currency: 'CNY', amount: '100.00', dueAt: march(20) }), {
  ...{ stream, occurredAt: march(1) },
});
const settledBy = (amount: string, day: number) =>
  told(InvoiceSettled({ paymentId: 'p', amount, invoice: origin() }), { stream, occurredAt: march(day) });
const overdue = told(InvoiceFellOverdue({ dueAt: march(20), currency: 'CNY', open: '100.00' }), {
  ...{ stream, occurredAt: march(20) },
});
const invoiceId = 'i';
const reason = 'x';
const approvedBy = 'director';
const occurredAt = march(25);
/** That it fell due with something open is recorded with whatever is said next. */
const fell = (open = '100.00', dueAt = march(20)) =>
  InvoiceFellOverdue({ dueAt, currency: 'CNY', open }, { occurredAt: dueAt });

describe('a correction', () => {
  const spec = decisionSpec(correctInvoice);
  it('holds from when the invoice was issued', () => {
    const then = origin([{ since: march(1), dueAt: march(22) }]);
    const more = { change: '20.00', amount: '120.00', dueAt: march(22), reason, invoice: then };
    spec
      .given(issued)
      .when({ invoiceId, amount: '120', dueAt: march(22), reason }, { occurredAt })
      .then(InvoiceCorrected(more, { occurredAt: march(1) }), fell('120.00', march(22)));
  });
  it('takes back what was recorded as overdue, where by it nothing was due then', () => {
    const then = origin([{ since: march(1), dueAt: march(30) }]);
    spec
      .given(issued, overdue)
      .when({ invoiceId, dueAt: march(30), reason }, { occurredAt, now: occurredAt })
      .then(
        InvoiceCorrected(
          { change: '0.00', amount: '100.00', dueAt: march(30), reason, invoice: then },
          { occurredAt: march(1) },
        ),
        OverdueWithdrawn({ dueAt: march(20) }, { occurredAt: march(20) }),
      );
  });
  it('says something new, and leaves no less than is settled', () => {
    spec.given(issued).when({ invoiceId, reason }).then('finance/nothing-corrected');
    spec
      .given(issued)
      .when({ invoiceId, amount: '100.0', dueAt: march(20), reason })
      .thenNothing();
    spec
      .given(issued, settledBy('60.00', 10))
      .when({ invoiceId, amount: '59.99', reason })
      .then('finance/invoice-settled', { invoiceId, settled: '60.00 CNY' });
    spec.when({ invoiceId, amount: '1', reason }).then('finance/unknown-invoice', { invoiceId });
  });
});

describe('another due date', () => {
  const spec = decisionSpec(moveDueDate);
  const to = (dueAt: string) => ({ invoiceId, dueAt, approvedBy, reason });
  it('holds from when it was agreed, so that what was overdue then was so', () => {
    spec
      .given(issued, overdue)
      .when(to(march(30)), { occurredAt, now: occurredAt })
      .then(DueDateMoved({ dueAt: march(30), approvedBy, reason }));
  });
  it('takes back what was recorded as overdue, where it was agreed before and told late', () => {
    spec
      .given(issued, overdue)
      .when(to(march(30)), { occurredAt: march(19) })
      .then(
        DueDateMoved({ dueAt: march(30), approvedBy, reason }),
        OverdueWithdrawn({ dueAt: march(20) }, { occurredAt: march(20) }),
        fell('100.00', march(30)),
      );
  });
  it('is kept of the instant of the issue: that of the issue may be corrected', () => {
    const agreed = DueDateMoved({ dueAt: march(20), approvedBy, reason });
    spec
      .given(issued)
      .when(to(march(20)), { occurredAt: march(1), now: march(10) })
      .then(agreed);
    spec
      .given(issued, told(agreed, { stream, occurredAt: march(1) }))
      .when(to(march(20)), { occurredAt: march(1), now: march(10) })
      .thenNothing();
  });
  it('is another one, not before the issue, and seldom', () => {
    spec
      .given(issued)
      .when(to(march(20)))
      .thenNothing();
    spec
      .given(issued, told(DueDateMoved({ dueAt: march(25), approvedBy, reason }), { stream, occurredAt }))
      .when(to(march(25)), { occurredAt })
      .thenNothing();
    spec.given(issued).when(to('2026-02-01T00:00:00Z'), { occurredAt }).then('finance/due-before-issued');
    const often = Array.from({ length: 100 }, (_, i) =>
      told(DueDateMoved({ dueAt: march(20 + (i % 2)), approvedBy, reason }), { stream, occurredAt: march(2) }),
    );
    spec
      .given(issued, ...often)
      .when(to(march(30)), { occurredAt })
      .then('finance/moved-too-often', { invoiceId, most: 100 });
  });
});

describe('a cancelled invoice', () => {
  const spec = decisionSpec(cancelInvoice);
  it('has nothing open from then on', () =>
    spec
      .given(issued)
      .when({ invoiceId, reason }, { occurredAt })
      .then(InvoiceCancelled({ amount: '100.00', reason, invoice: origin() }), fell()));
  it('is one of which nothing is settled, and nothing changed since', () => {
    spec
      .given(issued, settledBy('1.00', 10))
      .when({ invoiceId, reason }, { occurredAt })
      .then('finance/invoice-settled', { invoiceId, settled: '1.00 CNY' });
    spec
      .given(issued, settledBy('1.00', 10), settledBy('-1.00', 24))
      .when({ invoiceId, reason }, { occurredAt: march(23) })
      .then('finance/moved-since', { invoiceId, since: march(24), at: march(23) });
    const gone = told(InvoiceCancelled({ amount: '100.00', reason, invoice: origin() }), { stream, occurredAt });
    spec.given(issued, gone).when({ invoiceId, reason }, { occurredAt }).thenNothing();
    decisionSpec(correctInvoice)
      .given(issued, gone)
      .when({ invoiceId, amount: '1', reason }, { occurredAt })
      .then('finance/invoice-cancelled');
  });
});

describe('what is written off', () => {
  const lost = told(InvoiceWrittenOff({ amount: '40.00', approvedBy, reason, invoice: origin() }), {
    ...{ stream, occurredAt },
  });
  it('is all that is open, or a part of it', () => {
    const spec = decisionSpec(writeOffInvoice).given(issued, settledBy('60.00', 10));
    const all = InvoiceWrittenOff({ amount: '40.00', approvedBy, reason, invoice: origin() });
    spec.when({ invoiceId, approvedBy, reason }, { occurredAt }).then(all, fell('40.00'));
    spec.when({ invoiceId, amount: '40', approvedBy, reason }, { occurredAt }).then(all, fell('40.00'));
    spec
      .when({ invoiceId, amount: '40.01', approvedBy, reason }, { occurredAt })
      .then('finance/more-than-open', { invoiceId, open: '40.00 CNY', amount: '40.01 CNY' });
    decisionSpec(writeOffInvoice)
      .given(issued, settledBy('60.00', 10), lost)
      .when({ invoiceId, approvedBy, reason }, { occurredAt })
      .then('finance/nothing-open', { invoiceId });
  });
  it('is open again once that is withdrawn', () => {
    const spec = decisionSpec(withdrawWriteOff);
    spec
      .given(issued, lost)
      .when({ invoiceId, reason }, { occurredAt })
      .then(WriteOffWithdrawn({ amount: '40.00', reason, invoice: origin() }), fell());
    spec.given(issued).when({ invoiceId, reason }, { occurredAt }).then('finance/nothing-written-off', { invoiceId });
    spec
      .given(issued, lost)
      .when({ invoiceId, reason }, { occurredAt: '2026-02-01T00:00:00.000Z' })
      .then('finance/before-issued');
  });
});
