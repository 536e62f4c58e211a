import fc from 'fast-check';
import { projectionSpec, told } from '@dossier/testing';
import { CreditNoteIssued } from './credit-note.events';
import { OrderCancelled, OrderDelivered, OrderPlaced, OrderReturned, OrderShipped } from './order.events';
import { aPurchase } from '../../../testing/src/purchases-of';
import type { OrderStatus } from './terms';
import { salesSection } from './sales-section';

const at = (day: number) => new Date(Date.UTC(2026, 0, day, 8)).toISOString();
const order = { placedAt: at(1), currency: 'CNY', purchase: true };
const line = (quantity: number) => [{ line: 1, sku: 'A', quantity }];
const money = (amount: string, currency = 'CNY') => ({ amount, currency });

/** An order of four pieces, of day `day`. */
const placed = (day: number, gross: string, more: { net?: string; currency?: string; fulfilled?: true } = {}) =>
  told(
    OrderPlaced({
      number: `N${day}`,
      currency: more.currency ?? 'CNY',
      lines: { sku: ['A'], quantity: [4], unitPrice: [String(Number(gross) / 4)] },
      gross,
      net: more.net ?? gross,
      ...(more.fulfilled && { fulfilled: true }),
    }),
    { stream: `order-${day}`, occurredAt: at(day) },
  );
/** Whether all is shipped follows from the quantities, whatever the event says. */
const shipped = (day: number, quantity: number) =>
  told(OrderShipped({ lines: line(quantity), complete: false }), { stream: `order-${day}`, occurredAt: at(day + 1) });
const cancelled = (day: number, whole: boolean, gross: string, net = gross, currency = 'CNY') =>
  told(OrderCancelled({ lines: line(whole ? 4 : 3), whole, gross, net, order: { ...order, currency } }), {
    stream: `order-${day}`,
    occurredAt: at(day + 2),
  });
const returned = (day: number, net: string, quantity = 1) =>
  told(OrderReturned({ lines: line(quantity), reason: '-', policyVersion: 0, net, order }), {
    stream: `order-${day}`,
    occurredAt: at(day + 3),
  });
const credited = (number: string, amount: string, forReturn?: true) =>
  told(
    CreditNoteIssued({
      number,
      currency: 'CNY',
      lines: { sku: ['A'], quantity: [1], unitPrice: [amount] },
      amount,
      ...(forReturn && { orderId: '1', forReturn }),
    }),
    { stream: `credit-note-${number}`, occurredAt: at(9) },
  );
const recent = (day: number, status: OrderStatus, gross: string, net = gross, came = false) => ({
  orderId: String(day),
  number: `N${day}`,
  placedAt: at(day),
  status,
  returned: came,
  gross: money(gross),
  net: money(net),
});

it('adds up exactly: net is gross and adjustments less returns and credits', () => {
  projectionSpec(salesSection)
    .given(
      placed(1, '10.00', { net: '9.00' }),
      placed(2, '20.00'),
      shipped(1, 1),
      placed(3, '5.00', { fulfilled: true }),
      shipped(1, 3),
      returned(1, '3.00'),
      credited('C1', '2.50'),
      credited('C2', '3.00', true),
      cancelled(2, true, '20.00'),
    )
    .twice()
    .inAnyOrderOfStreams()
    .thenView({
      gross: [money('15.00')],
      adjustments: [money('-1.00')],
      returned: [money('3.00')],
      credited: [money('2.50')],
      net: [money('8.50')],
      averageOrder: [money('7.50')],
      orders: 2,
      purchases: 2,
      openOrders: 0,
      firstPurchaseAt: at(1),
      lastPurchaseAt: at(3),
      recentOrders: [
        recent(3, 'delivered', '5.00'),
        recent(2, 'cancelled', '0.00'),
        recent(1, 'shipped', '10.00', '6.00', true),
      ],
    });
});

it('closes an order that was shipped in part and cancelled for the rest, and leaves it a purchase', () => {
  projectionSpec(salesSection)
    .given(placed(1, '10.00'), shipped(1, 1), cancelled(1, false, '4.00'))
    .thenView(
      expect.objectContaining({
        gross: [money('6.00')],
        orders: 1,
        purchases: 1,
        openOrders: 0,
        lastPurchaseAt: at(1),
        recentOrders: [recent(1, 'shipped', '6.00')],
      }) as never,
    );
});

