import { normalWidth, studentWidth, twoSided } from './distributions';

it.each([
  // computed with thirty digits (mpmath 1.3.0)
  [0, 1],
  [0.5, 0.6170750774519738],
  [-1, 0.3173105078629141],
  [-3.246, 0.0011703883947303893],
  [8, 1.2441921148543568e-15],
  [100, 0],
])('beyond %d', (z, p) => {
  expect(Math.abs(twoSided(z) - p)).toBeLessThanOrEqual(p * 1e-13);
});

it.each([
  [0.8, 1.2815515655446004],
  [0.95, 1.959963984540054],
  [0.99, 2.5758293035489004],
])('within %d of the normal distribution', (level, width) => {
  expect(normalWidth(level)).toBeCloseTo(width, 12);
});

it.each([
  // tables of Student's t
  [0.95, 1, 12.706],
  [0.95, 2, 4.303],
  [0.95, 9, 2.262],
  [0.99, 9, 3.25],
  [0.95, 30, 2.042],
  [0.95, 1_000_000, 1.96],
])('within %d of t with %d degrees of freedom', (level, freedom, width) => {
  expect(studentWidth(level, freedom)).toBeCloseTo(width, 3);
});

it('refuses a level that is none', () => {
  for (const level of [0, 1, -1, NaN]) {
    expect(() => normalWidth(level)).toThrow(RangeError);
    expect(() => studentWidth(level, 9)).toThrow(RangeError);
  }
});
