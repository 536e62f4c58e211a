import { decisionSpec, told } from '@dossier/testing';
import { creditOrder } from '../../credit-order';
import {
  OrderCancelled,
  OrderCredited,
  OrderPlaced,
  OrderReturned,
  OrderShipped,
  ShipDateKept,
  ShipDateMissed,
} from '../../order.events';
import { cancelOrder } from './cancel-order';

const lines = { sku: ['A', 'B'], quantity: [3, 1], unitPrice: ['0.335', '2'] };
const adjustments = { sku: ['DISCOUNT'], quantity: [-1], unitPrice: ['1'] };
const at = '2026-02-01T00:00:00.000Z';
const placed = told(
  OrderPlaced({ number: '1', currency: 'CNY', lines, adjustments, gross: '3.01', net: '2.01', channel: 'web' }),
  { occurredAt: at, businessLine: 'bearings' },
);
const order = { placedAt: at, currency: 'CNY', purchase: true, channel: 'web', businessLine: 'bearings' };
const line = (number: number, sku: string, quantity: number) => ({ line: number, sku, quantity });

it('voids the whole order with its adjustments while nothing is shipped', () => {
  decisionSpec(cancelOrder)
    .given(placed)
    .when({ orderId: '1', reason: '改型号' })
    .then(
      OrderCancelled({
        lines: [line(1, 'A', 3), line(2, 'B', 1)],
        whole: true,
        gross: '3.01',
        net: '2.01',
        order,
        reason: '改型号',
      }),
    );
});

it('cancels what is not shipped yet; what was shipped keeps its price and its share of the discount', () => {
  decisionSpec(cancelOrder)
    .given(placed, OrderShipped({ lines: [line(1, 'A', 1)], complete: false }))
    .when({ orderId: '1' })
    .then(
      OrderCancelled({
        lines: [line(1, 'A', 2), line(2, 'B', 1)],
        whole: false,
        gross: '2.67', // 3.01 less 0.34, the one that was shipped
        net: '1.79', // 2.01 less 0.22: 0.335 less 0.335 ÷ 3.005 of the discount
        order,
      }),
    );
});

describe('an order of which something was credited', () => {
  const columns = (sku: string, quantity: number, unitPrice: string) => ({
    ...{ sku: [sku], quantity: [quantity], unitPrice: [unitPrice] },
  });
  const note = (...of: Parameters<typeof columns>) =>
    OrderCredited({ creditNoteId: 'CN-1', customer: 'c-1', lines: columns(...of), amount: '1.00' });
  const repaid = (sku: string, amount: string) => ({ repaid: [{ sku, amount }] });
  const gone = [line(1, 'A', 3), line(2, 'B', 1)];
  const order1 = { orderId: '1' };

  it('loses what is left of it', () => {
    const spec = decisionSpec(cancelOrder).given(placed, note('B', 1, '2'));
    const whole = { lines: gone, whole: true, gross: '1.01', net: '0.01', ...repaid('B', '2.00'), order };
    spec.when(order1).then(OrderCancelled(whole));
    spec.when(order1, { backfill: true }).then(OrderCancelled(whole));
    decisionSpec(cancelOrder)
      .given(placed, note('B', 1, '2'), OrderCancelled(whole))
      .when(order1)
      .thenNothing();
  });
  it('keeps what was shipped for what was credited, and loses the rest', () => {
    const shipped = OrderShipped({ lines: [line(1, 'A', 1)], complete: false });
    const plain = told(OrderPlaced({ number: '1', currency: 'CNY', lines, gross: '3.01', net: '3.01' }), {
      occurredAt: at,
    });
    decisionSpec(cancelOrder)
      .given(plain, note('A', 3, '0.335'), shipped)
      .when(order1)
      .then(
        OrderCancelled({
          ...{ lines: [line(1, 'A', 2), line(2, 'B', 1)], whole: false, gross: '2.00', net: '2.00' },
          ...repaid('A', '0.67'),
          order: { placedAt: at, currency: 'CNY', purchase: true },
        }),
      );
  });
  it('is credited no more when it is cancelled', () => {
    const ten = columns('P', 10, '10');
    const sold = told(OrderPlaced({ number: '1', currency: 'CNY', lines: ten, gross: '100.00', net: '100.00' }), {
      ...{ occurredAt: at, subject: 'c-1' },
    });
    const cancelled = OrderCancelled({
      ...{ lines: [line(1, 'P', 10)], whole: true, gross: '80.00', net: '80.00', ...repaid('P', '20.00') },
      order: { placedAt: at, currency: 'CNY', purchase: true },
    });
    decisionSpec(cancelOrder)
      .given(sold, note('P', 2, '10'))
      .when(order1)
      .then(cancelled);
    const more = { orderId: '1', creditNoteId: 'CN-2', customerId: 'c-1', currency: 'CNY', amount: '10.00' };
    decisionSpec(creditOrder)
      .given(sold, note('P', 2, '10'), cancelled)
      .when({ ...more, lines: columns('P', 1, '10'), forReturn: false })
      .then('sales/more-credited-than-sold');
  });
  it('loses all where more than that had been credited: the report says so', () => {
    const whole = OrderCancelled({ lines: gone, whole: true, gross: '3.01', net: '2.01', order });
    decisionSpec(cancelOrder)
      .given(placed, note('B', 2, '2'))
      .when(order1)
      .then(whole);
  });
});

