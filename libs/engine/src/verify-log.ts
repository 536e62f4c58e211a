import { createHash, type Hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { LogReader } from '@dossier/event-feed';
import { eventHash, LogDamaged, partitionOf, slotOf } from '@dossier/event-store';

/** A summary of one partition. Two copies of a log are the same when all of these are equal. */
export interface PartitionAudit {
  readonly partition: number;
  readonly count: number;
  /** Position of its last event. */
  readonly last: number;
  /** SHA-256, lower-case hex, over the hashes of its events in order. */
  readonly digest: string;
}

export interface Verification {
  readonly events: number;
  readonly streams: number;
  /** The first event whose hash does not fit its content and predecessor; null: the chain is whole. */
  readonly broken: { readonly stream: string; readonly revision: number; readonly position: number } | null;
  /** Of the partitions that hold events; empty where the log could not be read to its end. */
  readonly partitions: readonly PartitionAudit[];
  /** Why the log could not be read to its end; left out: it was. */
  readonly damage?: LogDamaged;
}

interface Tally {
  count: number;
  last: number;
  readonly digest: Hash;
}

/** Walks the whole log: hash chain of every stream (P13), and what each partition holds. */
export async function verifyLog(
  feed: LogReader,
  onProgress: (events: number, of: number) => void = () => undefined,
): Promise<Verification> {
  const last = new Map<string, { readonly revision: number; readonly hash: string }>();
  const tallies = new Map<number, Tally>();
  let broken: Verification['broken'] = null;
  let events = 0;
  try {
    const head = await feed.head();
    let size = 1_000;
    for (let after = 0; after < head;) {
      const batch = await feed.read(after, size).catch((error: unknown) => {
        if (size === 1 || !(error instanceof LogDamaged)) throw error;
        size = 1; // one by one, up to the damaged event
        return undefined;
      });
      if (!batch) continue;
      if (batch.upTo <= after) break;
      for (const event of batch.events) {
        const before = last.get(event.stream) ?? { revision: -1, hash: '' };
        if (event.revision !== before.revision + 1 || eventHash(event, before.hash) !== event.hash)
          broken ??= { stream: event.stream, revision: event.revision, position: event.position };
        last.set(event.stream, { revision: event.revision, hash: event.hash });
        const partition = partitionOf(slotOf(event.subject));
        const tally = tallies.get(partition) ?? { count: 0, last: 0, digest: createHash('sha256') };
        tally.count++;
        tally.last = event.position;
        tally.digest.update(event.hash, 'hex');
        tallies.set(partition, tally);
      }
      events += batch.events.length;
      after = batch.upTo;
      onProgress(events, head);
      await setImmediate(); // the log answers synchronously: this lets other work run
    }
    const partitions = [...tallies]
      .sort(([a], [b]) => a - b)
      .map(([partition, { digest, ...rest }]) => ({ partition, ...rest, digest: digest.digest('hex') }));
    return { events, streams: last.size, broken, partitions };
  } catch (error) {
    if (!(error instanceof LogDamaged)) throw error;
    return { events, streams: last.size, broken, partitions: [], damage: error };
  }
}
