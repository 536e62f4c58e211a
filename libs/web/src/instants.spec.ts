import fc from 'fast-check';
import { isDay } from '@dossier/kernel';
import { toInstant } from '@dossier/rules';
import { toMoment } from './instants';

it.each([
  ['2026-01-31T16:00:00+08:00', '2026-01-31T08:00:00.000Z'],
  ['2026-01-31T08:00:00Z', '2026-01-31T08:00:00.000Z'],
  ['2026-01-31T08:00:00.1Z', '2026-01-31T08:00:00.100Z'],
  ['2026-01-31T08:00:00.123456789-00:00', '2026-01-31T08:00:00.123Z'],
  ['2024-02-29T23:59:59-23:59', '2024-03-01T23:58:59.000Z'],
  ['1900-01-01T00:00:00+14:00', '1899-12-31T10:00:00.000Z'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
])('%s is %s', (text, utc) => {
  expect(toInstant(text)).toBe(utc);
});

it.each([
  '1899-12-31T23:59:59Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59-00:01',
  '2023-02-29T00:00:00Z',
  '2026-00-10T00:00:00Z',
  '2026-13-10T00:00:00Z',
  '2026-01-00T00:00:00Z',
  '2026-01-31T24:00:00Z',
  '2026-01-31T08:60:00Z',
  '2016-12-31T23:59:60Z',
  '2026-01-31T08:00:00',
  '2026-01-31 08:00:00Z',
  '2026-01-31t08:00:00z',
  '2026-01-31T08:00:00+24:00',
  '2026-01-31T08:00:00Z\n',
  '+002026-01-31T08:00:00Z',
  '2026-1-31T08:00:00Z',
  '2026-01-31',
  '',
])('%j is no time', (text) => {
  expect(toInstant(text)).toBeUndefined();
});

it('takes every real day from 1900 on and no other', () => {
  const part = (most: number): fc.Arbitrary<string> =>
    fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(2, '0'));
  fc.assert(
    fc.property(fc.integer({ min: 1890, max: 2110 }), part(13), part(32), (year, month, day) => {
      const date = `${year}-${month}-${day}`;
      expect(toInstant(`${date}T12:00:00Z`) !== undefined).toBe(isDay(date) && year >= 1900);
    }),
    { numRuns: 2000 },
  );
});

const SHANGHAI = 'Asia/Shanghai';
const NEW_YORK = 'America/New_York';
it.each([
  ['2026-01-31', SHANGHAI, '2026-01-30T16:00:00.000Z', '2026-01-31T15:59:59.999Z'],
  ['2011-12-10', 'Europe/London', '2011-12-10T00:00:00.000Z', '2011-12-10T23:59:59.999Z'],
  ['2011-03-27', 'Europe/London', '2011-03-27T00:00:00.000Z', '2011-03-27T22:59:59.999Z'],
  ['2011-10-30', 'Europe/London', '2011-10-29T23:00:00.000Z', '2011-10-30T23:59:59.999Z'],
  ['1900-01-01', 'UTC', '1900-01-01T00:00:00.000Z', '1900-01-01T23:59:59.999Z'],
  // what ends after the last instant there is ends with it
  ['9999-12-31', NEW_YORK, '9999-12-31T05:00:00.000Z', '9999-12-31T23:59:59.999Z'],
])('the day %s in %s is from %s to %s', (day, zone, start, end) => {
  expect([toMoment(day, zone, 'start'), toMoment(day, zone, 'end')]).toEqual([start, end]);
});

it('takes an instant for itself, and neither a day that is none nor a time without offset', () => {
  for (const day of ['start', 'end'] as const) {
    expect(toMoment('2026-01-31T08:00:00Z', SHANGHAI, day)).toBe('2026-01-31T08:00:00.000Z');
    for (const text of ['1899-12-31', '10000-01-01', '2026-02-30', '2026-01-31T08:00:00', '2026-1-31', 'today', ''])
      expect(toMoment(text, 'UTC', day)).toBeUndefined();
  }
});
