import { decisionSpec, told } from '@dossier/testing';
import { OrderConfirmed, OrderDelivered, OrderPlaced, OrderShipped } from '../order.events';
import { cancelOrder } from './cancel-order/cancel-order';
import { confirmOrder } from './confirm-order/confirm-order';
import { deliverOrder } from './deliver-order/deliver-order';
import { returnOrder } from './return-order/return-order';
import { shipOrder } from './ship-order/ship-order';

const placedAt = '2026-02-01T00:00:00.000Z';
const lines = { sku: ['A'], quantity: [2], unitPrice: ['1'] };
const placed = told(OrderPlaced({ number: '1', currency: 'CNY', lines, gross: '2.00', net: '2.00' }), {
  occurredAt: placedAt,
});
const one = [{ line: 1, sku: 'A', quantity: 1 }];
const shipped = told(OrderShipped({ lines: one, complete: false }), { occurredAt: placedAt });
const early = { occurredAt: '2026-01-31T23:59:59.999Z' };
const atOnce = { occurredAt: placedAt };
const command = { orderId: '1' };
const refused = ['sales/before-placed', { orderId: '1', placedAt, at: early.occurredAt }] as const;

it('confirms, ships, delivers, cancels and takes back nothing before the order was placed', () => {
  const back = { ...command, lines: [{ line: 1 }], reason: '-' };
  const sent = decisionSpec(returnOrder).given(placed, shipped);
  decisionSpec(confirmOrder)
    .given(placed)
    .when(command, early)
    .then(...refused);
  decisionSpec(shipOrder)
    .given(placed)
    .when(command, early)
    .then(...refused);
  decisionSpec(deliverOrder)
    .given(placed, shipped)
    .when(command, early)
    .then(...refused);
  decisionSpec(cancelOrder)
    .given(placed)
    .when(command, early)
    .then(...refused);
  sent.when(back, early).then(...refused);
  sent.when({ ...back, agreed: true }, early).then(...refused);
});

it('takes steps of the very instant at which it was placed', () => {
  decisionSpec(confirmOrder).given(placed).when(command, atOnce).then(OrderConfirmed({}));
  decisionSpec(deliverOrder)
    .given(placed, shipped)
    .when(command, atOnce)
    .then(OrderDelivered({ lines: one, complete: false }));
});
