import { type Instant, instant, LAST_INSTANT, milliseconds } from './instant';

/** A calendar day, `2026-01-31`: the order of the texts is the order of time. */
export type Day = string;
/** A calendar month, `2026-01`. */
export type Month = string;

const DAY = 86_400_000;
const SECOND = 1000;

/** What clocks show beside UTC during one UTC day, in milliseconds: `before` until `change`, `after` from then on. */
interface Offsets {
  readonly before: number;
  readonly after: number;
  readonly change: number;
}

/**
 * Offsets of one zone. Asking Intl costs some microseconds, so each UTC day is asked once; a million conversions cost a
 * look into a map each. Two changes on one UTC day would be missed; the time zone database has none since 1900.
 */
class Zone {
  private readonly clock: Intl.DateTimeFormat;
  private readonly days = new Map<number, Offsets>();

  constructor(name: string) {
    this.clock = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  at(ms: number): number {
    const day = Math.floor(ms / DAY);
    const { before, after, change } = this.on(day);
    return ms < change ? before : after;
  }

  on(day: number): Offsets {
    let offsets = this.days.get(day);
    if (offsets === undefined) {
      const before = this.ask(day * DAY);
      const after = this.ask((day + 1) * DAY);
      offsets = { before, after, change: before === after ? day * DAY : this.change(day * DAY, before) };
      this.days.set(day, offsets);
    }
    return offsets;
  }

  /** First second of the day after which clocks no longer show `before`. */
  private change(start: number, before: number): number {
    let low = start;
    let high = start + DAY;
    while (high - low > SECOND) {
      const middle = low + Math.floor((high - low) / 2 / SECOND) * SECOND;
      if (this.ask(middle) === before) low = middle;
      else high = middle;
    }
    return high;
  }

  private ask(ms: number): number {
    const shown: Record<string, number> = {};
    for (const { type, value } of this.clock.formatToParts(ms)) shown[type] = Number(value);
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = shown;
    return Date.UTC(year, month - 1, day, hour, minute, second) - ms;
  }
}

const zones = new Map<string, Zone>();
function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = new Zone(name);
    zones.set(name, zone);
  }
  return zone;
}

/**
 * An IANA name that this machine knows, `Asia/Shanghai`, spelt as in its list; undefined for anything else, also for an
 * offset: it has no summer time.
 */
export function zoneNamed(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return timeZone.toLowerCase() === name.toLowerCase() ? timeZone : name; // keep an alias; do not resolve it
  } catch {
    return undefined;
  }
}

const texts = new Map<number, Day>();
/** The day that is `number` days after 1970-01-01. */
export function dayFromNumber(number: number): Day {
  let text = texts.get(number);
  if (text === undefined) {
    text = new Date(number * DAY).toISOString().slice(0, 10);
    texts.set(number, text);
  }
  return text;
}

const parsed = (text: string): number => {
  const ms = Date.parse(`${text}Z`);
  // Date.parse reads 2011-02-30 as 2 March
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, text.length) !== text)
    throw new RangeError(`${text.replace('T', ' ')} is not in the calendar`);
  return ms;
};

/** Days from 1970-01-01 to a calendar day. @throws RangeError for what is not in the calendar. */
export const dayNumber = (day: Day): number => parsed(`${day}T00:00:00`) / DAY;

/** True for a day of the calendar, `2026-01-31`. */
export function isDay(text: string): boolean {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isInteger(dayNumber(text));
  } catch {
    return false;
  }
}

const LAST_DAY = Math.floor(milliseconds(LAST_INSTANT) / DAY);
/**
 * Number of the calendar day that clocks in the zone show, see {@link dayNumber}; where they show the year 10000 already,
 * of the last day that there is. @throws RangeError for an unknown zone.
 */
export function dayNumberOf(at: Instant, zone: string): number {
  const ms = milliseconds(at);
  return Math.min(Math.floor((ms + zoneOf(zone).at(ms)) / DAY), LAST_DAY);
}

/** The calendar day that clocks in the zone show. @throws RangeError for an unknown zone. */
export const dayOf = (at: Instant, zone: string): Day => dayFromNumber(dayNumberOf(at, zone));

/** What clocks in the zone show, `2011-03-27 00:30:00`. @throws RangeError for an unknown zone. */
export function localTime(at: Instant, zone: string): string {
  const ms = milliseconds(at);
  return instant(ms + zoneOf(zone).at(ms))
    .slice(0, 19)
    .replace('T', ' ');
}

/** The calendar month that clocks in the zone show. @throws RangeError for an unknown zone. */
export const monthOf = (at: Instant, zone: string): Month => dayOf(at, zone).slice(0, 7);

/** Calendar days from the day of one instant to the day of another: 0 on the same day, whatever the hours. */
export const calendarDays = (from: Instant, to: Instant, zone: string): number =>
  dayNumberOf(to, zone) - dayNumberOf(from, zone);

/** The same day of the month `months` later; the last of the month where it has no such day. */
export function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

/** Since that of January of the year 0. */
const monthNumber = (month: Month): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
/** Whole calendar months from one month to another: 1 from `2010-12` to `2011-01`. */
export const monthsBetween = (from: Month, to: Month): number => monthNumber(to) - monthNumber(from);
/** The calendar month so many months later: `2011-01` one after `2010-12`. */
export function monthAfter(month: Month, months: number): Month {
  const number = monthNumber(month) + months;
  return `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`;
}

/** Instants at which clocks show a local time, earliest first; none where clocks skip it. */
function instantsOf(local: number, zone: Zone): readonly number[] {
  const earlier = local - zone.at(local - DAY);
  const later = local - zone.at(local + DAY);
  return [...new Set([earlier, later])].filter((ms) => ms + zone.at(ms) === local).sort((a, b) => a - b);
}

/**
 * The instant at which clocks in the zone show a local time, `2011-03-27 00:30:00`. Of a time that comes twice, when
 * clocks are put back, the first; one that is skipped, when they are put forward, is moved forward by the skipped time.
 * @throws RangeError for a time that is not in the calendar, or an unknown zone.
 */
export function localToInstant(local: string, zone: string): Instant {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(local)) throw new RangeError(`${local} is not YYYY-MM-DD HH:mm:ss`);
  const ms = parsed(local.replace(' ', 'T'));
  const clocks = zoneOf(zone);
  return instant(instantsOf(ms, clocks)[0] ?? ms - clocks.at(ms - DAY));
}

/** The last millisecond of a calendar day in the zone: what a date means as `asOf`. The last day that there is never ends. */
export function endOfDay(day: Day, zone: string): Instant {
  const number = dayNumber(day);
  if (number >= LAST_DAY) return LAST_INSTANT;
  const midnight = (number + 1) * DAY;
  const clocks = zoneOf(zone);
  // where midnight comes twice: the last one that follows a time of this day
  const next = instantsOf(midnight, clocks).findLast((ms) => ms - 1 + clocks.at(ms - 1) < midnight);
  return instant((next ?? skipped(midnight, clocks)) - 1);
}

/** The first millisecond of a calendar day in the zone, one after the end of the day before: days leave no gap. */
export const startOfDay = (day: Day, zone: string): Instant =>
  instant(milliseconds(endOfDay(dayFromNumber(dayNumber(day) - 1), zone)) + 1);

/** The instant at which clocks skip a local time. */
function skipped(local: number, zone: Zone): number {
  const near = local - zone.at(local - DAY);
  const { change } = zone.on(Math.floor(near / DAY));
  return change <= near ? change : zone.on(Math.floor(near / DAY) - 1).change;
}
