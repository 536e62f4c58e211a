import { addDays, addMonths, type Instant } from '@dossier/kernel';
import fc from 'fast-check';
import { type Purchase } from '@dossier/contexts/sales';
import { aPurchase } from '../../../testing/src/purchases-of';
import { EMPTY, type Ledger } from './ledger';
import { lifecyclePolicy, type LifecyclePolicy } from './lifecycle-policy';
import { isKnown, type Stage, stageAt } from './stages';

const policy = lifecyclePolicy.initial;
const START: Instant = '2024-01-31T09:00:00.000Z';
const day = (number: number): Instant => addDays(START, number);
const purchase = (number: number, more: Partial<Purchase> = {}): Purchase =>
  aPurchase(day(number), `order-${String(number).padStart(5, '0')}`, { eventId: `event-${number}`, ...more });
const bought = (...days: readonly number[]): Ledger => ({
  ...EMPTY,
  purchases: days.map((number) => purchase(number)),
});
const stages = (ledger: Ledger, asOf: Instant): readonly (readonly [Stage, Instant | null])[] =>
  stageAt(ledger, policy, asOf).history.map(({ stage, since }) => [stage, since]);

describe('a customer', () => {
  it('is a prospect from its registration until it buys', () => {
    const ledger: Ledger = { ...EMPTY, registered: { at: day(0), eventId: 'registered' }, purchases: [purchase(10)] };
    expect(stageAt(ledger, policy, day(9))).toEqual({
      stage: 'prospect',
      since: day(0),
      eventIds: ['registered'],
      churnsAt: null,
      history: [{ stage: 'prospect', since: day(0), until: null, eventIds: ['registered'] }],
    });
    expect(stageAt(ledger, policy, day(10))).toEqual({
      stage: 'first-purchase',
      since: day(10),
      eventIds: ['event-10'],
      churnsAt: day(190),
      history: [
        { stage: 'prospect', since: day(0), until: day(10), eventIds: ['registered'] },
        { stage: 'first-purchase', since: day(10), until: null, eventIds: ['event-10'] },
      ],
    });
  });
  it('registered after its first purchase was no prospect', () => {
    const ledger: Ledger = { ...EMPTY, registered: { at: day(11), eventId: 'registered' }, purchases: [purchase(10)] };
    expect(stages(ledger, day(20))).toEqual([['first-purchase', day(10)]]);
  });
  it('of whom nothing was recorded yet is a prospect since no one knows when', () => {
    expect(stageAt(EMPTY, policy, day(0)).history).toEqual([
      { stage: 'prospect', since: null, until: null, eventIds: [] },
    ]);
    expect(isKnown(EMPTY, day(0))).toBe(false);
  });
  it('is known from its registration or its first order on', () => {
    const ledger: Ledger = { ...EMPTY, registered: { at: day(5), eventId: 'registered' }, purchases: [purchase(10)] };
    expect([isKnown(ledger, day(4)), isKnown(ledger, day(5))]).toEqual([false, true]);
    expect([isKnown(bought(10), day(9)), isKnown(bought(10), day(10))]).toEqual([false, true]);
  });
  it('repeats with the second purchase, with both as evidence', () => {
    expect(stageAt(bought(0, 30), policy, day(30))).toMatchObject({
      stage: 'repeat',
      since: day(30),
      eventIds: ['event-0', 'event-30'],
      churnsAt: day(210),
    });
  });
  it('is loyal with five purchases over six months, not with five in a week', () => {
    expect(stageAt(bought(0, 1, 2, 3, 4), policy, day(4)).stage).toBe('repeat');
    expect(stageAt(bought(0, 60, 120, 183), policy, day(183)).stage).toBe('repeat');
    expect(stageAt(bought(0, 1, 2, 3, 4, 100, 181), policy, day(181)).stage).toBe('repeat');
    expect(stageAt(bought(0, 1, 2, 3, 4, 100, 182), policy, day(182))).toMatchObject({
      stage: 'loyal',
      since: day(182), // 31 January + 6 months = 31 July
      eventIds: [0, 1, 2, 3, 4, 100, 182].map((number) => `event-${number}`),
    });
  });
  it('is churned from the very instant at which its silence is long enough', () => {
    const before = addDays(day(180), -1 / 86_400_000);
    expect(stageAt(bought(0), policy, before).stage).toBe('first-purchase');
    expect(stageAt(bought(0), policy, day(180))).toMatchObject({
      stage: 'churned',
      since: day(180),
      eventIds: ['event-0'],
      churnsAt: day(180),
    });
  });
  it('that buys after its silence is won back, and counts anew from there', () => {
    const ledger = bought(0, 1, 2, 3, 4, 100, 182, 400, 410);
    expect(stages(ledger, day(900))).toEqual([
      ['first-purchase', day(0)],
      ['repeat', day(1)],
      ['loyal', day(182)],
      ['churned', day(362)],
      ['won-back', day(400)],
      ['repeat', day(410)],
      ['churned', day(590)],
    ]);
    expect(stageAt(ledger, policy, day(405))).toMatchObject({ stage: 'won-back', eventIds: ['event-400'] });
    expect(stageAt(ledger, policy, day(410))).toMatchObject({ stage: 'repeat', eventIds: ['event-400', 'event-410'] });
  });
  it('that buys at the very instant of churning is won back', () => {
    expect(stages(bought(0, 180), day(180))).toEqual([
      ['first-purchase', day(0)],
      ['churned', day(180)],
      ['won-back', day(180)],
    ]);
  });
  it.each(['cancellation', 'return', 'credit'] as const)(
    'has bought nothing when its only order is undone by %s, but had until then',
    (by) => {
      const taken = [{ at: day(5), by, quantity: by === 'credit' ? 0 : 1, worth: 100 }];
      const ledger: Ledger = { ...EMPTY, purchases: [purchase(0, { taken }), purchase(20)] };
      expect(stageAt(ledger, policy, day(4)).stage).toBe('first-purchase');
      expect(stageAt(ledger, policy, day(5))).toMatchObject({ stage: 'prospect', since: null, churnsAt: null });
      expect(stages(ledger, day(30))).toEqual([['first-purchase', day(20)]]);
    },
  );
  it('shows the first purchase and the latest 99 as evidence', () => {
    const days = Array.from({ length: 150 }, (_, number) => number);
    const often = { repeatPurchases: 2, loyalPurchases: 150, loyalMonths: 0, churnDays: 180 };
    const { stage, eventIds } = stageAt(bought(...days), often, day(149));
    expect(stage).toBe('loyal');
    expect([eventIds.length, eventIds[0], eventIds[1], eventIds.at(-1)]).toEqual([
      100,
      'event-0',
      'event-51',
      'event-149',
    ]);
  });
});

