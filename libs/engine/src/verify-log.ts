import { setImmediate } from 'node:timers/promises';
import { audit, type EventFeed, type Gap, type PartitionAudit } from '@dossier/event-feed';
import { eventHash, LogDamaged } from '@dossier/event-store';

export interface Verification {
  readonly events: number;
  readonly streams: number;
  /** The first event whose hash does not fit its content and predecessor; null: the chain is whole. */
  readonly broken: { readonly stream: string; readonly revision: number; readonly position: number } | null;
  /** Of the partitions that hold events; empty where the log could not be read to its end. */
  readonly partitions: readonly PartitionAudit[];
  /** The first place where an event is missing; null: none is. */
  readonly gap: Gap | null;
  /** Why the log could not be read to its end; left out: it was. */
  readonly damage?: LogDamaged;
}

/** Walks the whole log: hash chain of every stream (P13), and no gap in any partition (P6). */
export async function verifyLog(
  feed: EventFeed,
  onProgress: (events: number, of: number) => void = () => undefined,
): Promise<Verification> {
  const last = new Map<string, { readonly revision: number; readonly hash: string }>();
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
      }
      events += batch.events.length;
      after = batch.upTo;
      onProgress(events, head);
      await setImmediate(); // the log answers synchronously: this lets other work run
    }
    const { partitions, gap } = await audit(feed);
    return { events, streams: last.size, broken, partitions, gap };
  } catch (error) {
    if (!(error instanceof LogDamaged)) throw error;
    return { events, streams: last.size, broken, partitions: [], gap: null, damage: error };
  }
}
