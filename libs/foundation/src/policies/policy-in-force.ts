import type { Instant, PolicyDef, PolicyInForce } from '@dossier/kernel';
import type { PolicyDocument } from './policy.events';

/** A published version, without what it says. */
export interface VersionPublished {
  /** From 1, without gaps. */
  readonly version: number;
  readonly effectiveFrom: Instant;
  readonly approvedBy: string;
  /** Position of its publication in the log. */
  readonly position: number;
  /** When it was published: `effectiveFrom` may be long before. */
  readonly recordedAt: Instant;
}
export interface PolicyVersion extends VersionPublished {
  readonly document: PolicyDocument;
}

/** Every published version of one policy, by version. */
export interface PolicyHistory {
  readonly name: string;
  readonly versions: readonly PolicyVersion[];
}

/**
 * The latest version that had taken effect by `asOf`; undefined before the first.
 * @param published by version
 * @param knownAt left out: all versions are known; else those before the first that was published later
 */
export function versionInForce<V extends VersionPublished>(
  published: readonly V[],
  asOf: Instant,
  knownAt?: Instant,
): V | undefined {
  const later = knownAt === undefined ? -1 : published.findIndex(({ recordedAt }) => recordedAt > knownAt);
  const known = later < 0 ? published : published.slice(0, later);
  return known.findLast(({ effectiveFrom }) => effectiveFrom <= asOf);
}

/**
 * The {@link versionInForce}; before the first, version 0.
 * @param history null: nothing was published
 */
export function policyInForce<P extends object>(
  history: PolicyHistory | null,
  policy: PolicyDef<P>,
  asOf: Instant,
  knownAt?: Instant,
): PolicyInForce<P> {
  const found = versionInForce(history?.versions ?? [], asOf, knownAt);
  return {
    name: policy.name,
    version: found?.version ?? 0,
    document: found === undefined ? policy.initial : completed(found, policy),
    ...(found !== undefined && { since: found.effectiveFrom }),
  };
}

/** A field that was added to the policy after a document was published has its value of version 0, or what was said for it before. */
export const completedDocument = <P extends object>(
  document: PolicyDocument,
  { initial, saidBefore }: PolicyDef<P>,
): P => ({ ...initial, ...saidBefore?.(document as Partial<P>), ...document });

/** One document for each version: what was counted by it once need not be counted again. */
const complete = new WeakMap<PolicyVersion, object>();
function completed<P extends object>(version: PolicyVersion, policy: PolicyDef<P>): P {
  const known = (complete.get(version) as P | undefined) ?? completedDocument(version.document, policy);
  complete.set(version, known);
  return known;
}
