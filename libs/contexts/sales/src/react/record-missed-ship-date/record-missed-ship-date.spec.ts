import { decisionSpec } from '@dossier/testing';
import { OrderPlaced, OrderShipped, ShipDateMissed } from '../../order.events';
import { recordMissedShipDate } from './record-missed-ship-date';

const promisedShipAt = '2026-03-02T09:00:00.000Z';
const lines = { sku: ['A'], quantity: [2], unitPrice: ['1.50'] };
const placed = OrderPlaced({ number: '1', currency: 'CNY', lines, gross: '3.00', net: '3.00', promisedShipAt });
const shipped = (quantity: number, complete: boolean, occurredAt = '2026-03-01T09:00:00.000Z') =>
  OrderShipped({ lines: [{ line: 1, sku: 'A', quantity }], complete }, { occurredAt });
const command = { orderId: '1', promisedShipAt };
const now = promisedShipAt;
const missed = ShipDateMissed({ promisedShipAt }, { occurredAt: promisedShipAt });

it('records a promise that was not kept, at the instant it was broken, once', () => {
  decisionSpec(recordMissedShipDate).given(placed).when(command, { now }).then(missed);
  decisionSpec(recordMissedShipDate).given(placed, shipped(1, false)).when(command, { now }).then(missed);
  decisionSpec(recordMissedShipDate).given(placed, missed).when(command, { now }).thenNothing();
});

it('records it of an order that was shipped after the promised instant, before anybody looked', () => {
  const late = shipped(2, true, '2026-03-02T09:00:00.001Z');
  decisionSpec(recordMissedShipDate)
    .given(placed, late)
    .when(command, { now: '2026-03-03T09:00:00.000Z' })
    .then(missed);
  decisionSpec(recordMissedShipDate)
    .given(placed, shipped(2, true, promisedShipAt))
    .when(command, { now: '2026-03-03T09:00:00.000Z' })
    .thenNothing();
});

it('has nothing to say of an order that was shipped, or of another promise', () => {
  decisionSpec(recordMissedShipDate).given(placed, shipped(2, true)).when(command, { now }).thenNothing();
  const other = { orderId: '1', promisedShipAt: '2026-03-01T09:00:00.000Z' };
  decisionSpec(recordMissedShipDate).given(placed).when(other, { now }).thenNothing();
});

it('never speaks too early', () => {
  decisionSpec(recordMissedShipDate)
    .given(placed)
    .when(command, { now: '2026-03-02T08:59:59.999Z' })
    .then('sales/not-missed-yet', { promisedShipAt });
  decisionSpec(recordMissedShipDate).when(command, { now }).then('sales/unknown-order');
});
