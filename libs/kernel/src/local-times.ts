import { localTime } from './zone';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

export const holdsInstant = (value: unknown): boolean =>
  typeof value === 'string'
    ? INSTANT.test(value)
    : typeof value === 'object' && value !== null && Object.values(value).some(holdsInstant);

/** The same with every instant as clocks in the zone show it: for people. Machines get instants as they came. */
export function localTimes<T>(value: T, zone: string): T {
  if (typeof value === 'string') return (INSTANT.test(value) ? localTime(value, zone) : value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => localTimes(item, zone)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, localTimes<unknown>(inner, zone)]),
  ) as T;
}
