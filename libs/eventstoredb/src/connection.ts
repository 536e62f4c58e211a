import { setTimeout } from 'node:timers/promises';
import {
  type AllStreamSubscription,
  BACKWARDS,
  END,
  type EventData,
  EventStoreDBClient,
  FORWARDS,
  MaxAppendSizeExceededError,
  NO_STREAM,
  type Position,
  type RecordedEvent,
  type ResolvedEvent,
  START,
  type StreamingRead,
  streamNameFilter,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { LogStopped, LogUnreachable } from '@dossier/event-store';
import { inTime, NoAnswer } from '@dossier/kernel';
import type { Limits } from './limits';
import { positionOf } from './recorded';
import { CLOSED, unreachable } from './words';

/** Status of gRPC: the server answers so where it is asked to read from a position that is none. */
const INVALID_ARGUMENT = 3;
/** Records that the server looks through before it says how far it is. */
const WINDOW = 1_000;

const placeOf = (position: number): Position => ({ commit: BigInt(position), prepare: BigInt(position) });

/** Where a stream stood after an append. */
export interface Place {
  readonly revision: number;
  readonly position: number;
}
/** Somebody else wrote first, or the same append did before. */
export interface Moved {
  readonly actual: number;
}
/** The server takes no append of this size. */
export class OverServerLimit extends Error {
  override readonly name = 'OverServerLimit';
}

/** Appends and reads of one client, each asked again until it is answered or patience ends. */
export class Connection {
  private readonly client: EventStoreDBClient;
  /** From when on nothing is asked again. */
  private end = Infinity;
  private readonly waiting: (() => void)[] = [];
  private free: number;
  private failed: LogUnreachable | undefined;
  private unknown = 0;

  constructor(
    url: string,
    private readonly limits: Limits,
  ) {
    this.client = EventStoreDBClient.connectionString(url);
    this.free = limits.inFlight;
    plainAppends(this.client);
    survives(this.client);
  }

  /** Why the last answer did not come; undefined: it came. */
  get trouble(): LogUnreachable | undefined {
    return this.failed;
  }

  /** Times that an append was sent and nobody knew whether it was written; each is asked again while patience lasts. */
  get unknownAppends(): number {
    return this.unknown;
  }

  /**
   * Writes events behind a revision. It may be repeated: with the same ids at the same place it is written once.
   * @param after -1: the stream is new
   * @throws LogUnreachable: whether it was written is not known
   */
  append(stream: string, after: number, events: EventData[]): Promise<Place | Moved> {
    return this.answered(async () => {
      const expectedRevision = after < 0 ? NO_STREAM : BigInt(after);
      const { deadline } = this.limits;
      try {
        // its deadline begins once it has found a node: a cluster that is gone is looked for much longer
        const done = await inTime(deadline, () =>
          this.client.appendToStream(stream, events, { expectedRevision, deadline }),
        );
        return { revision: Number(done.nextExpectedRevision), position: positionOf(done) };
      } catch (error) {
        if (error instanceof WrongExpectedVersionError) return { actual: revisionOf(error.actualVersion) };
        if (error instanceof MaxAppendSizeExceededError) throw new OverServerLimit(error.message);
        this.unknown += 1;
        throw new Unanswered(error);
      }
    });
  }

  /** Events from a revision on. */
  forwards(stream: string, from: number, limit: number): Promise<readonly RecordedEvent[]> {
    if (limit === 0) return Promise.resolve([]);
    return this.read(stream, { direction: FORWARDS, fromRevision: BigInt(from), maxCount: limit });
  }

  /** Events from a revision back; left out: from the last. */
  backwards(stream: string, limit: number, from?: number): Promise<readonly RecordedEvent[]> {
    return this.read(stream, {
      direction: BACKWARDS,
      fromRevision: from === undefined ? END : BigInt(from),
      maxCount: limit,
    });
  }

  /**
   * The last records of all streams, the store's own and the server's among them.
   * @param before left out: from the end of the log
   */
  lastOfAll(limit: number, before?: number): Promise<readonly RecordedEvent[]> {
    const fromPosition = before === undefined ? END : placeOf(before);
    return this.collected(() =>
      this.client.readAll({ direction: BACKWARDS, fromPosition, maxCount: limit, requiresLeader: true }),
    );
  }

  /** The record at a position; undefined where there is none. */
  async at(position: number): Promise<RecordedEvent | undefined> {
    try {
      const fromPosition = placeOf(position);
      const [found] = await this.collected(() =>
        this.client.readAll({ direction: FORWARDS, fromPosition, maxCount: 1, requiresLeader: true }),
      );
      return found && positionOf(found) === position ? found : undefined;
    } catch (error) {
      if (error instanceof InvalidPosition) return undefined;
      throw error;
    }
  }

  /** All that contexts have written behind a position, and will write. */
  follow(after: number): AllStreamSubscription {
    // names of the store's own streams begin with @, those of the server with $
    const filter = streamNameFilter({ regex: '^[^@$]', maxSearchWindow: WINDOW });
    const fromPosition = after === 0 ? START : placeOf(after);
    return this.client.subscribeToAll({ fromPosition, filter, requiresLeader: true });
  }

  /** Asks until patience ends. @param ask rejects with Unanswered where it is to be asked again */
  async answered<T>(ask: () => Promise<T>): Promise<T> {
    await this.place();
    const until = performance.now() + this.limits.patience;
    try {
      for (let pause = this.limits.pause / 32; ; pause = Math.min(pause * 2, this.limits.pause)) {
        try {
          const answer = await ask();
          this.failed = undefined;
          return answer;
        } catch (error) {
          if (!(error instanceof Unanswered)) throw error;
          this.failed = new LogUnreachable(unreachable(error.reason));
          const next = performance.now() + pause;
          if (next > this.end) throw new LogStopped(CLOSED);
          if (next > until) throw this.failed;
          await setTimeout(pause);
        }
      }
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    }
  }

  /** Soon nothing is asked again any more. */
  giveUp(): void {
    this.end = Math.min(this.end, performance.now() + this.limits.farewell);
  }

  async close(): Promise<void> {
    this.giveUp();
    const { dispose } = this.limits;
    await inTime(dispose, () => this.client.dispose()).catch(() => undefined);
    const closing = async (): Promise<void> => (await channelOf(this.client)).close();
    await inTime(dispose, closing).catch(() => undefined); // there is none while no node of the cluster is found
  }

  private read(
    stream: string,
    how: NonNullable<Parameters<EventStoreDBClient['readStream']>[1]>,
  ): Promise<readonly RecordedEvent[]> {
    return this.collected(() => this.client.readStream(stream, { ...how, requiresLeader: true }));
  }

  private collected(ask: () => StreamingRead<ResolvedEvent>): Promise<readonly RecordedEvent[]> {
    return this.answered(async () => {
      const events: RecordedEvent[] = [];
      const found = ask();
      // the client has no deadline for reads: a frozen server would be waited for until the connection is given up
      const timer = globalThis.setTimeout(() => {
        // the cancelling waits for a node to be found, and fails where none is
        void found.cancel().catch(() => undefined);
        found.destroy(new NoAnswer());
      }, this.limits.deadline);
      found.on('error', () => undefined); // also what comes once nobody reads any more
      try {
        // to its end: a loop that is left early keeps the client from closing
        for await (const { event } of found) if (event) events.push(event);
        return events;
      } catch (error) {
        if (error instanceof StreamNotFoundError) return [];
        throw unanswered(error);
      } finally {
        clearTimeout(timer);
      }
    });
  }

  private async place(): Promise<void> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}

/** No answer, or one that does not tell whether something was written. */
export class Unanswered extends Error {
  constructor(readonly reason: unknown) {
    super(String(reason));
  }
}
/** There is no record at the position that was to be read from. */
export class InvalidPosition extends Error {
  override readonly name = 'InvalidPosition';
}
/** What a read or subscription failed with, as it is to be thrown. */
export const unanswered = (error: unknown): Error =>
  (error as { readonly code?: unknown } | null)?.code === INVALID_ARGUMENT
    ? new InvalidPosition()
    : new Unanswered(error);

const revisionOf = (version: WrongExpectedVersionError['actualVersion']): number =>
  typeof version === 'bigint' ? Number(version) : -1;

interface Inner {
  handleError(client: unknown, error: unknown): Promise<void>;
  supports(method: { readonly path: string }, feature?: string): Promise<boolean>;
  getChannel(): Promise<{ close(): void }>;
}
/**
 * Batch appends of client 6.2.1 have no deadline, and a failure on one client rejects those of all others though they
 * were written: what it finds supported leaves them out.
 */
export function plainAppends(client: EventStoreDBClient): void {
  const inner = client as unknown as Inner;
  const supports = inner.supports.bind(client);
  inner.supports = (method, feature) =>
    method.path.endsWith('/BatchAppend') ? Promise.resolve(false) : supports(method, feature);
}
/**
 * When a call fails, the client waits in the background for the connection that it is making; while all nodes of a cluster are
 * gone that fails, heard by nobody, and would end the process. The next call looks for a node again.
 */
function survives(client: EventStoreDBClient): void {
  const inner = client as unknown as Inner;
  const handle = inner.handleError.bind(client);
  inner.handleError = (...failed) => handle(...failed).catch(() => undefined);
}
/** `dispose` leaves the connection open. */
const channelOf = (client: EventStoreDBClient): ReturnType<Inner['getChannel']> =>
  (client as unknown as Inner).getChannel();
