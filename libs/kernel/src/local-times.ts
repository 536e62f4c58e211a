import { localTime } from './zone';

const FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
/** There is such a day and time, and clocks of every zone can show it: a text that somebody sent may only look like it. */
function isInstant(text: string): boolean {
  if (!FORM.test(text) || text < '1900-01-02' || text > '9999-12-30') return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 19) === text.slice(0, 19);
}

export const holdsInstant = (value: unknown): boolean =>
  typeof value === 'string'
    ? isInstant(value)
    : typeof value === 'object' && value !== null && Object.values(value).some(holdsInstant);

/** The same with every instant as clocks in the zone show it: for people. Machines get instants as they came. */
export function localTimes<T>(value: T, zone: string): T {
  if (typeof value === 'string') return (isInstant(value) ? localTime(value, zone) : value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => localTimes(item, zone)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, localTimes<unknown>(inner, zone)]),
  ) as T;
}
