const DAY = 86_400_000;
/** Of our company, which is in China. */
export const ZONE = 'Asia/Shanghai';
/** How long before the same hour in UTC its day begins. */
const AHEAD = 8 * 3_600_000;

const lunar = new Intl.DateTimeFormat('en-u-ca-chinese', { timeZone: 'UTC', month: 'numeric', day: 'numeric' });
const known = new Map<number, boolean>();

/** @param day days since 1970, of the calendar of Shanghai */
function isFree(day: number): boolean {
  const date = new Date(day * DAY);
  if ([0, 6].includes(date.getUTCDay())) return true;
  const month = date.getUTCMonth() + 1;
  const dayOfMonth = date.getUTCDate();
  if (month === 1 && dayOfMonth === 1) return true; // 元旦
  if (month === 5 && dayOfMonth <= 3) return true; // 劳动节
  if (month === 10 && dayOfMonth <= 7) return true; // 国庆节
  // 春节: from the eve to the seventh day; a lunar year ends with the 29th or the 30th of its twelfth month
  return springFestival(day) || springFestival(day + 1);
}

/** The first seven days of a lunar year. */
function springFestival(day: number): boolean {
  const parts = lunar.formatToParts(new Date(day * DAY));
  const number = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return number('month') === '1' && Number(number('day')) <= 7;
}

/**
 * Whether people are at work: no weekend, no 元旦, 春节, 劳动节 or 国庆节. Make-up workdays 调休 are left out: the State
 * Council names them year by year.
 * @param at milliseconds since 1970
 */
export function isWorkday(at: number): boolean {
  const day = Math.floor((at + AHEAD) / DAY);
  let free = known.get(day);
  if (free === undefined) known.set(day, (free = isFree(day)));
  return !free;
}

/** The same hour of that day, or of the next on which people work. */
export function workdayFrom(at: number): number {
  let then = at;
  while (!isWorkday(then)) then += DAY;
  return then;
}

/** The same hour that many workdays later. */
export function workdaysLater(at: number, days: number): number {
  let then = workdayFrom(at);
  for (let left = days; left > 0; left--) then = workdayFrom(then + DAY);
  return then;
}

/** The same hour that many workdays earlier. */
export function workdaysBefore(at: number, days: number): number {
  let then = at;
  for (let left = days; left > 0;) {
    then -= DAY;
    if (isWorkday(then)) left--;
  }
  return then;
}
