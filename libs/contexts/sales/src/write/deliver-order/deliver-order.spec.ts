import { decisionSpec, told } from '@dossier/testing';
import { OrderCancelled, OrderDelivered, OrderPlaced, OrderReturned, OrderShipped } from '../../order.events';
import { deliverOrder } from './deliver-order';

const lines = { sku: ['A', 'B'], quantity: [2, 3], unitPrice: ['1.50', '2'] };
const placed = OrderPlaced({ number: '1', currency: 'CNY', lines, gross: '9.00', net: '9.00' });
const line = (number: number, sku: string, quantity: number) => ({ line: number, sku, quantity });
const part = OrderShipped({ lines: [line(1, 'A', 2), line(2, 'B', 1)], complete: false });
const rest = OrderShipped({ lines: [line(2, 'B', 2)], complete: true });
const origin = { placedAt: '2026-01-01T00:00:00.000Z', currency: 'CNY', purchase: true };

it('delivers all that is on its way where nothing is named', () => {
  const arrived = [line(1, 'A', 2), line(2, 'B', 1)];
  decisionSpec(deliverOrder)
    .given(placed, part)
    .when({ orderId: '1' })
    .then(OrderDelivered({ lines: arrived, complete: false }));
  decisionSpec(deliverOrder)
    .given(placed, part, rest)
    .when({ orderId: '1' })
    .then(OrderDelivered({ lines: [line(1, 'A', 2), line(2, 'B', 3)], complete: true }));
});

it('is complete with the last part, also when the rest was cancelled', () => {
  const some = OrderDelivered({ lines: [line(1, 'A', 2)], complete: false });
  decisionSpec(deliverOrder)
    .given(placed, part, rest)
    .when({ orderId: '1', lines: [{ line: 1 }] })
    .then(some);
  const cancelled = OrderCancelled({
    lines: [line(2, 'B', 2)],
    whole: false,
    gross: '4.00',
    net: '4.00',
    order: origin,
  });
  decisionSpec(deliverOrder)
    .given(placed, part, some, cancelled)
    .when({ orderId: '1' })
    .then(OrderDelivered({ lines: [line(2, 'B', 1)], complete: true }));
});

it('delivers only what was shipped', () => {
  decisionSpec(deliverOrder)
    .given(placed, part)
    .when({ orderId: '1', lines: [{ sku: 'B', quantity: 2 }] })
    .then('sales/more-than-left', { line: '–', sku: 'B', asked: 2, left: 1 });
  const unsent = decisionSpec(deliverOrder).given(placed);
  unsent.when({ orderId: '1' }).then('sales/nothing-shipped', { orderId: '1' });
  unsent.when({ orderId: '1', lines: [{ line: 1 }] }).then('sales/nothing-shipped', { orderId: '1' });
  const onlyFirst = OrderShipped({ lines: [line(1, 'A', 2)], complete: false });
  const some = decisionSpec(deliverOrder).given(placed, onlyFirst);
  some.when({ orderId: '1', lines: [{ sku: 'A' }, { sku: 'B' }] }).then('sales/nothing-shipped', { orderId: '1' });
  decisionSpec(deliverOrder).when({ orderId: '1' }).then('sales/unknown-order');
});

it('is nothing to do for what has arrived', () => {
  const all = OrderDelivered({ lines: [line(1, 'A', 2), line(2, 'B', 1)], complete: false });
  const spec = decisionSpec(deliverOrder).given(placed, part, all);
  spec.when({ orderId: '1' }).thenNothing();
  spec.when({ orderId: '1', lines: [{ line: 2 }] }).thenNothing();
});

it('does not wait for what came back before it arrived', () => {
  const back = OrderReturned({
    lines: [line(1, 'A', 2)],
    reason: '拒收',
    policyVersion: 0,
    net: '3.00',
    order: origin,
  });
  decisionSpec(deliverOrder)
    .given(placed, part, back)
    .when({ orderId: '1' })
    .then(OrderDelivered({ lines: [line(2, 'B', 1)], complete: false }));
});

it('counts what came back as what had arrived', () => {
  const some = OrderDelivered({ lines: [line(2, 'B', 1)], complete: false });
  const back = OrderReturned({
    lines: [line(2, 'B', 1)],
    reason: '不符',
    policyVersion: 0,
    net: '2.00',
    order: origin,
  });
  decisionSpec(deliverOrder)
    .given(placed, part, rest, some, back)
    .when({ orderId: '1', lines: [{ sku: 'B' }] })
    .then(OrderDelivered({ lines: [line(2, 'B', 2)], complete: false }));
});

it('delivers nothing before it was shipped', () => {
  const march = (day: number) => `2026-03-0${day}T08:00:00.000Z`;
  const spec = decisionSpec(deliverOrder).given(
    told(placed, { occurredAt: march(1) }),
    told(part, { occurredAt: march(2) }),
    told(rest, { occurredAt: march(4) }),
  );
  const all = { orderId: '1', lines: [{ line: 2 }] };
  spec
    .when(all, { occurredAt: march(3) })
    .then('sales/before-shipped', { line: 2, quantity: 3, at: march(3), left: 1 });
  spec
    .when({ orderId: '1', lines: [{ line: 2, quantity: 1 }] }, { occurredAt: march(3) })
    .then(OrderDelivered({ lines: [line(2, 'B', 1)], complete: false }));
  spec.when(all, { occurredAt: march(4) }).then(OrderDelivered({ lines: [line(2, 'B', 3)], complete: false }));
});

it('takes the first arrival though the second one was recorded before it', () => {
  const march = (day: number) => `2026-03-0${day}T08:00:00.000Z`;
  const second = OrderDelivered({ lines: [line(2, 'B', 2)], complete: false });
  decisionSpec(deliverOrder)
    .given(
      told(placed, { occurredAt: march(1) }),
      told(part, { occurredAt: march(2) }),
      told(rest, { occurredAt: march(4) }),
      told(second, { occurredAt: march(5) }),
    )
    .when({ orderId: '1', lines: [{ line: 2 }] }, { occurredAt: march(3) })
    .then(OrderDelivered({ lines: [line(2, 'B', 1)], complete: false }));
});

it('takes nothing back where what came back was delivered as well, as old orders say', () => {
  const back = OrderReturned({
    lines: [line(1, 'A', 1)],
    reason: '拒收',
    policyVersion: 0,
    net: '7.50',
    order: origin,
  });
  const first = OrderDelivered({ lines: [line(1, 'A', 2)], complete: false });
  const spec = decisionSpec(deliverOrder).given(placed, part, back, first);
  spec.when({ orderId: '1' }).then(OrderDelivered({ lines: [line(2, 'B', 1)], complete: false }));
  spec.when({ orderId: '1', lines: [{ line: 1 }] }).thenNothing();
});
