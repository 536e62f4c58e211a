import { monthAfter } from '@dossier/kernel';
import { changeOf, countsIn, effectOf, estimatedOf, firstMonth, type Judging, judged, monthsFrom } from './judging';

import { satisfactionPolicy } from './satisfaction-policy';
import type { Counted } from './scores';

const { ...policy } = satisfactionPolicy.initial;
const csat: Judging = { instrument: 'csat', month: '2026-12', policy, target: { atLeast: 95, gainAYear: 0.5 } };
const nps: Judging = { ...csat, instrument: 'nps', target: undefined };
const ces: Judging = { ...nps, instrument: 'ces' };
/** So many answers of each score. */
const scores = (scale: number, by: Readonly<Record<number, number>>): readonly Counted[] =>
  Object.entries(by).map(([score, answers]) => ({ scale, score: Number(score), answers }));
const hits = (of: number, n: number): readonly Counted[] => scores(5, { 5: of, 3: n - of });
/** Ten answers on a scale of five with such a mean. */
const mean = (of: number): readonly Counted[] => {
  const low = Math.floor(of);
  const high = Math.round((of - low) * 10);
  return scores(5, { [low]: 10 - high, [low + 1]: high });
};
const over = (first: string, ...months: readonly (readonly Counted[])[]): Map<string, readonly Counted[]> =>
  new Map(months.map((counts, i) => [monthAfter(first, i), counts]));

describe('a figure', () => {
  it.each([
    // published values: Wilson
    [95, 100, 88.82, 97.85],
    [190, 200, 91.04, 97.26],
    [8, 10, 49.02, 94.33],
    [0, 10, 0, 27.75],
  ])('CSAT: %d of %d', (of, n, lower, upper) =>
    expect(estimatedOf(hits(of, n), csat)).toEqual({ answers: n, value: (100 * of) / n, lower, upper }),
  );

  it('NPS: with the normal interval', () => {
    const found = estimatedOf(scores(10, { 10: 30, 9: 20, 8: 20, 7: 10, 6: 15, 0: 5 }), nps);
    expect(found).toEqual({ answers: 100, value: 30, lower: 14.69, upper: 45.31 }); // published: 14.7 to 45.3
  });

  it("CES: the mean with Student's interval, cut at the ends of the scale", () => {
    expect(estimatedOf(scores(7, { 6: 5, 7: 5 }), ces)).toEqual({ answers: 10, value: 6.5, lower: 6.12, upper: 6.88 });
    expect(estimatedOf(scores(7, { 1: 1, 7: 9 }), ces)).toMatchObject({ value: 6.4, upper: 7 });
  });

  it('is satisfied from the score of its scale on, and leaves out scales that the policy does not name', () => {
    const mixed = new Map([
      ['2026-12', [...scores(5, { 4: 5 }), ...scores(7, { 5: 3, 6: 2 }), ...scores(4, { 4: 9 })]],
    ]);
    expect(judged(mixed, csat)).toMatchObject({ answers: 10, value: 70 });
  });

  it('is not told of too few answers', () => {
    const none = { value: null, lower: null, upper: null };
    expect(estimatedOf(hits(9, 9), csat)).toEqual({ answers: 9, ...none });
    expect(judged(over('2026-12', hits(9, 9)), csat)).toMatchObject({
      ...{ answers: 9, ...none, direction: 'too-few', p: null, target: 'too-few', gain: null, gained: 'too-few' },
    });
  });

  it('is of the latest months, with the current one', () => {
    const months = over('2025-12', hits(1, 1), hits(2, 2), hits(4, 4));
    months.set('2026-12', hits(8, 8)).set('2027-01', hits(16, 16));
    expect(judged(months, csat).answers).toBe(14);
    expect(judged(months, { ...csat, month: '2027-01' }).answers).toBe(28);
    expect(countsIn(months, csat, 12, 12)).toEqual(hits(1, 1).filter(({ answers }) => answers > 0));
  });
});

