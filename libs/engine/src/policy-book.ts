import type { Decoded } from '@dossier/event-store';
import { type Instant, LAST_INSTANT, type Policies, type PolicyDef, type PolicyInForce } from '@dossier/kernel';
import { ownSubject } from '@dossier/kernel';
import { type PolicyHistory, policiesProjection, policyInForce, policyStream } from '@dossier/foundation';
import { type Fold, FoldFailed, foldSubject, Unreadable } from './fold';
import { Lanes } from './lanes';
import type { Registry } from './registry';

/** All published versions of all policies, so that an evaluation finds the one in force at its instant. */
export class PolicyBook {
  private histories: ReadonlyMap<string, PolicyHistory> = new Map();
  private newest = 0;
  /** The last reading failed: a newer policy may be in force. */
  private outdated = false;
  /** Policies that any process published up to here are read; undefined: no other process publishes any. */
  private known: number | undefined;
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

  /** Position of the last event that was read, 0 for none. */
  get last(): number {
    return this.newest;
  }

  /**
   * Resolves when the book is up to date; rejects when it cannot be.
   * @param upTo position of an event in the log: what other processes published before is read, too
   */
  async current(upTo = 0): Promise<void> {
    const isBehind = (): boolean => this.outdated || (this.known ?? Infinity) < upTo;
    if (!isBehind()) return;
    await this.lanes.run('read', async () => {
      if (!isBehind()) return;
      await this.readAll();
      if (this.known !== undefined) this.isKnown(upTo);
    });
  }

  /** Other processes publish policies, and those up to a position are read. */
  isKnown(upTo: number): void {
    this.known = Math.max(this.known ?? 0, upTo);
  }

  private async readAll(): Promise<void> {
    this.outdated = true;
    const histories = new Map<string, PolicyHistory>();
    let newest = 0;
    const fold = this.registry.fold(policiesProjection);
    const read = async (name: string): Promise<void> => {
      const events = await this.eventsOf(policyStream(name)).catch((error: unknown) => {
        throw unreadable(error);
      });
      const history = this.history(fold, policyStream(name), events);
      if (history) histories.set(name, history);
      newest = Math.max(newest, events.at(-1)?.at.position ?? 0);
    };
    await Promise.all([...this.registry.policies.keys()].map(read));
    this.histories = histories;
    this.newest = newest;
    this.outdated = false;
  }
  private history(fold: Fold, stream: string, events: readonly Decoded[]): PolicyHistory | undefined {
    try {
      return (foldSubject(fold, ownSubject(stream), events).get(stream)?.doc ?? undefined) as PolicyHistory | undefined;
    } catch (error) {
      throw unreadable(error);
    }
  }

  /** @param knownAt left out: all that is known now */
  asOf(instant: Instant, knownAt?: Instant): Policies {
    return <P extends object>(policy: PolicyDef<P>, at = instant): PolicyInForce<P> =>
      policyInForce(this.histories.get(policy.name) ?? null, policy, at, knownAt);
  }
  latest(): Policies {
    return this.asOf(LAST_INSTANT);
  }
}

const unreadable = (error: unknown): unknown => (error instanceof FoldFailed ? new Unreadable(error) : error);
