import {
  type AnyCommandDef,
  type Asking,
  initialPolicies,
  type Instant,
  LongWork,
  Refusal,
  Sequence,
} from '@dossier/kernel';
import { stepsOf } from '@dossier/testing';
import { creditOrder } from './credit-order';
import { exceptions } from './exceptions';
import { type Credit, Credits } from './noted-credits';
import type { Lowering, PlacedOrder } from './order';
import { keepPurchases, NO_PURCHASES, type Purchases } from './purchases';
import { creditNotes } from './read/credit-notes/credit-notes';
import { revalueOrder } from './revalue-order';
import { MOST_LINES } from './rules';
import { cancelOrder } from './write/cancel-order/cancel-order';
import { deliverOrder } from './write/deliver-order/deliver-order';
import { returnOrder } from './write/return-order/return-order';
import { shipOrder } from './write/ship-order/ship-order';

/*
 * Decisions run in the thread that answers everybody: what is done with an order of the most lines takes steps for each
 * of its lines, and not for each pair of them. 25 million steps were 3 seconds in which nobody had an answer.
 */

const MOST_STEPS = 300 * MOST_LINES;
const each = <T>(of: (index: number) => T, count = MOST_LINES): readonly T[] =>
  Array.from({ length: count }, (_, index) => of(index));
const placedAt = '2026-02-01T00:00:00.000Z';
const occurredAt = '2026-02-03T00:00:00.000Z';
const price = (index: number): string => `10.${String(index).padStart(4, '0')}`;

const placed = (sku: (index: number) => string, more: Partial<PlacedOrder> = {}): PlacedOrder => ({
  is: 'confirmed',
  confirmedAt: placedAt,
  customer: null,
  number: '1',
  origin: { placedAt, currency: 'CNY', purchase: true },
  lines: { sku: each(sku), quantity: each(() => 2), unitPrice: each(price) },
  adjustments: null,
  gross: 10_000_000,
  net: 10_000_000,
  lowered: 0,
  quantities: {},
  moves: Sequence.empty(),
  shipments: Sequence.empty(),
  lowerings: Sequence.empty(),
  amounts: Sequence.empty(),
  credits: Credits.empty(),
  promisedShipAt: null,
  missed: false,
  ...more,
});
const SHIPPED = { quantities: { shipped: each(() => 2) } };
const own = (index: number): string => `S-${index}`;
const one = (): string => 'S';
const note = (count: number): Credit => ({
  ...{ creditNoteId: 'CN-1', customer: null, issuedAt: placedAt, currency: 'CNY', forReturn: false },
  lines: { sku: each(one, count), quantity: each(() => 1, count), unitPrice: each(price, count) },
  live: { recordedAt: placedAt, revision: 1 },
});

