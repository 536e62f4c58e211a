import { type InUse, unusedAt, unusedTimes } from '@dossier/contexts/customers';
import { type Purchases, standing } from '@dossier/contexts/sales';
import { addDays, type Instant } from '@dossier/kernel';
import { round2 } from './judgement';
import { daysOf, rhythmBy } from './signals/silence';
import type { Reason } from './terms';
import type { WarningsPolicy } from './warnings-policy';

/** When a customer buys next by its own rhythm: the last purchase and its usual interval. */
interface Expected {
  readonly is: 'expected';
  readonly expectedAt: Instant;
  /** The time has come as of the asking, and nothing was bought since. */
  readonly isPast: boolean;
  readonly usualDays: number;
  readonly lastAt: Instant;
  readonly eventIds: readonly string[];
}
/** It bought on one day at most, or is deactivated: nobody waits for an order that would be refused. */
interface NotExpected {
  readonly is: 'not-expected';
  readonly because: Reason;
  readonly eventIds: readonly string[];
}

export function nextPurchaseOf(
  state: Purchases & InUse,
  policy: WarningsPolicy,
  asOf: Instant,
): Expected | NotExpected {
  const unused = unusedAt(unusedTimes(state), asOf);
  if (unused !== undefined) return { is: 'not-expected', because: 'deactivated', eventIds: [unused.eventId] };
  const purchases = standing(state.purchases, asOf);
  const last = purchases.at(-1);
  const eventIds = last === undefined ? [] : [last.eventId];
  const days = daysOf(purchases);
  if (!last || days.length < 2) return { is: 'not-expected', because: 'too-few-purchases', eventIds };
  const { mean } = rhythmBy(days, policy);
  const expectedAt = addDays(last.at, mean);
  const isPast = expectedAt <= asOf;
  return { is: 'expected', expectedAt, isPast, usualDays: round2(mean), lastAt: last.at, eventIds };
}
