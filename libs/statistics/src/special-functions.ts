import { checked } from './checked';

const MOST_TERMS = 2_000_000;

/**
 * ₂F₁(a, b; c; z) for 0 ≤ z < 1 by its series, Abramowitz & Stegun 15.1.1. Where c - a - b < 0 its terms may grow large
 * first: the caller takes the other side of Euler's 15.3.3. That of cephes throws for some customers of BG/NBD, where it has
 * lost digits that do not matter there.
 * @throws RangeError for another z, for c = 0, -1, -2 …, and for a z so near to 1 that two million terms are too few
 */
export function hypergeometric(a: number, b: number, c: number, z: number): number {
  checked(z >= 0 && z < 1, 'the series holds from 0 to below 1', z);
  checked(c > 0 || !Number.isInteger(c), 'the series has a pole at 0, -1, -2 …', c);
  let sum = 1;
  let term = 1;
  for (let n = 0; n < MOST_TERMS; n++) {
    const factor = (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    term *= factor;
    sum += term;
    // where a factor is above 1, terms still rise
    if (Math.abs(term) <= 1e-17 * Math.abs(sum) && Math.abs(factor) < 1) return sum;
  }
  throw new RangeError(`the series does not end: ${a}, ${b}, ${c}, ${z}`);
}

/** Where a function that does not fall reaches `wanted`, between two bounds: halved until doubles allow no more. */
export function whereReaches(wanted: number, rising: (x: number) => number, low: number, high: number): number {
  let [below, above] = [low, high];
  for (;;) {
    const middle = below + (above - below) / 2;
    if (middle <= below || middle >= above) return middle;
    if (rising(middle) < wanted) below = middle;
    else above = middle;
  }
}
