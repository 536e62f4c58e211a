import {
  Connection,
  eventOf,
  type Limits,
  LIMITS,
  type Moved,
  OverServerLimit,
  type Place,
} from '@dossier/eventstoredb';
import { type Instant, OperatorError } from '@dossier/kernel';
import { derivedId } from '@dossier/security';
import type { Appended, Claim, Claimed, Stored } from '../../event-store.port';
import { Claims } from './claims';
import { nameOf } from './log-name';
import { beginMove, finishMove, moveIn, type MoveRecord } from './move-record';

/** The stream where the next events of a move belong holds others: somebody else writes into this log. */
export class OthersWrote extends Error {
  override readonly name = 'OthersWrote';
  constructor(readonly stream: string) {
    super(`${stream} holds other events than those that are moved`);
  }
}

/** The server takes no event of this size. */
export class OverAppendLimit extends OperatorError {
  override readonly name = 'OverAppendLimit';
  constructor({ stream, revision, data }: Stored) {
    const bytes = Buffer.byteLength(data);
    super({
      zh: `EventStoreDB 不接受 ${bytes} 字节的事件（${stream}，版本 ${revision}）：请提高其 MaxAppendSize（默认 1 MiB）。`,
      en: `EventStoreDB takes no event of ${bytes} bytes (${stream}, revision ${revision}): raise its MaxAppendSize (1 MiB by default)`,
    });
  }
}

/**
 * Takes another log over: its events as they are, in their order, and what was answered to its claims. Until `finish`
 * nobody else opens the log ({@link MoveUnfinished}). All of it may be asked again.
 */
export class LogIntake {
  private readonly connection: Connection;
  private readonly claims: Claims;

  /** Nothing is written before `begin`. @param url connection string, `esdb://…` */
  constructor(url: string, limits: Partial<Limits> = {}) {
    this.connection = new Connection(url, { ...LIMITS, ...limits });
    this.claims = new Claims(this.connection);
  }

  /** What was moved here, or is being moved. */
  record(): Promise<MoveRecord | undefined> {
    return moveIn(this.connection);
  }

  /** @param from name of the log that is moved @returns the name of this one, whose positions are others */
  async begin(from: string, at: Instant): Promise<string> {
    await beginMove(this.connection, from, at);
    return nameOf(this.connection);
  }

  /**
   * Writes events of one stream, in one append. To be awaited before the next: of two that are under way nobody knows
   * which the server takes first.
   * @throws OthersWrote, LogUnreachable, OverAppendLimit
   */
  async append(events: readonly [Stored, ...Stored[]]): Promise<void> {
    const [{ stream, revision }] = events;
    const placed = await this.place(events);
    if ('position' in placed) return;
    // an append of a process that was killed may arrive after the next one looked how far it had come
    const there = await this.connection.forwards(stream, revision, events.length);
    if (there.length === 0 || there.some(({ id }, i) => id !== events[i]?.id)) throw new OthersWrote(stream);
    const [next, ...rest] = events.slice(there.length);
    if (next) await this.append([next, ...rest]);
  }

  /**
   * Keeps what was answered to a claim, as one that is carried out already: without its events, which are in their
   * stream.
   * @returns what is kept: another's, where somebody else has claimed it here
   */
  async settle({ key, fingerprint }: Claim, answer: Appended): Promise<Claimed | undefined> {
    const { stream, revision } = answer;
    const claims = [{ key, fingerprint, alone: true, isName: false }];
    const operation = { id: derivedId('moved-claim', key), stream, subject: '', expectedRevision: revision };
    await this.claims.take({ ...operation, events: [], claims, answer }, 0);
    return this.claims.holding(key);
  }

  async finish(from: string, at: Instant): Promise<void> {
    await finishMove(this.connection, from, at);
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private async place(events: readonly [Stored, ...Stored[]]): Promise<Place | Moved> {
    const [first] = events;
    const { stream, subject, revision } = first;
    const written = events.map((event) => eventOf(event, subject));
    try {
      return await this.connection.append(stream, revision - 1, written);
    } catch (error) {
      throw error instanceof OverServerLimit ? new OverAppendLimit(first) : error;
    }
  }
}