function decided(def: AnyCommandDef, command: object, state: PlacedOrder, at: Instant): string {
  const context = {
    ...{ now: '2026-12-31T00:00:00.000Z', occurredAt: at, actor: 'key-test', department: null, businessLine: null },
    ...{ policies: initialPolicies, backfill: false, needed: {} },
  };
  try {
    const events = def.decide({ orderId: '1', ...command }, state, context) as readonly { readonly type: string }[];
    return events.map(({ type }) => type).join();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

it.each<[string, AnyCommandDef, object, PlacedOrder, string, Instant?]>([
  [
    'ships each line by its sku',
    shipOrder,
    { lines: each((i) => ({ sku: own(i) })) },
    placed(own),
    'sales.OrderShipped',
  ],
  [
    'ships lines of one sku piece by piece',
    shipOrder,
    { lines: each(() => ({ sku: 'S', quantity: 2 })) },
    placed(one),
    'sales.OrderShipped',
  ],
  [
    'refuses that what never left arrived',
    deliverOrder,
    { lines: each((i) => ({ sku: own(i) })) },
    placed(own),
    'sales/nothing-shipped',
  ],
  [
    'takes a piece back, after a note of many lines',
    returnOrder,
    { lines: [{ line: 1, quantity: 1 }], reason: 'broken' },
    placed(one, { ...SHIPPED, credits: Credits.of([note(2500)]) }),
    'sales.OrderReturned',
  ],
  [
    'takes pieces back that a note gave back before',
    returnOrder,
    { lines: each((i) => ({ line: i + 1, quantity: 1 })), reason: 'broken', credited: true },
    placed(one, { ...SHIPPED, credits: Credits.of([note(MOST_LINES)]) }),
    'sales.OrderReturned',
  ],
  [
    'cancels what a note gave back',
    cancelOrder,
    {},
    placed(one, { credits: Credits.of([note(2500)]) }),
    'sales.OrderCancelled',
  ],
  [
    'credits every line',
    creditOrder,
    { creditNoteId: 'CN-2', customerId: null, currency: 'CNY', lines: note(2500).lines, amount: '1', forReturn: false },
    placed(one, { credits: Credits.of([note(2500)]) }),
    'sales.OrderCredited',
  ],
  [
    'records an arrival before many shipments',
    deliverOrder,
    { lines: [{ line: 1 }] },
    placed(own, {
      ...SHIPPED,
      moves: Sequence.of(
        each((index) => ({
          at: new Date(Date.parse(occurredAt) + index * 1000).toISOString(),
          move: 'shipped',
          lines: [{ line: index + 1, sku: own(index), quantity: 2 }],
        })),
      ),
    }),
    'sales/before-shipped',
    placedAt,
  ],
])('%s of an order of the most lines', (_, def, command, state, expected, at = occurredAt) => {
  const steps = stepsOf('libs/contexts/sales/src', () => expect(decided(def, command, state, at)).toBe(expected));
  expect(steps).toBeLessThan(MOST_STEPS);
});

/** A list that counts how often its items are read, by built-in methods too. */
function counted<T>(list: readonly T[]): { readonly list: readonly T[]; readonly reads: () => number } {
  let reads = 0;
  const get = (of: readonly T[], name: string | symbol): unknown => {
    if (typeof name === 'string' && /^\d+$/.test(name)) reads++;
    return Reflect.get(of, name);
  };
  return { list: new Proxy(list, { get }), reads: () => reads };
}

describe('an order that many notes name', () => {
  const NOTES = 60;
  const paid = (quantity: number, count = MOST_LINES, more: Partial<Credit> = {}): Credit => ({
    ...note(0),
    ...more,
    lines: { sku: each(own, count), quantity: each(() => quantity, count), unitPrice: each(price, count) },
  });
  const notes = (count: number, quantity: number) =>
    Credits.of(each((index) => paid(quantity, MOST_LINES, { creditNoteId: `N-${index}` }), count));
  const back = (count: number) => each((index) => ({ line: index + 1, quantity: 1 }), count);
  const many = notes(NOTES, 0.01);
  /** Steps of the decision about an order that has 60 notes, each of as many lines as the order. */
  it.each<[string, AnyCommandDef, object, string, number]>([
    ['takes a piece back', returnOrder, { lines: back(1), reason: 'broken' }, 'sales.OrderReturned', 60],
    [
      'takes a piece of each line back',
      returnOrder,
      { lines: back(MOST_LINES), reason: 'broken' },
      'sales.OrderReturned',
      130,
    ],
    [
      'refuses a piece that no note gave back',
      returnOrder,
      { lines: back(1), reason: 'broken', credited: true },
      'sales/not-credited-before',
      120,
    ],
    ['cancels what is left', cancelOrder, {}, 'sales.OrderCancelled', 130],
    [
      'credits one more',
      creditOrder,
      {
        creditNoteId: 'CN-2',
        customerId: null,
        currency: 'CNY',
        lines: paid(0.01, 1).lines,
        amount: '1',
        forReturn: false,
      },
      'sales.OrderCredited',
      60,
    ],
  ])('%s by what they give of each sku, and not by each of their lines', (_, def, command, expected, most) => {
    const shipped = def === cancelOrder ? each((index) => (index === 0 ? 2 : 1)) : SHIPPED.quantities.shipped;
    const state = placed(own, { quantities: { shipped }, credits: many });
    const steps = stepsOf('libs/contexts/sales/src', () =>
      expect(decided(def, command, state, occurredAt)).toBe(expected),
    );
    expect(steps).toBeLessThan(most * MOST_LINES);
  });

  it('keeps them added up, though one more note names a single sku', () => {
    const steps = stepsOf('libs/contexts/sales/src', () => many.with(paid(1, 1)));
    expect(steps).toBeLessThan(100);
  });

  const past: Credit = {
    ...{ creditNoteId: 'CN-past', customer: null, issuedAt: placedAt, currency: 'CNY', forReturn: false },
    lines: paid(0.01, 1).lines,
  };
  const returned = (count: number): readonly Lowering[] =>
    each(
      (index): Lowering => ({
        ...{ by: 'return', at: occurredAt, live: { recordedAt: occurredAt, revision: index + 2 } },
        lines: [{ line: index + 1, sku: own(index), quantity: 1 }],
      }),
      count,
    );
  it('restates what came back since an imported note by the lines that each return names', () => {
    const lowerings = returned(200);
    const state = (count: number) => ({ ...before, lowerings: Sequence.of(lowerings.slice(0, count)) });
    const before = placed(own, { ...SHIPPED, credits: Credits.of([past]) });
    const steps = (count: number) =>
      stepsOf('libs/contexts/sales/src', () =>
        expect(decided(revalueOrder, {}, state(count), occurredAt)).toBe('sales.OrderRevalued'),
      );
    const first = steps(199);
    expect(first).toBeLessThan(100 * MOST_LINES);
    // and of the last course only one more
    const next = steps(200);
    expect(next).toBeLessThan(2 * MOST_LINES);
  });
});

it('puts many notes of one day in order without reading their lines', () => {
  const { list: sku, reads } = counted(each(own, 100));
  const lines = { sku, quantity: each(() => 1, 100), unitPrice: each(price, 100) };
  const brought = { customer: null, issuedAt: placedAt, currency: 'EUR', lines, forReturn: false };
  const credits = each((index): Credit => ({ creditNoteId: `CN-${index}`, ...brought }), 200);
  const back = { by: 'return', at: occurredAt, lines: [{ line: 1, sku: 'S-0', quantity: 1 }] } as const;
  const state = placed(own, { ...SHIPPED, credits: Credits.of(credits), lowerings: Sequence.of([back]) });
  const before = reads();
  expect(decided(revalueOrder, {}, state, occurredAt)).toBe('sales.OrderRevalued');
  expect(reads()).toBe(before);
});

it('reports exceptions from each note as it comes: reads its lines then and never again, and pauses after it', async () => {
  const [NOTES, LINES] = [20, 200];
  const nothing = { customer: null, number: '1', currency: 'CNY', forReturn: false, reason: null, businessLine: null };
  const { lines } = placed(own);
  const document = { ...placed(own), ...nothing, orderId: '1', placedAt, confirmed: true, cancelled: false };
  const notes = each((index) => {
    const { list: sku, reads } = counted(each(own, LINES));
    const columns = { sku, quantity: each(() => 1, LINES), unitPrice: each(price, LINES) };
    const doc = { ...nothing, creditNoteId: `CN-${index}`, issuedAt: placedAt, order: '1', amount: 1, lines: columns };
    return { key: `credit-note-CN-${index}`, doc, reads };
  }, NOTES);
  let handed = 0;
  const pausesAfter = new Set<number>();
  const readThen: number[] = [];
  const pauses = jest.spyOn(LongWork.prototype, 'yieldIfDue').mockImplementation(() => {
    pausesAfter.add(handed);
    return Promise.resolve();
  });
  const reads = {
    get: () => Promise.resolve({ ...document, lines }),
    rows: () => Promise.resolve([]),
    documents: async function* (model: object) {
      for (const note of model === creditNotes ? notes : []) {
        handed++;
        yield await Promise.resolve([note]);
        readThen.push(note.reads());
      }
    },
  } as unknown as Asking['reads'];
  const { rows } = (await exceptions.run({}, { reads } as Asking)) as { readonly rows: readonly { kind: string }[] };
  pauses.mockRestore();
  expect(rows.map(({ kind }) => kind)).toEqual(['credited-more-than-sold']);
  expect(readThen).toEqual(each(() => LINES, NOTES));
  expect(notes.map((note) => note.reads())).toEqual(readThen);
  expect([...pausesAfter]).toEqual(each((index) => index + 1, NOTES));
});

describe('the purchases of a customer', () => {
  const handlers = keepPurchases<Purchases>();
  const at = { stream: 'order-1', occurredAt: placedAt, id: 'e-1' } as Parameters<typeof handlers.OrderPlaced>[2];
  const { origin, lines } = placed(own);
  const state = (more: object): Purchases => ({
    ...NO_PURCHASES,
    purchases: [{ at: placedAt, order: 'order-1', eventId: 'e-1', currency: 'CNY', quantity: 5, worth: 1000, ...more }],
  });
  const money = { number: '1', currency: 'CNY', gross: '1.00', net: '1.00', amount: '1.00' };

  it('look at each line of an order once for its fees', () => {
    const { quantity, unitPrice } = lines;
    const { list: sku, reads } = counted(lines.sku);
    const fees = { sku: each((index) => `F-${index}`), quantity: each(() => 1), unitPrice: each(() => '1') };
    const { purchases } = handlers.OrderPlaced(
      NO_PURCHASES,
      { ...money, lines: { sku, quantity, unitPrice }, adjustments: fees },
      at,
    );
    expect(purchases[0]?.fees).toHaveLength(MOST_LINES);
    expect(reads()).toBeLessThan(10 * MOST_LINES);
  });
  it('look at each fee once for a note', () => {
    const { list: fees, reads } = counted(each((index) => `F-${index}`));
    handlers.CreditNoteIssued(state({ fees }), { ...money, orderId: '1', lines }, { ...at, stream: 'credit-note-1' });
    expect(reads()).toBeLessThan(10 * MOST_LINES);
  });
  it('look at each free line once for a return', () => {
    const { list: free, reads } = counted(each((index) => index + 1));
    const back = each((index) => ({ line: index + 1, sku: own(index), quantity: 1 }));
    handlers.OrderReturned(
      state({ free }),
      { net: '1', reason: 'x', lines: back, policyVersion: 0, order: origin },
      at,
    );
    expect(reads()).toBeLessThan(10 * MOST_LINES);
  });
});
