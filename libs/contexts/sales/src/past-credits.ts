import { defineState } from '@dossier/kernel';
import type { Credit, PlacedOrder } from './order';
import { pastCreditEvents } from './past-credit.events';

/**
 * Unchecked credit of an order: of imported history, and of notes older than credit on the order's stream. It has its
 * own stream because a note may come before its order.
 */
export const pastCredits = defineState<readonly Credit[]>()({
  category: 'past-credit',
  from: pastCreditEvents,
  initial: [],
  evolve: {
    PastCreditRecorded: (
      credits,
      { creditNoteId, customer, currency, lines, forReturn = false },
      { occurredAt: issuedAt },
    ) => [...credits, { creditNoteId, customer, issuedAt, currency, lines, forReturn }],
  },
});

/** The need of decisions that check an order's credit. */
export const needsPast = {
  past: { of: pastCredits, id: ({ orderId }: { readonly orderId?: string }) => orderId },
};

/** All credit of an order, which may not exist yet. */
export const creditOf = ({
  order,
  past = pastCredits.initial,
}: {
  readonly order: PlacedOrder | undefined;
  readonly past: readonly Credit[] | undefined;
}): readonly Credit[] => (order ? [...order.credits, ...past] : past);

/** The order with all its credit. */
export const withPast = (order: PlacedOrder, past: readonly Credit[] | undefined): PlacedOrder => ({
  ...order,
  credits: creditOf({ order, past }),
});
