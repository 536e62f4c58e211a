import {
  type Day,
  dayFromNumber,
  dayNumber,
  dayNumberOf,
  type Instant,
  instant,
  localToInstant,
  milliseconds,
  startOfDay,
} from '@dossier/kernel';
import { type BusinessCalendar, type Hours, WEEKDAYS } from './business-calendar';

/** While the clock stands, as when we wait for the customer; without `to` it stands still. */
export interface Pause {
  readonly from: Instant;
  readonly to?: Instant;
}

/** Counts the time in which people work. */
export interface BusinessClock {
  /**
   * Working minutes, with fractions, from one instant to another, without those within pauses; 0 where `to` is not later.
   * Pauses may overlap and come in any order.
   * @throws RangeError for more than a hundred years
   */
  minutes(from: Instant, to: Instant, pauses?: readonly Pause[]): number;
  /**
   * The first instant at which that many working minutes have passed: the end of a working day rather than the morning
   * behind it, and `from` itself for none. undefined: a pause without end began before.
   * @throws RangeError for minutes that are no number from 0 on, or that end behind the year 9999 or more than a hundred years later
   */
  add(from: Instant, minutes: number, pauses?: readonly Pause[]): Instant | undefined;
}

/** From the first millisecond to the one at which it is over. */
interface Span {
  readonly start: number;
  readonly end: number;
}

const MINUTE = 60_000;
const LAST = milliseconds('9999-12-30T00:00:00.000Z'); // a day before the end: texts of later years sort otherwise
const LONGEST_HOLIDAY = 366;
/** Days of one question at most, a hundred years: each is looked at. */
const MOST_DAYS = 36_600;

/**
 * The clock of a calendar in a zone. It keeps each day it has seen, so a clock is made once for many questions. A rule of
 * the policy that carries the calendar makes one too: then no faulty calendar is ever in force.
 *
 * Hours that begin or end within the time that clocks skip or repeat begin or end as {@link localToInstant} says.
 * @param zone IANA name
 * @throws RangeError for hours that are none, out of order or overlapping, a week without any; holidays that end before
 * they begin, or last more than a year; what is not in the calendar; an unknown zone
 */
export function businessClock(calendar: BusinessCalendar, zone: string): BusinessClock {
  const hoursOn = hoursOf(calendar);
  dayNumberOf(instant(0), zone); // an unknown zone is refused here, not at the first question
  const known = new Map<number, readonly Span[]>();

  function spansOn(day: number): readonly Span[] {
    let spans = known.get(day);
    if (spans === undefined) known.set(day, (spans = spansOf(hoursOn(day), day, zone)));
    return spans;
  }
  /** Working time from `from` to `to`, without pauses, earliest first. */
  function* working({ start, end }: Span, pauses: readonly Span[]): Generator<Span> {
    if (end <= start) return;
    const [first, last] = [dayNumberOf(instant(start), zone), dayNumberOf(instant(end), zone)];
    for (let day = first; day <= last; day++) {
      if (day - first > MOST_DAYS) throw new RangeError(`more than a hundred years from ${instant(start)}`);
      for (const span of spansOn(day)) yield* without(common(span, { start, end }), pauses);
    }
  }

  return {
    minutes(from, to, pauses = []) {
      let total = 0;
      const asked = { start: milliseconds(from), end: milliseconds(to) };
      for (const { start, end } of working(asked, pauses.map(spanOf))) total += end - start;
      return total / MINUTE;
    },
    add(from, minutes, pauses = []) {
      if (!(minutes >= 0)) throw new RangeError(`${minutes} is no number of minutes`);
      let left = Math.round(minutes * MINUTE);
      if (left === 0) return from;
      const spans = pauses.map(spanOf);
      const stands = Math.min(...spans.filter(({ end }) => end === Infinity).map(({ start }) => start));
      for (const { start, end } of working({ start: milliseconds(from), end: Math.min(stands, LAST) }, spans)) {
        if (left <= end - start) return instant(start + left);
        left -= end - start;
      }
      if (stands < Infinity) return undefined;
      throw new RangeError(`${minutes} working minutes from ${from} end behind the year 9999`);
    },
  };
}

const spanOf = ({ from, to }: Pause): Span => ({
  start: milliseconds(from),
  end: to === undefined ? Infinity : milliseconds(to),
});
const common = (a: Span, b: Span): Span => ({ start: Math.max(a.start, b.start), end: Math.min(a.end, b.end) });

/** What is left of a span, earliest first; nothing of an empty one. */
function without(span: Span, pauses: readonly Span[]): readonly Span[] {
  const cut = pauses.reduce<readonly Span[]>(
    (left, pause) =>
      pause.end <= pause.start
        ? left
        : left.flatMap(({ start, end }) => [
            { start, end: Math.min(end, Math.max(start, pause.start)) },
            { start: Math.max(start, Math.min(end, pause.end)), end },
          ]),
    [span],
  );
  return cut.filter(({ start, end }) => start < end);
}

/** The hours of a day, by its number since 1970. */
function hoursOf({ week, makeUpHours, years }: BusinessCalendar): (day: number) => readonly Hours[] {
  for (const hours of [...WEEKDAYS.map((weekday) => week[weekday]), makeUpHours]) inOrder(hours);
  if (WEEKDAYS.every((weekday) => week[weekday].length === 0)) throw new RangeError('nobody works on any weekday');
  const holidays = years.flatMap((year) => year.holidays);
  const free = new Set(holidays.flatMap(({ from, to }) => daysOf(from, to)));
  const makeUp = new Set(holidays.flatMap(({ makeUpDays }) => makeUpDays.map(dayNumber)));
  return (day) => {
    if (makeUp.has(day)) return makeUpHours; // before holidays: it is published to be worked on
    const weekday = WEEKDAYS[(((day + 3) % 7) + 7) % 7]; // day 0 was a Thursday
    return free.has(day) || weekday === undefined ? [] : week[weekday];
  };
}

function inOrder(hours: readonly Hours[]): void {
  let before = '';
  for (const { from, to } of hours) {
    const areTimes = [from, to].every((time) => /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(time));
    if (!areTimes || from >= to || from < before) throw new RangeError(`no hours in order: ${from} to ${to}`);
    before = to;
  }
}

function daysOf(from: Day, to: Day): readonly number[] {
  const [first, last] = [dayNumber(from), dayNumber(to)];
  const length = last - first + 1;
  if (length < 1 || length > LONGEST_HOLIDAY) throw new RangeError(`no holiday: from ${from} to ${to}`);
  return Array.from({ length }, (_, index) => first + index);
}

function spansOf(hours: readonly Hours[], number: number, zone: string): readonly Span[] {
  if (hours.length === 0) return [];
  const day = dayFromNumber(number);
  const whole = {
    start: milliseconds(startOfDay(day, zone)),
    end: milliseconds(startOfDay(dayFromNumber(number + 1), zone)),
  };
  const at = (time: string): number =>
    time === '24:00' ? whole.end : milliseconds(localToInstant(`${day} ${time}:00`, zone));
  // within the day: what is skipped at midnight is moved into the next one, and a day that never came has nothing
  return hours.map(({ from, to }) => common({ start: at(from), end: at(to) }, whole));
}
