import fc from 'fast-check';
import { addDays, type Instant } from '@dossier/kernel';
import { after, asked, type CutRule, cutsOf, judged, type Measures, type Standing, tierBy } from './judging';
import { schemePolicies, type TierScheme } from './scheme-policy';
import { type Measure, rankOf, schemes, type Tier, tiersOf } from './terms';

const by = { assessment: 'value-1', policyVersion: 0, measures: [] };
const measured = (values: Partial<Record<Measure, number>>): Measures =>
  new Map(
    Object.entries(values).map(([measure, value]) => [
      measure as Measure,
      { measure: measure as Measure, value, events: 0, eventIds: [] },
    ]),
  );
const net = (value: number): Measures => measured({ 'net-revenue': value });
const value = schemePolicies.value.initial;
/** High from 100,000 on (stays from 80,000 on), medium from 10,000 on (8,000). */
const rules = cutsOf(
  value,
  () => [],
  () => 1,
);
const day = (days: number): Instant => addDays('2026-01-01T00:00:00.000Z', days);
const assess = (standing: Standing | null, days: number, amount: number, terms: Partial<TierScheme> = {}) =>
  judged(standing, {
    ...{ scheme: 'value', asOf: day(days), rules, measures: net(amount), by },
    terms: Object.assign({}, value, terms),
  });
const then = (standing: Standing | null, ...of: Parameters<typeof assess>[]): Standing | null =>
  of.reduce<Standing | null>(
    (before, [, ...more]) => assess(before, ...(more as [number, number])).reduce<Standing | null>(after, before),
    standing,
  );
const at = (tier: Tier, days = 0): Standing => ({ tier, since: day(days), announced: null });

