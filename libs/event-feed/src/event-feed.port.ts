import type { Stored } from '@dossier/event-store';

/** What a subscriber wants; left out: everything. */
export interface Selection {
  /** Event types; `sales.*` is a whole context. */
  readonly types?: readonly string[];
  readonly subjects?: readonly string[];
  readonly departments?: readonly string[];
}

export interface Batch {
  readonly events: readonly Stored[];
  /** Read up to here: go on from here, also when no event was selected. */
  readonly upTo: number;
}

/** Characters of payload that end a batch early: a thousand of the largest events would not fit in memory. */
export const FULL = 4_000_000;

/**
 * What an adapter promises:
 * 1. Events come in commit order, each once for one reading from one position to the end; none is skipped (P5, P6).
 * 2. `upTo` never passes an event that was not delivered and is selected.
 * 3. `newer` resolves soon after an append that is later than `than` was committed, in any thread or process of the
 *    deployment; it resolves at once when there is one already, and when its signal aborts.
 * 4. `journal` gives all events of the named subjects up to a position, in position order.
 * 5. A selection delivers what it names and nothing else.
 * 6. `at` gives the events at the named positions, in the order of the names.
 * 7. Positions of a log have no holes. `read` throws LogDamaged near the first one and never passes it: for a batch
 *    without a selection of subjects by positions, for all events of subjects by the revisions of each stream, as
 *    `journal` does. An event without the name of its stream or subject is lost too, for whoever selects it. A subject
 *    whose name is lost looks like one without events: only a reader of all subjects is told.
 */
export abstract class EventFeed {
  /**
   * Up to `limit` selected events after position `after` (0 is the beginning); fewer of large ones.
   * @param most characters of payload after which it ends; {@link FULL} by default
   */
  abstract read(after: number, limit: number, selection?: Selection, most?: number): Promise<Batch>;
  /** Position of the last event, 0 for an empty log. */
  abstract head(): Promise<number>;
  abstract newer(than: number, signal: AbortSignal): Promise<void>;
  abstract journal(subjects: readonly string[], upTo?: number): Promise<readonly Stored[]>;
  /** Ask for few and small ones: all are held in memory. A position without an event gives none. */
  abstract at(positions: readonly number[]): Promise<readonly Stored[]>;
  abstract close(): Promise<void>;
}
