import { reactorSpec, told } from '@dossier/testing';
import { OrderCancelled, OrderPlaced, OrderShipped, ShipDateMissed } from '../../order.events';
import { missedShipDates } from './missed-ship-dates';

const promisedShipAt = '2026-03-02T09:00:00.000Z';
const order = { number: '1', currency: 'CNY', gross: '3.00', net: '3.00', promisedShipAt };
const lines = { sku: ['A'], quantity: [2], unitPrice: ['1.50'] };
const stream = 'order-SO-1';
const placed = told(OrderPlaced({ ...order, lines }), { stream });
const shipped = (complete: boolean, occurredAt?: string) =>
  told(OrderShipped({ lines: [{ line: 1, sku: 'A', quantity: 1 }], complete }), {
    stream,
    ...(occurredAt !== undefined && { occurredAt }),
  });
const cancelled = OrderCancelled({
  lines: [{ line: 1, sku: 'A', quantity: 2 }],
  whole: true,
  gross: '3.00',
  net: '3.00',
  order: { placedAt: '2026-01-01T00:00:00.000Z', currency: 'CNY', purchase: true },
});

it('waits for the promised instant of an order', () => {
  reactorSpec(missedShipDates)
    .given(placed, shipped(false))
    .twice()
    .then(promisedShipAt, { orderId: 'SO-1', promisedShipAt });
});

it('waits no more once all is shipped, cancelled or recorded', () => {
  reactorSpec(missedShipDates).given(placed, shipped(true)).thenNothing();
  reactorSpec(missedShipDates).given(placed, told(cancelled, { stream })).thenNothing();
  reactorSpec(missedShipDates)
    .given(placed, told(ShipDateMissed({ promisedShipAt }), { stream }))
    .thenNothing();
});

it('is due still where all was shipped or cancelled after the promised instant, and before anybody looked', () => {
  const late = '2026-03-02T09:00:00.001Z';
  const due = { orderId: 'SO-1', promisedShipAt };
  reactorSpec(missedShipDates).given(placed, shipped(true, late)).twice().then(promisedShipAt, due);
  reactorSpec(missedShipDates).given(placed, shipped(false, late), shipped(true)).then(promisedShipAt, due);
  reactorSpec(missedShipDates)
    .given(placed, told(cancelled, { stream, occurredAt: late }))
    .then(promisedShipAt, due);
  reactorSpec(missedShipDates).given(placed, shipped(true, promisedShipAt)).thenNothing();
});

it('falls due for history that is brought in before the promised instant', () => {
  const brought = { ...placed, backfill: true, recordedAt: '2026-03-02T08:59:59.999Z' };
  reactorSpec(missedShipDates).given(brought).twice().then(promisedShipAt, { orderId: 'SO-1', promisedShipAt });
});

it('never fires for history that is brought in later, nor where nothing was promised or is to be shipped', () => {
  const brought = { ...placed, backfill: true, recordedAt: '2026-03-02T09:00:00.000Z' };
  reactorSpec(missedShipDates).given(brought).thenNothing();
  reactorSpec(missedShipDates)
    .given(told(OrderPlaced({ ...order, lines, fulfilled: true }), { stream }))
    .thenNothing();
  reactorSpec(missedShipDates)
    .given(told(OrderPlaced({ ...order, lines: { sku: [], quantity: [], unitPrice: [] } }), { stream }))
    .thenNothing();
  reactorSpec(missedShipDates)
    .given(told(OrderPlaced({ number: '1', currency: 'CNY', gross: '3.00', net: '3.00', lines }), { stream }))
    .thenNothing();
});
