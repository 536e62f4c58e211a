import type { Stored } from '@dossier/event-store';
import { OperatorError, type Text } from '@dossier/kernel';

/** What a subscriber wants; left out: everything. */
export interface Selection {
  /** Event types; `sales.*` is a whole context. */
  readonly types?: readonly string[];
  readonly subjects?: readonly string[];
  /** Each by any of its names, whichever was recorded. */
  readonly departments?: readonly string[];
}

export interface Batch {
  readonly events: readonly Stored[];
  /** Read up to here: go on from here, also when no event was selected. */
  readonly upTo: number;
}

/** Characters of payload that end a batch early: a thousand of the largest events would not fit in memory. */
export const FULL = 4_000_000;

/** Events that are counted one by one. */
const FEW = 200;

/**
 * The whole log, in the order in which it was committed. What an adapter promises:
 * 1. Events come in commit order, each once for one reading from one position to the end; none is skipped (P5, P6).
 * 2. `upTo` never passes an event that was not delivered and is selected. It is a position that the log gave, or the
 *    `after` that was asked for.
 * 3. `newer` resolves soon after an append that is later than `than` was committed, in any thread or process of the
 *    deployment; it resolves at once when there is one already, and when its signal aborts.
 * 4. A selection delivers what it names and nothing else.
 * 5. `at` gives the events at the named positions, in the order of the names.
 * 6. Positions are compared and never computed. One that this log never gave has no event; reading on from there goes on
 *    with the events behind it, or is ForeignPosition where the log cannot tell which they are.
 * 7. Records of a store's own (claims, statistics) are no events: they are not given, and `head` does not see them.
 * 8. `behind` says how many events there are after a position: exactly where they are few, else about. It is 0 at the end of
 *    the log alone.
 */
export abstract class LogReader {
  /**
   * Up to `limit` selected events after position `after` (0 is the beginning); fewer of large ones.
   * @param most characters of payload after which it ends; {@link FULL} by default
   * @throws ForeignPosition, LogUnreachable, LogDamaged, LogCut
   */
  abstract read(after: number, limit: number, selection?: Selection, most?: number): Promise<Batch>;
  /** Position of the last event, 0 for an empty log. @throws LogUnreachable, LogCut */
  abstract head(): Promise<number>;
  abstract newer(than: number, signal: AbortSignal): Promise<void>;
  /** As dense as the first of them are, so are all. */
  async behind(after: number): Promise<number> {
    const head = await this.head();
    if (after >= head) return 0;
    const { events, upTo } = await this.read(after, FEW);
    const part = upTo >= head ? 1 : (head - after) / (upTo - after);
    return Math.max(1, Math.round(events.length * part));
  }
  /** Ask for few and small ones: all are held in memory. A position without an event gives none. */
  abstract at(positions: readonly number[]): Promise<readonly Stored[]>;
  abstract close(): Promise<void>;
}

/** A position that is not of this log. */
export class ForeignPosition extends Error {
  override readonly name = 'ForeignPosition';
  constructor(readonly position: number) {
    super(`the log never gave the position ${position}`);
  }
}

/** The log lacks what was in it: an older copy was restored, or it is another one. */
export class LogCut extends OperatorError {
  override readonly name = 'LogCut';
  /** @param by who has seen the event */
  constructor(by: Text, position: number) {
    super({
      zh: `日志中没有${by.zh}在第 ${position} 位所见的事件：日志恢复自较旧的备份，或曾被另行续写。请恢复较新的日志。`,
      en: `the log does not hold the event that ${by.en} has seen at ${position}: an older copy was restored, or it was continued otherwise. Restore the newer one.`,
    });
  }
}
