import { SubjectAttributed } from '@dossier/foundation';
import { decisionSpec, stateOf, told } from '@dossier/testing';
import { type Invoice, invoice } from '../invoice';
import {
  InvoiceCancelled,
  InvoiceFellOverdue,
  InvoiceIssued,
  InvoiceReopened,
  InvoiceSettled,
  InvoiceWrittenOff,
  OverdueWithdrawn,
  WriteOffWithdrawn,
} from '../invoice.events';
import { type Payment, payment } from '../payment';
import { AllocationWithdrawn, PaymentAllocated, PaymentReceived, PaymentReversed } from '../payment.events';
import { settleInvoice } from '../settle-invoice';
import { allocatePayment } from './allocate-payment/allocate-payment';
import { attributePayment } from './attribute-payment/attribute-payment';
import { receivePayment } from './receive-payment/receive-payment';
import { reversePayment } from './reverse-payment/reverse-payment';
import { withdrawAllocation } from './withdraw-allocation/withdraw-allocation';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const [paymentId, invoiceId, currency, reason] = ['p', 'i', 'CNY', 'x'] as const;
const origin = { number: 'I', currency, issuedAt: march(1), dues: [{ since: march(1), dueAt: march(20) }] };
const billed = (more: { readonly amount?: string; readonly currency?: string } = {}) =>
  told(InvoiceIssued({ number: 'I', currency, amount: '100.00', dueAt: march(20), ...more }), {
    ...{ stream: 'invoice-i', occurredAt: march(1) },
  });
const issued = billed();
const bill: Invoice | undefined = stateOf(invoice, issued);
const needs = (state: Invoice | undefined) => ({ needed: { customer: undefined, invoice: state } });
const paid = (amount: string) =>
  told(PaymentReceived({ number: 'P', currency, amount }), { stream: 'payment-p', occurredAt: march(10) });
const came = paid('60.00');
const settledInFull = told(InvoiceSettled({ paymentId: 'q', amount: '100.00', invoice: origin }), {
  ...{ stream: 'invoice-i', occurredAt: march(9) },
});
const for_ = (amount: string, day = 10) =>
  told(PaymentAllocated({ invoiceId, currency, amount }), { stream: 'payment-p', occurredAt: march(day) });

describe('a payment', () => {
  const command = { paymentId, number: 'P', amount: '60.00', currency, method: 'transfer' };
  it('comes in for an invoice, or for none yet', () => {
    const spec = decisionSpec(receivePayment);
    const received = PaymentReceived({ number: 'P', currency, amount: '60.00', method: 'transfer' });
    spec.when(command).then(received);
    const allocated = PaymentAllocated({ invoiceId, currency, amount: '60.00' }, { occurredAt: march(10) });
    spec.when({ ...command, invoiceId }, { ...needs(bill), occurredAt: march(10) }).then(received, allocated);
  });
  it('counts for an invoice from when so much of it is open again: as of no day is it settled twice', () => {
    const later = (event: object, day: number) =>
      told(event as typeof issued, { stream: 'invoice-i', occurredAt: march(day) });
    const gone = { amount: '100.00', invoice: origin };
    const writtenOff = later(InvoiceWrittenOff({ ...gone, approvedBy: 'board', reason }), 5);
    const back = later(WriteOffWithdrawn({ ...gone, reason }), 20);
    const bounced = later(InvoiceReopened({ ...gone, paymentId: 'q', because: 'reversed', settledAt: march(9) }), 15);
    const allocatedOn = (day: number) => [
      PaymentReceived({ number: 'P', currency, amount: '60.00', method: 'transfer' }),
      PaymentAllocated({ invoiceId, currency, amount: '60.00' }, { occurredAt: march(day) }),
    ];
    const received = (of: Invoice | undefined) =>
      decisionSpec(receivePayment).when({ ...command, invoiceId }, { ...needs(of), occurredAt: march(10) });
    received(stateOf(invoice, issued, writtenOff, back)).then(...allocatedOn(20));
    received(stateOf(invoice, issued, settledInFull, bounced)).then(...allocatedOn(15));
    // 40 were written off and came back: the other 60 were open all the time
    const [part, partBack] = [
      later(InvoiceWrittenOff({ ...gone, amount: '40.00', approvedBy: 'board', reason }), 5),
      later(WriteOffWithdrawn({ ...gone, amount: '40.00', reason }), 20),
    ];
    received(stateOf(invoice, issued, part, partBack)).then(...allocatedOn(10));
  });
  it('for more than is open is refused, unless it is history', () => {
    const more = { ...command, amount: '100.01', invoiceId };
    const spec = decisionSpec(receivePayment);
    spec
      .when(more, needs(bill))
      .then('finance/more-than-open', { invoiceId, open: '100.00 CNY', amount: '100.01 CNY' });
    spec
      .when(more, { ...needs(bill), backfill: true, occurredAt: march(10) })
      .then(
        PaymentReceived({ number: 'P', currency, amount: '100.01', method: 'transfer' }),
        PaymentAllocated({ invoiceId, currency, amount: '100.01' }, { occurredAt: march(10) }),
      );
    spec.when({ ...command, invoiceId }, needs(undefined)).then('finance/unknown-invoice', { invoiceId });
  });
});

