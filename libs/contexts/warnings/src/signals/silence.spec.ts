import { initialPolicies, type Instant } from '@dossier/kernel';
import { rhythmOf, sameSeason, silenceOf } from '@dossier/statistics';
import fc from 'fast-check';
import { aPurchase } from '../../../../testing/src/purchases-of';
import { warningsPolicy } from '../warnings-policy';
import { daysOf, rhythmBy, silence, warnsAfter } from './silence';

const policy = warningsPolicy.initial;
const bought = (...days: readonly string[]) => ({
  purchases: days.map((day) => aPurchase(`${day}T08:00:00.000Z`, `order-${day}`)),
  credits: {},
});
const on = (day: string): Instant => `${day}T12:00:00.000Z`;

describe('a customer that buys each January and July', () => {
  const seasonal = ['2024-01-15', '2024-01-20', '2024-07-10', '2025-01-12', '2025-07-12', '2025-07-15', '2026-01-18'];
  const { warnedAt, ahead } = silence;

  it('gets no warning in May, nor while July may still come', () => {
    for (const day of ['2026-03-20', '2026-05-20', '2026-07-31'])
      expect(warnedAt(bought(...seasonal), policy, on(day))).toBe(false);
  });
  it('is warned of when it leaves July out', () => {
    const found = ahead(bought(...seasonal), policy, on('2026-05-20'));
    expect(found).toMatchObject({ is: 'stretch', from: '2026-08-11T08:00:00.000Z', until: 'not-yet' });
    expect(warnedAt(bought(...seasonal), policy, on('2026-09-01'))).toBe(true);
  });
  it('is not, where July came', () =>
    expect(warnedAt(bought(...seasonal, '2026-07-20'), policy, on('2026-09-01'))).toBe(false));
  it('would be warned of in May by a rhythm that knows no season', () => {
    const monthly = ['2025-08-18', '2025-09-18', '2025-10-17', '2025-11-18', '2025-12-18', '2026-01-18'];
    expect(warnedAt(bought(...monthly), policy, on('2026-05-20'))).toBe(true);
  });
});

it('judges nobody by too few purchases', () =>
  expect(silence.ahead(bought('2020-01-01', '2020-01-08'), policy, on('2026-01-01'))).toMatchObject({
    is: 'quiet',
    because: 'too-few-purchases',
  }));

it('ends with the next purchase, and says the same of a day before it', () => {
  const facts = bought('2026-01-05', '2026-01-12', '2026-01-19', '2026-12-01');
  const { warnedAt, endAfter } = silence;
  expect(warnedAt(facts, policy, on('2026-10-01'))).toBe(true);
  expect(endAfter(facts, policy, on('2026-10-01'))).toBe('2026-12-01T08:00:00.000Z');
  expect(warnedAt(facts, policy, on('2026-12-01'))).toBe(false);
});

it('begins no earlier than the later purchase ceased to stand', () => {
  const { purchases } = bought('2026-01-05', '2026-01-12', '2026-01-19', '2026-12-01');
  const [first, second, third, last] = purchases;
  if (!first || !second || !third || !last) throw new Error('four were bought');
  const taken = [{ at: on('2026-12-05'), by: 'cancellation', quantity: 1, worth: 100 }] as const;
  const facts = { purchases: [first, second, third, { ...last, taken }], credits: {} };
  expect(silence.warnedAt(facts, policy, on('2026-12-04'))).toBe(false);
  expect(silence.ahead(facts, policy, on('2026-12-06'))).toMatchObject({
    cause: third.eventId,
    from: on('2026-12-05'),
  });
});

it('warns on the day that asking each night would give', () => {
  const { seasonSlackDays, seasonPercent, seasonYears, silencePercent, usualDays, usualWeight } = policy;
  const histories = fc.uniqueArray(fc.integer({ min: 0, max: 1500 }), { minLength: 3, maxLength: 30 });
  fc.assert(
    fc.property(histories, (all) => {
      const days = all.toSorted((a, b) => a - b);
      const last = days.at(-1) ?? 0;
      const rhythm = rhythmOf(days, { mean: usualDays, regularity: 1, weight: usualWeight });
      const warns = (gap: number): boolean => {
        const season = sameSeason(days, { from: last, to: last + gap }, seasonSlackDays);
        const isSilent = silenceOf(rhythm, gap).p <= silencePercent / 100;
        const isUsual = season.years > 0 && season.bought < (season.years * seasonPercent) / 100;
        const isMissed = season.years >= seasonYears && season.bought === season.years && gap >= rhythm.mean;
        return (isSilent && !isUsual) || isMissed;
      };
      let asked = 1;
      while (!warns(asked)) asked++;
      expect(warnsAfter(days, rhythm, policy).gap).toBe(asked);
    }),
    { numRuns: 300 },
  );
});

it('counts several purchases on one day as one', () => {
  expect(daysOf(bought('2026-01-05', '2026-01-05').purchases)).toHaveLength(1);
  expect(initialPolicies(warningsPolicy).document).toBe(policy);
  expect(rhythmBy([1, 31], policy)).toMatchObject({ mean: 60, intervals: 1 });
});

it('warns by the season alone on the day of the interval, not a day later for the noise of its mean', () => {
  const by = Object.assign({}, policy, { usualDays: 365, usualWeight: 0.1, seasonSlackDays: 0 });
  const days = [0, 365, 730, 1095, 1460];
  const rhythm = rhythmBy(days, by);
  expect(rhythm.mean).toBeGreaterThan(365);
  expect(warnsAfter(days, rhythm, by).gap).toBe(365);
});