describe('a direction', () => {
  const published = [4.6, 4.5, 4.6, 4.3, 4.4, 4.1, 4.0, 4.1, 3.8, 3.7].map(mean);
  it('falls where Mann and Kendall say so, with the slope of Sen', () =>
    expect(judged(over('2026-03', ...published), csat)).toMatchObject({
      ...{ direction: 'falling', p: 0.0012, perYear: -1.2, months: 10, seasonal: false },
    }));
  it('rises', () =>
    expect(judged(over('2026-03', ...published.toReversed()), csat)).toMatchObject({
      ...{ direction: 'rising', p: 0.0012, perYear: 1.2 },
    }));
  it('is not shown by what moves up and down, nor by a stricter policy', () => {
    const shaken = [4.1, 4.3, 4.0, 4.4, 4.1, 4.2, 4.3, 4.0, 4.2, 4.1].map(mean);
    expect(judged(over('2026-03', ...shaken), csat)).toMatchObject({ direction: 'not-shown', perYear: null });
    const strict = { ...csat, policy: { ...policy, significancePercent: 0.1 } };
    expect(judged(over('2026-03', ...published), strict)).toMatchObject({ direction: 'not-shown', p: 0.0012 });
  });
  it('is not told of too few months, whatever they say', () => {
    const nine = over('2026-04', ...published.slice(1));
    expect(judged(nine, csat)).toMatchObject({ direction: 'too-few', p: null, months: 9 });
    const bold = { ...csat, policy: { ...policy, fewestMonths: 9 } };
    expect(judged(nine, bold)).toMatchObject({ direction: 'falling' });
  });
  it('is of the months that the policy names alone', () => {
    const both = over('2025-05', ...published, ...published.toReversed());
    expect(judged(both, { ...csat, policy: { ...policy, trendMonths: 10 } })).toMatchObject({
      ...{ direction: 'rising', months: 10 },
    });
  });
  it('is compared by season from two years on: what comes back each year is none', () => {
    const year = [3, 3.2, 3.4, 3.6, 3.8, 4, 4.2, 4.4, 4.6, 4.8, 4.9, 4.95].map(mean);
    expect(judged(over('2026-01', ...year), csat)).toMatchObject({ direction: 'rising', seasonal: false });
    expect(judged(over('2025-01', ...year, ...year), csat)).toMatchObject({
      ...{ direction: 'not-shown', p: 1, seasonal: true, months: 24 },
    });
    const lower = [...year, ...year.map((_, i) => mean(2.9 + i / 10))];
    expect(judged(over('2025-01', ...lower), csat)).toMatchObject({ seasonal: true, direction: 'falling' });
  });
  it('of NPS is that of its net score', () => {
    const months = Array.from({ length: 10 }, (_, i) => scores(10, { 10: 10 - i, 0: i }));
    expect(judged(over('2026-03', ...months), nps)).toMatchObject({ direction: 'falling', perYear: -240 });
  });
});

describe('a target', () => {
  const level = (of: number, n: number) => judged(over('2026-12', hits(of, n)), csat).target;
  it('is met by point and lower bound, by point alone, or missed', () => {
    expect(level(980, 1000)).toBe('met');
    expect(level(98, 100)).toBe('by-point');
    expect(level(95, 100)).toBe('by-point');
    expect(level(94, 100)).toBe('missed');
  });
  it('is met by whoever is exactly on it, whatever fraction that is', () => {
    for (let of = 1; of <= 100; of++) {
      const target = { atLeast: of };
      expect([of, judged(over('2026-12', hits(of, 100)), { ...csat, target }).target]).toEqual([of, 'by-point']);
    }
    // 0.935 and 0.94
    const months = over('2025-12', hits(187, 200), hits(47, 50));
    expect(judged(months, { ...csat, month: '2026-12' })).toMatchObject({ gain: 0.5, gained: 'by-point' });
  });
  it('asks for a gain on the twelve months before', () => {
    const gain = (before: readonly Counted[], after: readonly Counted[]) => {
      const { gain: value, gained } = judged(over('2025-12', before, after), { ...csat, month: '2026-12' });
      return [value, gained];
    };
    expect(gain(hits(90, 100), hits(91, 100))).toEqual([1, 'by-point']);
    expect(gain(hits(500, 1000), hits(600, 1000))).toEqual([10, 'met']);
    expect(gain(hits(900, 1000), hits(904, 1000))).toEqual([0.4, 'missed']);
    expect(gain(hits(9, 9), hits(600, 1000))).toEqual([null, 'too-few']);
  });
  it('is none where the policy has none', () =>
    expect(judged(over('2026-12', hits(98, 100)), { ...csat, target: undefined })).toMatchObject({
      ...{ target: null, gained: null },
    }));
});

describe('an effect', () => {
  const effect = (judging: Judging, before: readonly Counted[], after: readonly Counted[]) =>
    effectOf(changeOf([before, after], judging));
  it('is shown where the interval of the change leaves out 0', () => {
    expect(effect(csat, hits(48, 80), hits(56, 70))).toBe('better'); // Newcombe 1998, table II: .0524 to .3339
    expect(effect(csat, hits(56, 70), hits(48, 80))).toBe('worse');
    expect(effect(csat, hits(0, 29), hits(5, 56))).toBe('not-shown'); // -.0381 to .1926
    expect(changeOf([hits(48, 80), hits(56, 70)], csat)).toMatchObject({ n: 150 });
    expect(changeOf([hits(48, 80), hits(56, 70)], csat)?.lower).toBeCloseTo(5.24, 2);
  });
  it('is judged by the test of its instrument, and of too few by none', () => {
    const [low, high] = [scores(10, { 0: 30, 10: 10 }), scores(10, { 0: 10, 10: 30 })];
    expect(effect(nps, low, high)).toBe('better');
    expect(effect(ces, scores(7, { 3: 10, 4: 10 }), scores(7, { 5: 10, 6: 10 }))).toBe('better');
    expect(effect(csat, hits(0, 9), hits(100, 100))).toBe('too-few');
  });
});

it('knows months', () => {
  expect(firstMonth('2026-12', 12)).toBe('2026-01');
  expect(monthsFrom('2026-11', 3)).toEqual(['2026-11', '2026-12', '2027-01']);
});

it.each([7, 10])(
  'shows no direction where every answer is the same, however many there are in a month, on a scale of %d',
  (scale) => {
    const months = Array.from({ length: 24 }, (_, i) =>
      Array.from({ length: 2 + 3 * i }, () => scores(scale, { 6: 1 })).flat(),
    );
    expect(judged(over('2025-01', ...months), csat)).toMatchObject({ direction: 'not-shown', p: 1 });
    expect(judged(over('2026-01', ...months.slice(0, 12)), csat)).toMatchObject({ direction: 'not-shown', p: 1 });
  },
);
