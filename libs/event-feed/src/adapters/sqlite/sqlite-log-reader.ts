import { BroadcastChannel } from 'node:worker_threads';
import {
  damageOf,
  type EventRow,
  LogDamaged,
  logFolder,
  SELECT_EVENTS,
  payloadSize,
  stored,
  type Stored,
} from '@dossier/event-store';
import type Database from 'better-sqlite3';
import { Waiters } from '@dossier/kernel';
import { Sqlite } from '@dossier/sqlite';
import type { Journal } from '../../journal.port';
import { type Batch, FULL, LogReader, type Selection } from '../../log-reader.port';
import { condition, type Condition } from './condition';
import { mustContinue, mustFollow } from './whole';

/** Positions read at once for a selection: a rare type must not block the thread for the whole log. */
const WINDOW = 10_000;

/** Rows of a batch in their order. */
interface Rows {
  readonly rows: readonly EventRow[];
  /** More may be behind the last one. */
  readonly full: boolean;
}
/** Limits of a batch: rows, and characters of payload. */
interface Size {
  readonly limit: number;
  readonly most: number;
}
/** How many positions there are, and their sum. */
interface Tally {
  readonly count: number;
  readonly sum: number;
}
/** Reads the log's file in the calling thread; the writer's thread reports commits. */
export class SqliteLogReader extends LogReader implements Journal {
  private readonly db: Database.Database;
  private readonly channel: BroadcastChannel;
  private readonly last: Database.Statement<[], number>;
  private readonly tally: Database.Statement<[number, number], Tally>;
  private readonly positions: Database.Statement<[number, number], number>;
  private readonly revision: Database.Statement<[string, number, number], 1>;
  private readonly statements = new Map<string, Database.Statement<unknown[], EventRow>>();
  private readonly waiters = new Waiters();
  /** The last commit that the writer's thread reported. */
  private told = 0;
  private isClosed = false;
  private found: LogDamaged | undefined;

  /** @param folder a data folder that this process owns, in any thread */
  constructor(folder: string) {
    super();
    const { events, channel } = logFolder(folder);
    this.db = new Sqlite(events, { readonly: true, fileMustExist: true });
    this.last = this.db.prepare<[], number>('SELECT position FROM events ORDER BY position DESC LIMIT 1').pluck();
    const between = 'FROM events WHERE position > ? AND position <= ?';
    this.tally = this.db.prepare<[number, number], Tally>(
      `SELECT count(*) AS count, total(position) AS sum ${between}`,
    );
    this.positions = this.db.prepare<[number, number], number>(`SELECT position ${between} ORDER BY position`).pluck();
    this.revision = this.db
      .prepare<[string, number, number], 1>(
        'SELECT 1 FROM events WHERE stream = (SELECT no FROM streams WHERE name = ?) AND revision = ? AND position <= ?',
      )
      .pluck();
    this.channel = new BroadcastChannel(channel);
    this.channel.unref(); // waiting for commits must not keep the process alive
    this.channel.onmessage = (message) => this.arrived((message as { readonly data: number }).data);
  }

  /** The first damage that a read found in the file. */
  get damage(): LogDamaged | undefined {
    return this.found;
  }

  read(after: number, limit: number, selection: Selection = {}, most = FULL): Promise<Batch> {
    const subjects = selection.subjects ?? [];
    const candidates = selection.subjects
      ? () => this.positionsOf(subjects, after)
      : () => this.following(after, limit);
    return this.guarded(candidates, () => {
      if (limit === 0) return { events: [], upTo: after }; // nothing was read: a higher `upTo` would skip events
      const head = Math.max(after, this.position());
      const { subjects } = selection;
      // head first: later commits are not read, so `upTo` must not pass them
      return subjects === undefined
        ? this.scan(after, { limit, most }, head, condition(selection))
        : this.bySubject(subjects, after, { limit, most }, head, condition(selection));
    });
  }

  head(): Promise<number> {
    return this.guarded(
      () => [],
      () => this.position(),
    );
  }

  /** Positions of this log are numbers without holes. Nothing is read: it is also asked where the log is damaged. */
  override async behind(after: number): Promise<number> {
    return Math.max(0, (await this.head()) - after);
  }

  async newer(than: number, signal: AbortSignal): Promise<void> {
    const isOver = (): boolean => signal.aborted || this.isClosed;
    if (isOver() || this.position() > than) return;
    while (this.told <= than && !isOver()) await this.waiters.next(signal); // what is committed after the look is told
  }

  piece(subjects: readonly string[], after: number, limit: number, most?: number): Promise<Batch> {
    return this.read(after, limit, { subjects }, most);
  }

  history(subjects: readonly string[], upTo?: number): Promise<Batch> {
    return this.guarded(
      () => this.positionsOf(subjects, 0),
      () => {
        const select = this.ofSubject(condition({}));
        const end = upTo ?? Number.MAX_SAFE_INTEGER;
        const rows = [...new Set(subjects)].flatMap((subject) => select.all(subject, 0, end, Number.MAX_SAFE_INTEGER));
        const events = inOrder(rows).map(stored);
        mustContinue(events, this.hasUpTo(0));
        return { events, upTo: upTo ?? events.at(-1)?.position ?? 0 };
      },
    );
  }

  histories(all: readonly (readonly string[])[]): Promise<readonly Batch[]> {
    return Promise.all(all.map((subjects) => this.history(subjects)));
  }

  at(positions: readonly number[]): Promise<readonly Stored[]> {
    return this.guarded(
      () => positions.filter((position) => position <= this.position()),
      () => positions.flatMap((position) => this.select('e.position = ?').all(position)).map(stored),
    );
  }

