/**
 * A figure without the noise of doubles, which sums and quotients of fractions have behind the tenth decimal: what is exactly
 * 10 may come out as 9.999…98. What is compared with a limit, or rounded, goes through this first: without it the edge belongs
 * to one side or the other by the order of what was added.
 * @param figure up to a few million; amounts are compared by {@link isShare}
 */
export const withoutNoise = (figure: number): number => Number(figure.toFixed(9)) + 0; // + 0: there is no -0

/** Rounded half up: 0.145 is 0.15, though as a double it is less. @param decimals up to 6 */
export function roundedTo(decimals: number, figure: number): number {
  const by = 10 ** decimals;
  return Math.round(withoutNoise(figure * by)) / by + 0;
}

/** A share in percent, rounded. @param whole not 0 */
export const percentOf = (part: number, whole: number, decimals = 2): number =>
  roundedTo(decimals, (100 * part) / whole);

/**
 * True where a part is at least so many percent of a whole: exact, also where the products of amounts are too large for
 * doubles.
 * @param part an integer, as `whole` is
 * @param percent with two decimals at most
 */
export const isShare = (part: number, percent: number, whole: number): boolean =>
  10_000n * BigInt(part) >= BigInt(Math.round(100 * percent)) * BigInt(whole);
