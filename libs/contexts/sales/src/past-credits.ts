import { defineState } from '@dossier/kernel';
import { type Credit, Credits } from './noted-credits';
import type { PlacedOrder } from './order';
import { pastCreditEvents } from './past-credit.events';

/**
 * Unchecked credit of an order: of imported history, and of notes older than credit on the order's stream. It has its
 * own stream because a note may come before its order.
 */
export const pastCredits = defineState<Credits>()({
  category: 'past-credit',
  from: pastCreditEvents,
  initial: Credits.empty(),
  evolve: {
    PastCreditRecorded: (
      credits,
      { creditNoteId, customer, currency, lines, forReturn = false },
      { occurredAt: issuedAt },
    ) => credits.with({ creditNoteId, customer, issuedAt, currency, lines, forReturn }),
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
  readonly past: Credits | undefined;
}): readonly Credit[] => [...(order?.credits ?? []), ...past];

/** The order with all its credit. */
export const withPast = (order: PlacedOrder, past: Credits | undefined): PlacedOrder => ({
  ...order,
  credits: past ? order.credits.and(past) : order.credits,
});
