import { type EventOf, type Refusal, toMinor } from '@dossier/kernel';
import { Story } from '@dossier/testing';
import fc from 'fast-check';
import { type CreditOrder, creditOrder } from './credit-order';
import { Books } from './books';
import { valueOf } from './lines';
import { order, type PlacedOrder } from './order';
import { cancelOrder } from './write/cancel-order/cancel-order';
import { placeOrder } from './write/place-order/place-order';
import { returnOrder } from './write/return-order/return-order';
import { shipOrder } from './write/ship-order/ship-order';

/** What became of an order. */
class OrderStory extends Story<PlacedOrder | undefined, typeof order.from> {
  constructor() {
    super(order, { subject: 'c-1' });
  }
  get order(): PlacedOrder {
    return this.state as PlacedOrder;
  }
  credit(sku: string, quantity: number, unitPrice: string, forReturn: boolean): Refusal | undefined {
    const credit: CreditOrder = {
      ...{ orderId: '1', creditNoteId: `CN-${this.events.length}`, customerId: 'c-1', currency: 'CNY', forReturn },
      ...{ lines: { sku: [sku], quantity: [quantity], unitPrice: [unitPrice] }, amount: '0' },
    };
    return this.do(creditOrder, credit);
  }
}
const all = { orderId: '1' };
const inAll = { zh: '总金额（CNY）', en: 'CNY in all' };
const text = (minor: number): string => (minor / 100).toFixed(2);
const sumOf = (events: readonly EventOf[], field: 'net'): number =>
  events.reduce(
    (sum, { data }) => sum + toMinor((data as Record<typeof field, string | undefined>)[field] ?? '0', 'CNY'),
    0,
  );

const price = fc.constantFrom('10.00', '0.335', '7', '3.333', '0.01', '0');
const orders = fc.record({
  number: fc.constant('1'),
  customerId: fc.constant('c-1'),
  currency: fc.constant('CNY'),
  lines: fc
    .array(fc.record({ quantity: fc.integer({ min: 1, max: 5 }), unitPrice: price }), { minLength: 1, maxLength: 3 })
    .map((lines) => lines.map((line, index) => ({ ...line, sku: 'ABC'.charAt(index) }))),
  /** In percent of the goods; tax in percent of what that leaves. */
  discount: fc.constantFrom(0, 5, 33, 100),
  tax: fc.constantFrom(0, 13),
});
interface Ordered {
  readonly lines: readonly { readonly quantity: number; readonly unitPrice: string }[];
  readonly discount: number;
  readonly tax: number;
}
const place = ({ discount, tax, ...command }: Ordered): OrderStory => {
  const goods = command.lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * Number(unitPrice) * 100, 0);
  const off = Math.floor((goods * discount) / 100);
  const story = new OrderStory();
  story.do(placeOrder, {
    ...command,
    adjustments: [
      { sku: 'DISCOUNT', quantity: -1, unitPrice: text(off) },
      { sku: 'TAX', quantity: 1, unitPrice: text(Math.round(((goods - off) * tax) / 100)) },
    ],
  });
  return story;
};
const moves = fc.array(
  fc.record({
    move: fc.constantFrom('ship', 'return', 'cancel', 'credit', 'settle'),
    line: fc.integer({ min: 1, max: 3 }),
    quantity: fc.integer({ min: 1, max: 3 }),
    isCredited: fc.boolean(),
    unitPrice: fc.constantFrom('10.00', '0.335', '1', '3.333', '0.01'),
  }),
  { maxLength: 14 },
);
const left = (story: OrderStory, of: 'shipped' | 'returned', line: number): number =>
  story.order.quantities[of]?.[line - 1] ?? 0;

