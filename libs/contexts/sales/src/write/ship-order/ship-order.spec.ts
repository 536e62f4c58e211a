import { decisionSpec } from '@dossier/testing';
import { OrderCancelled, OrderPlaced, OrderShipped, ShipDateKept, ShipDateMissed } from '../../order.events';
import { shipOrder } from './ship-order';

// one sku on two lines is real
const lines = { sku: ['A', 'B', 'A'], quantity: [2, 1.5, 3], unitPrice: ['1.50', '2', '1.50'] };
const placed = OrderPlaced({ number: '1', currency: 'CNY', lines, gross: '10.50', net: '10.50' });
const line = (number: number, sku: string, quantity: number) => ({ line: number, sku, quantity });
const cancelled = (whole: boolean, ...gone: ReturnType<typeof line>[]) =>
  OrderCancelled({
    lines: gone,
    whole,
    gross: '10.50',
    net: '10.50',
    order: { placedAt: '2026-01-01T00:00:00.000Z', currency: 'CNY', purchase: true },
  });
const order = decisionSpec(shipOrder).given(placed);

it('ships all that is left where nothing is named', () => {
  order.when({ orderId: '1', carrier: '顺丰', trackingNumber: 'SF1' }).then(
    OrderShipped({
      lines: [line(1, 'A', 2), line(2, 'B', 1.5), line(3, 'A', 3)],
      complete: true,
      carrier: '顺丰',
      trackingNumber: 'SF1',
    }),
  );
});

it('ships in parts, by line or by sku, and knows which part is the last', () => {
  const first = OrderShipped({ lines: [line(1, 'A', 2), line(3, 'A', 2)], complete: false });
  order.when({ orderId: '1', lines: [{ sku: 'A', quantity: 4 }] }).then(first);
  const rest = decisionSpec(shipOrder).given(placed, first);
  rest
    .when({
      orderId: '1',
      lines: [
        { line: 2, sku: 'B', quantity: 0.1 },
        { line: 2, quantity: 0.2 },
      ],
    })
    .then(OrderShipped({ lines: [line(2, 'B', 0.3)], complete: false }));
  rest.when({ orderId: '1' }).then(OrderShipped({ lines: [line(2, 'B', 1.5), line(3, 'A', 1)], complete: true }));
  rest
    .when({ orderId: '1', lines: [{ line: 3 }, { line: 2 }] })
    .then(OrderShipped({ lines: [line(2, 'B', 1.5), line(3, 'A', 1)], complete: true }));
});

it('is refused where there is nothing that could ever be shipped', () => {
  const fee = { sku: ['FEE'], quantity: [1], unitPrice: ['5'] };
  const none = { sku: [], quantity: [], unitPrice: [] };
  decisionSpec(shipOrder)
    .given(OrderPlaced({ number: '1', currency: 'CNY', lines: none, adjustments: fee, gross: '0.00', net: '5.00' }))
    .when({ orderId: '1' })
    .then('sales/nothing-to-ship', { orderId: '1' });
  const first = OrderShipped({ lines: [line(1, 'A', 2)], complete: false });
  const rest = cancelled(false, line(2, 'B', 1.5), line(3, 'A', 3));
  const spec = decisionSpec(shipOrder).given(placed, first, rest);
  spec.when({ orderId: '1', lines: [{ line: 2 }] }).then('sales/nothing-to-ship', { orderId: '1' });
  spec.when({ orderId: '1' }).thenNothing();
});

it('never ships more than was ordered and not cancelled', () => {
  order
    .when({ orderId: '1', lines: [{ line: 1, quantity: 2.001 }] })
    .then('sales/more-than-left', { line: 1, sku: '–', asked: 2.001, left: 2 });
  order
    .when({ orderId: '1', lines: [{ sku: 'A', quantity: 5.5 }] })
    .then('sales/more-than-left', { line: '–', sku: 'A', asked: 5.5, left: 5 });
  order.when({ orderId: '1', lines: [{ line: 1 }, { line: 1, quantity: 1 }] }).then('sales/more-than-left');
  decisionSpec(shipOrder)
    .given(placed, OrderShipped({ lines: [line(1, 'A', 2)], complete: false }), cancelled(false, line(2, 'B', 1.5)))
    .when({ orderId: '1', lines: [{ sku: 'B', quantity: 0.5 }] })
    .then('sales/more-than-left', { line: '–', sku: 'B', asked: 0.5, left: 0 });
});