describe('a tier by its rules', () => {
  it('is entered by one threshold and left by a lower one', () => {
    const tier = (amount: number, current: Tier | null) => tierBy('value', rules, net(amount), current);
    expect([100_000, 99_999, 10_000, 9_999, 0, -5].map((amount) => tier(amount, null))).toEqual([
      ...['value-high', 'value-medium', 'value-medium', 'value-low', 'value-low', 'value-low'],
    ]);
    expect([80_000, 79_999, 8_000, 7_999].map((amount) => tier(amount, 'value-high'))).toEqual([
      ...['value-high', 'value-medium', 'value-medium', 'value-low'],
    ]);
    expect(tier(99_999, 'value-medium')).toBe('value-medium');
    expect(tier(9_999, 'value-low')).toBe('value-low');
  });
  it('is not reached by what is not known', () => {
    const { initial } = schemePolicies.strategic;
    const cuts = cutsOf(
      initial,
      () => [50, 40, 30, 20, 10],
      () => 1,
    );
    expect(tierBy('strategic', cuts, net(50), null)).toBe('strategic-key');
    expect(tierBy('strategic', cuts, measured({ 'strategic-importance': 4 }), null)).toBe('strategic-strategic');
    expect(tierBy('strategic', cuts, measured({ 'strategic-importance': 3 }), null)).toBe('strategic-regular');
  });
  it('has several ways into it', () => {
    const cuts = cutsOf(
      schemePolicies.grade.initial,
      () => [50, 40, 30, 20, 10],
      () => 1,
    );
    const grade = (revenue: number, potential: number): Tier =>
      tierBy('grade', cuts, measured({ 'net-revenue': revenue, potential }), null);
    expect([grade(50, 4), grade(50, 1), grade(10, 4), grade(10, 3)]).toEqual([
      ...['grade-a', 'grade-b', 'grade-b', 'grade-c'],
    ]);
  });
  it('by a place among all is that of the last who has the place, and nobody has one among none', () => {
    const of = (percent: number, ranked: readonly number[]): number | null =>
      cutsOf(
        {
          rules: [{ tier: 'volume-vip', conditions: [{ measure: 'net-revenue', by: 'top-percent', enter: percent }] }],
        },
        () => ranked,
        () => 1,
      )[0]?.cuts[0]?.enter ?? null;
    expect([of(20, [9, 7, 5, 3, 1]), of(21, [9, 7, 5, 3, 1]), of(1, [9, 7]), of(100, [9, 7])]).toEqual([9, 7, 9, 7]);
    expect(of(20, [])).toBeNull();
    // 0.07 % of ten thousand are seven, though 10,000 × 0.07 is more than 700 as a fraction
    const many = Array.from({ length: 10_000 }, (_, place) => 10_000 - place);
    expect(of(0.07, many)).toBe(10_000 - 6);
  });
  it('by cumulative revenue takes in the customer that crosses the line, as the ABC report does', () => {
    const cuts = cutsOf(
      schemePolicies.abc.initial,
      () => [60, 15, 10, 8, 4, 3],
      () => 1,
    );
    const classes = [60, 15, 10, 8, 4, 3, 0].map((amount) => tierBy('abc', cuts, net(amount), null));
    // before each: 0, 60, 75, 85, 93, 97 of 100
    expect(classes).toEqual(['abc-a', 'abc-a', 'abc-a', 'abc-b', 'abc-b', 'abc-c', 'abc-c']);
  });
  it('takes in who crosses the line by less than doubles can tell', () => {
    const [before, total] = [950_000_000_000_054, 1_000_000_000_000_057];
    const cuts = cutsOf(
      schemePolicies.abc.initial,
      () => [before, 3, total - before - 3],
      () => 1,
    );
    expect(cuts[1]?.cuts[0]?.enter).toBe(3);
  });
  it('takes in by cumulative growth, which has decimals, who crosses the line', () => {
    const condition = { measure: 'growth-percent' as const, by: 'cumulative-percent' as const, enter: 80 };
    const [cut] = cutsOf(
      { rules: [{ tier: 'value-high', conditions: [condition] }] },
      () => [80.08, 10.01, 10.01], // 80 % of 100.1
      () => 1,
    );
    expect(cut?.cuts[0]?.enter).toBe(80.08);
  });
  it('is not reached by a whole number on the wrong side of a limit between two', () => {
    const tierOf = (by: 'at-least' | 'at-most', purchases: number): Tier => {
      const rules = [{ tier: 'vip-regular' as const, conditions: [{ measure: 'purchases' as const, by, enter: 2.4 }] }];
      const cuts = cutsOf(
        { rules },
        () => [],
        () => 1,
      );
      return tierBy('vip', cuts, measured({ purchases }), null);
    };
    expect([tierOf('at-least', 2), tierOf('at-least', 3)]).toEqual(['vip-potential', 'vip-regular']);
    expect([tierOf('at-most', 2), tierOf('at-most', 3)]).toEqual(['vip-regular', 'vip-potential']);
    // 1.1 × 100 is more than 110 as doubles
    const amounts = cutsOf(
      { rules: [{ tier: 'value-high', conditions: [{ measure: 'net-revenue', by: 'at-least', enter: 1.1 }] }] },
      () => [],
      () => 100,
    );
    expect(amounts[0]?.cuts[0]?.enter).toBe(110);
    const large = [68_026.18, 1_000_000.07, 9_999_999.99].map(
      (enter) =>
        cutsOf(
          { rules: [{ tier: 'value-high', conditions: [{ measure: 'net-revenue', by: 'at-least', enter }] }] },
          () => [],
          () => 100,
        )[0]?.cuts[0]?.enter,
    );
    expect(large).toEqual([6_802_618, 100_000_007, 999_999_999]);
  });
  it('is not reached by a growth just below it', () => {
    const rules = [
      {
        tier: 'vip-regular' as const,
        conditions: [{ measure: 'growth-percent' as const, by: 'at-least' as const, enter: 5 }],
      },
    ];
    const cuts = cutsOf(
      { rules },
      () => [],
      () => 1,
    );
    const tierOf = (growth: number): Tier => tierBy('vip', cuts, measured({ 'growth-percent': growth }), null);
    expect([4.6, 5, 5.01].map(tierOf)).toEqual(['vip-potential', 'vip-regular', 'vip-regular']);
  });
  it('at most so much is the other way round, and stays longer', () => {
    const recent: Pick<TierScheme, 'rules'> = {
      rules: [{ tier: 'vip-regular', conditions: [{ measure: 'recency-days', by: 'at-most', enter: 90, stay: 120 }] }],
    };
    const cuts = cutsOf(
      recent,
      () => [],
      () => 1,
    );
    const tier = (days: number, current: Tier | null): Tier =>
      tierBy('vip', cuts, measured({ 'recency-days': days }), current);
    expect([tier(90, null), tier(91, null), tier(120, 'vip-regular'), tier(121, 'vip-regular')]).toEqual([
      ...['vip-regular', 'vip-potential', 'vip-regular', 'vip-potential'],
    ]);
  });
  it('never is harder to keep than to enter, whatever the policy says', () => {
    const wrong: Pick<TierScheme, 'rules'> = {
      rules: [{ tier: 'value-high', conditions: [{ measure: 'net-revenue', by: 'at-least', enter: 10, stay: 20 }] }],
    };
    const cuts = cutsOf(
      wrong,
      () => [],
      () => 1,
    );
    expect(tierBy('value', cuts, net(10), 'value-high')).toBe('value-high');
  });
});

