import fc from 'fast-check';
import { percentile } from './percentile';
import { type Lasted, survival, timeUntil } from './survival';

/** Weeks of remission of children with leukaemia: Freireich et al. (1963, Blood 21); a plus is censored. */
const lasted = (text: string): readonly Lasted[] =>
  text.split(' ').map((each) => ({ time: parseInt(each, 10), ended: !each.endsWith('+') }));
const treated = lasted('6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+');
const placebo = lasted('1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23');

it('gives the published shares of the trial of 6-MP', () => {
  // Kleinbaum & Klein, Survival Analysis (2012), chapter 2
  expect(survival(treated).map(({ time, share }) => [time, Number(share.toFixed(4))])).toEqual([
    [6, 0.8571],
    [7, 0.8067],
    [10, 0.7529],
    [13, 0.6902],
    [16, 0.6275],
    [22, 0.5378],
    [23, 0.4482],
  ]);
});
it('gives the published medians, and none where too few have ended', () => {
  expect([timeUntil(survival(treated), 50), timeUntil(survival(placebo), 50)]).toEqual([23, 8]);
  expect([timeUntil(survival(treated), 25), timeUntil(survival(treated), 75)]).toEqual([13, null]);
  expect(timeUntil([], 50)).toBeNull();
});
it('is the plain median where all have ended', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 30 }), (times) => {
      const all = times.map((time) => ({ time, ended: true }));
      expect(timeUntil(survival(all), 50)).toBe(percentile(times, 50));
    }),
  ));
it('has nothing to say of what only goes on', () => {
  expect(survival([{ time: 3, ended: false }])).toEqual([]);
  expect(() => survival([{ time: -1, ended: true }])).toThrow(RangeError);
  expect(() => timeUntil([], 100)).toThrow(RangeError);
});