it('has nothing to do when all is shipped', () => {
  const shipped = OrderShipped({ lines: [line(1, 'A', 2), line(2, 'B', 1.5), line(3, 'A', 3)], complete: true });
  decisionSpec(shipOrder).given(placed, shipped).when({ orderId: '1' }).thenNothing();
  decisionSpec(shipOrder)
    .given(placed, shipped)
    .when({ orderId: '1', lines: [{ sku: 'B' }] })
    .thenNothing();
  const atOnce = OrderPlaced({ number: '1', currency: 'CNY', lines, gross: '10.50', net: '10.50', fulfilled: true });
  decisionSpec(shipOrder).given(atOnce).when({ orderId: '1' }).thenNothing();
});

it('knows lines that are there only', () => {
  order.when({ orderId: '1', lines: [{ line: 4 }] }).then('sales/no-such-line', { line: 4, sku: '–' });
  order.when({ orderId: '1', lines: [{ line: 2, sku: 'A' }] }).then('sales/no-such-line', { line: 2, sku: 'A' });
  order.when({ orderId: '1', lines: [{ sku: 'C' }] }).then('sales/no-such-line', { line: '–', sku: 'C' });
  order.when({ orderId: '1', lines: [{ quantity: 1 }] }).then('sales/line-unnamed');
  order
    .when({ orderId: '1', lines: [{ line: 2, quantity: 0.0001 }] })
    .then('sales/quantity-too-fine', { at: { zh: '第 2 行', en: 'line 2' }, quantity: 0.0001 });
  order.when({ orderId: '1', lines: [{ sku: 'B', quantity: 0.0001 }] }).then('sales/quantity-too-fine', {
    at: 'B',
    quantity: 0.0001,
  });
});

it('ships neither what is cancelled nor what is not there', () => {
  decisionSpec(shipOrder)
    .given(placed, cancelled(true, line(1, 'A', 2), line(2, 'B', 1.5), line(3, 'A', 3)))
    .when({ orderId: '1' })
    .then('sales/order-cancelled', { orderId: '1' });
  decisionSpec(shipOrder).when({ orderId: '1' }).then('sales/unknown-order', { orderId: '1' });
});

describe('a promised ship date that counts as missed', () => {
  const promisedShipAt = '2026-03-02T09:00:00.000Z';
  const promised = OrderPlaced({ number: '1', currency: 'CNY', lines, gross: '10.50', net: '10.50', promisedShipAt });
  const missed = ShipDateMissed({ promisedShipAt }, { occurredAt: promisedShipAt });
  const kept = ShipDateKept({ promisedShipAt }, { occurredAt: promisedShipAt });
  const rest = OrderShipped({ lines: [line(2, 'B', 1.5), line(3, 'A', 3)], complete: true });
  const some = (occurredAt: string) => OrderShipped({ lines: [line(1, 'A', 2)], complete: false }, { occurredAt });
  const early = '2026-03-02T08:00:00.000Z';

  it('was kept once all that was shipped in time is recorded', () => {
    for (const occurredAt of [early, promisedShipAt])
      decisionSpec(shipOrder)
        .given(promised, some(early), missed)
        .when({ orderId: '1' }, { occurredAt, now: '2026-03-03T09:00:00.000Z' })
        .then(rest, kept);
    decisionSpec(shipOrder)
      .given(promised, some(early))
      .when({ orderId: '1' }, { occurredAt: promisedShipAt, now: '2026-03-03T09:00:00.000Z' })
      .then(rest);
  });

  it('was missed where any of it was shipped later, or is left', () => {
    const late = '2026-03-02T09:00:00.001Z';
    decisionSpec(shipOrder)
      .given(promised, some(late), missed)
      .when({ orderId: '1' }, { occurredAt: early })
      .then(rest);
    decisionSpec(shipOrder)
      .given(promised, some(early), missed)
      .when({ orderId: '1' }, { occurredAt: late })
      .then(rest);
    decisionSpec(shipOrder)
      .given(promised, missed)
      .when({ orderId: '1', lines: [{ line: 1 }] }, { occurredAt: early })
      .then(OrderShipped({ lines: [line(1, 'A', 2)], complete: false }));
  });
});
