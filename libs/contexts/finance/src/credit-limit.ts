import { defineState, type Erased, type Instant, type Money, Sequence } from '@dossier/kernel';
import { creditLimitEvents } from './credit-limit.events';

/** What a customer may owe at most. */
export interface CreditLimit {
  /** By since when they hold. */
  readonly limits: Sequence<Held>;
}
interface Held {
  readonly since: Instant;
  /** null: no limit is set. */
  readonly limit: Money | null;
  readonly approvedBy: string;
  readonly reason: string | Erased;
}

/** One stream a customer. */
export const creditLimit = defineState<CreditLimit>()({
  category: 'credit-limit',
  from: creditLimitEvents,
  initial: { limits: Sequence.empty() },
  evolve: {
    CreditLimitSet: (before, { limit: amount, currency, approvedBy, reason }, { occurredAt: since }) =>
      holding(before, { since, limit: { amount, currency }, approvedBy, reason }),
    CreditLimitRemoved: (before, { approvedBy, reason }, { occurredAt: since }) =>
      holding(before, { since, limit: null, approvedBy, reason }),
  },
});

const isLater =
  (at: Instant) =>
  ({ since }: Held): boolean =>
    since > at;
const holding = ({ limits }: CreditLimit, held: Held): CreditLimit => ({
  limits: limits.withBefore(isLater(held.since), held),
});

/** What was said last of it by that instant. */
export const heldAt = ({ limits }: CreditLimit, at: Instant): Held | undefined => limits.lastBefore(isLater(at));

const inWords = ({ amount, currency }: Money): string => `${amount} ${currency}`;
/** The limit that holds at an instant; where it is removed, the one that was; undefined: none was ever set. */
export function lastSetAt({ limits }: CreditLimit, at: Instant): string | undefined {
  const limit = limits.all.findLast((held) => !isLater(at)(held) && held.limit !== null)?.limit;
  return limit ? inWords(limit) : undefined;
}
