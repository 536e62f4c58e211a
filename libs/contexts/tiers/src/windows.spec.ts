import { endOfPeriod, monthsBefore } from './windows';

const zone = 'Asia/Shanghai';
const end = (day: string): string => `${day}T15:59:59.999Z`;

it('a window begins behind the same day of an earlier month', () => {
  expect(monthsBefore('2026-06-15T04:00:00.000Z', 3, zone)).toBe(end('2026-03-15'));
  expect(monthsBefore('2026-05-30T04:00:00.000Z', 3, zone)).toBe(end('2026-02-28'));
});

it('at the end of a month a window has whole months: no day is in two windows that follow one another', () => {
  expect(monthsBefore(end('2026-06-30'), 3, zone)).toBe(end('2026-03-31'));
  expect(monthsBefore(end('2026-06-30'), 6, zone)).toBe(end('2025-12-31'));
  expect(monthsBefore(end('2026-02-28'), 1, zone)).toBe(end('2026-01-31'));
  expect(monthsBefore(end('2025-02-28'), 12, zone)).toBe(end('2024-02-29'));
  expect(monthsBefore(end('2024-02-29'), 12, zone)).toBe(end('2023-02-28'));
  for (const months of [1, 3, 6, 12]) {
    let before = end('2023-12-31');
    for (let periods = 0; periods < 24; periods++) {
      const after = endOfPeriod(before, months, zone);
      expect(monthsBefore(after, months, zone)).toBe(before);
      before = after;
    }
  }
});