  close(): Promise<void> {
    return promised(() => {
      this.channel.close();
      this.isClosed = true;
      this.waiters.wake();
      this.db.close();
    });
  }

  /** Runs a read; a broken page of the file becomes LogDamaged. @param candidates positions that it reads */
  private guarded<T>(candidates: () => Iterable<number>, work: () => T): Promise<T> {
    return promised(() => {
      try {
        return work();
      } catch (error) {
        const one = (): Database.Statement<unknown[], EventRow> => this.select('e.position = ?');
        const damage = damageOf(error, candidates, (position) => one().get(position));
        if (damage instanceof LogDamaged) this.found ??= damage;
        throw damage;
      }
    });
  }

  /** Uses the index only: it may be intact where events are not. */
  private *positionsOf(subjects: readonly string[], after: number): Generator<number> {
    const positions = this.db
      .prepare<[string, number], number>(
        'SELECT position FROM events WHERE subject = (SELECT no FROM subjects WHERE name = ?) AND position > ?',
      )
      .pluck();
    for (const subject of subjects) yield* positions.all(subject, after);
  }

  /** Those that a batch may look at. */
  private *following(after: number, limit: number): Generator<number> {
    const end = Math.min(this.position(), after + Math.max(limit, WINDOW));
    for (let position = after + 1; position <= end; position++) yield position;
  }

  private position(): number {
    return this.last.get() ?? 0;
  }

  private arrived(position: number): void {
    this.told = Math.max(this.told, position);
    this.waiters.wake();
  }

  private scan(after: number, size: Size, head: number, { sql, values }: Condition): Batch {
    const end = sql === '' ? head : Math.min(head, after + WINDOW);
    const where = `e.position > ? AND e.position <= ?${sql} ORDER BY e.position LIMIT ?`;
    const found = fill(this.select(where).iterate(after, end, ...values, size.limit), size);
    const upTo = reached(found, after, end);
    if (sql === '')
      mustFollow(
        found.rows.map(([position]) => position),
        after,
        upTo,
      );
    else this.mustBeWhole(after, upTo);
    return { events: found.rows.map(stored), upTo };
  }

  /** One quick look at what was not selected. @throws LogDamaged */
  private mustBeWhole(after: number, upTo: number): void {
    const { count, sum } = this.tally.get(after, upTo) ?? { count: 0, sum: 0 };
    const all = upTo - after;
    // the sum too: a page that was copied over another repeats as many positions as it hides
    if (count !== all || sum !== (all * (after + 1 + upTo)) / 2)
      mustFollow(this.positions.iterate(after, upTo), after, upTo);
  }

  /** Reads subject by subject, each in the order of its index, and stops where the batch is already full. */
  private bySubject(
    subjects: readonly string[],
    after: number,
    size: Size,
    end: number,
    { sql, values }: Condition,
  ): Batch {
    const select = this.ofSubject({ sql, values });
    let found: Rows = { rows: [], full: false };
    for (const subject of new Set(subjects)) {
      const upTo = found.full ? (found.rows.at(-1)?.[0] ?? after) : end;
      const own = fill(select.iterate(subject, after, upTo, ...values, size.limit), size);
      // skip subjects without rows: a customer may have thousands, and each merge sorts
      if (own.rows.length > 0) found = merged(found, own, size);
    }
    const events = found.rows.map(stored);
    if (sql === '') mustContinue(events, this.hasUpTo(after));
    return { events, upTo: reached(found, after, end) };
  }

  /** Tells whether a stream has a revision, up to a position. */
  private hasUpTo(position: number): (stream: string, revision: number) => boolean {
    return (stream, revision) => this.revision.get(stream, revision, position) !== undefined;
  }

  private ofSubject({ sql }: Condition): Database.Statement<unknown[], EventRow> {
    return this.select(
      `e.subject = (SELECT no FROM subjects WHERE name = ?) AND e.position > ? AND e.position <= ?${sql}
       ORDER BY e.position LIMIT ?`,
    );
  }

  private select(where: string): Database.Statement<unknown[], EventRow> {
    const known = this.statements.get(where);
    if (known) return known;
    const statement = this.db.prepare<unknown[], EventRow>(`${SELECT_EVENTS} WHERE ${where}`).raw();
    this.statements.set(where, statement);
    return statement;
  }
}

const inOrder = (rows: EventRow[]): EventRow[] => rows.sort((a, b) => a[0] - b[0]);

/** The first rows, up to the limit of the batch; fewer large ones. */
function fill(from: Iterable<EventRow>, { limit, most }: Size): Rows {
  const rows: EventRow[] = [];
  let characters = 0;
  for (const row of from) {
    rows.push(row);
    characters += payloadSize(row);
    if (rows.length === limit || characters > most) return { rows, full: true };
  }
  return { rows, full: false };
}

/** Merges two sources. Rows behind the end of a full one are left out: rows of it may be missing there. */
function merged(one: Rows, other: Rows, size: Size): Rows {
  const ends = [one, other].flatMap(({ rows, full }) => (full ? (rows.at(-1)?.[0] ?? 0) : []));
  const end = Math.min(...ends);
  const rows = inOrder([...one.rows, ...other.rows]).filter(([position]) => position <= end);
  const first = fill(rows, size);
  return { rows: first.rows, full: first.full || ends.length > 0 };
}

/** A full batch goes only to its last event. */
const reached = ({ rows, full }: Rows, after: number, end: number): number =>
  full ? (rows.at(-1)?.[0] ?? after) : end;

/** A throw becomes a rejection. */
const promised = <T>(work: () => T): Promise<T> =>
  new Promise((resolve) => {
    resolve(work());
  });
