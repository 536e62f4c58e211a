import { createHash, type Hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { EventFeed } from './event-feed.port';

/** A summary of one partition. Two copies of a log are the same when all of these are equal. */
export interface PartitionAudit {
  readonly partition: number;
  readonly count: number;
  /** Position of its last event. */
  readonly last: number;
  /** SHA-256, lower-case hex, over the hashes of its events in order. */
  readonly digest: string;
}

/** An event that does not follow the one before it in its partition: something between them is missing. */
export interface Gap {
  readonly partition: number;
  readonly position: number;
  /** Position of its predecessor as it states it; 0: none. */
  readonly follows: number;
  /** Position of the event actually before it. */
  readonly found: number;
}

export interface Audit {
  /** Partitions with events, in order. */
  readonly partitions: readonly PartitionAudit[];
  /** The first; null: nothing is missing. */
  readonly gap: Gap | null;
  /** All events up to here were read. */
  readonly upTo: number;
}

interface Tally {
  count: number;
  last: number;
  readonly digest: Hash;
}

/**
 * Reads the log up to its present end, counts and hashes its events per partition, and checks each one's link to the
 * one before it (P6).
 * @param onProgress called after each batch with the position reached and the last one
 */
export async function audit(
  feed: EventFeed,
  onProgress: (position: number, end: number) => void = () => undefined,
): Promise<Audit> {
  const end = await feed.head();
  const tallies = new Map<number, Tally>();
  let gap: Gap | null = null;
  let upTo = 0;
  while (upTo < end) {
    const batch = await feed.read(upTo, 1000);
    for (const { partition, position, previous, hash } of batch.events) {
      if (position > end) break;
      const tally = tallies.get(partition) ?? { count: 0, last: 0, digest: createHash('sha256') };
      if (previous !== tally.last) gap ??= { partition, position, follows: previous, found: tally.last };
      tally.count++;
      tally.last = position;
      tally.digest.update(hash, 'hex');
      tallies.set(partition, tally);
    }
    upTo = Math.min(batch.upTo, end);
    onProgress(upTo, end);
    await setImmediate(); // the log answers synchronously: this lets other work run
  }
  const partitions = [...tallies]
    .sort(([a], [b]) => a - b)
    .map(([partition, { count, last, digest }]) => ({ partition, count, last, digest: digest.digest('hex') }));
  return { partitions, gap, upTo };
}
