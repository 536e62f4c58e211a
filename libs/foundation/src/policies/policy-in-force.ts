import type { Instant, PolicyDef, PolicyInForce } from '@dossier/kernel';
import type { PolicyDocument } from './policy.events';

export interface PolicyVersion {
  /** From 1, without gaps. */
  readonly version: number;
  readonly document: PolicyDocument;
  readonly effectiveFrom: Instant;
  readonly approvedBy: string;
  /** Position of its publication in the log. */
  readonly position: number;
  /** When it was published: `effectiveFrom` may be long before. */
  readonly recordedAt: Instant;
}

/** Every published version of one policy, by version. */
export interface PolicyHistory {
  readonly name: string;
  readonly versions: readonly PolicyVersion[];
}

/**
 * The latest version that had taken effect by `asOf`; before the first, version 0. A field added to the policy after
 * that version has its value of version 0.
 * @param history null: nothing was published
 * @param knownAt left out: all versions are known; else those before the first that was published later
 */
export function policyInForce<P extends object>(
  history: PolicyHistory | null,
  policy: PolicyDef<P>,
  asOf: Instant,
  knownAt?: Instant,
): PolicyInForce<P> {
  const published = history?.versions ?? [];
  const later = knownAt === undefined ? -1 : published.findIndex(({ recordedAt }) => recordedAt > knownAt);
  const known = later < 0 ? published : published.slice(0, later);
  const found = known.findLast(({ effectiveFrom }) => effectiveFrom <= asOf);
  return {
    name: policy.name,
    version: found?.version ?? 0,
    document: found === undefined ? policy.initial : completed(found, policy),
    ...(found !== undefined && { since: found.effectiveFrom }),
  };
}

/** One document for each version: what was counted by it once need not be counted again. */
const complete = new WeakMap<PolicyVersion, object>();
function completed<P extends object>(version: PolicyVersion, policy: PolicyDef<P>): P {
  const known = (complete.get(version) as P | undefined) ?? { ...policy.initial, ...version.document };
  complete.set(version, known);
  return known;
}
