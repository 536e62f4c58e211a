import type { DataOf } from '@dossier/kernel';
import { Story } from '@dossier/testing';
import fc from 'fast-check';
import type { CreditOrder } from './credit-order';
import { type Lowered, order, type PlacedOrder } from './order';
import { OrderRevalued } from './order.events';
import { pastCredits, withPast } from './past-credits';
import { recordPastCredit } from './record-past-credit';
import { revalueOrder } from './revalue-order';
import { cancelOrder } from './write/cancel-order/cancel-order';
import { placeOrder } from './write/place-order/place-order';
import { returnOrder } from './write/return-order/return-order';
import { shipOrder } from './write/ship-order/ship-order';

const SKUS = ['A', 'B'];
interface Placed {
  readonly lines: readonly { readonly quantity: number; readonly unitPrice: string; readonly shipped: number }[];
  readonly discount: string;
}
type Fact = { readonly day: number; readonly live?: boolean } & (
  | {
      readonly is: 'note';
      readonly id: string;
      readonly sku: string;
      readonly quantity: number;
      readonly price: string;
      /** Each piece in a line of its own. */
      readonly split?: boolean;
    }
  | { readonly is: 'return'; readonly line: number; readonly quantity: number; readonly credited: boolean }
  | { readonly is: 'cancel' }
);
const TOO_MUCH = 'sales/more-credited-than-sold';
const on = (day: number): string => new Date(Date.UTC(2026, 1, day)).toISOString();

/** An order whose history is recorded in any order: the notes that name it have a stream of their own. */
class Recorded {
  private readonly order = new Story(order, { stream: 'order-1', subject: 'c-1' });
  private readonly past = new Story(pastCredits, {
    stream: 'past-credit-1',
    subject: 'c-1',
  });

  constructor({ lines, discount }: Placed) {
    this.order.do(
      placeOrder,
      {
        number: '1',
        currency: 'CNY',
        lines: lines.map(({ quantity, unitPrice }, index) => ({ sku: SKUS[index], quantity, unitPrice })),
        adjustments: [{ sku: 'DISCOUNT', quantity: -1, unitPrice: discount }],
      },
      on(1),
    );
    const shipped = lines.flatMap((each, index) =>
      each.shipped > 0 ? [{ line: index + 1, quantity: each.shipped }] : [],
    );
    if (shipped.length > 0) this.order.do(shipOrder, { orderId: '1', lines: shipped }, on(1), { backfill: true });
  }

  get state(): PlacedOrder {
    return withPast(this.order.state as PlacedOrder, this.past.state);
  }
  get corrections(): readonly DataOf<typeof OrderRevalued>[] {
    return this.order.events
      .filter(({ type }) => type === OrderRevalued.type)
      .map(({ data }) => data as DataOf<typeof OrderRevalued>);
  }

  /** As the engine runs it: the command, then the step after it. @returns whether a rule refused what is no history */
  record(fact: Fact): boolean {
    const history = { backfill: fact.live !== true };
    const at = on(fact.day);
    if (fact.is === 'note') {
      const lines = fact.split ? Array.from({ length: fact.quantity }, () => 1) : [fact.quantity];
      const credit: CreditOrder = {
        ...{ orderId: '1', creditNoteId: fact.id, customerId: 'c-1', currency: 'CNY', forReturn: false },
        lines: { sku: lines.map(() => fact.sku), quantity: lines, unitPrice: lines.map(() => fact.price) },
        amount: '0',
      };
      this.past.do(recordPastCredit, { credit, issued: false }, at, {
        ...history,
        needed: { order: this.order.state },
      });
    }
    const aware = { ...history, needed: { past: this.past.state } };
    let refused = false;
    if (fact.is === 'cancel') refused = this.order.do(cancelOrder, { orderId: '1' }, at, aware)?.code === TOO_MUCH;
    if (fact.is === 'return') {
      const lines = [{ line: fact.line, quantity: fact.quantity }];
      const back = { orderId: '1', lines, reason: '不符', agreed: true, credited: fact.credited };
      refused = this.order.do(returnOrder, back, at, aware) !== undefined;
    }
    this.order.do(revalueOrder, { orderId: '1' }, at, aware);
    return refused;
  }
}

/** All that is said of an order's worth; of an instant: of what happened up to it. */
const worthOf = ({ state }: Recorded, day = 99): object => {
  const { lowered, quantities, amounts, is } = state;
  const upTo = amounts.all.filter(({ at }) => at <= on(day));
  const sum = (by: Lowered['by'], of: 'gross' | 'net'): number =>
    upTo.reduce((all, each) => (each.by === by ? all + each[of] : all), 0);
  const sums = [sum('cancellation', 'gross'), sum('cancellation', 'net'), sum('return', 'gross'), sum('return', 'net')];
  const { repaid = [], repaidCancelled = [] } = quantities;
  return day === 99 ? { sums, lowered, repaid, repaidCancelled, is, gross: state.gross, net: state.net } : { sums };
};
const recorded = (placed: Placed, facts: readonly Fact[]): Recorded => {
  const story = new Recorded(placed);
  for (const fact of facts) expect(story.record(fact)).toBe(false);
  return story;
};

