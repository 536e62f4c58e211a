import { addMinutes, dayNumber, type Instant, instant, localTime, milliseconds } from '@dossier/kernel';
import fc from 'fast-check';
import { AROUND_THE_CLOCK, type BusinessCalendar, EMPTY_CALENDAR, type Hours, WEEKDAYS } from './business-calendar';
import { businessClock, type Pause } from './business-clock';
import { CHINA_CALENDAR } from './china';

const SHANGHAI = 'Asia/Shanghai';
const china = businessClock(CHINA_CALENDAR, SHANGHAI);
const at = (local: string): Instant => addMinutes(`${local.replace(' ', 'T')}:00.000Z`, -480);

describe('minutes', () => {
  it.each([
    ['within a morning', '2026-03-02 09:30', '2026-03-02 10:15', 45],
    ['over lunch', '2026-03-02 11:30', '2026-03-02 13:30', 60],
    ['from before until after work', '2026-03-02 07:00', '2026-03-02 22:00', 480],
    ['over a weekend', '2026-03-06 17:00', '2026-03-09 10:00', 120],
    ['over a festival, whose eve of rest is worked', '2026-02-13 17:00', '2026-02-24 10:00', 60 + 480 + 60],
    ['on a make-up Saturday', '2026-02-28 09:00', '2026-02-28 18:00', 480],
    ['on a holiday within the week', '2026-10-01 09:00', '2026-10-01 18:00', 0],
    ['backwards', '2026-03-02 10:00', '2026-03-02 09:00', 0],
  ])('%s', (_, from, to, minutes) => {
    expect(china.minutes(at(from), at(to))).toBe(minutes);
  });

  it('keeps fractions', () => {
    expect(china.minutes('2026-03-02T01:00:00.000Z', '2026-03-02T01:00:01.500Z')).toBe(0.025);
  });

  it('stands still in pauses, however they overlap, and in one without end', () => {
    const [from, to] = [at('2026-03-02 09:00'), at('2026-03-03 12:00')];
    const pauses = [
      { from: at('2026-03-02 14:00'), to: at('2026-03-02 15:00') },
      { from: at('2026-03-02 10:00'), to: at('2026-03-02 14:30') },
      { from: at('2026-03-02 16:00'), to: at('2026-03-02 15:30') }, // ends before it begins: it is none
    ];
    expect(china.minutes(from, to, pauses)).toBe(660 - 240);
    expect(china.minutes(from, to, [...pauses, { from: at('2026-03-03 09:00') }])).toBe(480 - 240);
  });

  it('counts the hours of a day, not what clocks show: 23 and 25 of them when clocks change', () => {
    const london = businessClock(AROUND_THE_CLOCK, 'Europe/London');
    expect(london.minutes('2011-03-27T00:00:00.000Z', '2011-03-27T23:00:00.000Z')).toBe(23 * 60);
    expect(london.minutes('2011-10-29T23:00:00.000Z', '2011-10-31T00:00:00.000Z')).toBe(25 * 60);
  });

  it('has no hour of a day that never came', () => {
    const apia = businessClock(EMPTY_CALENDAR, 'Pacific/Apia'); // Friday, 2011-12-30, was left out
    expect(apia.minutes('2011-12-29T10:00:00.000Z', '2012-01-01T10:00:00.000Z')).toBe(480);
  });
});

describe('add', () => {
  it.each([
    ['within the day', '2026-03-02 09:30', 45, '2026-03-02 10:15'],
    ['to the end of the day, not to the next morning', '2026-03-02 17:00', 60, '2026-03-02 18:00'],
    ['from the evening on', '2026-03-02 20:00', 60, '2026-03-03 10:00'],
    ['over a festival', '2026-02-14 17:00', 120, '2026-02-24 10:00'],
    ['no minutes, even at night', '2026-03-02 20:00', 0, '2026-03-02 20:00'],
  ])('%s', (_, from, minutes, then) => {
    expect(china.add(at(from), minutes)).toBe(at(then));
  });

  it('goes on behind a pause, and tells no instant while one has no end', () => {
    const from = at('2026-03-02 09:00');
    const pause = { from: at('2026-03-02 10:00'), to: at('2026-03-03 10:00') };
    expect(china.add(from, 90, [pause])).toBe(at('2026-03-03 10:30'));
    expect(china.add(from, 90, [{ from: pause.from }])).toBeUndefined();
    expect(china.add(from, 60, [{ from: pause.from }])).toBe(at('2026-03-02 10:00'));
    expect(china.add(from, 60, [{ from: '2026-01-01T00:00:00.000Z' }])).toBeUndefined();
  });

  it('refuses what it cannot count', () => {
    const from = at('2026-03-02 09:00');
    expect(() => china.add(from, -1)).toThrow(RangeError);
    expect(() => china.add(from, NaN)).toThrow(RangeError);
    expect(() => china.add('9999-12-01T00:00:00.000Z', 100_000)).toThrow('behind the year 9999');
    expect(() => china.add(from, 1e9)).toThrow('more than a hundred years');
    expect(() => china.minutes('1900-01-01T00:00:00.000Z', '9999-01-01T00:00:00.000Z')).toThrow('a hundred years');
  });
});