it('shows an order as open until all is shipped', () => {
  projectionSpec(salesSection)
    .given(placed(1, '10.00'), shipped(1, 1))
    .thenView(
      expect.objectContaining({ openOrders: 1, recentOrders: [recent(1, 'partly-shipped', '10.00')] }) as never,
    );
});

it('tells what was shipped from what has arrived', () => {
  const arrived = (quantity: number) =>
    told(OrderDelivered({ lines: line(quantity), complete: false }), { stream: 'order-1', occurredAt: at(4) });
  const shown = (status: 'shipped' | 'delivered', ...moves: readonly ReturnType<typeof arrived>[]): void =>
    projectionSpec(salesSection)
      .given(placed(1, '10.00'), shipped(1, 4), ...moves)
      .thenView(expect.objectContaining({ openOrders: 0, recentOrders: [recent(1, status, '10.00')] }) as never);
  shown('shipped');
  shown('shipped', arrived(3));
  shown('delivered', arrived(3), arrived(1));
});

it('never adds up several currencies', () => {
  const spec = projectionSpec(salesSection).given(placed(1, '10.00'), placed(2, '900', { currency: 'JPY' }));
  spec.inAnyOrderOfStreams().thenView(
    expect.objectContaining({
      gross: [money('10.00'), money('900', 'JPY')],
      net: [money('10.00'), money('900', 'JPY')],
      averageOrder: [money('10.00'), money('900', 'JPY')],
      purchases: 2,
    }) as never,
  );
  spec.thenFields({ salesCurrency: null, grossSales: null, netSales: null, purchases: 2 });
});

it('finds the purchase before one that is cancelled, at both ends', () => {
  projectionSpec(salesSection)
    .given(
      placed(1, '1.00'),
      placed(2, '2.00'),
      placed(3, '3.00'),
      placed(4, '4.00'),
      cancelled(1, true, '1.00'),
      cancelled(4, true, '4.00'),
    )
    .inAnyOrderOfStreams()
    .thenFields({
      firstPurchaseAt: at(2),
      lastPurchaseAt: at(3),
      purchases: 2,
      salesCurrency: 'CNY',
      grossSales: 500,
      netSales: 500,
      openOrders: 2,
    });
});

it('knows the first and the last purchase, however many were cancelled', () => {
  const becomes = fc.constantFrom('waiting', 'cancelled', 'shipped', 'fulfilled');
  const voided = fc.array(fc.constant('cancelled' as const), { maxLength: 15 });
  fc.assert(
    fc.property(voided, fc.array(becomes, { maxLength: 12 }), voided, (...parts) => {
      const lives = parts.flat();
      const events = lives.flatMap((life, index) => [
        placed(index, '1.00', life === 'fulfilled' ? { fulfilled: true } : {}),
        ...(life === 'cancelled' ? [cancelled(index, true, '1.00')] : []),
        ...(life === 'shipped' ? [shipped(index, 4)] : []),
      ]);
      const days = lives.flatMap((life, index) => (life === 'cancelled' ? [] : [index]));
      const [first, last] = [days[0], days.at(-1)].map((day) => (day === undefined ? null : at(day)));
      projectionSpec(salesSection)
        .given(...events)
        .inAnyOrderOfStreams()
        .thenFields({ firstPurchaseAt: first ?? null, lastPurchaseAt: last ?? null });
    }),
  );
});

it('counts no order that came back as a whole, and leaves its amount in gross and its average', () => {
  projectionSpec(salesSection)
    .given(
      placed(1, '10.00', { fulfilled: true }),
      placed(2, '20.00', { fulfilled: true }),
      returned(2, '5.00', 1),
      returned(2, '15.00', 3),
    )
    .inAnyOrderOfStreams()
    .thenView(
      expect.objectContaining({
        gross: [money('30.00')],
        returned: [money('20.00')],
        net: [money('10.00')],
        averageOrder: [money('15.00')],
        orders: 2,
        purchases: 1,
        firstPurchaseAt: at(1),
        lastPurchaseAt: at(1),
      }) as never,
    );
});