/** What an attentive clerk would write into the file, looking at it once a day. */
function dayByDay(
  days: readonly number[],
  until: number,
  rules: LifecyclePolicy,
): readonly (readonly [Stage, Instant])[] {
  const written: [Stage, Instant][] = [];
  let stage: Stage | undefined;
  let silent = 0;
  let count = 0;
  let began: Instant = START;
  const write = (next: Stage, at: Instant): void => {
    if (next !== stage) written.push([next, at]);
    stage = next;
  };
  for (let today = 0; today <= until; today++) {
    silent++;
    if (stage !== undefined && silent >= rules.churnDays) write('churned', day(today));
    for (const one of days) {
      if (one !== today) continue;
      if (stage === undefined || stage === 'churned') {
        write(stage === undefined ? 'first-purchase' : 'won-back', day(today));
        count = 0;
        began = day(today);
      }
      silent = 0;
      count++;
      const months = addMonths(began.slice(0, 10), rules.loyalMonths) + began.slice(10);
      if (count >= rules.loyalPurchases && day(today) >= months) write('loyal', day(today));
      else if (count >= rules.repeatPurchases && stage !== 'loyal') write('repeat', day(today));
    }
  }
  return written;
}

it('agrees on every day with a clerk who looks at the file day by day', () => {
  const rules = fc.record({
    repeatPurchases: fc.integer({ min: 2, max: 4 }),
    loyalPurchases: fc.integer({ min: 2, max: 8 }),
    loyalMonths: fc.integer({ min: 0, max: 6 }),
    churnDays: fc.integer({ min: 1, max: 120 }),
  });
  const days = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(days, rules, fc.integer({ min: 0, max: 700 }), (unordered, given, asOf) => {
      const sorted = [...unordered].sort((a, b) => a - b);
      const known = {
        ...EMPTY,
        purchases: sorted.map((number, index) => purchase(number, { order: `order-${index}` })),
      };
      const seen = dayByDay(sorted, asOf, given);
      const { stage, since, history } = stageAt(known, given, day(asOf));
      if (seen.length === 0) expect([stage, since]).toEqual(['prospect', null]);
      else {
        expect(history.map((episode) => [episode.stage, episode.since])).toEqual(seen);
        expect([stage, since]).toEqual(seen.at(-1));
        expect(history.map(({ until }) => until)).toEqual([...seen.slice(1).map(([, at]) => at), null]);
      }
    }),
    { numRuns: 500 },
  );
});

it('looks at few of many purchases: a key account is evaluated as of each of them', () => {
  let looks = 0;
  const counted = (number: number): Purchase => ({
    ...purchase(number),
    get at() {
      looks++;
      return day(number / 3);
    },
  });
  const purchases = Array.from({ length: 4_000 }, (_, number) => counted(number));
  expect(stageAt({ ...EMPTY, purchases }, policy, day(9_999)).history.map(({ stage }) => stage)).toEqual([
    'first-purchase',
    'repeat',
    'loyal',
    'churned',
  ]);
  expect(looks).toBeLessThan(400);
});

it('names the instant of churning before it comes: one moment earlier it is not so, then it is', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 12 }), (unordered) => {
      const ledger = bought(...[...new Set(unordered)].sort((a, b) => a - b));
      const last = ledger.purchases.at(-1)?.at ?? START;
      const { churnsAt } = stageAt(ledger, policy, last);
      expect(stageAt(ledger, policy, addDays(churnsAt ?? '', -1 / 86_400_000)).stage).not.toBe('churned');
      expect(stageAt(ledger, policy, churnsAt ?? '')).toMatchObject({ stage: 'churned', since: churnsAt });
    }),
  );
});
