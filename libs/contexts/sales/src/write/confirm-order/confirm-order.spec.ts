import { decisionSpec, told } from '@dossier/testing';
import { OrderCancelled, OrderConfirmed, OrderPlaced } from '../../order.events';
import { confirmOrder } from './confirm-order';

const lines = { sku: ['A'], quantity: [2], unitPrice: ['1.50'] };
const placed = OrderPlaced({ number: '1', currency: 'CNY', lines, gross: '3.00', net: '3.00' });
const command = { orderId: '1' };

it('confirms an order once', () => {
  decisionSpec(confirmOrder).given(placed).when(command).then(OrderConfirmed({}));
  decisionSpec(confirmOrder).given(placed, OrderConfirmed({})).when(command).thenNothing();
});

it('has nothing to confirm where the goods changed hands at once', () => {
  const fulfilled = OrderPlaced({ number: '1', currency: 'CNY', lines, gross: '3.00', net: '3.00', fulfilled: true });
  decisionSpec(confirmOrder).given(fulfilled).when(command).thenNothing();
});

it('confirms neither what is cancelled nor what is not there', () => {
  const cancelled = OrderCancelled({
    lines: [{ line: 1, sku: 'A', quantity: 2 }],
    whole: true,
    gross: '3.00',
    net: '3.00',
    order: { placedAt: '2026-01-01T00:00:00.000Z', currency: 'CNY', purchase: true },
  });
  decisionSpec(confirmOrder).given(placed, cancelled).when(command).then('sales/order-cancelled', { orderId: '1' });
  decisionSpec(confirmOrder).when(command).then('sales/unknown-order', { orderId: '1' });
});

it('keeps that it was confirmed earlier than was recorded first', () => {
  const on = (day: number) => `2026-03-${String(day).padStart(2, '0')}T00:00:00.000Z`;
  const spec = decisionSpec(confirmOrder).given(placed, told(OrderConfirmed({}), { occurredAt: on(10) }));
  spec.when({ orderId: '1' }, { occurredAt: on(9), now: on(20) }).then(OrderConfirmed({}));
  spec.when({ orderId: '1' }, { occurredAt: on(12), now: on(20) }).thenNothing();
});
