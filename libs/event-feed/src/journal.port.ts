import { OperatorError } from '@dossier/kernel';
import type { Batch } from './log-reader.port';

/**
 * What happened to some subjects, found without reading the whole log. What an adapter promises:
 * 1. Events of the subjects come in position order, each once; none is skipped up to `upTo`.
 * 2. `upTo` says how far the journal is for these subjects, where it does not end with the batch: later events may be in the
 *    log and not here yet. It is `after` where nothing later is known.
 */
export abstract class Journal {
  /** Up to `limit` events of the subjects after a position, fewer of large ones, as {@link LogReader.read}. */
  abstract piece(subjects: readonly string[], after: number, limit: number, most?: number): Promise<Batch>;
  /**
   * All events of the subjects up to a position; left out: all that are here, of each subject as far as the journal is for it.
   * `upTo` is where it is for all of them.
   * @throws JournalBehind where it is not as far
   */
  abstract history(subjects: readonly string[], upTo?: number): Promise<Batch>;
  /** As `history` of each, as far as it is here. They share no subject, so that a server may be asked once for all. */
  histories(all: readonly (readonly string[])[]): Promise<readonly Batch[]> {
    return Promise.all(all.map((subjects) => this.history(subjects)));
  }
}

/** A journal beside the log lacks events that read models have taken: what is folded from it would be wrong. */
export class JournalBehind extends OperatorError {
  override readonly name = 'JournalBehind';
  constructor(reached: number, wanted: number) {
    super({
      zh: `事件流水只到第 ${reached} 位，而读模型需要到第 ${wanted} 位；请重建全部读模型`,
      en: `the journal goes up to ${reached}, and the read models need it up to ${wanted}: rebuild all of them`,
    });
  }
}

/** A journal beside the log, which whoever folds a lane fills before folding. */
export abstract class KeptJournal extends Journal {
  /**
   * Keeps what was read of a lane ({@link Delivery}) behind a position; then the journal is as far as the batch. What is
   * there is kept once.
   * @param count how many lanes there are
   * @throws JournalBehind where it is not as far as `after`: what is between would be missing
   */
  abstract keep(lane: number, count: number, after: number, batch: Batch): Promise<void>;
  abstract close(): Promise<void>;
}
