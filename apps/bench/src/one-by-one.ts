import { type Batch, FULL, type Selection } from '@dossier/event-feed';
import { SqliteLogReader } from '@dossier/event-feed/sqlite';

/** A feed that gives one event at a time, as if the next had not happened yet: each is a step of its own. */
export class OneByOne extends SqliteLogReader {
  private given = 0;

  override async read(after: number, _limit: number, selection?: Selection, most = FULL): Promise<Batch> {
    const batch = await super.read(after, 1, selection, most);
    this.given = Math.max(this.given, batch.upTo);
    return batch;
  }

  override head(): Promise<number> {
    return Promise.resolve(this.given);
  }
}
