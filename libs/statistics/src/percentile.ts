import { checked } from './checked';

/**
 * The value that `percent` % of the values do not exceed, in a line between two where it lies between them: type 7 of Hyndman
 * & Fan (1996, The American Statistician 50), as spreadsheets do; 50 is the median.
 * @param percent from 0, the smallest value, to 100, the largest
 * @throws RangeError for no values, or another percent
 */
export function percentile(values: readonly number[], percent: number): number {
  checked(values.length > 0, 'a percentile is of some values', values);
  checked(percent >= 0 && percent <= 100, 'a percent lies from 0 to 100', percent);
  const sorted = [...values].sort((a, b) => a - b);
  const place = ((sorted.length - 1) * percent) / 100;
  const [low = 0, high = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
}
