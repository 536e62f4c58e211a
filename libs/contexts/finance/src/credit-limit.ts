import { defineState, type Money } from '@dossier/kernel';
import { creditLimitEvents } from './credit-limit.events';

/** What a customer may owe at most. */
export interface CreditLimit {
  /** null: no limit is set. */
  readonly limit: Money | null;
}

/** One stream a customer. */
export const creditLimit = defineState<CreditLimit>()({
  category: 'credit-limit',
  from: creditLimitEvents,
  initial: { limit: null },
  evolve: {
    CreditLimitSet: (_, { limit: amount, currency }) => ({ limit: { amount, currency } }),
    CreditLimitRemoved: () => ({ limit: null }),
  },
});
