import { BroadcastChannel } from 'node:worker_threads';
import { type EventRow, logFolder, SELECT_EVENTS, stored, type Stored } from '@dossier/event-store';
import Database from 'better-sqlite3';
import { type Batch, EventFeed, type Selection } from '../../event-feed.port';
import { condition, type Condition } from './condition';

/** Positions looked at in one read of a selection: a rare type must not hold its thread for the length of the log. */
const WINDOW = 10_000;

/** Characters of payload after which a batch ends early: a thousand of the largest events would not fit in memory. */
const FULL = 16_000_000;

interface Waiting {
  readonly than: number;
  readonly wake: () => void;
}

/** Reads the log's file in the calling thread; hears of commits from the writer's thread. */
export class SqliteEventFeed extends EventFeed {
  private readonly db: Database.Database;
  private readonly channel: BroadcastChannel;
  private readonly last: Database.Statement<[], number>;
  private readonly statements = new Map<string, Database.Statement<unknown[], EventRow>>();
  private readonly waiting = new Set<Waiting>();

  /** @param folder a data folder that this process owns, in whichever thread */
  constructor(folder: string) {
    super();
    const { events, channel } = logFolder(folder);
    this.db = new Database(events, { readonly: true, fileMustExist: true });
    this.last = this.db.prepare<[], number>('SELECT position FROM events ORDER BY position DESC LIMIT 1').pluck();
    this.channel = new BroadcastChannel(channel);
    this.channel.unref(); // to wait for news is no reason to live on
    this.channel.onmessage = (message) => this.arrived((message as { readonly data: number }).data);
  }

  read(after: number, limit: number, selection: Selection = {}): Promise<Batch> {
    return promised(() => {
      const head = this.position();
      const { subjects } = selection;
      // head first: what is committed after it is not looked at, so upTo cannot pass it
      if (subjects === undefined) return this.scan(after, limit, head, condition(selection));
      const events = this.bySubject(subjects, after, head, limit, condition(selection));
      return { events, upTo: reached(events, limit, after, Math.max(after, head)) };
    });
  }

  head(): Promise<number> {
    return promised(() => this.position());
  }

  newer(than: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.waiting.delete(waiting);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const waiting = { than, wake };
      this.waiting.add(waiting); // before looking, or a commit in between would wake nobody
      signal.addEventListener('abort', wake);
      if (signal.aborted || this.position() > than) wake();
    });
  }

  journal(subjects: readonly string[], upTo = Number.MAX_SAFE_INTEGER): Promise<readonly Stored[]> {
    return promised(() => this.bySubject(subjects, 0, upTo, Number.MAX_SAFE_INTEGER, condition({})));
  }

  close(): Promise<void> {
    return promised(() => {
      this.channel.close();
      for (const { wake } of [...this.waiting]) wake();
      this.db.close();
    });
  }

  private position(): number {
    return this.last.get() ?? 0;
  }

  private arrived(position: number): void {
    for (const { than, wake } of [...this.waiting]) if (position > than) wake();
  }

  private scan(after: number, limit: number, head: number, { sql, values }: Condition): Batch {
    const end = Math.max(after, sql === '' ? head : Math.min(head, after + WINDOW));
    const where = `e.position > ? AND e.position <= ?${sql} ORDER BY e.position LIMIT ?`;
    const events: Stored[] = [];
    let size = 0;
    for (const row of this.select(where).iterate(after, end, ...values, limit)) {
      const event = stored(row);
      events.push(event);
      size += event.data.length;
      if (size > FULL) return { events, upTo: event.position };
    }
    return { events, upTo: reached(events, limit, after, end) };
  }

  /** Subject by subject, each in the order of its index; then brought into one order. */
  private bySubject(
    subjects: readonly string[],
    after: number,
    end: number,
    limit: number,
    { sql, values }: Condition,
  ): readonly Stored[] {
    const select = this.select(
      `e.subject = (SELECT no FROM subjects WHERE name = ?) AND e.position > ? AND e.position <= ?${sql}
       ORDER BY e.position LIMIT ?`,
    );
    const rows = [...new Set(subjects)].flatMap((subject) => select.all(subject, after, end, ...values, limit));
    return rows
      .sort((a, b) => a[0] - b[0])
      .slice(0, limit)
      .map(stored);
  }

  private select(where: string): Database.Statement<unknown[], EventRow> {
    const known = this.statements.get(where);
    if (known) return known;
    const statement = this.db.prepare<unknown[], EventRow>(`${SELECT_EVENTS} WHERE ${where}`).raw();
    this.statements.set(where, statement);
    return statement;
  }
}

/** A full batch may have left events out behind its last one. */
const reached = (events: readonly Stored[], limit: number, after: number, end: number): number =>
  events.length < limit ? end : (events.at(-1)?.position ?? after);

/** What throws rejects. */
const promised = <T>(work: () => T): Promise<T> =>
  new Promise((resolve) => {
    resolve(work());
  });
