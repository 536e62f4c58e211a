import { addDays, addMinutes, instant, LAST_INSTANT, milliseconds } from './instant';

it('ends where its texts do: what would come behind the last one is the last one, and in the order of time', () => {
  expect(addDays(LAST_INSTANT, 3)).toBe(LAST_INSTANT);
  expect(addMinutes('9999-12-31T23:59:30.000Z', 1)).toBe(LAST_INSTANT);
  expect(instant(milliseconds(LAST_INSTANT) + 1) > '2026-01-01T00:00:00.000Z').toBe(true);
  expect(addDays('9999-12-30T00:00:00.000Z', 1)).toBe('9999-12-31T00:00:00.000Z');
});