it('is the same whatever came first', () => {
  const many = Array.from({ length: 14 }, (_, index) => placed(index + 1, '1.00'));
  projectionSpec(salesSection)
    .given(...many, shipped(3, 1), shipped(12, 4), cancelled(2, true, '1.00'), cancelled(13, true, '1.00'))
    .inAnyOrderOfStreams()
    .then({
      sums: { CNY: { gross: 1200, net: 1200, returned: 0, credited: 0, paid: 12 } },
      orders: 12,
      open: Array.from({ length: 14 }, (_, i) => ({ order: `order-${i + 1}`, pieces: i === 2 ? 3 : 4 }))
        .filter(({ order }) => !['order-2', 'order-12', 'order-13'].includes(order))
        .sort((a, b) => (a.order < b.order ? -1 : 1)),
      purchases: Array.from({ length: 14 }, (_, i) => ({
        ...aPurchase(at(i + 1), `order-${i + 1}`, { eventId: expect.any(String) as string, quantity: 4 }),
        ...([2, 13].includes(i + 1) && {
          taken: [{ at: at(i + 3), by: 'cancellation' as const, quantity: 4, worth: 100 }],
        }),
      })),
      credits: {},
      recent: Array.from({ length: 10 }, (_, i) => ({
        order: `order-${14 - i}`,
        number: `N${14 - i}`,
        at: at(14 - i),
        currency: 'CNY',
        gross: i === 1 ? 0 : 100,
        net: i === 1 ? 0 : 100,
        lines: { quantity: [4] },
        quantities: i === 1 ? { cancelled: [4] } : i === 2 ? { shipped: [4] } : {},
        confirmed: false,
        cancelled: i === 1,
      })),
    });
});

it('takes what was never paid for as an order, but not as a purchase', () => {
  const free = told(
    OrderPlaced({
      number: 'N1',
      currency: 'CNY',
      lines: { sku: [], quantity: [], unitPrice: [] },
      adjustments: { sku: ['GIFT'], quantity: [1], unitPrice: ['0'] },
      gross: '0.00',
      net: '0.00',
    }),
    { stream: 'order-1', occurredAt: at(1) },
  );
  const spec = projectionSpec(salesSection).given(free);
  spec.thenView(
    expect.objectContaining({
      orders: 1,
      purchases: 0,
      openOrders: 0,
      averageOrder: [],
      firstPurchaseAt: null,
      lastPurchaseAt: null,
      recentOrders: [recent(1, 'placed', '0.00')],
    }) as never,
  );
  const voided = OrderCancelled({
    lines: [],
    whole: true,
    gross: '0.00',
    net: '0.00',
    order: { ...order, purchase: false },
  });
  projectionSpec(salesSection)
    .given(free, told(voided, { stream: 'order-1' }))
    .thenView(expect.objectContaining({ orders: 0, purchases: 0, openOrders: 0 }) as never);
});

it('orders two of one instant by their stream, so that each run gives the same', () => {
  const twin = (stream: string) => ({ ...placed(1, '1.00'), stream });
  projectionSpec(salesSection)
    .given(twin('order-b'), twin('order-a'), twin('order-c'))
    .inAnyOrderOfStreams()
    .then(
      expect.objectContaining({
        purchases: ['order-a', 'order-b', 'order-c'].map(
          (stream) => expect.objectContaining({ order: stream }) as unknown,
        ),
        recent: ['order-c', 'order-b', 'order-a'].map(
          (stream) => expect.objectContaining({ order: stream }) as unknown,
        ),
      }) as never,
    );
});

it('looks when few of many purchases were: a key account is evaluated as of each of them', () => {
  let looks = 0;
  const purchases = Array.from({ length: 4_000 }, (_, number) => ({
    ...aPurchase(at(0), `order-${number}`),
    get at() {
      looks++;
      return at(number);
    },
  }));
  const { initial, evolve, view } = salesSection;
  const { data, ...newest } = placed(5_000, '1.00');
  const state = evolve.OrderPlaced({ ...initial, purchases }, data, newest as never);
  const { firstPurchaseAt, lastPurchaseAt } = view(state, {} as never);
  expect([firstPurchaseAt, lastPurchaseAt]).toEqual([at(0), at(5_000)]);
  expect(looks).toBeLessThan(20);
});

it('has nothing of a customer who never bought', () => {
  projectionSpec(salesSection).given().thenFields({
    salesCurrency: null,
    grossSales: null,
    netSales: null,
    purchases: 0,
    openOrders: 0,
    firstPurchaseAt: null,
    lastPurchaseAt: null,
  });
});
