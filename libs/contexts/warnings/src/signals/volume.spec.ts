import type { Purchase } from '@dossier/contexts/sales';
import type { Instant } from '@dossier/kernel';
import { aPurchase } from '../../../../testing/src/purchases-of';
import { warningsPolicy } from '../warnings-policy';
import { volumeDown } from './volume';

const policy = warningsPolicy.initial;
const month = (n: number): Instant => new Date(Date.UTC(2024, n)).toISOString();
/** One purchase in the middle of each month. */
const bought = (...worths: readonly (number | null)[]): { purchases: readonly Purchase[]; credits: object } => ({
  purchases: worths.flatMap((worth, n) =>
    worth === null
      ? []
      : [aPurchase(new Date(Date.UTC(2024, n, 15)).toISOString(), `order-${n}`, { worth, currency: 'CNY' })],
  ),
  credits: {},
});
const year = Array.from({ length: 12 }, () => 100);
const { ahead, warnedAt, endAfter, turnAfter } = volumeDown as typeof volumeDown & {
  ahead: (facts: object, of: typeof policy, at: Instant) => object;
};

it('warns at the beginning of the first month at which the drop is seen, and ends when it is seen no more', () => {
  const facts = bought(...year, 100, 100, 40, 40, 40, 100, 100, 100, 100) as never;
  expect(ahead(facts, policy, month(17))).toMatchObject({
    ...{ is: 'stretch', from: month(16) },
    measures: [
      { measure: 'drop-percent', value: 40, points: 28 },
      { measure: 'purchases-before', value: 3, points: 9 },
      { measure: 'purchases-now', value: 3, points: 0 },
    ],
    amounts: [
      { what: 'before', amount: '3.00', currency: 'CNY' },
      { what: 'now', amount: '1.80', currency: 'CNY' },
    ],
  });
  expect([15, 16, 17, 18, 19].map((n) => warnedAt(facts, policy, month(n)))).toEqual([false, true, true, true, false]);
  expect(endAfter(facts, policy, month(16))).toBe(month(19));
});

it('sees today when it will warn if nothing more is bought, and says the same within a month', () => {
  const facts = bought(...year, 100, 100, 100) as never;
  const found = ahead(facts, policy, '2025-04-10T00:00:00.000Z');
  expect(found).toMatchObject({ is: 'stretch', from: month(16), until: 'not-down' });
  expect(warnedAt(facts, policy, '2025-04-30T23:59:59.999Z')).toBe(false);
  expect(turnAfter(facts, policy, '2025-04-10T00:00:00.000Z')).toBe(month(16));
});

it('counts what was taken from a purchase when that happened', () => {
  const { purchases } = bought(...year, 100, 100, 100);
  const taken = [{ at: month(16), by: 'return', quantity: 1, worth: 100 }] as const;
  const facts = { purchases: purchases.map((one, n) => (n === 14 ? { ...one, taken } : one)), credits: {} };
  expect(warnedAt(facts, policy, month(15))).toBe(false);
  expect(ahead(facts, policy, month(16))).toMatchObject({ from: month(16) });
});

it('counts a purchase as long as something of it is kept: one that was cancelled in its months is none', () => {
  const { purchases } = bought(...year, 40, 40, 40);
  const gone = (n: number, at: Instant) => ({
    ...(purchases[n] as Purchase),
    taken: [{ at, by: 'cancellation', quantity: 1, worth: 100 }] as const,
  });
  const facts = (at: Instant) => ({ purchases: purchases.with(0, gone(0, at)), credits: {} }) as never;
  expect(ahead(facts(month(1)), policy, month(15))).toMatchObject({ from: month(16), until: 'no-comparison' });
  // at the end of the months that are compared it still was one
  expect(ahead(facts(month(3)), policy, month(15))).toMatchObject({
    measures: [{ value: 60 }, { measure: 'purchases-before', value: 3, points: 9 }, { value: 3 }],
  });
});

it('compares nothing without a year before, nor several currencies', () => {
  expect(ahead(bought(100, 100, 100) as never, policy, month(3))).toMatchObject({ until: 'no-comparison' });
  expect(ahead(bought() as never, policy, month(3))).toMatchObject({ is: 'quiet', because: 'no-comparison' });
  const { purchases } = bought(...year, 100, 10, 10);
  const facts = { purchases: purchases.map((one, n) => (n === 13 ? { ...one, currency: 'EUR' } : one)), credits: {} };
  expect(ahead(facts, policy, month(15))).toMatchObject({ until: 'several-currencies' });
});

it('warns of a drop of exactly the least that does, of any percent', () => {
  for (let percent = 1; percent <= 100; percent++) {
    const by = Object.assign({}, policy, { dropPercent: percent });
    const facts = (drop: number) =>
      bought(...year.map(() => 100), ...Array.from({ length: 3 }, () => 100 - drop)) as never;
    expect([percent, warnedAt(facts(percent), by, month(15)), warnedAt(facts(percent - 1), by, month(15))]).toEqual([
      ...[percent, true, false],
    ]);
  }
  // 31.5 points and 9
  const found = ahead(bought(...year, 55, 55, 55) as never, policy, month(15));
  expect(found).toMatchObject({ measures: [{ value: 45, points: 32 }, { points: 9 }, {}] });
});
