import { decisionSpec, reactorSpec, stateOf, told } from '@dossier/testing';
import { fitAllocation } from '../../fit-allocation';
import { invoice } from '../../invoice';
import { InvoiceCancelled, InvoiceIssued, InvoiceReopened, InvoiceSettled } from '../../invoice.events';
import { AllocationsCarriedOut, AllocationWithdrawn, PaymentAllocated, PaymentReceived } from '../../payment.events';
import { allocations } from './allocations';
import { carryOutAllocation } from './carry-out-allocation';

const march = (day: number, minute = 0): string =>
  `2026-03-${String(day).padStart(2, '0')}T08:${String(minute).padStart(2, '0')}:00.000Z`;
const [subject, currency] = ['c-1', 'CNY'];
const on = (stream: string) => ({ stream, subject, occurredAt: march(10), recordedAt: march(12) });
const allocated = (invoiceId: string, amount: string) =>
  told(PaymentAllocated({ invoiceId, currency, amount }), on('payment-p'));
const origin = { number: 'I', currency, issuedAt: march(1), dues: [{ since: march(1), dueAt: march(20) }] };
const settled = (invoiceId: string, amount: string) =>
  told(InvoiceSettled({ paymentId: 'p', amount, invoice: origin }), on(`invoice-${invoiceId}`));
const withdrawn = (invoiceId: string, amount: string) =>
  told(AllocationWithdrawn({ invoiceId, currency, amount, settledAt: march(10), reason: 'x' }), on('payment-p'));
const reopened = (invoiceId: string, amount: string) =>
  told(
    InvoiceReopened({ paymentId: 'p', amount, because: 'withdrawn', settledAt: march(10), invoice: origin }),
    on(`invoice-${invoiceId}`),
  );

it('waits a minute for an invoice that does not follow its payment, either way', () => {
  const due = (...invoiceIds: readonly string[]) => [march(12, 1), { paymentId: 'p', invoiceIds }] as const;
  reactorSpec(allocations)
    .given(allocated('i', '60.00'))
    .twice()
    .then(...due('i'));
  reactorSpec(allocations)
    .given(allocated('i', '60.00'), settled('i', '20.00'), allocated('k', '5.00'))
    .then(...due('i', 'k'));
  reactorSpec(allocations)
    .given(allocated('i', '60.00'), settled('i', '60.00'), withdrawn('i', '60.00'))
    .then(...due('i'));
});
it('waits for an invoice that was not heard of, also where what was allocated to it is withdrawn', () =>
  reactorSpec(allocations)
    .given(allocated('i', '60.00'), withdrawn('i', '60.00'))
    .then(march(12, 1), { paymentId: 'p', invoiceIds: ['i'] }));
it('carries on history as history, where all of it is', () => {
  const brought = { ...allocated('i', '60.00'), backfill: true };
  const due = (...invoiceIds: readonly string[]) => [march(12, 1), { paymentId: 'p', invoiceIds }] as const;
  reactorSpec(allocations)
    .given(brought)
    .then(...due('i'), undefined, true);
  reactorSpec(allocations)
    .given(brought, allocated('k', '5.00'))
    .then(...due('i', 'k'));
  // another invoice, which follows what is live, makes it no live one
  reactorSpec(allocations)
    .given(brought, allocated('k', '5.00'), settled('k', '5.00'))
    .then(...due('i'), undefined, true);
});
it('has nothing to do where it follows, or took what it could', () => {
  reactorSpec(allocations).given(allocated('i', '60.00'), settled('i', '60.00')).thenNothing();
  reactorSpec(allocations)
    .given(allocated('i', '60.00'), settled('i', '60.00'), withdrawn('i', '60.00'), reopened('i', '60.00'))
    .thenNothing();
  reactorSpec(allocations).given(allocated('i', '60.00'), settled('i', '20.00'), withdrawn('i', '40.00')).thenNothing();
});
it('is asked once where the invoice is of another customer', () =>
  reactorSpec(allocations)
    .given(allocated('i', '60.00'), told(AllocationsCarriedOut({}), on('payment-p')))
    .thenNothing());

const came = told(PaymentReceived({ number: 'P', currency, amount: '60.00' }), on('payment-p'));
it('says once that its invoices follow', () =>
  decisionSpec(carryOutAllocation)
    .given(came, allocated('i', '60.00'))
    .when({ paymentId: 'p', invoiceIds: ['i'] })
    .then(AllocationsCarriedOut({}, { occurredAt: march(10) })));

describe('what an invoice did not take', () => {
  const issued = told(InvoiceIssued({ number: 'I', currency, amount: '100.00', dueAt: march(20) }), {
    ...on('invoice-i'),
    occurredAt: march(1),
  });
  const spec = decisionSpec(fitAllocation).given(came, allocated('i', '60.00'));
  const fit = (...more: readonly Parameters<typeof stateOf>[1][]) =>
    spec.when(
      { paymentId: 'p', invoiceId: 'i' },
      { needed: { invoice: stateOf(invoice, issued, ...(more as never[])) } },
    );
  const other = told(InvoiceSettled({ paymentId: 'q', amount: '70.00', invoice: origin }), on('invoice-i'));
  it('is not allocated', () =>
    fit(other, settled('i', '30.00')).then(
      expect.objectContaining({
        type: 'finance.AllocationWithdrawn',
        data: expect.objectContaining({ amount: '30.00', invoiceId: 'i' }) as object,
      }) as never,
    ));
  it('is all, where it was cancelled', () =>
    fit(told(InvoiceCancelled({ amount: '100.00', reason: 'x', invoice: origin }), on('invoice-i'))).then(
      expect.objectContaining({ data: expect.objectContaining({ amount: '60.00' }) as object }) as never,
    ));
  it('is nothing while something is open: it has not followed yet', () => fit(settled('i', '30.00')).thenNothing());
});
