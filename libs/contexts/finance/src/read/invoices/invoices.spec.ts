import { projectionSpec, told, viewing } from '@dossier/testing';
import {
  DueDateMoved,
  InvoiceCancelled,
  InvoiceCorrected,
  InvoiceFellOverdue,
  InvoiceIssued,
  InvoiceReopened,
  InvoiceSettled,
  InvoiceWrittenOff,
  OverdueWithdrawn,
  WriteOffWithdrawn,
} from '../../invoice.events';
import { invoices } from './invoices';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const on = (day: number) => ({ stream: 'invoice-I', occurredAt: march(day) });
const origin = { number: 'I', currency: 'CNY', issuedAt: march(1), dues: [{ since: march(1), dueAt: march(20) }] };
const why = { approvedBy: 'director', reason: 'x' };
const issued = told(
  InvoiceIssued({ number: 'I', currency: 'CNY', amount: '100.00', dueAt: march(20), orderId: 'SO-1' }),
  { ...on(1), businessLine: 'bearings' },
);
const by = { paymentId: 'p', invoice: origin };
const settled = (amount: string, day: number) => told(InvoiceSettled({ ...by, amount }), on(day));
const reopened = told(InvoiceReopened({ ...by, amount: '100.00', because: 'reversed', settledAt: march(10) }), on(25));
const lost = told(InvoiceWrittenOff({ amount: '100.00', invoice: origin, ...why }), on(26));

const CNY = (amount: string) => ({ amount, currency: 'CNY' });

it('shows an invoice with what settled it, and what is open', () => {
  const spec = projectionSpec(invoices).given(issued, settled('30.00', 10), settled('20.00', 10));
  spec.twice().thenView(
    {
      ...{ invoiceId: 'I', customer: 'customer-1', number: 'I', status: 'open', issuedAt: march(1), dueAt: march(20) },
      ...{ amount: CNY('100.00'), settled: CNY('50.00'), writtenOff: CNY('0.00'), open: CNY('50.00') },
      ...{ order: 'SO-1', businessLine: 'bearings', cancelledAt: null, fellOverdueAt: null },
      settlements: [{ payment: 'p', amount: CNY('50.00'), at: march(10) }],
      dueDates: origin.dues,
    },
    viewing({ asOf: march(19) }),
  );
  spec.thenView(expect.objectContaining({ status: 'overdue' }) as never, viewing({ asOf: march(20) }));
  spec.thenFields({ amount: 10_000, open: 5_000, dueAt: march(20), overdueFrom: march(20), statusReached: 'open' });
});
it('is paid, open again, written off, and open again', () => {
  const paid = [issued, settled('100.00', 10)] as const;
  projectionSpec(invoices)
    .given(...paid)
    .thenFields({ open: 0, overdueFrom: null, statusReached: 'paid' });
  const spec = projectionSpec(invoices).given(...paid, reopened);
  spec.thenFields({ open: 10_000, overdueFrom: march(20), statusReached: 'open' });
  spec.thenView(expect.objectContaining({ settlements: [], status: 'overdue' }) as never);
  projectionSpec(invoices)
    .given(...paid, reopened, lost)
    .thenFields({ open: 0, statusReached: 'written-off' });
  const back = told(WriteOffWithdrawn({ amount: '100.00', reason: 'x', invoice: origin }), on(27));
  projectionSpec(invoices)
    .given(...paid, reopened, lost, back)
    .thenFields({ open: 10_000, statusReached: 'open' });
});
it('follows corrections, other due dates, and what became of it', () => {
  const dues = [{ since: march(1), dueAt: march(22) }];
  const corrected = told(
    InvoiceCorrected({
      change: '-40.00',
      amount: '60.00',
      dueAt: march(22),
      reason: 'x',
      invoice: { ...origin, dues },
    }),
    on(1),
  );
  const moved = told(DueDateMoved({ dueAt: march(28), ...why }), on(15));
  projectionSpec(invoices)
    .given(issued, corrected, moved)
    .thenFields({ amount: 6_000, open: 6_000, dueAt: march(28) });
  const overdue = told(InvoiceFellOverdue({ dueAt: march(20), currency: 'CNY', open: '100.00' }), on(20));
  const shows = (fellOverdueAt: string | null, ...more: readonly (typeof overdue | typeof withdrawn)[]) =>
    projectionSpec(invoices)
      .given(issued, ...more)
      .thenView(expect.objectContaining({ fellOverdueAt }) as never);
  const withdrawn = told(OverdueWithdrawn({ dueAt: march(20) }), on(20));
  shows(march(20), overdue);
  shows(null, overdue, withdrawn);
  const gone = told(InvoiceCancelled({ amount: '100.00', reason: 'x', invoice: origin }), on(21));
  projectionSpec(invoices).given(issued, gone).thenFields({ open: 0, statusReached: 'cancelled', overdueFrom: null });
});
