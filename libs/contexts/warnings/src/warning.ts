import { defineState, type Erased, type Instant } from '@dossier/kernel';
import { type Outcome, outcomes, type SignalCode } from './terms';
import { warningEvents } from './warning.events';
import { warningsRefusal } from './warnings.refusals';

/** What became of its cause. */
export type Standing = 'lasts' | 'ended' | 'withdrawn';

interface Closed {
  readonly at: Instant;
  readonly outcome: Outcome;
  readonly note?: string | Erased;
  /** When and why its outcome was corrected last; left out: it was not. */
  readonly corrected?: { readonly at: Instant; readonly reason: string | Erased };
}

/** One stream for each cause of each signal: of one cause nobody is warned twice. */
export interface Warning {
  readonly signal: SignalCode;
  readonly raisedAt: Instant;
  readonly standing: Standing;
  readonly endedAt: Instant | null;
  readonly acknowledged: boolean;
  /** What was noted last when it was acknowledged; null: nothing. */
  readonly note: string | Erased | null;
  readonly snoozed: { readonly until: Instant; readonly reason: string | Erased } | null;
  readonly closed: Closed | null;
}

export const warning = defineState<Warning>()({
  category: 'warning',
  from: warningEvents,
  begins: {
    WarningRaised: ({ signal }, { occurredAt: raisedAt }) => ({
      ...{ signal, raisedAt, standing: 'lasts', endedAt: null },
      ...{ acknowledged: false, note: null, snoozed: null, closed: null },
    }),
  },
  evolve: {
    WarningEnded: (before, _, { occurredAt: endedAt }) => ({ ...before, standing: 'ended', endedAt }),
    WarningWithdrawn: (before) => ({ ...before, standing: 'withdrawn', endedAt: null }),
    WarningResumed: (before) => ({ ...before, standing: 'lasts', endedAt: null }),
    WarningAcknowledged: (before, { note = before.note }) => ({ ...before, acknowledged: true, note, snoozed: null }),
    WarningSnoozed: (before, { until, reason }) => ({ ...before, acknowledged: true, snoozed: { until, reason } }),
    WarningActedOn: (before) => ({ ...before, acknowledged: true, snoozed: null }),
    WarningClosed: (before, { outcome, note }, { occurredAt: at }) => ({
      ...before,
      closed: { at, outcome, ...(note !== undefined && { note }) },
    }),
    WarningOutcomeCorrected: (before, { outcome, reason }, { occurredAt: at }) => ({
      ...before,
      closed: before.closed && { ...before.closed, outcome, corrected: { at, reason } },
    }),
  },
});

export const handleRefuses = warningsRefusal.some(
  'unknown-warning',
  'warning-closed',
  'warning-withdrawn',
  'before-raised',
);

/**
 * One that can still be handled, at an instant.
 * @throws Refusal `warnings/unknown-warning`, `warnings/warning-closed`, `warnings/warning-withdrawn`, `warnings/before-raised`
 */
export function handled(state: Warning | undefined, warningId: string, at: Instant): Warning {
  if (state === undefined) throw warningsRefusal('unknown-warning', { warningId });
  const { closed } = state;
  if (closed !== null)
    throw warningsRefusal('warning-closed', {
      ...{ warningId, closedAt: closed.at, outcome: outcomes.words[closed.outcome] },
    });
  if (state.standing === 'withdrawn') throw warningsRefusal('warning-withdrawn', { warningId });
  const { raisedAt } = state;
  if (at < raisedAt) throw warningsRefusal('before-raised', { warningId, raisedAt, at });
  return state;
}
