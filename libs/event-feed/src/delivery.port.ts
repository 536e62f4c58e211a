import type { Batch } from './log-reader.port';

/**
 * Gives the events of the log lane by lane. A lane holds all slots (`slotOf` the subject) that are its number modulo the
 * number of lanes, so one subject is in one lane for ever. What an adapter promises:
 * 1. The events of a lane come in the order of the log, each once for one reading from one position to the end; none is
 *    skipped (P6), whatever the way that brings them loses, repeats or keeps only for a time.
 * 2. `upTo` never passes an event of the lane that was not given. Soon after the log moved it reaches the end of the log
 *    in every lane, also in one that has no event there: so places of the log compare with all lanes.
 * 3. A lane may be read from any position that the log gave, also again.
 * 4. `newer` resolves soon after the lane could be read further than `than`; at once when it can be already, when its
 *    signal aborts, and when the delivery is closed. It may resolve sooner.
 * 5. `lanes` are those that this process is to fold. For a short time another may fold one of them too: whoever saves
 *    must be able to lose.
 */
export abstract class Delivery {
  /** How many lanes there are: a power of two. */
  abstract readonly count: number;
  /** Those of this process, ascending. */
  abstract lanes(): readonly number[];
  /** As {@link LogReader.read}, of one lane. @throws LogUnreachable, LogDamaged, ForeignPosition */
  abstract read(lane: number, after: number, limit: number, most?: number): Promise<Batch>;
  abstract newer(lane: number, than: number, signal: AbortSignal): Promise<void>;
  abstract close(): Promise<void>;
}
