import { dayOf, type Instant } from '@dossier/kernel';
import type { CauseTold, Ledger } from './ledger';
import type { Lifecycle } from './stages';
import type { Cause } from './win-back';

/** A customer that was churned and bought again. */
export interface CameBack {
  readonly churnedAt: Instant;
  readonly wonBackAt: Instant;
  /** The last purchase before, and the one that won it back. */
  readonly eventIds: readonly string[];
  /** null: nobody recorded why. */
  readonly cause: (CauseTold & { readonly said: Cause }) | null;
}

interface WinBacks {
  /** Oldest first. */
  readonly winBacks: readonly CameBack[];
  /** Causes that were recorded for a day before any win-back. */
  readonly unmatched: readonly CauseTold[];
}

/**
 * The win-backs in a customer's history. A cause is of the latest win-back up to its day: it may be recorded for the day
 * alone, and the order is of some hour of it. Of several causes the last one counts.
 */
export function winBacksOf(
  { history }: Pick<Lifecycle, 'history'>,
  { causes }: Pick<Ledger, 'causes'>,
  { asOf, zone }: { readonly asOf: Instant; readonly zone: string },
): WinBacks {
  const known = causes.filter(isSaid).filter(({ at }) => at <= asOf);
  const days = known.map(({ at }) => dayOf(at, zone));
  const found = history.flatMap(({ stage, since, eventIds }, place) => {
    const before = history[place - 1];
    return stage === 'won-back' && since !== null && before?.since
      ? [{ churnedAt: before.since, wonBackAt: since, eventIds: [...before.eventIds, ...eventIds] }]
      : [];
  });
  const from = found.map(({ wonBackAt }) => {
    const day = dayOf(wonBackAt, zone);
    const first = days.findIndex((each) => each >= day);
    return first < 0 ? known.length : first;
  });
  return {
    winBacks: found.map((one, i) => ({
      ...one,
      cause: known.slice(from[i], from[i + 1] ?? known.length).at(-1) ?? null,
    })),
    unmatched: known.slice(0, from[0] ?? known.length),
  };
}

const isSaid = (told: CauseTold): told is CauseTold & { readonly said: Cause } => told.said !== null;
