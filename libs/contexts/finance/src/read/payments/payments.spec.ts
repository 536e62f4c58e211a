import { projectionSpec, told } from '@dossier/testing';
import {
  AllocationWithdrawn,
  PaymentAllocated,
  PaymentReceived,
  PaymentReversed,
  ReversalCarriedOut,
} from '../../payment.events';
import { payments } from './payments';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const on = (day: number) => ({ stream: 'payment-P', occurredAt: march(day) });
const came = told(PaymentReceived({ number: 'P', currency: 'CNY', amount: '90.00', method: 'cash' }), on(10));
const to = (invoiceId: string, amount: string) =>
  told(PaymentAllocated({ invoiceId, currency: 'CNY', amount }), on(10));
const CNY = (amount: string) => ({ amount, currency: 'CNY' });

it('shows a payment with what it settles, and what is left of it', () => {
  const withdrawn = told(
    AllocationWithdrawn({ invoiceId: 'B', currency: 'CNY', amount: '20.00', settledAt: march(10), reason: 'x' }),
    on(10),
  );
  const spec = projectionSpec(payments).given(came, to('A', '30.00'), to('B', '20.00'), to('A', '5.00'), withdrawn);
  spec.twice().thenView({
    ...{ paymentId: 'P', customer: 'customer-1', number: 'P', receivedAt: march(10), amount: CNY('90.00') },
    ...{ method: 'cash', businessLine: null, allocated: CNY('35.00'), unallocated: CNY('55.00'), reversal: null },
    allocations: [{ invoice: 'A', amount: CNY('35.00'), at: march(10) }],
  });
  spec.thenFields({ amount: 9_000, unallocated: 5_500, reversed: false, method: 'cash' });
});
it('settles nothing once it went back', () => {
  const back = told(PaymentReversed({ currency: 'CNY', amount: '90.00', unallocated: '60.00', reason: 'x' }), on(15));
  const spec = projectionSpec(payments).given(came, to('A', '30.00'), back, told(ReversalCarriedOut({}), on(15)));
  spec.thenView(
    expect.objectContaining({
      ...{ allocated: CNY('0.00'), unallocated: CNY('0.00'), reversal: { at: march(15), reason: 'x' } },
    }) as never,
  );
  spec.thenFields({ unallocated: 0, reversed: true });
});
it('may be of nobody', () =>
  projectionSpec(payments)
    .given({ ...came, subject: '~payment-P' })
    .thenFields({ customer: null }));
