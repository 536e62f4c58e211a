import { earliest, type Instant } from '@dossier/kernel';
import type { Ledger } from './ledger';
import type { LifecyclePolicy } from './lifecycle-policy';
import { isKnown, type Stage, stageAt } from './stages';

/** A period in one stage. */
export interface Stay {
  readonly stage: Stage;
  /** Of one that began before anything was recorded: when the customer was known first. */
  readonly since: Instant;
  /** null: it goes on. */
  readonly until: Instant | null;
}

/** All stays of a customer by an instant, oldest first; of one who was not known then none. */
export function staysOf(ledger: Ledger, policy: LifecyclePolicy, asOf: Instant): readonly Stay[] {
  if (!isKnown(ledger, asOf)) return [];
  return stageAt(ledger, policy, asOf).history.map(({ stage, since, until }) => ({
    ...{ stage, since: since ?? knownSince(ledger), until },
  }));
}

const knownSince = ({ registered, purchases }: Ledger): Instant =>
  earliest(registered?.at ?? null, purchases[0]?.at ?? registered?.at ?? '');
