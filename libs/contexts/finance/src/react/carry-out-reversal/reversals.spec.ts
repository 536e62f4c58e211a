import { decisionSpec, reactorSpec, told } from '@dossier/testing';
import { PaymentAllocated, PaymentReceived, PaymentReversed, ReversalCarriedOut } from '../../payment.events';
import { carryOutReversal } from '../../carry-out-reversal';
import { reversals } from './reversals';

const march = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
const stream = 'payment-p';
const on = (day: number) => ({ stream, occurredAt: march(day) });
const came = told(PaymentReceived({ number: 'P', currency: 'CNY', amount: '60.00' }), on(10));
const to = (invoiceId: string) => told(PaymentAllocated({ invoiceId, currency: 'CNY', amount: '20.00' }), on(10));
const back = told(PaymentReversed({ currency: 'CNY', amount: '60.00', unallocated: '20.00', reason: 'x' }), on(15));
const done = told(ReversalCarriedOut({}), on(15));

it('reopens all that a reversed payment settled, at once, also of history', () => {
  const due = { paymentId: 'p', invoiceIds: ['i', 'k'] };
  reactorSpec(reversals).given(to('i'), to('k'), to('i'), back).twice().then(march(15), due);
  const brought = { ...back, backfill: true, recordedAt: march(28) };
  reactorSpec(reversals).given(to('i'), to('k'), brought).then(march(15), due, undefined, true);
});
it('has nothing to do where the payment stands, settled nothing, or that is done', () => {
  reactorSpec(reversals).given(to('i')).thenNothing();
  reactorSpec(reversals).given(back).thenNothing();
  reactorSpec(reversals).given(to('i'), back, done).thenNothing();
});
it('says so once, after each invoice was looked at', () => {
  const command = { paymentId: 'p', invoiceIds: ['i', 'k'] };
  const spec = decisionSpec(carryOutReversal);
  spec
    .given(came, to('i'), back)
    .when(command)
    .then(ReversalCarriedOut({}, { occurredAt: march(15) }));
  spec.given(came, to('i'), back, done).when(command).thenNothing();
  spec.given(came, to('i')).when(command).thenNothing();
  expect(carryOutReversal.before?.(command, {}).map((step) => step.command)).toEqual([
    { invoiceId: 'i', paymentId: 'p' },
    { invoiceId: 'k', paymentId: 'p' },
  ]);
});