const price = fc.constantFrom('10.00', '3.333', '0.335', '4');
const placed = fc.record({
  lines: fc.array(
    fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 4 }), price)
      .map(([quantity, most, unitPrice]) => ({ quantity, unitPrice, shipped: Math.min(quantity, most) })),
    { minLength: 1, maxLength: 2 },
  ),
  discount: fc.constantFrom('0.01', '1.00', '3.33'),
});
const day = fc.integer({ min: 2, max: 9 });
const factsOf = ({ lines }: Placed): fc.Arbitrary<readonly Fact[]> => {
  const pieces = lines.flatMap(({ shipped }, index) => Array.from({ length: shipped }, () => index + 1));
  const returns = fc.tuple(
    ...pieces.map((line) =>
      fc.option(
        fc.record({
          is: fc.constant('return' as const),
          ...{ day, line: fc.constant(line), quantity: fc.constant(1), credited: fc.constantFrom(false, false, true) },
        }),
      ),
    ),
  );
  const notes = fc.array(
    fc.record({
      is: fc.constant('note' as const),
      ...{ day, sku: fc.constantFrom(...SKUS.slice(0, lines.length)), quantity: fc.integer({ min: 1, max: 3 }), price },
    }),
    { maxLength: 3 },
  );
  const cancel = fc.option(fc.record({ is: fc.constant('cancel' as const), day }));
  return fc
    .tuple(returns, notes, cancel)
    .map(([back, credits, cancelled]): readonly Fact[] => [
      ...back.filter((each) => each !== null),
      ...credits.map((each, index) => ({ ...each, id: `CN-${index}` })),
      ...(cancelled ? [cancelled] : []),
    ]);
};
const inTwoOrders = placed.chain((order) =>
  factsOf(order).chain((facts) =>
    fc.record({
      order: fc.constant(order),
      facts: fc.constant(facts),
      shuffled: fc.shuffledSubarray([...facts], { minLength: facts.length }),
    }),
  ),
);

it('is worth the same in whatever order its history is recorded, today and as of every day', () => {
  const check = fc.property(inTwoOrders, ({ order: of, facts, shuffled }) => {
    const [one, other] = [recorded(of, facts), recorded(of, shuffled)];
    expect(worthOf(other)).toEqual(worthOf(one));
    for (const until of new Set(facts.map((fact) => fact.day))) {
      const known = recorded(
        of,
        facts.filter((fact) => fact.day <= until),
      );
      expect(worthOf(one, until)).toEqual(worthOf(known, until));
      expect(worthOf(other, until)).toEqual(worthOf(known, until));
    }
  });
  fc.assert(check, { numRuns: 40, seed: 20261127 });
});

it('needs no correction where its history is recorded as it happened', () => {
  const rank = { note: 0, cancel: 1, return: 2 };
  const check = fc.property(inTwoOrders, ({ order: of, facts }) => {
    const days = new Set(facts.filter(({ is }) => is !== 'note').map((fact) => `${fact.is} ${fact.day}`));
    fc.pre(days.size === facts.filter(({ is }) => is !== 'note').length);
    const sorted = [...facts].sort((a, b) => a.day - b.day || rank[a.is] - rank[b.is]);
    expect(recorded(of, sorted).corrections).toEqual([]);
  });
  fc.assert(check, { numRuns: 60, seed: 20261128 });
});

it('is worth the same, to the cent, whether a note names its pieces in one line, in lines of their own, or in notes of their own', () => {
  const check = fc.property(inTwoOrders, ({ order: of, facts, shuffled }) => {
    const inLines = facts.map((fact) => (fact.is === 'note' ? { ...fact, split: true } : fact));
    const inNotes = shuffled.flatMap((fact): readonly Fact[] =>
      fact.is === 'note'
        ? Array.from({ length: fact.quantity }, (_, piece) => ({ ...fact, id: `${fact.id}-${piece}`, quantity: 1 }))
        : [fact],
    );
    const worth = worthOf(recorded(of, facts));
    expect(worthOf(recorded(of, inLines))).toEqual(worth);
    expect(worthOf(recorded(of, inNotes))).toEqual(worth);
  });
  fc.assert(check, { numRuns: 60, seed: 20261130 });
});

it('says what notes gave back once, however many returns it corrects: of a large order it would not fit into an append', () => {
  const lines = [{ quantity: 4, unitPrice: '10.00', shipped: 4 }];
  const story = new Recorded({ lines, discount: '0.01' });
  for (const day of [5, 6, 7, 8]) story.record({ is: 'return', day, line: 1, quantity: 1, credited: false });
  story.record({ is: 'note', day: 2, id: 'CN-1', sku: 'A', quantity: 4, price: '9.00' });
  expect(story.corrections).toHaveLength(4);
  expect(story.corrections.filter(({ repaid }) => repaid !== undefined)).toHaveLength(1);
});

it('is worth the same whenever history comes in beside what is recorded as it happens', () => {
  const mixed = inTwoOrders.chain(({ order: of, facts, shuffled }) =>
    fc.record({
      ...{ order: fc.constant(of), facts: fc.constant(facts), shuffled: fc.constant(shuffled) },
      live: fc.array(fc.boolean(), { minLength: facts.length, maxLength: facts.length }),
    }),
  );
  const check = fc.property(mixed, ({ order: of, facts, shuffled, live }) => {
    const isLive = (fact: Fact): boolean =>
      fact.is !== 'note' && !(fact.is === 'return' && fact.credited) && live[facts.indexOf(fact)] === true;
    const inTime = facts.filter(isLive).sort((a, b) => a.day - b.day);
    fc.pre(inTime.length > 0);
    /** History in that order, and the rest between it as it happened. */
    const among = (all: readonly Fact[]): readonly Fact[] => {
      const rest = inTime.map((fact) => ({ ...fact, live: true }));
      return all.map((fact) => (isLive(fact) ? (rest.shift() as Fact) : fact));
    };
    const stories = [facts, shuffled].map((all) => {
      const story = new Recorded(of);
      const refused = among(all).filter((fact) => story.record(fact));
      return { story, refused };
    });
    fc.pre(stories.every(({ refused }) => refused.length === 0));
    const [one, other] = stories.map(({ story }) => worthOf(story));
    expect(other).toEqual(one);
  });
  fc.assert(check, { numRuns: 60, seed: 20261129 });
});
