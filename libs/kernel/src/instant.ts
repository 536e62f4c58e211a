/** ISO 8601 in UTC with milliseconds, `2026-01-31T08:00:00.000Z`: the order of the texts is the order of time. */
export type Instant = string;

const DAY = 86_400_000;

/** Milliseconds since 1970. */
export const milliseconds = (at: Instant): number => Date.parse(at);
/** The last one that there is: as a text the year 10000 would come before all others. */
export const LAST_INSTANT: Instant = '9999-12-31T23:59:59.999Z';
const LAST = milliseconds(LAST_INSTANT);
/** What lies behind the last one is the last one. */
export const instant = (ms: number): Instant => new Date(Math.min(ms, LAST)).toISOString();
export const addDays = (at: Instant, days: number): Instant => instant(milliseconds(at) + days * DAY);
export const addMinutes = (at: Instant, minutes: number): Instant => instant(milliseconds(at) + minutes * 60_000);
/** Days, with fractions, from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: Instant, to: Instant): number => (milliseconds(to) - milliseconds(from)) / DAY;
export const earliest = (a: Instant | null, b: Instant): Instant => (a === null || b < a ? b : a);
export const latest = (a: Instant | null, b: Instant): Instant => (a === null || b > a ? b : a);
