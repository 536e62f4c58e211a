import { money } from '@dossier/kernel';
import { projectionSpec, told } from '@dossier/testing';
import { CreditNoteIssued } from './credit-note.events';
import { OrderCancelled, OrderPlaced, OrderReturned } from './order.events';
import { salesFacts } from './sales-facts';

const at = (day: number) => `2026-03-0${day}T08:00:00.000Z`;
const lines = { sku: ['A', 'B'], quantity: [2, 1], unitPrice: ['1.50', '0'] };
const stream = 'order-1';
const placed = told(OrderPlaced({ number: '1', currency: 'CNY', lines, gross: '3.00', net: '2.50', channel: 'web' }), {
  stream,
  occurredAt: at(1),
  businessLine: 'bearings',
});
const order = { placedAt: at(1), currency: 'CNY', purchase: true, channel: 'web', businessLine: 'bearings' };
const eventId = expect.any(String) as string;
const fact = {
  ...{ document: stream, customer: 'customer-1', currency: 'CNY', channel: 'web', businessLine: 'bearings' },
  eventId,
};
const shown = { ...fact, kind: 'order' as const, at: at(1), gross: 300, net: 250, purchases: 1 };
const sale = { ...shown, quantity: [2, 1] };
const gone = [{ line: 1, sku: 'A', quantity: 2 }];
const back = [{ line: 1, quantity: 2 }];

it('keeps a fact of what was sold and one of each change, each with its own day', () => {
  projectionSpec(salesFacts)
    .given(
      placed,
      told(OrderReturned({ lines: gone, reason: '-', policyVersion: 0, net: '1.50', order }), {
        stream,
        occurredAt: at(2),
      }),
      told(OrderCancelled({ lines: gone, whole: false, gross: '1.50', net: '1.50', order }), {
        stream,
        occurredAt: at(3),
      }),
    )
    .twice()
    .thenAll({
      'order-1@0': sale,
      'order-1@1': { ...fact, kind: 'return', at: at(2), gross: 0, net: -150, purchases: 0, back },
      'order-1@2': { ...fact, kind: 'cancellation', at: at(3), gross: -150, net: -150, purchases: 0, back },
    });
});

it('takes the purchase back with an order that is void', () => {
  const voided = (purchase: boolean) =>
    told(OrderCancelled({ lines: gone, whole: true, gross: '3.00', net: '2.50', order: { ...order, purchase } }), {
      stream,
      occurredAt: at(2),
    });
  const change = {
    ...fact,
    kind: 'cancellation' as const,
    at: at(2),
    gross: -300,
    net: -250,
    back,
    whole: true as const,
  };
  projectionSpec(salesFacts)
    .given(placed, voided(true))
    .thenAll({ 'order-1@0': sale, 'order-1@1': { ...change, purchases: -1 } });
  projectionSpec(salesFacts)
    .given(placed, voided(false))
    .thenAll({ 'order-1@0': sale, 'order-1@1': { ...change, purchases: 0 } });
});

it('takes an order with nothing paid for as no purchase', () => {
  const free = { sku: ['A'], quantity: [2], unitPrice: ['0.000'] };
  projectionSpec(salesFacts)
    .given(
      told(OrderPlaced({ number: '1', currency: 'JPY', lines: free, gross: '0', net: '0' }), {
        stream,
        occurredAt: at(1),
      }),
    )
    .then({
      kind: 'order',
      document: stream,
      customer: 'customer-1',
      at: at(1),
      currency: 'JPY',
      gross: 0,
      net: 0,
      purchases: 0,
      quantity: [2],
      channel: null,
      businessLine: null,
      eventId: 'event-1',
    });
});

it('keeps what the goods and the freight cost, and no goods that came back and cannot be sold again', () => {
  const unitCost = ['0.875', null];
  const costs = OrderPlaced({
    ...{ number: '1', currency: 'CNY', lines: { ...lines, unitCost }, gross: '3.00', net: '2.50' },
    ...{ channel: 'web', freight: '0.125' },
  });
  const came = (conditions: object, day: number) =>
    told(OrderReturned({ lines: gone, reason: '-', policyVersion: 0, net: '1.50', order, conditions }), {
      ...{ stream, occurredAt: at(day) },
    });
  const change = { ...fact, kind: 'return' as const, gross: 0, net: -150, purchases: 0 };
  projectionSpec(salesFacts)
    .given(
      told(costs, { stream, occurredAt: at(1), businessLine: 'bearings' }),
      came({ resalable: false }, 2),
      came({ resalable: true }, 3),
      came({ packageComplete: false }, 4),
    )
    .thenAll({
      'order-1@0': { ...sale, unitCost, freight: '0.125' },
      'order-1@1': { ...change, at: at(2) },
      'order-1@2': { ...change, at: at(3), back },
      'order-1@3': { ...change, at: at(4), back },
    });
});

it('subtracts credit notes from net, but for those that settle a recorded return', () => {
  const credit = { number: 'C1', currency: 'CNY', lines, amount: '3.00' };
  const given = { stream: 'credit-note-C1', subject: '~credit-note-C1', occurredAt: at(1) };
  const doc = {
    kind: 'credit' as const,
    document: 'credit-note-C1',
    customer: null,
    at: at(1),
    currency: 'CNY',
    gross: 0,
    purchases: 0,
    channel: null,
    businessLine: null,
    eventId: 'event-1',
  };
  projectionSpec(salesFacts)
    .given(told(CreditNoteIssued(credit), given))
    .then({ ...doc, net: -300 });
  projectionSpec(salesFacts)
    .given(told(CreditNoteIssued({ ...credit, orderId: '1', forReturn: true }), given))
    .then({ ...doc, net: 0 });
});

it('keeps origin-less changes without channel and business line', () => {
  const bare = { placedAt: at(1), currency: 'CNY', purchase: true };
  projectionSpec(salesFacts)
    .given(
      told(OrderCancelled({ lines: gone, whole: false, gross: '0.00', net: '1.50', order: bare }), {
        stream,
        occurredAt: at(1),
      }),
      told(OrderReturned({ lines: gone, reason: '-', policyVersion: 0, net: '1.50', order: bare }), {
        stream,
        occurredAt: at(2),
      }),
    )
    .thenAll({
      'order-1@0': expect.objectContaining({ channel: null, businessLine: null, gross: 0 }) as never,
      'order-1@1': expect.objectContaining({ channel: null, businessLine: null }) as never,
    });
});

it('shows money as money', () => {
  const [gross, net] = [money(300, 'CNY'), money(250, 'CNY')];
  projectionSpec(salesFacts)
    .given(placed)
    .thenView({ ...shown, gross, net });
});

it('lists and sums by its fields', () => {
  projectionSpec(salesFacts)
    .given(placed)
    .thenFields({
      customer: 'customer-1',
      at: at(1),
      kind: 'order',
      currency: 'CNY',
      channel: 'web',
      businessLine: 'bearings',
      document: 'order-1',
      gross: 300,
      net: 250,
      purchases: 1,
    });
});
