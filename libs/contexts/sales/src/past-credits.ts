import { defineState } from '@dossier/kernel';
import type { Credit, Order, PlacedOrder } from './order';
import { pastCreditEvents } from './past-credit.events';

/**
 * Credit of an order that nobody judged: of history brought in, and of notes from before credit was kept on the order's
 * stream. The stream has a name of its own because a note may come before the order that it names.
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

/** What a decision that looks at the credit of an order needs beside it. */
export const needsPast = {
  past: { of: pastCredits, id: ({ orderId }: { readonly orderId?: string }) => orderId },
};

/** All credit of an order that may not be there. */
export const creditOf = ({
  order,
  past = pastCredits.initial,
}: {
  readonly order: Order | undefined;
  readonly past: readonly Credit[] | undefined;
}): readonly Credit[] => (order === undefined || order.is === 'unplaced' ? past : [...order.credits, ...past]);

/** The order with all of its credit. */
export const withPast = (order: PlacedOrder, past: readonly Credit[] | undefined): PlacedOrder => ({
  ...order,
  credits: creditOf({ order, past }),
});