describe('an order with discounts and tax that goes in parts', () => {
  it('comes to what was paid, to the last minor unit', () => {
    fc.assert(
      fc.property(orders, moves, (placed, parts) => {
        const story = place(placed);
        const paid = story.order.net;
        for (const { move, line, quantity } of parts) {
          if (move === 'ship') story.do(shipOrder, { ...all, lines: [{ line, quantity }] });
          if (move === 'return')
            story.do(returnOrder, { ...all, lines: [{ line, quantity }], reason: '不符', agreed: true });
        }
        story.do(cancelOrder, all);
        for (const line of placed.lines.keys())
          if (left(story, 'shipped', line + 1) > left(story, 'returned', line + 1))
            expect(
              story.do(returnOrder, { ...all, lines: [{ line: line + 1 }], reason: '不符', agreed: true }),
            ).toBeUndefined();
        const [, ...later] = story.events;
        for (const event of later) expect(sumOf([event], 'net')).toBeGreaterThanOrEqual(0);
        const rest = paid - sumOf(later, 'net');
        const tax = story.order.adjustments?.unitPrice[1] ?? '0';
        expect(rest).toBe(story.order.is === 'cancelled' ? 0 : toMinor(tax, 'CNY'));
        if (rest > 0) expect(story.credit('TAX', 1, tax, false)).toBeUndefined();
      }),
      { numRuns: 300, seed: 20260201 },
    );
  });

  it('comes to its tax once all is cancelled or back, whatever notes gave back of it at whatever prices', () => {
    const cents = fc.constantFrom('10.00', '7', '4', '0.01', '0');
    const sku = fc.constantFrom('A', 'B');
    const twice = fc.record({
      ...{ number: fc.constant('1'), customerId: fc.constant('c-1'), currency: fc.constant('CNY') },
      lines: fc.array(fc.record({ sku, quantity: fc.integer({ min: 1, max: 5 }), unitPrice: cents }), {
        ...{ minLength: 1, maxLength: 4 },
      }),
      ...{ discount: fc.constantFrom(0, 5, 33), tax: fc.constantFrom(0, 13) },
    });
    const steps = fc.array(
      fc.record({
        move: fc.constantFrom('ship', 'return', 'credit', 'settle', 'cancel'),
        ...{ line: fc.integer({ min: 1, max: 4 }), quantity: fc.integer({ min: 1, max: 5 }) },
        ...{ isCredited: fc.boolean(), sku: fc.constantFrom('A', 'A', 'B', 'B', 'TAX') },
        unitPrice: fc.constantFrom('12', '10', '9.6', '7', '5', '4', '1', '0.01'),
      }),
      { maxLength: 12 },
    );
    const givenIn = ({ order: { credits } }: OrderStory, isCounted: (sku: string) => boolean = () => true): number => {
      const notes = credits.all.filter(({ forReturn, lines }) => !forReturn && lines.sku.every(isCounted));
      return valueOf('CNY', ...notes.map(({ lines }) => lines));
    };
    fc.assert(
      fc.property(twice, steps, (placed, parts) => {
        const story = place(placed);
        const tax = toMinor(story.order.adjustments?.unitPrice[1] ?? '0', 'CNY');
        const back = (line: number, credited: boolean, quantity?: number): Refusal | undefined => {
          const { net, lowered } = story.order;
          const refusal = story.do(returnOrder, {
            ...{ ...all, lines: [{ line, ...(quantity && { quantity }) }], reason: '不符', agreed: true, credited },
          });
          expect(story.order.net).toBeLessThanOrEqual(net);
          expect(story.order.lowered).toBeGreaterThanOrEqual(lowered);
          expect(refusal?.code).not.toBe('sales/more-than-returned');
          return refusal;
        };
        for (const { move, line, quantity, isCredited, sku: of, unitPrice } of parts) {
          if (move === 'ship') story.do(shipOrder, { ...all, lines: [{ line, quantity }] });
          if (move === 'credit') story.credit(of, of === 'TAX' ? 1 : quantity, unitPrice, false);
          if (move === 'settle') story.credit(of, quantity, unitPrice, true);
          if (move === 'return') back(line, isCredited, quantity);
          if (move === 'cancel') story.do(cancelOrder, all);
        }
        story.do(cancelOrder, all);
        const out = (line: number): number => left(story, 'shipped', line) - left(story, 'returned', line);
        const lines = placed.lines.map((_, index) => index + 1);
        let worth = story.order.net;
        // line by line; where notes paid for pieces in full, those first
        for (let turn = 0; turn < 40 && lines.some((line) => out(line) > 0); turn++)
          for (const line of lines)
            if (out(line) > 0) {
              worth = story.order.net;
              if (back(line, false) !== undefined) back(line, true, 1);
            }
        expect(lines.map(out)).toEqual(lines.map(() => 0));
        const { is, net } = story.order;
        const owed = is === 'cancelled' ? 0 : tax - givenIn(story, (of) => of === 'TAX');
        // where notes took what a discount had left of the goods and more, that is of the tax
        expect(net - givenIn(story)).toBe(Math.min(owed, worth - givenIn(story)));
      }),
      { numRuns: 300, seed: 20260203 },
    );
  });

  const goods = (sku: string, quantity: number, unitPrice = '10.00') => ({ sku, quantity, unitPrice });
  const placedOf = (discount: number, ...lines: readonly ReturnType<typeof goods>[]): OrderStory =>
    place({ number: '1', customerId: 'c-1', currency: 'CNY', ...{ lines, discount, tax: 0 } } as Ordered);
  const take = (story: OrderStory, line: number, quantity: number, credited = false): Refusal | undefined =>
    story.do(returnOrder, { ...all, lines: [{ line, quantity }], reason: '不符', agreed: true, credited });

  it('comes to nothing where notes took more of a sku than a discount had left of it, and the rest was cancelled', () => {
    const story = placedOf(5, goods('A', 2), goods('B', 4));
    for (const price of ['12', '4']) expect(story.credit('B', 2, price, false)).toBeUndefined();
    expect(story.do(shipOrder, { ...all, lines: [{ line: 2, quantity: 3 }] })).toBeUndefined();
    expect(story.do(cancelOrder, all)).toBeUndefined();
    expect([take(story, 2, 2, true), take(story, 2, 1)]).toEqual([undefined, undefined]);
    expect(story.order.net).toBe(3200);
  });
  it('is worth no more after goods came back, for which notes had given more than a discount had left of them', () => {
    const story = placedOf(5, goods('A', 2), goods('B', 2));
    expect(story.do(shipOrder, all)).toBeUndefined();
    expect(take(story, 2, 1)).toBeUndefined();
    expect(story.credit('B', 1, '9.50', true)).toBeUndefined();
    expect(story.credit('A', 2, '9.60', false)).toBeUndefined();
    const { net, lowered } = story.order;
    expect(take(story, 1, 2)).toBeUndefined(); // the note for B is settled as before
    expect(story.order).toMatchObject({ net, lowered });
  });
  it('comes back whatever a note settled before, though sums of parts of a minor unit are rounded', () => {
    const story = placedOf(0, goods('A', 2, '0.335'), goods('B', 1));
    expect(story.do(shipOrder, all)).toBeUndefined();
    expect([take(story, 1, 1), take(story, 2, 1)]).toEqual([undefined, undefined]);
    expect(story.credit('A', 1, '0.335', true)).toBeUndefined();
    expect(story.credit('A', 2, '0.17', false)).toBeUndefined();
    expect(take(story, 1, 1)).toBeUndefined();
  });

  it('is never refused by the amount what each sku allows, and never credited beyond what was paid', () => {
    fc.assert(
      fc.property(orders, moves, (placed, parts) => {
        const story = place(placed);
        for (const { move, line, quantity, isCredited, unitPrice } of parts) {
          const sku = 'ABC'.charAt(line - 1);
          const lines = [{ line, quantity }];
          if (move === 'ship') story.do(shipOrder, { ...all, lines });
          if (move === 'credit') story.credit(sku, quantity, unitPrice, false);
          if (move === 'settle') story.credit(sku, quantity, unitPrice, true);
          if (move === 'cancel')
            expect([undefined, 'sales/already-shipped']).toContain(story.do(cancelOrder, all)?.code);
          if (move === 'return') {
            const refusal = story.do(returnOrder, {
              ...all,
              lines,
              reason: '不符',
              agreed: true,
              credited: isCredited,
            });
            expect(refusal?.details['what']).not.toEqual(inAll);
            expect(refusal?.code).not.toBe('sales/more-than-returned');
          }
          expect(new Books(story.order).overcredited()).toBeUndefined();
        }
      }),
      { numRuns: 500, seed: 20260202 },
    );
  });
});
