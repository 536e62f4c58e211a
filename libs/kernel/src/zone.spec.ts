import fc from 'fast-check';
import { instant, milliseconds } from './instant';
import {
  addMonths,
  calendarDays,
  dayFromNumber,
  dayNumber,
  dayOf,
  endOfDay,
  isDay,
  localTime,
  localToInstant,
  monthOf,
  monthAfter,
  monthsBetween,
  startOfDay,
  zoneNamed,
} from './zone';

const LONDON = 'Europe/London';
const SHANGHAI = 'Asia/Shanghai';

it.each([
  ['2011-03-26T23:59:59.999Z', LONDON, '2011-03-26'],
  ['2011-03-27T00:59:59.999Z', LONDON, '2011-03-27'],
  ['2011-06-30T22:59:59.999Z', LONDON, '2011-06-30'],
  ['2011-06-30T23:00:00.000Z', LONDON, '2011-07-01'],
  ['2011-10-29T23:00:00.000Z', LONDON, '2011-10-30'],
  ['2011-10-30T23:59:59.999Z', LONDON, '2011-10-30'],
  ['2011-10-31T00:00:00.000Z', LONDON, '2011-10-31'],
  ['2026-01-31T15:59:59.999Z', SHANGHAI, '2026-01-31'],
  ['2026-01-31T16:00:00.000Z', SHANGHAI, '2026-02-01'],
  ['1900-01-01T00:00:00.000Z', SHANGHAI, '1900-01-01'],
  ['9999-12-31T15:59:59.999Z', SHANGHAI, '9999-12-31'],
  ['9999-12-31T16:00:00.000Z', SHANGHAI, '9999-12-31'], // there is no later day
  ['9999-12-31T23:59:59.999Z', SHANGHAI, '9999-12-31'],
])('%s in %s is %s', (at, zone, day) => {
  expect(dayOf(at, zone)).toBe(day);
  expect(monthOf(at, zone)).toBe(day.slice(0, 7));
});

it.each([
  ['2011-03-26', LONDON, '2011-03-26T23:59:59.999Z'],
  ['2011-03-27', LONDON, '2011-03-27T22:59:59.999Z'],
  ['2011-10-29', LONDON, '2011-10-29T22:59:59.999Z'],
  ['2011-10-30', LONDON, '2011-10-30T23:59:59.999Z'],
  ['2011-12-10', LONDON, '2011-12-10T23:59:59.999Z'],
  ['2026-02-28', SHANGHAI, '2026-02-28T15:59:59.999Z'],
  // clocks put forward at midnight: 2018-11-04 began at 01:00
  ['2018-11-03', 'America/Sao_Paulo', '2018-11-04T02:59:59.999Z'],
  // put back at midnight: the last hour of 2018-02-17 came twice
  ['2018-02-17', 'America/Sao_Paulo', '2018-02-18T02:59:59.999Z'],
  // put back from 00:01 to 23:01: the last hour of 2010-11-06 came again after a minute of the next day
  ['2010-11-06', 'America/Goose_Bay', '2010-11-07T03:59:59.999Z'],
  // put back from 01:00 to 00:00: the first hour of 2012-11-04 came twice, 2012-11-03 ended before it
  ['2012-11-03', 'America/Havana', '2012-11-04T03:59:59.999Z'],
  // put forward from 23:30 to 00:30: 1919-03-31 began at 00:30
  ['1919-03-30', 'America/Toronto', '1919-03-31T04:29:59.999Z'],
  // 2011-12-30 never came
  ['2011-12-29', 'Pacific/Apia', '2011-12-30T09:59:59.999Z'],
])('%s in %s ends at %s', (day, zone, end) => {
  expect(endOfDay(day, zone)).toBe(end);
});

it.each([
  ['2010-12-01 08:26:00', LONDON, '2010-12-01T08:26:00.000Z'],
  ['2011-06-01 08:26:00', LONDON, '2011-06-01T07:26:00.000Z'],
  ['2011-03-27 00:59:59', LONDON, '2011-03-27T00:59:59.000Z'],
  ['2011-03-27 01:30:00', LONDON, '2011-03-27T01:30:00.000Z'],
  ['2011-03-27 02:00:00', LONDON, '2011-03-27T01:00:00.000Z'],
  ['2011-10-30 00:59:59', LONDON, '2011-10-29T23:59:59.000Z'],
  ['2011-10-30 01:30:00', LONDON, '2011-10-30T00:30:00.000Z'],
  ['2011-10-30 02:00:00', LONDON, '2011-10-30T02:00:00.000Z'],
  ['2026-01-31 00:00:00', SHANGHAI, '2026-01-30T16:00:00.000Z'],
])('%s in %s is %s', (local, zone, at) => {
  expect(localToInstant(local, zone)).toBe(at);
});

it('agrees with Intl at every half hour of years with changes of the clock', () => {
  for (const [zone, from, to] of [
    [LONDON, '2011-01-01T00:00:00.000Z', '2012-01-01T00:00:00.000Z'],
    [SHANGHAI, '1986-01-01T00:00:00.000Z', '1987-01-01T00:00:00.000Z'],
  ] as const) {
    const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
    for (let ms = milliseconds(from); ms < milliseconds(to); ms += 1_800_000)
      expect(dayOf(instant(ms), zone)).toBe(shown.format(ms));
  }
});

