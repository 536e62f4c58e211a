import { endOfDay, type Instant, instant, isDay, startOfDay } from '@dossier/kernel';

const FORM =
  /^(\d{4})-(\d{2})-(\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const LAST = '9999-12-31T23:59:59.999Z';

/**
 * RFC 3339 with offset, a real day from 1900 to 9999, turned into UTC; digits behind the millisecond are dropped.
 * undefined for anything else, leap seconds too.
 */
export function toInstant(text: string): Instant | undefined {
  const [, year = '', month = '', day = ''] = FORM.exec(text) ?? [];
  // Date.parse takes 2011-02-30 for 2 March
  if (year < '1900' || new Date(Date.UTC(+year, +month - 1, +day)).getUTCDate() !== +day) return undefined;
  const ms = Date.parse(text);
  return ms <= Date.parse(LAST) ? instant(ms) : undefined;
}

/** What a day means where an instant is asked for: its first or its last millisecond in the company's zone. */
export type DayMeans = 'start' | 'end';

/** An instant, or a day from 1900 to 9999. undefined for anything else. */
export function toMoment(text: string, zone: string, day: DayMeans): Instant | undefined {
  if (!isDay(text)) return toInstant(text);
  if (text < '1900') return undefined;
  const at = day === 'start' ? startOfDay(text, zone) : endOfDay(text, zone);
  return at.startsWith('+') ? LAST : at; // west of Greenwich the last day ends in the year 10000
}
