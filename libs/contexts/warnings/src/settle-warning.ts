import { defineCommand, type Instant } from '@dossier/kernel';
import type { Looked } from './judgement';
import type { ActionCode, Formula, Reason, Severity, SignalCode } from './terms';
import { type Standing, warning } from './warning';
import { WarningEnded, WarningRaised, WarningResumed, WarningWithdrawn } from './warning.events';

/** What is judged of a cause, by its signal. */
export interface Judged extends Looked {
  readonly severity: Severity;
  readonly score: number;
  readonly formula: Formula;
  readonly policyVersion: number;
  readonly action: ActionCode;
}
export class SettleWarning {
  readonly warningId!: string;
  readonly customerId!: string;
  readonly signal!: SignalCode;
  readonly standing!: Standing;
  /** When it warns, or when that ended. */
  readonly at!: Instant;
  /** Why it does not last, where its own facts do not say so. */
  readonly because?: Reason;
  /** For one that is raised. */
  readonly judged?: Judged;
}

/** Sent by the reactors that watch a signal. It does what is left to do, so that a reaction that is repeated does nothing. */
export const settleWarning = defineCommand({
  name: 'warnings.SettleWarning',
  title: { zh: '登记预警或其变化', en: 'Record a warning, or what became of it' },
  command: SettleWarning,
  on: warning,
  id: ({ warningId }) => warningId,
  subject: ({ customerId }) => customerId,
  by: [],
  onlyStep: true,
  decide: ({ signal, standing, at, because, judged }, before) => {
    if (before === undefined)
      return standing === 'lasts' && judged ? [WarningRaised({ signal, ...judged }, { occurredAt: at })] : [];
    if (before.standing === standing) return [];
    const why = { signal, ...(because !== undefined && { because }) };
    if (standing === 'ended') return [WarningEnded(why, { occurredAt: at })];
    const { raisedAt, endedAt } = before;
    if (standing === 'withdrawn') return [WarningWithdrawn(why, { occurredAt: raisedAt })];
    return [WarningResumed({ signal, ...(endedAt !== null && { endedAt }) }, { occurredAt: endedAt ?? raisedAt })];
  },
});
