import { reactorSpec, Story } from '@dossier/testing';
import fc from 'fast-check';
import { order, type PlacedOrder } from './order';
import { ShipDateMissed } from './order.events';
import { missedShipDates } from './react/record-missed-ship-date/missed-ship-dates';
import { recordMissedShipDate } from './react/record-missed-ship-date/record-missed-ship-date';
import { cancelOrder } from './write/cancel-order/cancel-order';
import { deliverOrder } from './write/deliver-order/deliver-order';
import { placeOrder } from './write/place-order/place-order';
import { returnOrder } from './write/return-order/return-order';
import { shipOrder } from './write/ship-order/ship-order';

const placedAt = '2026-03-01T09:00:00.000Z';
const promisedShipAt = '2026-03-02T09:00:00.000Z';
const all = { orderId: '1' };
const lines = [
  { sku: 'A', quantity: 2, unitPrice: '1.50' },
  { sku: 'B', quantity: 3, unitPrice: '2' },
];

/** An order whose steps are recorded in any order, after its promised instant. */
class OrderStory extends Story<PlacedOrder | undefined, typeof order.from> {
  constructor() {
    super(order, { stream: 'order-1' });
  }
  get order(): PlacedOrder {
    return this.state as PlacedOrder;
  }
  get misses(): number {
    return this.events.filter(({ type }) => type === ShipDateMissed.type).length;
  }
  /** True when all was shipped or cancelled by the promised instant. */
  get isKept(): boolean {
    const gone = this.order.moves.all
      .filter(({ move, at }) => (move === 'shipped' || move === 'cancelled') && at <= promisedShipAt)
      .flatMap(({ lines: moved }) => moved);
    return gone.reduce((sum, { quantity }) => sum + quantity, 0) === 5;
  }
}

it('is missed or kept by when goods went out, in whatever order that is recorded, and is looked at once', () => {
  const steps = fc.array(
    fc.record({
      move: fc.constantFrom('ship', 'ship', 'ship', 'cancel', 'deliver', 'return', 'look'),
      ...{ line: fc.constantFrom(1, 2), quantity: fc.constantFrom(1, 2, 3) },
      at: fc.constantFrom(placedAt, promisedShipAt, promisedShipAt, '2026-03-02T09:00:00.001Z'),
    }),
    { maxLength: 12 },
  );
  const taken = Object.values(missedShipDates.from).map(({ type }) => type as string);
  fc.assert(
    fc.property(steps, (recorded) => {
      const story = new OrderStory();
      story.do(placeOrder, { number: '1', currency: 'CNY', promisedShipAt, lines }, placedAt);
      let looked = false;
      for (const { move, line, quantity, at } of recorded) {
        const some = { ...all, lines: [{ line, quantity }] };
        if (move === 'ship') story.do(shipOrder, some, at);
        if (move === 'cancel') story.do(cancelOrder, all, at);
        if (move === 'deliver') story.do(deliverOrder, some, at);
        if (move === 'return') story.do(returnOrder, { ...some, reason: '不符' }, at);
        if (move === 'look') story.do(recordMissedShipDate, { ...all, promisedShipAt });
        looked ||= move === 'look';
        expect(story.order.missed).toBe(looked && !story.isKept);
        const due = reactorSpec(missedShipDates).given(
          ...(story.events.filter(({ type }) => taken.includes(type)) as never[]),
        );
        if (story.misses > 0 || story.isKept) due.thenNothing();
        else due.then(promisedShipAt, { ...all, promisedShipAt });
      }
      expect(story.misses).toBeLessThanOrEqual(1);
    }),
    { numRuns: 300, seed: 20260301 },
  );
});
