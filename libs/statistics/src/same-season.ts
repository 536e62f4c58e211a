import { checked } from './checked';

const YEAR = 365.2425;

export interface SameSeason {
  /** Earlier years of which his history tells. */
  readonly years: number;
  /** In how many of them he bought in these days of the year. */
  readonly bought: number;
}

/**
 * What a customer did in the days of a silence one year before, two years before, and so on. Bought in none of them: he is
 * always silent then, and the silence is no sign of anything. Bought in all of them: this time he left something out, however
 * seldom he buys. 0 years: nothing to compare with.
 * @param days numbers of days on which he bought
 * @param silence from the day of his last purchase to the day of asking
 * @param slack days by which the season may come earlier or later (春节 moves by up to a month): the silence is compared
 * without so many at both ends
 * @throws RangeError for a slack below 0
 */
export function sameSeason(
  days: readonly number[],
  silence: { readonly from: number; readonly to: number },
  slack: number,
): SameSeason {
  checked(slack >= 0, 'a slack is of 0 days or more', slack);
  const first = Math.min(...days);
  let [years, bought] = [0, 0];
  if (silence.to - silence.from <= 2 * slack) return { years, bought };
  for (let back = 1; ; back++) {
    const shift = Math.round(back * YEAR);
    const [from, to] = [silence.from - shift + slack, silence.to - shift - slack];
    if (!(first <= from)) return { years, bought };
    years++;
    if (days.some((day) => from < day && day <= to)) bought++;
  }
}
