import type { AnyCommandDef, Instant } from '@dossier/kernel';
import { stateOf, Story } from '@dossier/testing';
import fc from 'fast-check';
import { order } from './order';
import { type OrderDocument, orders } from './read/orders/orders';
import { salesSection, type SalesState } from './sales-section';
import { cancelOrder } from './write/cancel-order/cancel-order';
import { confirmOrder } from './write/confirm-order/confirm-order';
import { deliverOrder } from './write/deliver-order/deliver-order';
import { placeOrder } from './write/place-order/place-order';
import { returnOrder } from './write/return-order/return-order';
import { shipOrder } from './write/ship-order/ship-order';

const on = (day: number): Instant => new Date(Date.UTC(2026, 0, day, 8)).toISOString();
const sums = { number: '1', customerId: 'c-1', currency: 'CNY' };
const pieces = (quantity: number) => ({ sku: 'A', quantity, unitPrice: '1' });

/** What became of an order placed on day 1: each command on a day of its own, recorded in the order given. */
class History {
  private readonly story = new Story(order, { stream: 'order-1', subject: 'c-1' });
  do(def: AnyCommandDef, day: number, command: object = {}): this {
    this.story.do(def, { orderId: '1', ...command }, on(day));
    return this;
  }
  place(...lines: readonly object[]): this {
    return this.do(placeOrder, 1, { ...sums, lines });
  }
  /** What the list and the 360° view say, each with what had happened by that day. */
  saidBy(day: number): readonly [list: object, view: object] {
    const by = (from: object): never[] => {
      const types = new Set(Object.values(from as Record<string, { readonly type: string }>).map(({ type }) => type));
      return this.story.events.filter(
        ({ type, occurredAt = '' }) => types.has(type) && occurredAt <= on(day),
      ) as never[];
    };
    const doc = stateOf<OrderDocument, typeof orders.from>({ ...orders, initial: null } as never, ...by(orders.from));
    const state = stateOf<SalesState, typeof salesSection.from>(salesSection as never, ...by(salesSection.from));
    const { openOrders, recentOrders } = salesSection.view(state, {} as never);
    const { status, open } = Object.fromEntries(
      Object.entries(orders.fields).map(([name, field]) => [name, 'of' in field && field.of(doc, {} as never)]),
    );
    return [
      { status, open, net: doc.net },
      { status: recentOrders[0]?.status, open: openOrders === 1, net: Number(recentOrders[0]?.net.amount) * 100 },
    ];
  }
  statusOn(day: number): unknown {
    const [list, view] = this.saidBy(day);
    expect(view).toEqual(list);
    return (list as { readonly status: unknown }).status;
  }
}
const part = (quantity: number) => ({ lines: [{ line: 1, quantity }] });
const back = (quantity: number) => ({ ...part(quantity), reason: '-', agreed: true });

it('is delivered once the rest of what arrived is cancelled', () => {
  const history = new History().place(pieces(10)).do(shipOrder, 2, part(5)).do(deliverOrder, 3).do(cancelOrder, 4);
  expect([2, 3, 4].map((day) => history.statusOn(day))).toEqual(['partly-shipped', 'partly-shipped', 'delivered']);
});
it('is returned once all of it is back, whether or not it arrived', () => {
  const history = new History()
    .place(pieces(10))
    .do(shipOrder, 2)
    .do(deliverOrder, 3, part(6))
    .do(returnOrder, 4, back(10));
  expect([2, 3, 4].map((day) => history.statusOn(day))).toEqual(['shipped', 'shipped', 'returned']);
});
it('is delivered once all has arrived that did not come back before, and nothing is delivered then that came back', () => {
  const history = new History().place(pieces(10)).do(shipOrder, 2).do(returnOrder, 3, back(4)).do(deliverOrder, 4);
  history.do(deliverOrder, 5).do(returnOrder, 6, back(1)).do(deliverOrder, 7);
  expect([3, 4, 5, 6, 7].map((day) => history.statusOn(day))).toEqual([
    'shipped',
    ...Array<string>(4).fill('delivered'),
  ]);
  const parted = new History()
    .place(pieces(10))
    .do(shipOrder, 2)
    .do(deliverOrder, 3, part(6))
    .do(returnOrder, 4, back(7));
  parted.do(deliverOrder, 5);
  expect([4, 5].map((day) => parted.statusOn(day))).toEqual(['shipped', 'delivered']);
});
it('stays placed where nothing is to be shipped', () => {
  const fee = { sku: 'FEE', quantity: 1, unitPrice: '3' };
  const history = new History().do(placeOrder, 1, { ...sums, lines: [], adjustments: [fee] });
  expect(history.statusOn(1)).toBe('placed');
  expect(history.do(cancelOrder, 2).statusOn(2)).toBe('cancelled');
});
it.each([shipOrder, cancelOrder])(
  'is open as of a day before the last part left, though that is recorded last: %#',
  (rest) => {
    const history = new History().place(pieces(10)).do(shipOrder, 9, part(5)).do(rest, 3);
    const then = rest === shipOrder ? 'partly-shipped' : 'placed';
    expect([1, 4, 9].map((day) => history.statusOn(day))).toEqual(['placed', then, 'shipped']);
    expect(history.saidBy(4)[1]).toMatchObject({ open: true });
  },
);

const commands = {
  confirm: confirmOrder,
  ship: shipOrder,
  deliver: deliverOrder,
  cancel: cancelOrder,
  return: returnOrder,
};
const moves = fc.array(
  fc.record({
    move: fc.constantFrom('confirm', 'ship', 'ship', 'deliver', 'cancel', 'return', 'return'),
    day: fc.integer({ min: 1, max: 20 }),
    line: fc.integer({ min: 1, max: 2 }),
    quantity: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  }),
  { maxLength: 12 },
);
it('is told alike by the list and the 360° view of any history, as of any day', () => {
  const lines = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 2 });
  fc.assert(
    fc.property(lines, fc.boolean(), moves, (quantities, fulfilled, steps) => {
      const history = new History().do(placeOrder, 1, { ...sums, lines: quantities.map(pieces), fulfilled });
      for (const { move, day, line, quantity } of steps)
        history.do(commands[move], day, {
          ...{ reason: '-', agreed: true },
          ...(['ship', 'deliver', 'return'].includes(move) && { lines: [{ line, ...(quantity && { quantity }) }] }),
        });
      for (let day = 1; day <= 20; day++) history.statusOn(day);
    }),
    { numRuns: 200, seed: 20260204 },
  );
});
