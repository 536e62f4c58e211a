import { decisionSpec, told } from '@dossier/testing';
import { CreditLimitSet } from '../credit-limit.events';
import { DueDateMoved, InvoiceFellOverdue, InvoiceIssued, InvoiceSettled, InvoiceWrittenOff } from '../invoice.events';
import { recordOverdue } from '../react/record-overdue/record-overdue';
import { moveDueDate } from './move-due-date/move-due-date';
import { setCreditLimit } from './set-credit-limit/set-credit-limit';
import { withdrawWriteOff } from './withdraw-write-off/withdraw-write-off';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const december = '2026-12-20T08:00:00.000Z';
const stream = 'invoice-i';
const issued = told(InvoiceIssued({ number: 'I', currency: 'CNY', amount: '100.00', dueAt: march(20) }), {
  ...{ stream, occurredAt: march(1) },
});
const origin = { number: 'I', currency: 'CNY', issuedAt: march(1), dues: [{ since: march(1), dueAt: march(20) }] };
const overdue = told(InvoiceFellOverdue({ dueAt: march(20), currency: 'CNY', open: '100.00' }), {
  ...{ stream, occurredAt: march(20) },
});
const why = { approvedBy: 'director', reason: 'x' };

const set = (limit: string, day: number) =>
  told(CreditLimitSet({ currency: 'CNY', limit, ...why }), { stream: 'credit-limit-c', occurredAt: march(day) });

it('sets a limit that differs from the one in force, though a late fact was recorded last with the same amount', () => {
  // in force since day 10: 100000; recorded last, of day 5: 50000
  decisionSpec(setCreditLimit)
    .given(set('100000.00', 10), set('50000.00', 5))
    .when({ customerId: 'c', limit: '50000', currency: 'CNY', ...why }, { occurredAt: march(20) })
    .then(CreditLimitSet({ currency: 'CNY', limit: '50000.00', before: '100000.00 CNY', ...why }));
});

it('takes a late limit that is the same as one of later: it holds since earlier', () => {
  decisionSpec(setCreditLimit)
    .given(set('100000.00', 10))
    .when({ customerId: 'c', limit: '100000', currency: 'CNY', ...why }, { occurredAt: march(5) })
    .then(CreditLimitSet({ currency: 'CNY', limit: '100000.00', ...why }));
});

it('takes a due date that was agreed earlier than was known, and withdraws what was said to be overdue', () => {
  const moved = told(DueDateMoved({ dueAt: december, ...why }), { stream, occurredAt: march(25) });
  decisionSpec(moveDueDate)
    .given(issued, overdue, moved)
    .when({ invoiceId: 'i', dueAt: december, ...why }, { occurredAt: march(10) })
    .then(
      DueDateMoved({ dueAt: december, ...why }),
      expect.objectContaining({ type: 'finance.OverdueWithdrawn' }) as never,
    );
});

it('does not withdraw a write-off as of a day before it: more than all would be open then', () => {
  const lost = told(InvoiceWrittenOff({ amount: '80.00', ...why, invoice: origin }), { stream, occurredAt: march(20) });
  decisionSpec(withdrawWriteOff)
    .given(issued, lost)
    .when({ invoiceId: 'i', reason: 'x' }, { occurredAt: march(10) })
    .then('finance/written-off-since');
});

it('says what was open when it fell due, not what is left since', () => {
  const paid = told(InvoiceSettled({ paymentId: 'p', amount: '40.00', invoice: origin }), {
    ...{ stream, occurredAt: march(22) },
  });
  decisionSpec(recordOverdue)
    .given(issued, paid)
    .when({ invoiceId: 'i', dueAt: march(20) })
    .then(InvoiceFellOverdue({ dueAt: march(20), currency: 'CNY', open: '100.00' }, { occurredAt: march(20) }));
});
