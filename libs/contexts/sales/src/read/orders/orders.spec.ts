import { ERASED, type EventIn } from '@dossier/kernel';
import { projectionSpec, type Told, told } from '@dossier/testing';
import {
  OrderCancelled,
  OrderConfirmed,
  OrderDelivered,
  orderEvents,
  OrderPlaced,
  OrderReturned,
  OrderShipped,
  ShipDateKept,
  ShipDateMissed,
} from '../../order.events';
import { type OrderDocument, orders } from './orders';
import type { OrderStatus } from '../../terms';

const stream = 'order-SO-1';
const at = (day: number) => `2026-03-0${day}T08:00:00.000Z`;
const on = { stream };
const lines = {
  sku: ['A', 'B'],
  quantity: [3, 1],
  unitPrice: ['0.335', '2'],
  name: ['轴承', null],
  unitCost: ['0.20', null],
  partClass: ['common' as const, null],
  inStock: [false, null],
};
const adjustments = { sku: ['DISCOUNT'], quantity: [-1], unitPrice: ['1'], name: ['折扣'] };
const adjustmentReasons = ['协议'];
const promisedShipAt = at(2);
const placed = told(
  OrderPlaced({
    number: 'SO-1',
    currency: 'CNY',
    lines,
    adjustments,
    adjustmentReasons,
    gross: '3.01',
    net: '2.01',
    channel: 'web',
    urgency: 'urgent',
    promisedShipAt,
    freight: '5',
  }),
  { stream, occurredAt: at(1), businessLine: 'bearings' },
);
const order = { placedAt: at(1), currency: 'CNY', purchase: true };
const line = (number: number, sku: string, quantity: number) => ({ line: number, sku, quantity });
const all = [line(1, 'A', 3), line(2, 'B', 1)];
const doc: OrderDocument = {
  orderId: 'SO-1',
  customer: 'customer-1',
  number: 'SO-1',
  placedAt: at(1),
  currency: 'CNY',
  gross: 301,
  net: 201,
  lowered: 0,
  lines,
  adjustments,
  adjustmentReasons,
  quantities: {},
  confirmed: false,
  cancelled: false,
  channel: 'web',
  businessLine: 'bearings',
  urgency: 'urgent',
  promisedShipAt,
  missedShipAt: null,
  freight: '5',
  shipments: [],
  returns: [],
  cancellation: null,
};

it('keeps an order as it was placed', () => {
  projectionSpec(orders).given(placed).twice().then(doc);
});

it('keeps an anonymous order, and what it does not know as unknown', () => {
  projectionSpec(orders)
    .given(
      told(
        OrderPlaced({
          number: '7',
          currency: 'CNY',
          lines: { sku: [], quantity: [], unitPrice: [] },
          gross: '0.00',
          net: '0.00',
        }),
        {
          subject: '~order-7',
          occurredAt: at(1),
        },
      ),
    )
    .then({
      orderId: '7',
      customer: null,
      number: '7',
      placedAt: at(1),
      currency: 'CNY',
      gross: 0,
      net: 0,
      lowered: 0,
      lines: { sku: [], quantity: [], unitPrice: [] },
      quantities: {},
      confirmed: false,
      cancelled: false,
      channel: null,
      businessLine: null,
      urgency: 'normal',
      promisedShipAt: null,
      missedShipAt: null,
      freight: null,
      shipments: [],
      returns: [],
      cancellation: null,
    });
});

it('follows every line through its life', () => {
  const some = told(
    OrderShipped({ lines: [line(1, 'A', 2)], complete: false, carrier: '顺丰', trackingNumber: 'SF1' }),
    {
      stream,
      occurredAt: at(3),
    },
  );
  const rest = told(OrderShipped({ lines: [line(1, 'A', 0.5)], complete: false }), { stream, occurredAt: at(4) });
  const arrived = told(OrderDelivered({ lines: [line(1, 'A', 2)], complete: false }), { stream, occurredAt: at(5) });
  const back = told(
    OrderReturned({
      lines: [line(1, 'A', 1)],
      reason: '不符',
      conditions: { resalable: true },
      policyVersion: 0,
      net: '0.34',
      order,
    }),
    { stream, occurredAt: at(6) },
  );
  const again = told(
    OrderReturned({ lines: [line(1, 'A', 1)], reason: '多余', policyVersion: 0, net: '0.33', order }),
    {
      stream,
      occurredAt: at(7),
    },
  );
  const cancelled = told(
    OrderCancelled({
      lines: [line(1, 'A', 0.5), line(2, 'B', 1)],
      whole: false,
      gross: '2.17',
      net: '2.17',
      order,
      reason: '缺货',
    }),
    { stream, occurredAt: at(8) },
  );
  const missed = told(ShipDateMissed({ promisedShipAt }), { stream, occurredAt: promisedShipAt });
  projectionSpec(orders)
    .given(placed, told(OrderConfirmed({}), on), some, rest, arrived, missed, back, again, cancelled)
    .then({
      ...doc,
      gross: 84,
      net: -83,
      lowered: 67,
      confirmed: true,
      missedShipAt: promisedShipAt,
      quantities: {
        shipped: [2.5, 0],
        delivered: [2, 0],
        deliveredAt: [at(5), null],
        returned: [2, 0],
        cancelled: [0.5, 1],
      },
      shipments: [
        { at: at(3), lines: [line(1, 'A', 2)], carrier: '顺丰', trackingNumber: 'SF1' },
        { at: at(4), lines: [line(1, 'A', 0.5)] },
      ],
      returns: [
        { at: at(6), lines: [line(1, 'A', 1)], reason: '不符', conditions: { resalable: true } },
        { at: at(7), lines: [line(1, 'A', 1)], reason: '多余' },
      ],
      cancellation: { at: at(8), reason: '缺货' },
    });
});

