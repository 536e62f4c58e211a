import {
  instant,
  type Instant,
  milliseconds,
  type Policies,
  type PolicyDef,
  type PolicyInForce,
} from '@dossier/kernel';

/** A time in which one version of a policy is in force, as far as is known. */
export interface Period<P> extends PolicyInForce<P> {
  /** null: until another is published. */
  readonly until: Instant | null;
}

/** The versions of a policy in force from an instant on, the earliest first. */
export function periodsFrom<P extends object>(
  policies: Policies,
  policy: PolicyDef<P>,
  at: Instant,
): readonly Period<P>[] {
  const found: Period<P>[] = [];
  for (let until: Instant | null = null; ;) {
    const inForce: PolicyInForce<P> =
      until === null ? policies(policy) : policies(policy, instant(milliseconds(until) - 1));
    found.unshift({ ...inForce, until });
    if (inForce.since === undefined || inForce.since <= at) return found;
    until = inForce.since;
  }
}
