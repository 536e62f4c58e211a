import { setTimeout } from 'node:timers/promises';
import type { RecordedEvent } from '@eventstore/db-client';
import type { Stored } from '@dossier/event-store';
import { Waiters } from '@dossier/kernel';
import { Connection, InvalidPosition, type Limits, LIMITS, positionOf, storedOf } from '@dossier/eventstoredb';
import { type Batch, ForeignPosition, FULL, LogCut, LogReader, type Selection } from '../../log-reader.port';
import { Following } from './following';
import { isSelected } from '../../selected';

/** Events looked at for a selection before a batch ends. */
const WINDOW = 10_000;
/** Subscriptions kept open for readers who go on where they were. */
const KEPT = 16;
/** Records read at once to find the last event; four times as many where there is none among them. */
const LAST = { first: 8, most: 512 };

/**
 * Reads the log of EventStoreDB by filtered subscriptions: reads of `$all` would bring the store's claims along. One is
 * kept for each reader who goes on where the last batch ended.
 */
export class EventStoreDbLogReader extends LogReader {
  private readonly connection: Connection;
  private readonly limits: Limits;
  /** Oldest first. */
  private readonly kept = new Set<Following>();
  private readonly waiters = new Waiters();
  /** The last event that was seen; of an empty log position 0. */
  private known: Seen = { id: '', position: 0 };
  /** The log did not hold that event when it was last asked. */
  private isCut = false;
  /** Up to this record there is no later event: thousands of claims may lie behind it, as after a move. */
  private looked = 0;
  private watching: Promise<void> | undefined;
  private watched: Following | undefined;
  private readonly stop = new AbortController();

  /** @param url connection string, `esdb://…`; it may name several nodes */
  constructor(url: string, limits: Partial<Limits> = {}) {
    super();
    this.limits = { ...LIMITS, ...limits };
    this.connection = new Connection(url, this.limits);
  }

  async read(after: number, limit: number, selection: Selection = {}, most = FULL): Promise<Batch> {
    if (limit === 0) return { events: [], upTo: after };
    const head = await this.head();
    if (after >= head) return { events: [], upTo: after };
    try {
      return await this.connection.answered(() => this.batch(after, head, limit, selection, most));
    } catch (error) {
      throw error instanceof InvalidPosition ? new ForeignPosition(after) : error;
    }
  }

  async head(): Promise<number> {
    let [before, newest]: (number | undefined)[] = [];
    for (let size = LAST.first; ; size = Math.min(size * 4, LAST.most)) {
      const records = await this.connection.lastOfAll(size, before);
      if (newest === undefined) {
        newest = (records[0] && positionOf(records[0])) ?? 0;
        if (this.isCut || newest < this.looked) {
          await this.mustHold(this.known); // it may have lost claims alone
          this.looked = this.known.position; // what is behind it may be other records now
          return this.head(); // and what was read may be of the copy that was in its place until then
        }
      }
      const last = records.find((record) => isEvent(record) || positionOf(record) <= this.looked);
      const oldest = records.at(-1);
      if (last || records.length < size || !oldest) {
        if (last && isEvent(last)) this.saw({ id: last.id, position: positionOf(last) });
        this.looked = Math.max(this.looked, newest);
        return this.known.position;
      }
      before = positionOf(oldest);
    }
  }

  async newer(than: number, signal: AbortSignal): Promise<void> {
    const isOver = (): boolean => signal.aborted || this.isClosed;
    try {
      if (isOver() || (await this.head()) > than) return;
      this.watching ??= this.watch();
      while (this.known.position <= than && !isOver()) {
        await this.waiters.next(signal);
        if (this.isCut && !isOver()) throw this.cut();
      }
    } catch (error) {
      if (!this.isClosed) throw error;
    }
  }

  async at(positions: readonly number[]): Promise<readonly Stored[]> {
    const found: Stored[] = [];
    for (const position of positions) {
      const record = await this.connection.at(position);
      if (record && isEvent(record)) found.push(storedOf(record));
    }
    return found;
  }

  /** The process is stopping: what is not answered soon is not asked again. */
  stopWaiting(): void {
    this.connection.giveUp();
  }

  async close(): Promise<void> {
    this.stop.abort();
    this.waiters.wake();
    this.watched?.close();
    for (const following of this.kept) following.close();
    await this.watching;
    await this.connection.close();
  }

  private get isClosed(): boolean {
    return this.stop.signal.aborted;
  }

  /** @throws Unanswered where not even the first event came */
  private async batch(after: number, head: number, limit: number, selection: Selection, most: number): Promise<Batch> {
    const following = this.followingFrom(after);
    const events: Stored[] = [];
    let [seen, size] = [0, 0];
    try {
      while (following.upTo < head && events.length < limit && size <= most && seen < WINDOW) {
        const event = await following.next(this.limits.deadline);
        seen++;
        if (!isSelected(event, selection)) continue;
        events.push(event);
        size += event.data.length;
      }
    } catch (error) {
      if (following.upTo === after) throw error;
    }
    this.keep(following);
    return { events, upTo: following.upTo };
  }

  private followingFrom(position: number): Following {
    for (const following of this.kept)
      if (following.upTo === position) {
        this.kept.delete(following);
        if (!following.isBroken) return following;
      }
    return new Following(this.connection, position);
  }

  private keep(following: Following): void {
    if (this.isClosed) following.close();
    else this.kept.add(following);
    const [oldest] = this.kept;
    if (this.kept.size <= KEPT || !oldest) return;
    this.kept.delete(oldest);
    oldest.close();
  }

  /** Follows the log for all who wait, from the first of them on. */
  private async watch(): Promise<void> {
    const isOver = (): boolean => this.isClosed; // it changes meanwhile
    while (!isOver()) {
      try {
        await this.head(); // behind the end of a log that was cut nothing would come, and nothing would say so
        if (isOver()) return;
        const { known } = this;
        this.watched = new Following(this.connection, known.position);
        const first = await this.watched.next();
        await this.mustHold(known); // the log may have been cut before it was subscribed to, and continued
        if (!(await this.holds(first))) continue; // and the copy it came from may be replaced since
        for (let next: Seen = first; ; next = await this.watched.next()) this.saw(next);
      } catch {
        await setTimeout(this.limits.pause, undefined, { signal: this.stop.signal }).catch(() => undefined);
      } finally {
        this.watched?.close();
      }
    }
  }

  /** @throws LogCut until the log holds again what was seen */
  private async mustHold(seen: Seen): Promise<void> {
    this.isCut = !(await this.holds(seen));
    if (!this.isCut) return;
    this.waiters.wake();
    throw this.cut();
  }

  private async holds({ id, position }: Seen): Promise<boolean> {
    return position === 0 || (await this.connection.at(position))?.id === id;
  }

  private cut(): LogCut {
    return new LogCut({ zh: '本进程', en: 'this process' }, this.known.position);
  }

  private saw({ id, position }: Seen): void {
    if (position > this.known.position) this.known = { id, position };
    this.waiters.wake();
  }
}

/** An event that was seen. */
interface Seen {
  readonly id: string;
  readonly position: number;
}

/** Streams of the store's own begin with `@`, those of the server with `$`. */
const isEvent = ({ streamId }: RecordedEvent): boolean => !/^[@$]/.test(streamId);
