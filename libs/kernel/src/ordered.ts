/**
 * Index of the first item that meets the condition; all items behind it must meet it too. A binary search: a large
 * customer has thousands of purchases, and a late fact belongs near the beginning.
 * @returns the length of the list where no item meets it
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

/** An ordered list with one more item inserted, behind its equals. */
export const inserted = <T>(items: readonly T[], one: T, compare: (a: T, b: T) => number): readonly T[] =>
  items.toSpliced(
    firstIndex(items, (each) => compare(each, one) > 0),
    0,
    one,
  );

/** Compares texts by code unit: the same on every machine. */
export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
