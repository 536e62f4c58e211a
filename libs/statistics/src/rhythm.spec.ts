import fc from 'fast-check';
import { rhythmOf, silenceOf, silentFor } from './rhythm';

/** Counts for next to nothing. */
const HARDLY = { mean: 30, regularity: 1, weight: 1e-9 };

describe('silence', () => {
  it('of three mean intervals, where chance alone is at work', () => {
    const { ratio, p } = silenceOf({ mean: 20, regularity: 1 }, 60);
    expect(ratio).toBe(3);
    expect(p).toBeCloseTo(0.0498, 4);
  });
  it.each([
    // Erlang's tail: e^-2 · (1 + 2), e^-6 · (1 + 6 + 18)
    [2, 1, 0.406],
    [3, 2, 0.062],
    [50, 1, 0.4812],
  ])('of a regularity of %d, at %d times the mean', (regularity, ratio, p) => {
    expect(silenceOf({ mean: 1, regularity }, ratio).p).toBeCloseTo(p, 4);
  });
  it('is nothing at the start, and certain at last', () => {
    expect(silenceOf({ mean: 7, regularity: 50 }, 0).p).toBe(1);
    expect(silenceOf({ mean: 7, regularity: 50 }, 1e9).p).toBe(0);
    expect(() => silenceOf({ mean: 7, regularity: 1 }, -1)).toThrow(RangeError);
  });
  it('is never likelier than certain, however short', () => {
    for (let regularity = 1; regularity <= 50; regularity++)
      for (const gap of [0.01, 0.1, 0.2, 0.3]) expect(silenceOf({ mean: 1, regularity }, gap).p).toBeLessThanOrEqual(1);
  });
  it('reaches a threshold after the days that are told before', () => {
    expect(silentFor({ mean: 20, regularity: 1 }, Math.exp(-3))).toBeCloseTo(60, 9);
    const rhythms = fc.record({ mean: fc.integer({ min: 1, max: 400 }), regularity: fc.integer({ min: 1, max: 50 }) });
    fc.assert(
      fc.property(rhythms, fc.integer({ min: 1, max: 999 }), (rhythm, permille) => {
        expect(silenceOf(rhythm, silentFor(rhythm, permille / 1000)).p).toBeCloseTo(permille / 1000, 9);
      }),
    );
    for (const p of [0, 1]) expect(() => silentFor({ mean: 20, regularity: 1 }, p)).toThrow(RangeError);
  });
});

describe('rhythm', () => {
  it('is the mean interval, whatever the order, and twice on a day is once', () => {
    expect(rhythmOf([40, 0, 10, 10], HARDLY)).toMatchObject({ intervals: 2, mean: expect.closeTo(20, 6) as number });
  });
  it.each([
    // v = 1/12 → 1; 1/20 → 2; 1/60 → 7; 0 → as much as is told apart
    ['by chance', [0, 0.5 + Math.sqrt(1 / 12)], 1],
    ['somewhat', [0, 0.5 + Math.sqrt(1 / 20)], 2],
    ['well', [0, 0.5 + Math.sqrt(1 / 60)], 7],
    ['like a clock', [0, 0.5], 50],
    ['in bursts', [0, 0.99], 1],
  ])('%s', (_, [first = 0, second = 0], regularity) => {
    expect(rhythmOf([first, second, 1], HARDLY).regularity).toBe(regularity);
  });
  it('is the usual one without history, and comes to its own with it', () => {
    const usual = { mean: 30, regularity: 4, weight: 3 };
    expect(rhythmOf([], usual)).toEqual({ mean: 30, regularity: 4, intervals: 0 });
    expect(rhythmOf([100], usual)).toEqual({ mean: 30, regularity: 4, intervals: 0 });
    expect(rhythmOf([100, 110], usual)).toEqual({ mean: 25, regularity: 4, intervals: 1 });
    const weekly = rhythmOf(
      Array.from({ length: 101 }, (__, week) => week * 7),
      usual,
    );
    expect(weekly.mean).toBeCloseTo(7.67, 2);
    expect(weekly.regularity).toBe(50);
  });
  it('refuses a usual rhythm that is none', () => {
    for (const wrong of [{ mean: 0 }, { regularity: 0 }, { weight: 0 }])
      expect(() => rhythmOf([1, 2], { ...HARDLY, ...wrong })).toThrow(RangeError);
  });
});
