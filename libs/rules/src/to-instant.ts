import { type Instant, instant, LAST_INSTANT } from '@dossier/kernel';

const FORM =
  /^(\d{4})-(\d{2})-(\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * RFC 3339 with offset, a real day from 1900 to 9999, turned into UTC; digits behind the millisecond are dropped.
 * undefined for anything else, leap seconds too.
 */
export function toInstant(text: string): Instant | undefined {
  const [, year = '', month = '', day = ''] = FORM.exec(text) ?? [];
  // Date.parse takes 2011-02-30 for 2 March
  if (year < '1900' || new Date(Date.UTC(+year, +month - 1, +day)).getUTCDate() !== +day) return undefined;
  const ms = Date.parse(text);
  return ms <= Date.parse(LAST_INSTANT) ? instant(ms) : undefined;
}
