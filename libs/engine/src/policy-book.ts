import type { Journal } from '@dossier/event-feed';
import type { Codec, Decoded, EventStore } from '@dossier/event-store';
import {
  earliest,
  type Instant,
  LAST_INSTANT,
  LongWork,
  ownSubject,
  type Policies,
  type PolicyDef,
  type PolicyInForce,
} from '@dossier/kernel';
import { type PolicyHistory, policyInForce, policyStream, type PolicyVersion } from '@dossier/foundation';
import { FoldFailed, Unreadable } from './fold';
import { decodedOf, decodeEach, readStream } from './journal';
import { Lanes } from './lanes';
import type { Registry } from './registry';

/** Where the last event is that was read: in the log, and in its stream. */
export type LastRead = Pick<Decoded['at'], 'position' | 'revision'>;
/** All events of a stream behind one of them, decoded; of the whole stream where none is named. */
export type PolicyEvents = (stream: string, after: LastRead | undefined) => Promise<readonly Decoded[]>;

/** Events read at once. */
const PIECE = 500;

/** As a journal has them that is the log. */
export const policiesInJournal =
  (journal: Pick<Journal, 'piece'>, codec: Codec): PolicyEvents =>
  async (stream, after) => {
    const events: Decoded[] = [];
    const work = new LongWork();
    for (let at = after?.position ?? 0, isEnd = false; !isEnd;) {
      const piece = await journal.piece([ownSubject(stream)], at, PIECE);
      for (const each of await decodeEach(codec, piece.events)) events.push(decodedOf(each));
      isEnd = piece.upTo === at;
      at = piece.upTo;
      await work.yieldIfDue();
    }
    return events;
  };
/** As their streams have them, also where a journal lags. */
export const policiesInStreams =
  (store: Pick<EventStore, 'read'>, codec: Codec): PolicyEvents =>
  (stream, after) =>
    readStream(store, codec, stream, (after?.revision ?? -1) + 1);

/** What was read of one policy. */
interface Read extends PolicyHistory {
  /** Its last event. */
  readonly last: LastRead;
}

/** A time in which no other version comes into force. */
interface Stretch {
  readonly histories: ReadonlyMap<string, Read>;
  readonly policies: Policies;
  readonly from: Instant;
  readonly until: Instant;
}

/**
 * All published versions of all policies, so that an evaluation finds the one in force at its instant. They are kept, and
 * only new ones are read: a policy of some thousand rates is published whole every day.
 */
export class PolicyBook {
  private histories: ReadonlyMap<string, Read> = new Map();
  private newest = 0;
  private stretch: Stretch | undefined;
  /** The last reading failed: a newer policy may be in force. */
  private outdated = false;
  /** Policies that any process published up to here are read; undefined: no other process publishes any. */
  private known: number | undefined;
  /** Readings run one after the other, so that an older one never overwrites a newer one. */
  private readonly lanes = new Lanes();

  constructor(
    private readonly registry: Registry,
    private readonly eventsOf: PolicyEvents,
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
  /** The same of some policies. */
  lastOf(names: readonly string[]): number {
    return Math.max(0, ...names.map((name) => this.histories.get(name)?.last.position ?? 0));
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
    const read = async (name: string): Promise<void> => {
      const before = this.histories.get(name);
      const history = continued(name, before, await this.published(name, before?.last));
      if (history) histories.set(name, history);
    };
    const histories = new Map<string, Read>();
    await Promise.all([...this.registry.policies.keys()].map(read));
    this.histories = histories;
    this.newest = Math.max(0, ...[...histories.values()].map(({ last }) => last.position));
    this.outdated = false;
  }

  private async published(name: string, after: LastRead | undefined): Promise<readonly Published[]> {
    try {
      const events = await this.eventsOf(policyStream(name), after);
      return events.map((event) => ({ at: event.at, data: dataIn(event) }));
    } catch (error) {
      throw error instanceof FoldFailed ? new Unreadable(error) : error;
    }
  }

  /** The same object as long as the same versions are in force: what was judged by it need not be judged anew. */
  inForce(instant: Instant): Policies {
    const { histories, stretch } = this;
    if (stretch?.histories === histories && stretch.from <= instant && instant < stretch.until) return stretch.policies;
    const later = [...histories.values()].flatMap(({ versions }) =>
      versions.flatMap(({ effectiveFrom }) => (effectiveFrom > instant ? effectiveFrom : [])),
    );
    const policies = this.asOf(instant);
    this.stretch = { histories, policies, from: instant, until: later.reduce(earliest, LAST_INSTANT) };
    return policies;
  }
  /** @param knownAt left out: all that is known now */
  asOf(instant: Instant, knownAt?: Instant): Policies {
    const { histories } = this;
    return <P extends object>(policy: PolicyDef<P>, at = instant): PolicyInForce<P> =>
      policyInForce(histories.get(policy.name) ?? null, policy, at, knownAt);
  }
  /** As they stood in the log before a position, whatever the clocks of those who published them. */
  before(position: number, instant: Instant): Policies {
    return <P extends object>(policy: PolicyDef<P>, at = instant): PolicyInForce<P> => {
      const versions = (this.histories.get(policy.name)?.versions ?? []).filter((each) => each.position < position);
      return policyInForce({ name: policy.name, versions }, policy, at);
    };
  }
  latest(): Policies {
    return this.asOf(LAST_INSTANT);
  }
}

type Said = Omit<PolicyVersion, 'position' | 'recordedAt'>;
interface Published {
  readonly at: Decoded['at'];
  readonly data: Said;
}

/** @throws FoldFailed */
function dataIn(event: Decoded): Said {
  try {
    return event.data as Said;
  } catch (error) {
    throw new FoldFailed(event.at, error);
  }
}

/** The history with versions that came since. */
function continued(name: string, before: Read | undefined, since: readonly Published[]): Read | undefined {
  const versions = [...(before?.versions ?? [])];
  for (const { data, at } of since) {
    const { version, effectiveFrom, approvedBy } = data;
    const document = withPartsOf(versions.at(-1)?.document, data.document) as PolicyVersion['document'];
    const { position, recordedAt } = at;
    versions.push({ version, document, effectiveFrom, approvedBy, position, recordedAt });
  }
  const last = since.at(-1)?.at ?? before?.last;
  return last && { name, versions, last };
}

/**
 * What a version says, made of parts of the one before where they are equal: all versions stay in memory, and most differ
 * in an entry of a long list.
 */
function withPartsOf(before: unknown, now: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(now)) {
    const known = new Map(before.map((item: unknown) => [JSON.stringify(item), item]));
    return now.map((item: unknown) => known.get(JSON.stringify(item)) ?? item);
  }
  if (!isRecord(before) || !isRecord(now)) return now;
  return Object.fromEntries(Object.entries(now).map(([name, value]) => [name, withPartsOf(before[name], value)]));
}
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