describe('an allocation', () => {
  const spec = decisionSpec(allocatePayment).given(came);
  const command = { paymentId, invoiceId };
  it('counts from when the money came, or from when the invoice was issued if that is later', () => {
    const all = (day: number) => PaymentAllocated({ invoiceId, currency, amount: '60.00' }, { occurredAt: march(day) });
    spec.when(command, needs(bill)).then(all(10));
    const later = stateOf(invoice, { ...issued, occurredAt: march(12) });
    spec.when(command, needs(later)).then(all(12));
  });
  it('is no more than is left of the payment or open of the invoice, in one currency', () => {
    spec
      .when({ ...command, amount: '60.01' }, needs(bill))
      .then('finance/more-than-left', { paymentId, left: '60.00 CNY', amount: '60.01 CNY' });
    const small = stateOf(invoice, billed({ amount: '50.00' }));
    spec.when({ ...command, amount: '60' }, needs(small)).then('finance/more-than-open');
    spec
      .when(command, needs(small))
      .then(PaymentAllocated({ invoiceId, currency, amount: '50.00' }, { occurredAt: march(10) }));
    const euros = stateOf(invoice, billed({ currency: 'EUR' }));
    spec.when(command, needs(euros)).then('finance/other-currency', { invoiceId, expected: 'EUR', currency });
    decisionSpec(allocatePayment)
      .given(came, for_('60.00'))
      .when(command, needs(bill))
      .then('finance/nothing-left', { paymentId });
    const paidUp = stateOf(invoice, issued, settledInFull);
    spec.when(command, needs(paidUp)).then('finance/nothing-open', { invoiceId });
  });
  it('is neither of what is not there nor of what is undone', () => {
    decisionSpec(allocatePayment).when(command, needs(bill)).then('finance/unknown-payment', { paymentId });
    const back = told(PaymentReversed({ currency, amount: '60.00', unallocated: '60.00', reason }), {
      ...{ stream: 'payment-p', occurredAt: march(11) },
    });
    decisionSpec(allocatePayment).given(came, back).when(command, needs(bill)).then('finance/payment-reversed');
    const gone = stateOf(
      invoice,
      issued,
      told(InvoiceCancelled({ amount: '100.00', reason, invoice: origin }), {
        ...{ stream: 'invoice-i', occurredAt: march(2) },
      }),
    );
    spec.when(command, needs(gone)).then('finance/invoice-cancelled');
  });
  it('is withdrawn as a whole, as if it had never been', () => {
    const withdrawing = decisionSpec(withdrawAllocation);
    withdrawing
      .given(came, for_('20.00'), for_('10.00'))
      .when({ paymentId, invoiceId, reason })
      .then(
        AllocationWithdrawn(
          { invoiceId, currency, amount: '30.00', settledAt: march(10), reason },
          { occurredAt: march(10) },
        ),
      );
    withdrawing
      .given(came)
      .when({ paymentId, invoiceId, reason })
      .then('finance/not-allocated', { paymentId, invoiceId });
    const gone = { invoiceId, currency, amount: '20.00', settledAt: march(10), reason };
    const withdrawn = withdrawing.given(came, for_('20.00'), AllocationWithdrawn(gone, { occurredAt: march(10) }));
    withdrawn.when({ paymentId, invoiceId, reason }).thenNothing();
    withdrawn.when({ paymentId, invoiceId, reason: 'other' }).then('finance/not-allocated', { paymentId, invoiceId });
  });
});

