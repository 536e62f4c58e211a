import { type Batch, FULL, type Selection } from '@dossier/event-feed';
import { SqliteEventFeed } from '@dossier/event-feed/sqlite';

/** A feed that gives one event at a time: each is a step of its own. */
export class OneByOne extends SqliteEventFeed {
  override read(after: number, _limit: number, selection?: Selection, most = FULL): Promise<Batch> {
    return super.read(after, 1, selection, most);
  }
}
