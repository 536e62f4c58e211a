import { CLOSED, Connection, type Limits, LIMITS, OverServerLimit, positionOf, storedOf } from '@dossier/eventstoredb';
import type { Text } from '@dossier/kernel';
import {
  AlreadyClaimed,
  type Append,
  type Appended,
  appendSize,
  type Claimed,
  Conflict,
  EventStore,
  type Head,
  LARGEST_APPEND,
  LogStopped,
  mustBeWellFormed,
  type Stored,
  TooLarge,
} from '../../event-store.port';
import { LogDamaged } from '../../log-damaged';
import { Claims, claimsOf, isSame, operationOf, type Outcome } from './claims';
import { nameOf } from './log-name';
import { moveIn, MoveUnfinished } from './move-record';

const PAGE = 200;

/** The log in EventStoreDB, 22.6 or later: one append writes one stream at an exact revision, and claims follow from that. */
export class EventStoreDbStore extends EventStore {
  private readonly claims: Claims;
  private readonly working = new Set<Promise<unknown>>();
  private closed = false;

  private constructor(
    private readonly connection: Connection,
    readonly log: string,
  ) {
    super();
    this.claims = new Claims(connection);
  }

  /**
   * @param url connection string, `esdb://…`; it may name several nodes
   * @throws LogUnreachable; MoveUnfinished; Error for a server older than 22.6
   */
  static async open(url: string, limits: Partial<Limits> = {}): Promise<EventStoreDbStore> {
    const connection = new Connection(url, { ...LIMITS, ...limits });
    try {
      const moved = await moveIn(connection);
      if (moved?.finished === null) throw new MoveUnfinished(moved);
      return new EventStoreDbStore(connection, await nameOf(connection));
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  append(append: Append): Promise<Appended> {
    if (this.closed) return Promise.reject(new LogStopped(CLOSED));
    const bytes = appendSize(append.events);
    if (bytes > LARGEST_APPEND) return Promise.reject(new TooLarge(bytes, LARGEST_APPEND));
    const placing = this.place(append).catch((error: unknown) => {
      throw error instanceof OverServerLimit ? new TooLarge(bytes, LARGEST_APPEND) : error;
    });
    const working = placing.catch(() => undefined).finally(() => this.working.delete(working));
    this.working.add(working);
    return placing;
  }

  async read(
    stream: string,
    from = 0,
    limit = Number.MAX_SAFE_INTEGER,
    most = Number.MAX_SAFE_INTEGER,
  ): Promise<readonly Stored[]> {
    const events: Stored[] = [];
    let characters = 0;
    while (events.length < limit) {
      const wanted = Math.min(PAGE, limit - events.length);
      const page = await this.connection.forwards(stream, from + events.length, wanted);
      for (const event of page) {
        if (Number(event.revision) !== from + events.length) throw new LogDamaged(positionOf(event));
        const stored = storedOf(event);
        events.push(stored);
        characters += stored.data.length;
        if (characters > most) return events;
      }
      if (page.length < wanted) break;
    }
    return events;
  }

  async head(stream: string, upTo = Number.MAX_SAFE_INTEGER): Promise<Head | undefined> {
    for (let from: number | undefined, limit = 1; ; limit = PAGE) {
      const page = await this.connection.backwards(stream, limit, from);
      const found = page.find((event) => positionOf(event) <= upTo);
      if (found) {
        const { subject, revision, position, hash } = storedOf(found);
        return { stream, subject, revision, position, hash };
      }
      const oldest = page.at(-1);
      if (!oldest || oldest.revision === 0n) return undefined;
      from = Number(oldest.revision) - 1;
    }
  }

  claimed(key: string): Promise<Claimed | undefined> {
    return this.claims.holding(key);
  }

  trouble(): Text | undefined {
    return this.closed ? CLOSED : this.connection.trouble?.why;
  }

  /** Times that an append was sent and nobody knew whether it was written. */
  get unknownAppends(): number {
    return this.connection.unknownAppends;
  }

  stopWaiting(): void {
    this.connection.giveUp();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.stopWaiting();
    await Promise.all(this.working);
    await this.connection.close();
  }

  private async place(append: Append): Promise<Appended> {
    mustBeWellFormed(append);
    const answer = append.events.length > 0 ? null : await this.asItStands(append);
    const outcome = (await this.underClaims(append, answer)) ?? (await this.claims.write(append));
    if (outcome.is === 'void') throw outcome.why;
    return outcome.appended;
  }

  /** undefined: there is nothing to claim. @throws AlreadyClaimed */
  private async underClaims(append: Append, answer: Appended | null): Promise<Outcome | undefined> {
    const claims = claimsOf(append);
    for (const [first, claim] of claims.entries()) {
      const operation = operationOf(append, claims.slice(first), answer);
      const taken = await this.claims.take(operation, 0);
      if (!('claimed' in taken)) return this.claims.carryOut(operation, taken);
      const { claimed, by } = taken;
      const isOwn = claimed.fingerprint === claim.fingerprint;
      if (isOwn && isSame(by, operation)) return { is: 'done', appended: claimed.answer };
      if (!claim.isName) throw new AlreadyClaimed(claimed);
      if (claim.alone && !isOwn) return this.claims.nameTaken(append, claim.key);
      // a name that is its owner's already, or stays with the other
    }
    return answer ? { is: 'done', appended: answer } : undefined;
  }

  /** The answer where nothing is to be done. @throws AlreadyClaimed, Conflict */
  private async asItStands({ stream, expectedRevision, claim }: Append): Promise<Appended> {
    const claimed = claim && (await this.claims.holding(claim.key));
    if (claimed) throw new AlreadyClaimed(claimed);
    const { revision, position } = (await this.head(stream)) ?? { revision: -1, position: 0 };
    if (revision !== expectedRevision) throw new Conflict(stream, expectedRevision, revision);
    return { stream, revision, position, events: [] };
  }
}