describe('a reversal', () => {
  const spec = decisionSpec(reversePayment);
  it('says what of the payment was not allocated, once', () => {
    const back = PaymentReversed({ currency, amount: '60.00', unallocated: '40.00', reason });
    spec.given(came, for_('20.00')).when({ paymentId, reason }).then(back);
    const told_ = told(back, { stream: 'payment-p', occurredAt: march(15) });
    spec.given(came, for_('20.00'), told_).when({ paymentId, reason }).thenNothing();
  });
  it('is not before the money came, nor before it settled anything', () => {
    spec
      .given(came)
      .when({ paymentId, reason }, { occurredAt: march(9) })
      .then('finance/before-received', { paymentId, receivedAt: march(10), at: march(9) });
    spec
      .given(came, for_('20.00', 14))
      .when({ paymentId, reason }, { occurredAt: march(13) })
      .then('finance/allocated-since', { paymentId, since: march(14), at: march(13) });
    spec
      .given(came, for_('20.00', 14), for_('-20.00', 14))
      .when({ paymentId, reason }, { occurredAt: march(13) })
      .then(PaymentReversed({ currency, amount: '60.00', unallocated: '60.00', reason }));
  });
});

describe('an invoice', () => {
  const spec = decisionSpec(settleInvoice);
  const follow = { invoiceId, paymentId };
  const by = (
    ...events: readonly Parameters<typeof stateOf>[1][]
  ): { needed: { payment: Payment | undefined }; now: string } => ({
    needed: { payment: stateOf(payment, ...(events as never[])) },
    now: march(21),
  });
  const fell = (open: string) => InvoiceFellOverdue({ dueAt: march(20), currency, open }, { occurredAt: march(20) });
  const settledBy = told(InvoiceSettled({ paymentId, amount: '60.00', invoice: origin }), {
    ...{ stream: 'invoice-i', occurredAt: march(10) },
  });
  it('follows its payment, and finds nothing to do when it did', () => {
    spec
      .given(issued)
      .when(follow, by(came, for_('60.00')))
      .then(InvoiceSettled({ paymentId, amount: '60.00', invoice: origin }, { occurredAt: march(10) }), fell('40.00'));
    spec
      .given(issued, settledBy)
      .when(follow, by(came, for_('60.00')))
      .thenNothing();
    spec.given(issued).when(follow, by(came)).thenNothing();
  });
  it('is open again from the reversal, or as if never settled where that was withdrawn', () => {
    const data = { paymentId, amount: '60.00', settledAt: march(10), invoice: origin };
    const back = told(PaymentReversed({ currency, amount: '60.00', unallocated: '0.00', reason }), {
      ...{ stream: 'payment-p', occurredAt: march(15) },
    });
    spec
      .given(issued, settledBy)
      .when(follow, by(came, for_('60.00'), back))
      .then(InvoiceReopened({ ...data, because: 'reversed' }, { occurredAt: march(15) }), fell('100.00'));
    spec
      .given(issued, settledBy)
      .when(follow, by(came, for_('60.00'), for_('-60.00')))
      .then(InvoiceReopened({ ...data, because: 'withdrawn' }, { occurredAt: march(10) }), fell('100.00'));
  });
  it('was not overdue after all, where money that came in time is told late', () => {
    const overdue = told(InvoiceFellOverdue({ dueAt: march(20), currency, open: '100.00' }), {
      ...{ stream: 'invoice-i', occurredAt: march(20) },
    });
    const whole = paid('100.00');
    const settled = InvoiceSettled({ paymentId, amount: '100.00', invoice: origin }, { occurredAt: march(10) });
    spec
      .given(issued, overdue)
      .when(follow, by(whole, for_('100.00')))
      .then(settled, OverdueWithdrawn({ dueAt: march(20) }, { occurredAt: march(20) }));
    const late = [{ ...whole, occurredAt: march(21) }, for_('100.00', 21)];
    spec
      .given(issued, overdue)
      .when(follow, by(...late))
      .then({ ...settled, occurredAt: march(21) });
  });
});

it('a payment of which nobody knew whose it is gets its customer', () => {
  const spec = decisionSpec(attributePayment);
  const whose = (customer: string | null) => ({
    needed: { customer: undefined, payment: { ...(stateOf(payment, came) as Payment), customer } },
  });
  const command = { paymentId, customerId: 'c-1' };
  spec.when(command, whose(null)).then(SubjectAttributed({ member: '~payment-p', into: 'c-1' }));
  spec.when(command, whose('c-2')).then('finance/has-customer', { paymentId, customer: 'c-2' });
  spec
    .when(command, { needed: { customer: undefined, payment: undefined } })
    .then('finance/unknown-payment', { paymentId });
});
