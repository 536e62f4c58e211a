import type { Decoded, Stored } from '@dossier/event-store';
import type { Instant, Policies, PolicyDef, PolicyInForce } from '@dossier/kernel';
import { ownSubject } from '@dossier/kernel';
import {
  type PolicyHistory,
  PolicyPublished,
  policiesProjection,
  policyInForce,
  policyStream,
} from '@dossier/foundation';
import type { Delivered } from './journal';
import { type Fold, FoldFailed, foldSubject, Unreadable } from './fold';
import { Lanes } from './lanes';
import type { Registry } from './registry';

const END_OF_TIME: Instant = '9999-12-31T23:59:59.999Z';

/** All published versions of all policies, so that an evaluation finds the one in force at its instant. */
export class PolicyBook {
  readonly eventType = PolicyPublished.type;
  private histories: ReadonlyMap<string, PolicyHistory> = new Map();
  /** The last reading failed: a newer policy may be in force. */
  private outdated = false;
  /** Readings run one after the other, so that an older one never overwrites a newer one. */
  private readonly lanes = new Lanes();

  constructor(
    private readonly registry: Registry,
    /** All events of a stream, decoded. */
    private readonly eventsOf: (stream: string) => Promise<readonly Decoded[]>,
  ) {}

  /**
   * Reads the policies from the log. After a failure the book is outdated until {@link current} succeeds.
   * @throws Unreadable
   */
  read(): Promise<void> {
    return this.lanes.run('read', () => this.readAll());
  }

  /** Resolves when the book is up to date; rejects when it cannot be. */
  async current(): Promise<void> {
    if (this.outdated) await this.lanes.run('read', async () => (this.outdated ? this.readAll() : undefined));
  }

  private async readAll(): Promise<void> {
    this.outdated = true;
    const histories = new Map<string, PolicyHistory>();
    const fold = this.registry.fold(policiesProjection);
    for (const name of this.registry.policies.keys()) {
      const history = await this.history(fold, policyStream(name));
      if (history) histories.set(name, history);
    }
    this.histories = histories;
    this.outdated = false;
  }
  private async history(fold: Fold, stream: string): Promise<PolicyHistory | undefined> {
    try {
      const folded = foldSubject(fold, ownSubject(stream), await this.eventsOf(stream)).get(stream);
      return (folded?.doc ?? undefined) as PolicyHistory | undefined;
    } catch (error) {
      throw error instanceof FoldFailed ? new Unreadable(error) : error;
    }
  }

  asOf(instant: Instant): Policies {
    return <P extends object>(policy: PolicyDef<P>): PolicyInForce<P> =>
      policyInForce(this.histories.get(policy.name) ?? null, policy, instant);
  }
  latest(): Policies {
    return this.asOf(END_OF_TIME);
  }

  /** Name of each policy that the batch publishes → its last publishing event. */
  published(batch: readonly Delivered[]): ReadonlyMap<string, Stored> {
    return new Map(
      batch.flatMap(({ stored, decoded }): [string, Stored][] =>
        decoded && stored.type === this.eventType ? [[(decoded.data as { readonly name: string }).name, stored]] : [],
      ),
    );
  }
}
