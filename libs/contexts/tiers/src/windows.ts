import { addMonths, type Day, dayOf, endOfDay, type Instant, monthOf } from '@dossier/kernel';

/** The last day of the month of a day: the 31st is the last of every month. */
const lastOfMonth = (day: Day, months = 0): Day => addMonths(`${day.slice(0, 7)}-31`, months);

/**
 * The end of the day some calendar months before: a window of so many months begins behind it. Of the last day of a month it
 * is a last day too: from the 30th of June three months are April, May and June, and the 31st of March is none of them.
 */
export function monthsBefore(at: Instant, months: number, zone: string): Instant {
  const day = dayOf(at, zone);
  return endOfDay(day === lastOfMonth(day) ? lastOfMonth(day, -months) : addMonths(day, -months), zone);
}

/** The end of the first period behind an instant: months, quarters, halves or years of the calendar. */
export function endOfPeriod(after: Instant, months: number, zone: string): Instant {
  for (let day = lastOfMonth(`${monthOf(after, zone)}-01`); ; day = lastOfMonth(day, 1)) {
    if (Number(day.slice(5, 7)) % months !== 0) continue;
    const end = endOfDay(day, zone);
    if (end > after) return end;
  }
}
