import type { Stored } from '@dossier/event-store';
import { Waiters } from '@dossier/kernel';
import type { Batch } from '../../log-reader.port';
import type { Told } from './records';

/** Where a batch of the topic ended. */
interface Taken {
  readonly upTo: number;
  /** Of the record behind it. */
  readonly offset: string;
}

/** Records of one partition that came and were not read on from yet. */
export class Lane {
  private records: Told[] = [];
  private characters = 0;
  /** All events of the lane behind this position and up to `end` came. */
  private from = Infinity;
  private end = -1;
  /** Position of the last event that came. */
  private event = 0;
  private readonly taken: Taken[] = [];
  /** Of the record behind all that came. */
  private offset = 0n;
  private isClosed = false;
  private readonly waiters = new Waiters();

  /** @param done as far as it was read before the lane was given to this process */
  constructor(private done: number) {}

  /** Bytes that it holds, about. */
  get size(): number {
    return this.characters;
  }

  /**
   * Takes records in their order; repeats are passed over.
   * @param offset of the record behind them
   */
  take(records: readonly Told[], offset: string): void {
    for (const record of records) {
      if (record.position <= this.end) continue;
      if (this.end < 0 || record.previous > this.event) {
        // records are missing before it: what is older comes from the log
        this.drop(this.records.length);
        this.from = record.previous;
      }
      this.records.push(record);
      this.characters += sizeOf(record);
      this.end = record.position;
      this.event = record.last;
    }
    this.taken.push({ upTo: this.end, offset });
    this.offset = BigInt(offset);
    this.isAt(this.done);
    this.waiters.wake();
  }

  /** Whether all events behind the position are here as far as the lane came. */
  holds(after: number): boolean {
    return after >= this.from;
  }

  /**
   * Events that are here to be read, with records that have not come up to an offset; undefined: the log is to be read.
   * @param end of the record behind the last one of the topic
   */
  lag(end: bigint): number | undefined {
    if (!this.holds(this.done)) return undefined;
    const events = this.records.filter(({ event }) => event !== undefined).length;
    return events + Math.max(0, Number(end - this.offset));
  }

  /** undefined: ask the log. */
  read(after: number, limit: number, most: number): Batch | undefined {
    this.isAt(after);
    if (!this.holds(after)) return undefined;
    const events: Stored[] = [];
    let upTo = after;
    let size = 0;
    for (const record of this.records) {
      if (record.position <= after) continue;
      if (events.length === limit || size > most) break;
      upTo = record.position;
      if (record.event) events.push(record.event);
      size += payloadOf(record);
    }
    return { events, upTo };
  }

  /** As the delivery's; also resolves when the lane is closed. */
  async newer(than: number, signal: AbortSignal): Promise<void> {
    this.isAt(than);
    while (this.end <= than && !this.isClosed && !signal.aborted) await this.waiters.next(signal);
  }

  /** The offset that everything before was read on from; undefined where it did not move since it was asked last. */
  doneOffset(): string | undefined {
    const left = this.taken.findIndex(({ upTo }) => upTo > this.done);
    return this.taken.splice(0, left < 0 ? this.taken.length : left).at(-1)?.offset;
  }

  close(): void {
    this.isClosed = true;
    this.waiters.wake();
  }

  private isAt(after: number): void {
    this.done = Math.max(this.done, after);
    const left = this.records.findIndex(({ position }) => position > this.done);
    this.drop(left < 0 ? this.records.length : left);
    this.from = Math.max(this.from, Math.min(this.done, this.end));
  }

  private drop(count: number): void {
    for (const record of this.records.splice(0, count)) this.characters -= sizeOf(record);
  }
}

/** Bytes that a record takes beside the payload, about. */
const RECORD = 600;
const payloadOf = ({ event }: Told): number => event?.data.length ?? 0;
const sizeOf = (record: Told): number => RECORD + payloadOf(record);
