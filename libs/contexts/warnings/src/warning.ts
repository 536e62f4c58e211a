import { defineState, type Instant } from '@dossier/kernel';
import type { Outcome, SignalCode } from './terms';
import { warningEvents } from './warning.events';
import { warningsRefusal } from './warnings.refusals';

/** What became of its cause. */
export type Standing = 'lasts' | 'ended' | 'withdrawn';

/** One stream for each cause of each signal: of one cause nobody is warned twice. */
export interface Warning {
  readonly signal: SignalCode;
  readonly raisedAt: Instant;
  readonly standing: Standing;
  readonly endedAt: Instant | null;
  readonly acknowledged: boolean;
  readonly snoozedUntil: Instant | null;
  readonly closed: Outcome | null;
}

export const warning = defineState<Warning>()({
  category: 'warning',
  from: warningEvents,
  begins: {
    WarningRaised: ({ signal }, { occurredAt: raisedAt }) => ({
      ...{ signal, raisedAt, standing: 'lasts', endedAt: null },
      ...{ acknowledged: false, snoozedUntil: null, closed: null },
    }),
  },
  evolve: {
    WarningEnded: (before, _, { occurredAt: endedAt }) => ({ ...before, standing: 'ended', endedAt }),
    WarningWithdrawn: (before) => ({ ...before, standing: 'withdrawn', endedAt: null }),
    WarningResumed: (before) => ({ ...before, standing: 'lasts', endedAt: null }),
    WarningAcknowledged: (before) => ({ ...before, acknowledged: true, snoozedUntil: null }),
    WarningSnoozed: (before, { until: snoozedUntil }) => ({ ...before, acknowledged: true, snoozedUntil }),
    WarningActedOn: (before) => ({ ...before, acknowledged: true, snoozedUntil: null }),
    WarningClosed: (before, { outcome: closed }) => ({ ...before, closed }),
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
  if (state.closed !== null) throw warningsRefusal('warning-closed', { warningId });
  if (state.standing === 'withdrawn') throw warningsRefusal('warning-withdrawn', { warningId });
  const { raisedAt } = state;
  if (at < raisedAt) throw warningsRefusal('before-raised', { warningId, raisedAt, at });
  return state;
}