const named = { zh: '节日', en: 'Feast' };
const days = (from: string, to: string, makeUpDays: readonly string[] = []): BusinessCalendar => ({
  ...EMPTY_CALENDAR,
  years: [{ year: 2026, source: named, holidays: [{ name: named, from, to, makeUpDays }] }],
});

it('lets people work on a make-up day within a holiday', () => {
  const clock = businessClock(days('2026-03-02', '2026-03-06', ['2026-03-04']), SHANGHAI);
  expect(clock.minutes(at('2026-03-02 00:00'), at('2026-03-07 00:00'))).toBe(480);
});

describe('a calendar that makes no sense is refused', () => {
  const nothing = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };
  const hours = (...monday: Hours[]): BusinessCalendar => ({
    ...EMPTY_CALENDAR,
    week: { ...EMPTY_CALENDAR.week, monday },
  });
  it.each<[string, BusinessCalendar]>([
    ['hours that are none', hours({ from: '9:00', to: '18:00' })],
    ['hours behind midnight', hours({ from: '18:00', to: '24:30' })],
    ['hours backwards', hours({ from: '18:00', to: '09:00' })],
    ['hours twice', hours({ from: '09:00', to: '13:00' }, { from: '12:00', to: '18:00' })],
    ['make-up hours backwards', { ...EMPTY_CALENDAR, makeUpHours: [{ from: '18:00', to: '09:00' }] }],
    ['a week without work', { ...EMPTY_CALENDAR, week: nothing }],
    ['a holiday backwards', days('2026-05-05', '2026-05-01')],
    ['a holiday of years', days('2026-01-01', '2027-01-02')],
    ['a day that is none', days('2026-02-30', '2026-03-01')],
    ['a make-up day that is none', days('2026-02-03', '2026-02-04', ['2026-02-30'])],
  ])('%s', (_, calendar) => {
    expect(() => businessClock(calendar, SHANGHAI)).toThrow(RangeError);
  });
  it('a zone that is none', () => {
    expect(() => businessClock(EMPTY_CALENDAR, 'Mars/Olympus')).toThrow(RangeError);
  });
});