describe('an assessment', () => {
  it('gives the first tier at once', () => {
    expect(assess(null, 0, 5)).toEqual([{ is: 'first', before: null, tier: 'value-low', at: day(0), by }]);
  });
  it('raises at once, also within the minimum stay', () => {
    const raised = { is: 'raised', before: 'value-low', tier: 'value-high', at: day(1), by };
    expect(assess(at('value-low'), 1, 100_000)).toEqual([raised]);
  });
  it('leaves a customer where it is for the minimum stay, then announces a downgrade before it comes', () => {
    expect(assess(at('value-high'), 89, 5)).toEqual([]);
    const announced = { is: 'announced', tier: 'value-high', to: 'value-low', effectiveAt: day(120), at: day(90), by };
    expect(assess(at('value-high'), 90, 5)).toEqual([announced]);
  });
  it('lowers at once where no notice is due', () => {
    const lowered = { is: 'lowered', before: 'value-high', tier: 'value-low', at: day(90), by };
    expect(assess(at('value-high'), 90, 5, { noticeDays: 0 })).toEqual([lowered]);
  });
  it('carries out what was announced, as of its day, and judges from there', () => {
    const standing = then(at('value-high'), [null, 90, 5]);
    const lowered = { is: 'lowered', before: 'value-high', tier: 'value-low', at: day(120), by };
    expect(assess(standing, 119, 5)).toEqual([]);
    expect(assess(standing, 120, 5)).toEqual([lowered]);
    // what would have been enough to stay is not enough to come back
    expect(assess(standing, 150, 80_000)).toEqual([
      lowered,
      { is: 'raised', before: 'value-low', tier: 'value-medium', at: day(150), by },
    ]);
  });
  it('withdraws what was announced from a customer that recovers in time, and keeps the day where it falls further', () => {
    const standing = then(at('value-high'), [null, 90, 9_000]);
    expect(standing?.announced?.to).toBe('value-medium');
    expect(assess(standing, 100, 85_000)).toEqual([
      { is: 'announcement-withdrawn', tier: 'value-high', to: 'value-medium', at: day(100), by },
    ]);
    expect(assess(standing, 100, 5)).toMatchObject([{ is: 'announced', to: 'value-low', effectiveAt: day(120) }]);
  });

  const amounts = fc.array(fc.tuple(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 0, max: 150_000 })), {
    maxLength: 12,
  });
  it('done again as of the same instant makes nothing more', () => {
    fc.assert(
      fc.property(amounts, (all) => {
        let standing: Standing | null = null;
        let days = 0;
        for (const [later, amount] of all) {
          days += later;
          standing = assess(standing, days, amount).reduce<Standing | null>(after, standing);
          expect(assess(standing, days, amount)).toEqual([]);
        }
      }),
    );
  });
  it('never lowers within the minimum stay, nor without a notice of its length', () => {
    fc.assert(
      fc.property(amounts, (all) => {
        let standing: Standing | null = null;
        let days = 0;
        for (const [later, amount] of all) {
          days += later;
          for (const outcome of assess(standing, days, amount)) {
            const before: Standing | null = standing;
            standing = after(before, outcome);
            if (outcome.is !== 'lowered' || before === null) continue;
            expect(before.announced).toMatchObject({ to: outcome.tier, effectiveAt: outcome.at });
            expect(outcome.at >= addDays(before.since, 120)).toBe(true);
          }
        }
      }),
    );
  });
});

it('ships schemes whose rules lead into tiers of theirs, never easier to enter than to keep', () => {
  for (const scheme of schemes.codes) {
    const { rules: shipped } = schemePolicies[scheme].initial;
    for (const { tier, conditions } of shipped) {
      expect(tiersOf(scheme)).toContain(tier);
      // the lowest is for all others
      expect(rankOf(scheme, tier)).toBeLessThan(tiersOf(scheme).length - 1);
      for (const { by: compared, enter, stay = enter } of conditions)
        expect(compared === 'at-least' ? stay <= enter : stay >= enter).toBe(true);
    }
  }
  expect([...asked(schemePolicies.grade.initial)]).toEqual(['net-revenue', 'potential']);
});
it('keeps the figures of its rules', () => {
  const [first] = rules as readonly [CutRule];
  expect(first.cuts).toEqual([{ measure: 'net-revenue', by: 'at-least', enter: 100_000, stay: 80_000 }]);
});
