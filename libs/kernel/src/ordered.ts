/**
 * Index of the first item for which it is so; then it must be so for all behind it. Halves the list and does not walk
 * through it: a key account has thousands of purchases, and late ones come at its beginning.
 * @returns the length of the list where it is so for none
 */
export function firstIndex<T>(items: readonly T[], isSo: (item: T) => boolean, from = 0): number {
  let [low, high] = [from, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(items[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** An ordered list with one more item in its place, behind its equals. */
export const inserted = <T>(items: readonly T[], one: T, compare: (a: T, b: T) => number): readonly T[] =>
  items.toSpliced(
    firstIndex(items, (each) => compare(each, one) > 0),
    0,
    one,
  );