describe('equals a count of minutes, one by one', () => {
  /** By what clocks show at each minute. */
  function counted(calendar: BusinessCalendar, zone: string, span: Pause & { to: Instant }, pauses: readonly Pause[]) {
    const holidays = calendar.years.flatMap((year) => year.holidays);
    const hoursOn = (day: string): readonly Hours[] => {
      const weekday = WEEKDAYS[(((dayNumber(day) + 3) % 7) + 7) % 7] ?? 'monday';
      if (holidays.some(({ makeUpDays }) => makeUpDays.includes(day))) return calendar.makeUpHours;
      return holidays.some(({ from, to }) => from <= day && day <= to) ? [] : calendar.week[weekday];
    };
    const known: Record<string, readonly Hours[]> = {};
    let minutes = 0;
    for (let ms = milliseconds(span.from); ms < milliseconds(span.to); ms += 60_000) {
      const now = instant(ms);
      if (pauses.some(({ from, to }) => from <= now && (to === undefined || now < to))) continue;
      const [day = '', time = ''] = localTime(now, zone).split(' ');
      const hours = (known[day] ??= hoursOn(day));
      if (hours.some(({ from, to }) => from <= time.slice(0, 5) && time.slice(0, 5) < to)) minutes++;
    }
    return minutes;
  }

  /** Quarters of an hour, but those that a change of the clock skips or repeats: there is more than one answer to them. */
  const times = Array.from({ length: 97 }, (_, i) => i * 15)
    .filter((minute) => minute <= 60 || minute >= 180)
    .map((minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`);
  const hours = fc
    .uniqueArray(fc.constantFrom(...times), { minLength: 2, maxLength: 6 })
    .map((some) => [...some].sort())
    .map((some) =>
      some.flatMap((from, index) => (index % 2 === 0 && some[index + 1] ? [{ from, to: some[index + 1] ?? '' }] : [])),
    );
  const week = fc
    .record({ workday: hours, saturday: fc.oneof(fc.constant([]), hours) })
    .map(({ workday, saturday }) => ({
      ...{ monday: workday, tuesday: workday, wednesday: [], thursday: workday, friday: workday },
      ...{ saturday, sunday: [] },
    }));
  const calendar = fc.oneof(
    fc.constantFrom(CHINA_CALENDAR, AROUND_THE_CLOCK),
    fc.record({ week, makeUpHours: hours, years: fc.constant(CHINA_CALENDAR.years) }),
  );
  /** Festivals with their make-up days, and changes of the clock. */
  const near = [
    ...[
      '2025-01-25T00:00:00.000Z',
      '2025-09-27T00:00:00.000Z',
      '2026-02-13T00:00:00.000Z',
      '2026-10-08T00:00:00.000Z',
    ].map((day) => [day, SHANGHAI] as const),
    ...['2025-03-29T00:00:00.000Z', '2025-10-24T00:00:00.000Z'].map((day) => [day, 'Europe/London'] as const),
    ...['2026-03-06T00:00:00.000Z', '2025-10-31T00:00:00.000Z'].map((day) => [day, 'America/New_York'] as const),
    ...['2025-04-03T00:00:00.000Z', '2025-10-03T00:00:00.000Z'].map((day) => [day, 'Australia/Lord_Howe'] as const),
    ['2018-11-02T00:00:00.000Z', 'America/Sao_Paulo'] as const,
  ];
  const DAYS = 6 * 1440;
  const story = fc
    .record({
      calendar,
      near: fc.constantFrom(...near),
      from: fc.nat(DAYS),
      length: fc.nat(DAYS),
      pauses: fc.array(fc.record({ from: fc.nat(DAYS), length: fc.option(fc.nat(DAYS / 4), { freq: 6 }) }), {
        maxLength: 4,
      }),
      minutes: fc.nat(2000),
    })
    .map(({ near: [first, zone], from, length, pauses, ...given }) => {
      const after = (minutes: number): Instant => addMinutes(first, minutes);
      return {
        ...given,
        zone,
        span: { from: after(from), to: after(from + length) },
        pauses: pauses.map((pause): Pause => ({
          from: after(pause.from),
          ...(pause.length !== null && { to: after(pause.from + pause.length) }),
        })),
      };
    });

  it('from one instant to another', () => {
    fc.assert(
      fc.property(story, ({ calendar: of, zone, span, pauses }) => {
        expect(businessClock(of, zone).minutes(span.from, span.to, pauses)).toBe(counted(of, zone, span, pauses));
      }),
      { numRuns: 100 },
    );
  });

  it('that are added again: not one of them is missing, and none is left', () => {
    fc.assert(
      fc.property(story, ({ calendar: of, zone, span: { from }, pauses, minutes }) => {
        const clock = businessClock(of, zone);
        const then = clock.add(from, minutes, pauses);
        if (then === undefined) {
          const stands = pauses.filter(({ to }) => to === undefined).map((pause) => pause.from);
          expect(clock.minutes(from, stands.sort()[0] ?? '', pauses)).toBeLessThan(minutes);
        } else {
          expect(clock.minutes(from, then, pauses)).toBe(minutes);
          if (minutes > 0) expect(clock.minutes(from, addMinutes(then, -1), pauses)).toBe(minutes - 1);
        }
      }),
    );
  });
});

it('counts ten years of office hours from what it knows of each day, in the time of a moment', () => {
  const [from, to] = ['2016-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'];
  const first = china.minutes(from, to);
  const asked = jest.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts');
  expect(china.minutes(from, to)).toBe(first);
  expect(asked).not.toHaveBeenCalled();
  asked.mockRestore();
});
