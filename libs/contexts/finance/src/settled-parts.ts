import { compareTexts, type Instant, type Minor } from '@dossier/kernel';

/** Money of one payment for one invoice, as either of the two tells it. */
interface Part {
  readonly amount: Minor;
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
