import { NOTHING_COUNTED, passRateOf } from './pass-rate';
import { qualityPolicy } from './quality-policy';

const { ...policy } = qualityPolicy.initial;
const of = (passed: number, inspected: number, more: Partial<typeof policy> = {}) =>
  passRateOf({ ...NOTHING_COUNTED, inspections: 1, inspected, passed }, { ...policy, ...more });

it('is passed of inspected, with the interval of Wilson', () => {
  expect(of(197, 200)).toMatchObject({ rejected: 3, passPercent: 98.5, lower: 95.68, upper: 99.49, target: 'missed' });
  // all of n: the lower bound is n / (n + 1.96²)
  expect(of(30, 30)).toMatchObject({ passPercent: 100, lower: 88.65, upper: 100 });
});
it('claims nothing of too few', () => {
  const nothing = { passPercent: null, lower: null, upper: null, target: 'too-few' };
  expect(of(29, 29)).toMatchObject({ inspected: 29, passed: 29, rejected: 0, ...nothing });
  expect(of(0, 0)).toMatchObject({ inspected: 0, ...nothing });
});
it('meets its target where point value and lower bound both do', () => {
  expect(of(30, 30).target).toBe('by-point');
  expect(of(30, 30, { targetPercent: 88 }).target).toBe('met');
  expect(of(197, 200, { targetPercent: 98.5 }).target).toBe('by-point');
  expect(of(197, 200, { targetPercent: 98.51 }).target).toBe('missed');
  // in fractions 100 * 0.29 is less than 29
  expect(of(29, 100, { targetPercent: 29 }).target).toBe('by-point');
});
it('does not take all but one of very many for all', () =>
  expect(of(999_999, 1_000_000)).toMatchObject({ passPercent: 100, rejected: 1, target: 'missed' }));
