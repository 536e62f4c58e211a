import { CustomerRegistered } from '@dossier/contexts/customers';
import { NO_PURCHASES, OrderCancelled, OrderPlaced, type Purchase, type Taken } from '@dossier/contexts/sales';
import { projectionSpec, told } from '@dossier/testing';
import { aPurchase } from '../../../testing/src/purchases-of';
import { EMPTY } from './ledger';
import { lifecycleSection } from './lifecycle-section';

const placed = (stream: string, day: string, unitPrice = '9.90', quantity = 1) =>
  told(
    OrderPlaced({
      number: stream,
      currency: 'CNY',
      lines: { sku: ['A'], quantity: [quantity], unitPrice: [unitPrice] },
      gross: (quantity * Number(unitPrice)).toFixed(2),
      net: (quantity * Number(unitPrice)).toFixed(2),
    }),
    { stream, occurredAt: `2026-${day}T08:00:00.000Z` },
  );
const cancelled = (stream: string, day: string, whole = true, amount = '9.90') =>
  told(
    OrderCancelled({
      lines: [{ line: 1, sku: 'A', quantity: 1 }],
      whole,
      gross: amount,
      net: amount,
      order: { placedAt: '2026-01-01T00:00:00.000Z', currency: 'CNY', purchase: true },
    }),
    { stream, occurredAt: `2026-${day}T08:00:00.000Z` },
  );
const registered = (stream: string, day: string) =>
  told(CustomerRegistered({ kind: 'organisation' }), { stream, occurredAt: `2026-${day}T08:00:00.000Z` });
const cancellation = (day: string): Taken => ({ at: at(day), by: 'cancellation', quantity: 1, worth: 990 });
const bought = (order: string, day: string, taken?: Taken): Purchase => ({
  ...aPurchase(at(day), order, { eventId: expect.any(String) as string, worth: 990 }),
  ...(taken && { taken: [taken] }),
});
const at = (day: string) => `2026-${day}T08:00:00.000Z`;

it('keeps purchases by when they happened, whatever was committed first', () => {
  projectionSpec(lifecycleSection)
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
        bought('order-1', '01-01'),
        bought('order-2a', '02-01'),
        bought('order-2b', '02-01', cancellation('02-02')),
        bought('order-3', '03-01'),
      ],
      credits: {},
      causes: [],
    });
});

it('takes no order without a paid line for a purchase, and keeps one that was cancelled in part', () => {
  projectionSpec(lifecycleSection)
    .given(
      placed('order-1', '01-01', '0'),
      placed('order-2', '01-02', '9.90', 2),
      cancelled('order-2', '01-03', false, '4.00'),
    )
    .inAnyOrderOfStreams()
    .then({
      registered: null,
      purchases: [
        {
          ...bought('order-2', '01-02', { ...cancellation('01-03'), quantity: 1, worth: 400 }),
          quantity: 2,
          worth: 1980,
        },
      ],
      credits: {},
      causes: [],
    });
});

it('registers a customer of several records with the earliest', () => {
  projectionSpec(lifecycleSection)
    .given(registered('customer-1', '02-01'), registered('customer-2', '01-01'), registered('customer-3', '03-01'))
    .inAnyOrderOfStreams()
    .then({ registered: { at: at('01-01'), eventId: expect.any(String) as string }, ...NO_PURCHASES, causes: [] });
});

it('knows nothing of what belongs to no known customer', () => {
  projectionSpec(lifecycleSection)
    .given({ ...placed('order-1', '01-01'), subject: '~order-1' })
    .then(EMPTY);
});
