import type { Collection, Db, Filter } from 'mongodb';
import { partitionOf, slotOf, type Stored } from '@dossier/event-store';
import { OperatorError, type Text } from '@dossier/kernel';
import { Connection, isThere, type Limits, LIMITS } from '@dossier/mongodb';
import { JournalBehind, KeptJournal } from '../../journal.port';
import { type Batch, FULL } from '../../log-reader.port';

/** Database where the connection string names none. */
const DATABASE = 'dossier';

/** An event under its position. */
interface Kept extends Omit<Stored, 'position'> {
  readonly _id: number;
}
/** All events of a lane up to a position are kept. It stays true when there are more lanes one day. */
interface Reached {
  /** `<lane>/<lanes>` */
  readonly _id: string;
  readonly upTo: number;
}

/** The journal cannot be asked or filled just now. */
export class JournalUnreachable extends OperatorError {
  override readonly name = 'JournalUnreachable';
  constructor(
    words: Text,
    override readonly cause: unknown,
  ) {
    super(words);
  }
}

const CLOSED: Text = { zh: '事件流水已关闭', en: 'the journal is closed' };

const keptIn = (db: Db): Collection<Kept> => db.collection('journal');
const reachedIn = (db: Db): Collection<Reached> => db.collection('journal-lanes');

/** The journal as a collection: written before the documents that are folded from it, event by event under its position. */
export class MongoJournal extends KeptJournal {
  private constructor(private readonly connection: Connection) {
    super();
  }

  /** @param url connection string; it may name the database @throws JournalUnreachable */
  static async open(url: string, limits: Partial<Limits> = {}): Promise<MongoJournal> {
    const connection = await Connection.open(url, {
      limits: { ...LIMITS, ...limits },
      database: DATABASE,
      closed: CLOSED,
      unreachable: (why, cause) => new JournalUnreachable(why, cause),
    });
    try {
      await connection.ask((db) => keptIn(db).createIndexes([{ key: { subject: 1, _id: 1 }, name: 'subject' }]));
      return new MongoJournal(connection);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  keep(lane: number, count: number, after: number, { events, upTo }: Batch): Promise<void> {
    return this.connection.ask(async (db) => {
      const kept = events.map(({ position, ...event }): Kept => ({ _id: position, ...event }));
      const keeping = kept.length > 0 && unlessThere(() => keptIn(db).insertMany(kept, { ordered: false }));
      // what is kept too early harms nobody: the journal is as far as `reached` says
      const [facts] = await Promise.all([this.facts(db), keeping]);
      const reached = reachedBy(facts, lane, count);
      if (reached < after) throw new JournalBehind(reached, after);
      const reach = (): Promise<unknown> =>
        reachedIn(db).updateOne({ _id: `${lane}/${count}` }, { $max: { upTo } }, { upsert: true });
      if (!(await unlessThere(reach))) await reach(); // another process made it at the same moment
    });
  }

  piece(subjects: readonly string[], after: number, limit: number, most = FULL): Promise<Batch> {
    return this.connection.ask(async (db) => {
      const end = lowest(await this.facts(db), subjects);
      if (limit === 0 || end <= after) return { events: [], upTo: after };
      const events: Stored[] = [];
      let size = 0;
      for await (const kept of keptIn(db)
        .find(between(subjects, after, end), this.connection.reads)
        .sort({ _id: 1 })) {
        events.push(asStored(kept));
        size += kept.data.length;
        if (events.length === limit || size > most) return { events, upTo: kept._id };
      }
      return { events, upTo: end };
    });
  }

  history(subjects: readonly string[], upTo?: number): Promise<Batch> {
    return this.connection.ask(async (db) => {
      const facts = await this.facts(db); // before the events: what is kept later may have holes
      const reached = lowest(facts, subjects);
      if (upTo !== undefined && reached < upTo) throw new JournalBehind(reached, upTo);
      const found = await keptIn(db)
        .find(upTo === undefined ? here(facts, subjects) : between(subjects, 0, upTo), this.connection.reads)
        .sort({ _id: 1 })
        .toArray();
      return { events: found.map(asStored), upTo: upTo ?? finite(reached) };
    });
  }

  override histories(all: readonly (readonly string[])[]): Promise<readonly Batch[]> {
    return this.connection.ask(async (db) => {
      const facts = await this.facts(db); // before the events, as in `history`
      const events = all.map((): Stored[] => []);
      const places = new Map(all.flatMap((subjects, i) => subjects.map((subject) => [subject, events[i]] as const)));
      const found = keptIn(db)
        .find(here(facts, [...places.keys()]), this.connection.reads)
        .sort({ _id: 1 });
      for (const kept of await found.toArray()) places.get(kept.subject)?.push(asStored(kept));
      return all.map((subjects, i) => ({ events: events[i] ?? [], upTo: finite(lowest(facts, subjects)) }));
    });
  }

  /** The process is stopping: what is not answered soon is not waited for. */
  stopWaiting(): void {
    this.connection.giveUp();
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private async facts(db: Db): Promise<readonly Fact[]> {
    const found = await reachedIn(db).find({}, this.connection.reads).toArray();
    return found.map(({ _id, upTo }) => {
      const [lane = NaN, count = NaN] = _id.split('/').map(Number);
      return { lane, count, upTo };
    });
  }
}

interface Fact {
  readonly lane: number;
  readonly count: number;
  readonly upTo: number;
}

/** How far a lane is, or a slot: as far as any lane that it is in, of fewer lanes too. @param count left out: a slot */
const reachedBy = (facts: readonly Fact[], lane: number, count = Infinity): number =>
  Math.max(
    0,
    ...facts
      .filter((each) => each.count <= count && partitionOf(lane, each.count) === each.lane)
      .map(({ upTo }) => upTo),
  );

/** The lowest place that the lanes of the subjects have passed; Infinity: there are none. */
const lowest = (facts: readonly Fact[], subjects: readonly string[]): number =>
  subjects.reduce((least, subject) => Math.min(least, reachedBy(facts, slotOf(subject))), Infinity); // a call takes no 130,000 arguments

const finite = (place: number): number => (place === Infinity ? 0 : place);

const between = (subjects: readonly string[], after: number, upTo: number): Filter<Kept> => ({
  subject: { $in: [...subjects] },
  _id: { $gt: after, $lte: upTo },
});
/** Of each subject what its lane has passed. */
function here(facts: readonly Fact[], subjects: readonly string[]): Filter<Kept> {
  const all = subjects.map((subject) => ({ subject, upTo: reachedBy(facts, slotOf(subject)) }));
  const ends = [...new Set(all.map(({ upTo }) => upTo))];
  const own = (end: number): readonly string[] => all.filter(({ upTo }) => upTo === end).map(({ subject }) => subject);
  return ends.length === 0 ? between([], 0, 0) : { $or: ends.map((end) => between(own(end), 0, end)) };
}
const asStored = ({ _id: position, ...event }: Kept): Stored => ({ ...event, position });

/** False: all that was to be inserted and was not there before is there now, and something was. */
async function unlessThere(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw error;
  }
}