it('shows lines with what became of them, and money as money', () => {
  const money = (amount: string) => ({ amount, currency: 'CNY' });
  const nothing = { shipped: 0, delivered: 0, returned: 0, cancelled: 0 };
  projectionSpec(orders)
    .given(placed, told(OrderShipped({ lines: [line(1, 'A', 2)], complete: false }), { stream, occurredAt: at(3) }))
    .thenView({
      orderId: 'SO-1',
      customer: 'customer-1',
      number: 'SO-1',
      status: 'partly-shipped',
      placedAt: at(1),
      gross: money('3.01'),
      net: money('2.01'),
      channel: 'web',
      businessLine: 'bearings',
      urgency: 'urgent',
      promisedShipAt,
      missedShipAt: null,
      freight: money('5'),
      lines: [
        {
          line: 1,
          sku: 'A',
          name: '轴承',
          quantity: 3,
          unitPrice: money('0.335'),
          unitCost: money('0.20'),
          partClass: 'common',
          inStock: false,
          ...nothing,
          shipped: 2,
        },
        { line: 2, sku: 'B', quantity: 1, unitPrice: money('2'), ...nothing },
      ],
      adjustments: [{ sku: 'DISCOUNT', name: '折扣', quantity: -1, unitPrice: money('1'), reason: '协议' }],
      shipments: [{ at: at(3), lines: [line(1, 'A', 2)] }],
      returns: [],
      cancellation: null,
    });
});

it('shows as erased why it was changed, returned and cancelled, once the key of its customer is gone', () => {
  const erased = OrderPlaced({
    number: 'SO-1',
    currency: 'CNY',
    lines,
    adjustments,
    adjustmentReasons: ERASED,
    gross: '3.01',
    net: '2.01',
  });
  const some = { reason: ERASED, net: '0.00', order };
  projectionSpec(orders)
    .given(
      told(erased, { stream, occurredAt: at(1) }),
      told(OrderReturned({ ...some, lines: [], policyVersion: 0 }), { stream, occurredAt: at(2) }),
      told(OrderCancelled({ ...some, lines: [], whole: false, gross: '0.00' }), { stream, occurredAt: at(3) }),
    )
    .thenView(
      expect.objectContaining({
        adjustments: [expect.objectContaining({ sku: 'DISCOUNT', reason: ERASED })],
        returns: [{ at: at(2), lines: [], reason: ERASED }],
        cancellation: { at: at(3), reason: ERASED },
      }) as never,
    );
});

const shipped = told(OrderShipped({ lines: all, complete: true }), on);
const someShipped = told(OrderShipped({ lines: [line(1, 'A', 3)], complete: false }), on);
const delivered = told(OrderDelivered({ lines: all, complete: true }), on);
const back = (...some: ReturnType<typeof line>[]) =>
  told(OrderReturned({ lines: some, reason: '-', policyVersion: 0, net: '0.00', order }), on);
const cancelled = (whole: boolean, ...some: ReturnType<typeof line>[]) =>
  told(OrderCancelled({ lines: some, whole, gross: '0.00', net: '0.00', order }), on);
const atOnce = told(OrderPlaced({ number: '1', currency: 'CNY', lines, gross: '3.01', net: '3.01', fulfilled: true }), {
  stream,
  occurredAt: at(1),
});

const lives: readonly (readonly [string, readonly Told<EventIn<typeof orderEvents>>[], OrderStatus, boolean])[] = [
  ['placed', [placed], 'placed', true],
  ['confirmed', [placed, told(OrderConfirmed({}), on)], 'confirmed', true],
  ['shipped in part', [placed, someShipped], 'partly-shipped', true],
  ['shipped', [placed, shipped], 'shipped', false],
  ['shipped in part, the rest cancelled', [placed, someShipped, cancelled(false, line(2, 'B', 1))], 'shipped', false],
  ['arrived', [placed, shipped, delivered], 'delivered', false],
  [
    'arrived but for what came back on the way',
    [placed, shipped, back(line(1, 'A', 3)), told(OrderDelivered({ lines: [line(2, 'B', 1)], complete: true }), on)],
    'delivered',
    false,
  ],
  ['come back in part', [placed, shipped, delivered, back(line(1, 'A', 3))], 'delivered', false],
  ['come back', [placed, shipped, delivered, back(...all)], 'returned', false],
  [
    'come back as far as it was not cancelled',
    [placed, someShipped, cancelled(false, line(2, 'B', 1)), back(line(1, 'A', 3))],
    'returned',
    false,
  ],
  ['cancelled', [placed, cancelled(true, ...all)], 'cancelled', false],
  ['handed over at once', [atOnce], 'delivered', false],
];
it.each(lives)('an order that is %s has that status', (_, events, status, open) => {
  projectionSpec(orders)
    .given(...events)
    .thenFields({ status, open, dueShipAt: open ? promisedShipAt : null });
});

it('is listed by customer, number, day, amount, channel, promise and whether that was kept', () => {
  projectionSpec(orders)
    .given(placed)
    .thenFields({
      customer: 'customer-1',
      number: 'SO-1',
      placedAt: at(1),
      currency: 'CNY',
      gross: 301,
      net: 201,
      channel: 'web',
      businessLine: 'bearings',
      urgency: 'urgent',
      lateShip: false,
    });
  projectionSpec(orders)
    .given(placed, told(ShipDateMissed({ promisedShipAt }), on))
    .thenFields({ lateShip: true });
  projectionSpec(orders)
    .given(placed, told(ShipDateMissed({ promisedShipAt }), on), told(ShipDateKept({ promisedShipAt }), on))
    .thenFields({ lateShip: false });
});