it('finds every instant again by its local time, but for the hour that comes twice', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -60 * 365 * 86_400, max: 60 * 365 * 86_400 }),
      fc.constantFrom(LONDON, SHANGHAI, 'America/New_York', 'Asia/Kathmandu'),
      (second, zone) => {
        const at = instant(second * 1000);
        const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
        expect(localTime(at, zone)).toBe(clock.format(second * 1000));
        const again = milliseconds(localToInstant(clock.format(second * 1000), zone));
        expect(clock.format(again)).toBe(clock.format(second * 1000));
        expect(again).toBeLessThanOrEqual(second * 1000);
        expect(dayOf(at, zone) <= dayOf(endOfDay(dayOf(at, zone), zone), zone)).toBe(true);
      },
    ),
  );
});

it('ends a day one millisecond before the next begins', () => {
  fc.assert(
    fc.property(fc.integer({ min: -20_000, max: 30_000 }), fc.constantFrom(LONDON, SHANGHAI), (number, zone) => {
      const day = dayFromNumber(number);
      const end = endOfDay(day, zone);
      expect(dayOf(end, zone)).toBe(day);
      expect(dayOf(instant(milliseconds(end) + 1), zone)).toBe(dayFromNumber(number + 1));
    }),
  );
});

it.each([
  ['2011-03-27', LONDON, '2011-03-27T00:00:00.000Z'],
  ['2011-03-28', LONDON, '2011-03-27T23:00:00.000Z'],
  ['1900-01-01', SHANGHAI, '1899-12-31T15:54:17.000Z'],
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ['2012-11-04', 'America/Havana', '2012-11-04T04:00:00.000Z'],
  ['1919-03-31', 'America/Toronto', '1919-03-31T04:30:00.000Z'],
  // a day that never came has no instant: it starts right behind its end
  ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
])('%s in %s starts at %s', (day, zone, start) => {
  expect(startOfDay(day, zone)).toBe(start);
});

it('lets the last day end with the last instant in every zone, for no later day may be told', () => {
  for (const zone of [LONDON, SHANGHAI, 'America/New_York', 'UTC'])
    expect(endOfDay('9999-12-31', zone)).toBe('9999-12-31T23:59:59.999Z');
  expect(startOfDay('9999-12-31', SHANGHAI)).toBe('9999-12-30T16:00:00.000Z');
});

it('counts calendar days, not stretches of 24 hours', () => {
  expect(calendarDays('2011-12-07T15:52:00.000Z', endOfDay('2011-12-10', LONDON), LONDON)).toBe(3);
  expect(calendarDays('2011-03-26T23:30:00.000Z', '2011-03-27T00:10:00.000Z', LONDON)).toBe(1);
  expect(calendarDays('2011-03-27T00:10:00.000Z', '2011-03-26T23:30:00.000Z', LONDON)).toBe(-1);
});

it('counts months in the calendar', () => {
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
  expect(addMonths('2024-01-31', 1)).toBe('2024-02-29');
  expect(addMonths('2026-11-15', 3)).toBe('2027-02-15');
  expect(addMonths('2026-03-31', -1)).toBe('2026-02-28');
  expect(addMonths('2026-12-31', 0)).toBe('2026-12-31');
  expect(monthsBetween('2010-12', '2011-01')).toBe(1);
  expect(monthsBetween('2011-03', '2010-12')).toBe(-3);
  expect(monthAfter('2010-12', 1)).toBe('2011-01');
  expect(monthAfter('2011-03', -3)).toBe('2010-12');
  expect(monthAfter('2011-12', 24)).toBe('2013-12');
});

it('refuses what is not in the calendar, and zones that are none', () => {
  expect(() => dayNumber('2011-02-30')).toThrow(RangeError);
  expect(() => localToInstant('2011-02-30 08:00:00', LONDON)).toThrow('2011-02-30 08:00:00 is not in the calendar');
  expect(() => localToInstant('2011-02-03 24:00:00', LONDON)).toThrow(RangeError);
  expect(() => localToInstant('2011-02-03T08:00', LONDON)).toThrow(RangeError);
  expect(() => dayOf('2011-02-03T08:00:00.000Z', 'Mars/Olympus')).toThrow(RangeError);
  expect([isDay('2024-02-29'), isDay('2023-02-29'), isDay('2023-2-9'), isDay('')]).toEqual([true, false, false, false]);
});

it('shows an instant as clocks in the zone do', () => {
  expect(localTime('2026-01-31T16:00:00.999Z', SHANGHAI)).toBe('2026-02-01 00:00:00');
  expect(localTime('2011-03-27T00:59:59.000Z', LONDON)).toBe('2011-03-27 00:59:59');
  expect(localTime('2011-03-27T01:00:00.000Z', LONDON)).toBe('2011-03-27 02:00:00');
  expect(localTime('2011-03-27T01:00:00.000Z', 'UTC')).toBe('2011-03-27 01:00:00');
});

it('knows zones by the names of their list', () => {
  expect(['Europe/London', 'asia/shanghai', 'UTC', 'Asia/Kolkata'].map(zoneNamed)).toEqual([
    'Europe/London',
    'Asia/Shanghai',
    'UTC',
    'Asia/Kolkata',
  ]);
  expect(['Mars/Olympus', '+08:00', '', ' UTC', 'UTC\0'].map(zoneNamed)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it('asks Intl once for all instants of a day: conversions by the million stay cheap', () => {
  const asked = jest.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts');
  for (let ms = 0; ms < 86_400_000; ms += 1000) dayOf(instant(ms), 'Asia/Tokyo');
  expect(asked.mock.calls.length).toBe(2);
  asked.mockRestore();
});