it('counts what was returned before as gone already', () => {
  const shipped = OrderShipped({ lines: [line(1, 'A', 1)], complete: false });
  const back = OrderReturned({ lines: [line(1, 'A', 1)], reason: '-', policyVersion: 0, net: '0.34', order });
  decisionSpec(cancelOrder)
    .given(placed, shipped, back)
    .when({ orderId: '1' })
    .then(
      OrderCancelled({
        lines: [line(1, 'A', 2), line(2, 'B', 1)],
        whole: false,
        gross: '2.67',
        net: '1.67', // with the return of 0.34 all that was to be paid
        order,
      }),
    );
});

it('voids an order of adjustments alone', () => {
  const only = told(
    OrderPlaced({
      number: '1',
      currency: 'CNY',
      lines: { sku: [], quantity: [], unitPrice: [] },
      adjustments,
      gross: '0.00',
      net: '-1.00',
    }),
    { occurredAt: at },
  );
  const cancelled = OrderCancelled({
    lines: [],
    whole: true,
    gross: '0.00',
    net: '-1.00',
    order: { placedAt: at, currency: 'CNY', purchase: false },
  });
  decisionSpec(cancelOrder).given(only).when({ orderId: '1' }).then(cancelled);
  decisionSpec(cancelOrder).given(only, cancelled).when({ orderId: '1' }).thenNothing();
});

it('has nothing to do the second time', () => {
  const gone = [line(1, 'A', 3), line(2, 'B', 1)];
  const whole = OrderCancelled({ lines: gone, whole: true, gross: '3.01', net: '2.01', order });
  decisionSpec(cancelOrder).given(placed, whole).when({ orderId: '1' }).thenNothing();
  const shipped = OrderShipped({ lines: [line(1, 'A', 3)], complete: false });
  const rest = OrderCancelled({ lines: [line(2, 'B', 1)], whole: false, gross: '2.00', net: '2.00', order });
  decisionSpec(cancelOrder).given(placed, shipped, rest).when({ orderId: '1' }).thenNothing();
});

it('refuses when everything is shipped: then goods can only come back', () => {
  const shipped = OrderShipped({ lines: [line(1, 'A', 3), line(2, 'B', 1)], complete: true });
  decisionSpec(cancelOrder)
    .given(placed, shipped)
    .when({ orderId: '1' })
    .then('sales/already-shipped', { orderId: '1' });
  decisionSpec(cancelOrder).when({ orderId: '1' }).then('sales/unknown-order', { orderId: '1' });
});

it('takes back that a promised ship date was missed, where what is left was cancelled in time', () => {
  const promisedShipAt = '2026-03-02T09:00:00.000Z';
  const early = '2026-03-01T09:00:00.000Z';
  const promised = OrderPlaced(
    { number: '1', currency: 'CNY', lines, gross: '3.01', net: '3.01', promisedShipAt },
    { occurredAt: at },
  );
  const some = OrderShipped({ lines: [line(1, 'A', 3)], complete: false }, { occurredAt: early });
  const missed = ShipDateMissed({ promisedShipAt }, { occurredAt: promisedShipAt });
  const rest = OrderCancelled({
    lines: [line(2, 'B', 1)],
    whole: false,
    gross: '2.00',
    net: '2.00',
    order: { placedAt: at, currency: 'CNY', purchase: true },
  });
  const spec = decisionSpec(cancelOrder).given(promised, some, missed);
  const kept = ShipDateKept({ promisedShipAt }, { occurredAt: promisedShipAt });
  spec.when({ orderId: '1' }, { occurredAt: early }).then(rest, kept);
  spec.when({ orderId: '1' }).then(rest);
});

it('does not drop in silence that it was cancelled earlier than is recorded', () => {
  const on = (day: number) => `2026-03-${String(day).padStart(2, '0')}T00:00:00.000Z`;
  const gone = (whole: boolean) =>
    told(
      OrderCancelled({
        lines: [line(1, 'A', whole ? 3 : 2), line(2, 'B', 1)],
        whole,
        gross: '3.01',
        net: '2.01',
        order,
      }),
      {
        occurredAt: on(10),
      },
    );
  for (const before of [[gone(true)], [OrderShipped({ lines: [line(1, 'A', 1)], complete: false }), gone(false)]]) {
    const spec = decisionSpec(cancelOrder).given(placed, ...before);
    spec
      .when({ orderId: '1' }, { occurredAt: on(9) })
      .then('sales/cancelled-later', { orderId: '1', at: on(9), cancelledAt: on(10) });
    for (const day of [10, 12]) spec.when({ orderId: '1' }, { occurredAt: on(day) }).thenNothing();
  }
});
