import { reactorSpec, told } from '@dossier/testing';
import { OrderCancelled, OrderPlaced, OrderShipped, ShipDateMissed } from '../../order.events';
import { recordMissedShipDate } from './record-missed-ship-date';

const promisedShipAt = '2026-03-02T09:00:00.000Z';
const order = { number: '1', currency: 'CNY', gross: '3.00', net: '3.00', promisedShipAt };
const lines = { sku: ['A'], quantity: [2], unitPrice: ['1.50'] };
const stream = 'order-SO-1';
const placed = told(OrderPlaced({ ...order, lines }), { stream });
const shipped = (complete: boolean) =>
  told(OrderShipped({ lines: [{ line: 1, sku: 'A', quantity: 1 }], complete }), { stream });

it('waits for the promised instant of an order', () => {
  reactorSpec(recordMissedShipDate)
    .given(placed, shipped(false))
    .twice()
    .then(promisedShipAt, {
      command: 'sales.RecordMissedShipDate',
      data: { orderId: 'SO-1', promisedShipAt },
    });
});

it('waits no more once all is shipped, cancelled or recorded', () => {
  const cancelled = OrderCancelled({
    lines: [{ line: 1, sku: 'A', quantity: 2 }],
    whole: true,
    gross: '3.00',
    net: '3.00',
    order: { placedAt: '2026-01-01T00:00:00.000Z', currency: 'CNY', purchase: true },
  });
  reactorSpec(recordMissedShipDate).given(placed, shipped(true)).thenNothing();
  reactorSpec(recordMissedShipDate).given(placed, told(cancelled, { stream })).thenNothing();
  reactorSpec(recordMissedShipDate)
    .given(placed, told(ShipDateMissed({ promisedShipAt }), { stream }))
    .thenNothing();
});

it('never fires for history that is brought in, nor where nothing was promised or is to be shipped', () => {
  reactorSpec(recordMissedShipDate)
    .given({ ...placed, backfill: true })
    .thenNothing();
  reactorSpec(recordMissedShipDate)
    .given(told(OrderPlaced({ ...order, lines, fulfilled: true }), { stream }))
    .thenNothing();
  reactorSpec(recordMissedShipDate)
    .given(told(OrderPlaced({ ...order, lines: { sku: [], quantity: [], unitPrice: [] } }), { stream }))
    .thenNothing();
  reactorSpec(recordMissedShipDate)
    .given(told(OrderPlaced({ number: '1', currency: 'CNY', gross: '3.00', net: '3.00', lines }), { stream }))
    .thenNothing();
});
