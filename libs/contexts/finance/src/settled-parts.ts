import { compareTexts, type Instant, type Minor } from '@dossier/kernel';

/** Money of one payment for one invoice, as either of the two tells it. */
export interface Part {
  readonly amount: Minor;
  /** Since when it counts. */
  readonly at: Instant;
}

/**
 * Parts with one more: each document once, by when its money counts, and none of which nothing is left.
 * @param of names the other document of a part
 */
export function withPart<T extends Part>(parts: readonly T[], one: T, of: (part: T) => string): readonly T[] {
  const before = parts.find((part) => of(part) === of(one));
  const then = { ...one, amount: (before?.amount ?? 0) + one.amount };
  const others = parts.filter((part) => part !== before);
  return (then.amount === 0 ? others : [...others, then]).sort(
    (a, b) => compareTexts(a.at, b.at) || compareTexts(of(a), of(b)),
  );
}

const amountAt = (parts: readonly Part[], at: Instant): Minor => parts.find((part) => part.at === at)?.amount ?? 0;
const byTime = (a: Part, b: Part): number => compareTexts(a.at, b.at);

/**
 * Money of one payment for one invoice, by when it counts: some of it may have become open only later. What is taken back as
 * of one instant beyond what counts since then is taken from the others, the latest first.
 */
export function withMoney(parts: readonly Part[], { amount: change, at }: Part): readonly Part[] {
  const others = parts.filter((part) => part.at !== at);
  const amount = amountAt(parts, at) + change;
  const last = others.at(-1);
  if (amount < 0 && last) return withMoney(others, { amount, at: last.at });
  return amount === 0 ? others : [...others, { amount, at }].sort(byTime);
}

export const sumOfParts = (parts: readonly Part[]): Minor => parts.reduce((sum, { amount }) => sum + amount, 0);

/** By how much some parts are more than others, or less where it is below zero: what is less stands first. */
export const beyond = (parts: readonly Part[], others: readonly Part[]): readonly Part[] =>
  [...new Set([...parts, ...others].map(({ at }) => at))]
    .map((at) => ({ amount: amountAt(parts, at) - amountAt(others, at), at }))
    .filter(({ amount }) => amount !== 0)
    .sort((a, b) => Number(a.amount > 0) - Number(b.amount > 0) || byTime(a, b));
