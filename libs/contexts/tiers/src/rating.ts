import { defineState, type Erased, type Instant } from '@dossier/kernel';
import { ratingEvents } from './rating.events';
import type { Rated } from './terms';

interface Score {
  /** null: withdrawn. */
  readonly score: number | null;
  readonly at: Instant;
  readonly approvedBy: string;
  readonly reason: string | Erased;
}
/** The last word on each rating of a customer. */
export type Scores = Readonly<Partial<Record<Rated, Score>>>;

/** One stream a customer. */
export const customerRating = defineState<Scores>()({
  category: 'tier-rating',
  from: ratingEvents,
  initial: {},
  evolve: {
    CustomerRated: (scores, { rating, ...said }, { occurredAt: at }) => ({ ...scores, [rating]: { ...said, at } }),
    RatingWithdrawn: (scores, { rating, ...said }, { occurredAt: at }) => ({
      ...scores,
      [rating]: { ...said, score: null, at },
    }),
  },
});
