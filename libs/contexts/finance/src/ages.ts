import { addDays, daysBetween, type Instant, type Minor, roundedTo } from '@dossier/kernel';

/** What is open and due for so many days: from the first to less than the second; null: for any longer time. */
export interface Age {
  readonly fromDays: number;
  readonly toDays: number | null;
}

/** Bands of ageing between borders in days. */
export const bands = (borders: readonly number[]): readonly Age[] => {
  const sorted = [...new Set(borders)].sort((a, b) => a - b);
  return [0, ...sorted].map((fromDays, index) => ({ fromDays, toDays: sorted[index] ?? null }));
};

/** Whole days of 24 hours since an instant. */
const daysSince = (from: Instant, to: Instant): number => Math.floor(daysBetween(from, to));

/** True where what fell due at an instant is of that age. */
export function isOfAge({ fromDays, toDays }: Age, dueAt: Instant, asOf: Instant): boolean {
  const days = daysSince(dueAt, asOf);
  return dueAt <= asOf && days >= fromDays && (toDays === null || days < toDays);
}

/** When what falls due at an instant is overdue, or passes its next border; null: never again. */
export const nextAge = (dueAt: Instant, borders: readonly number[], asOf: Instant): Instant | null =>
  bands(borders)
    .map(({ fromDays }) => addDays(dueAt, fromDays))
    .find((at) => at > asOf) ?? null;

/** Days to pay, weighted by amounts. */
export interface Paid {
  readonly amount: Minor;
  /** Sum of amount × whole days from the issue of the invoice to the money. */
  readonly weighted: number;
}
export const paidAfter = (amount: Minor, issuedAt: Instant, at: Instant): Paid => ({
  amount,
  weighted: amount * Math.max(0, daysSince(issuedAt, at)),
});
/** One decimal. */
export const meanDays = ({ amount, weighted }: Paid): number => roundedTo(1, weighted / amount);
