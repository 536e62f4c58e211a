import { CustomerRegistered } from '@dossier/contexts/customers';
import { OrderCancelled, OrderPlaced } from '@dossier/contexts/sales';
import { projectionSpec, told } from '@dossier/testing';
import { lifecycleLedger } from './lifecycle-ledger';

const placed = (stream: string, day: string, unitPrice = '9.90') =>
  told(
    OrderPlaced({
      number: stream,
      currency: 'CNY',
      lines: { sku: ['A'], quantity: [1], unitPrice: [unitPrice] },
      gross: unitPrice,
      net: unitPrice,
    }),
    { stream, occurredAt: `2026-${day}T08:00:00.000Z` },
  );
const cancelled = (stream: string, day: string, whole = true) =>
  told(
    OrderCancelled({
      lines: [{ line: 1, sku: 'A', quantity: 1 }],
      whole,
      gross: '9.90',
      net: '9.90',
      order: { placedAt: '2026-01-01T00:00:00.000Z', currency: 'CNY', purchase: true },
    }),
    { stream, occurredAt: `2026-${day}T08:00:00.000Z` },
  );
const registered = (stream: string, day: string) =>
  told(CustomerRegistered({ kind: 'organisation' }), { stream, occurredAt: `2026-${day}T08:00:00.000Z` });
const at = (day: string) => `2026-${day}T08:00:00.000Z`;

it('keeps purchases by when they happened, whatever was committed first', () => {
  projectionSpec(lifecycleLedger)
    .given(
      placed('order-3', '03-01'),
      placed('order-1', '01-01'),
      placed('order-2b', '02-01'),
      placed('order-2a', '02-01'),
      registered('customer-1', '01-15'),
      cancelled('order-2b', '02-02'),
    )
    .twice()
    .inAnyOrderOfStreams()
    .then({
      registered: { at: at('01-15'), eventId: expect.any(String) as string },
      purchases: [
        { at: at('01-01'), order: 'order-1', eventId: expect.any(String) as string },
        { at: at('02-01'), order: 'order-2a', eventId: expect.any(String) as string },
        { at: at('02-01'), order: 'order-2b', eventId: expect.any(String) as string, cancelledAt: at('02-02') },
        { at: at('03-01'), order: 'order-3', eventId: expect.any(String) as string },
      ],
    });
});

it('takes no order without a paid line for a purchase, and keeps one that was cancelled in part', () => {
  projectionSpec(lifecycleLedger)
    .given(placed('order-1', '01-01', '0'), placed('order-2', '01-02'), cancelled('order-2', '01-03', false))
    .inAnyOrderOfStreams()
    .then({
      registered: null,
      purchases: [{ at: at('01-02'), order: 'order-2', eventId: expect.any(String) as string }],
    });
});

it('registers a customer of several records with the earliest', () => {
  projectionSpec(lifecycleLedger)
    .given(registered('customer-1', '02-01'), registered('customer-2', '01-01'), registered('customer-3', '03-01'))
    .inAnyOrderOfStreams()
    .then({ registered: { at: at('01-01'), eventId: expect.any(String) as string }, purchases: [] });
});

it('has no document for what belongs to no known customer', () => {
  projectionSpec(lifecycleLedger)
    .given({ ...placed('order-1', '01-01'), subject: '~order-1' })
    .then(null);
});

it('lists by registration and by the latest purchase that was not cancelled', () => {
  projectionSpec(lifecycleLedger)
    .given(placed('order-1', '01-01'), placed('order-2', '02-01'), cancelled('order-2', '02-02'))
    .thenFields({ registeredAt: null, lastPurchaseAt: at('01-01') });
});
