import { type Purchase, standing } from '@dossier/contexts/sales';
import { addDays, type Instant } from '@dossier/kernel';
import { round2 } from './judgement';
import { daysOf, rhythmBy } from './signals/silence';
import type { WarningsPolicy } from './warnings-policy';

/** When a customer buys next by its own rhythm: the last purchase and its usual interval. null: it bought on one day at most. */
export function nextPurchaseOf(
  all: readonly Purchase[],
  policy: WarningsPolicy,
  asOf: Instant,
): {
  readonly expectedAt: Instant;
  readonly usualDays: number;
  readonly lastAt: Instant;
  readonly eventId: string;
} | null {
  const purchases = standing(all, asOf);
  const last = purchases.at(-1);
  const days = daysOf(purchases);
  if (!last || days.length < 2) return null;
  const { mean } = rhythmBy(days, policy);
  return { expectedAt: addDays(last.at, mean), usualDays: round2(mean), lastAt: last.at, eventId: last.eventId };
}
