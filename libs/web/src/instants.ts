import { endOfDay, type Instant, isDay, startOfDay } from '@dossier/kernel';
import { toInstant } from '@dossier/rules';

/** What a day means where an instant is asked for: its first or its last millisecond in the company's zone. */
export type DayMeans = 'start' | 'end';

/** An instant, or a day from 1900 to 9999. undefined for anything else. */
export function toMoment(text: string, zone: string, day: DayMeans): Instant | undefined {
  if (!isDay(text)) return toInstant(text);
  if (text < '1900') return undefined;
  return day === 'start' ? startOfDay(text, zone) : endOfDay(text, zone);
}
