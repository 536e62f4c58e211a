import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import { cannotUse, HeldElsewhere, OperatorError, type Text, troubleOf } from '@dossier/kernel';
import { Sqlite } from '@dossier/sqlite';
import {
  AlreadyClaimed,
  type Append,
  type Appended,
  appendSize,
  BadAppend,
  type Claimed,
  Conflict,
  EventStore,
  type Head,
  LARGEST_APPEND,
  LogStopped,
  mustBeWellFormed,
  NameTaken,
  type Stored,
  TooLarge,
} from '../../event-store.port';
import { damageOf, LogDamaged } from '../../log-damaged';
import { type LogFolder, logFolder } from '../../log-folder';
import { type EventRow, payloadSize, SELECT_EVENTS, stored } from '../../log-row';
import { claimReader } from './claims';
import type { Answer, Outcome, Request, Stop } from './messages';
import { readMeta } from './schema';

interface Waiting {
  readonly append: Append;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: Error) => void;
}

/** Appends run in their own thread, so that waiting for the disk never blocks the caller; reads run in the caller's. */
export class SqliteEventStore extends EventStore {
  readonly log: string;
  private readonly db: Database.Database;
  private readonly sql: ReturnType<typeof prepare>;
  private readonly claim: (key: Buffer) => Claimed | undefined;
  private readonly worker: Worker;
  private readonly started: Promise<void>;
  private readonly ended: Promise<unknown>;
  /** In the order in which the writer answers. */
  private waiting: Waiting[] = [];
  private outbox: Append[] = [];
  private stopped: LogStopped | LogDamaged | undefined;
  private locked = false;
  private found: LogDamaged | undefined;

  private constructor({ events, channel }: LogFolder) {
    super();
    this.db = new Sqlite(events, { readonly: true, fileMustExist: true });
    this.log = readMeta(this.db).log;
    this.sql = prepare(this.db);
    this.claim = claimReader(this.db);
    // resolved, so that it finds writer.worker.js when built and writer.worker.ts under Jest
    this.worker = new Worker(require.resolve('./writer.worker'), { workerData: { events, channel } });
    this.ended = once(this.worker, 'exit').catch(() => undefined);
    this.started = new Promise((resolve, reject) => {
      this.worker.on('message', (answer: Answer) => {
        this.locked = answer === 'locked';
        if (answer === 'locked') return;
        if (answer === 'ready') resolve();
        else if ('why' in answer) reject(this.stop(answer));
        else this.settle(answer);
      });
      this.worker.on('error', (error: Error) => reject(this.stop({ why: troubleOf('events.db', error) })));
      this.worker.on('exit', () => reject(this.stop({ why: CLOSED })));
    });
  }

  /**
   * @param folder a data folder that this process owns (`openDataFolder`) until after {@link close}
   * @throws CannotUse when the log cannot be read or written, LogStopped where the reason is not known
   */
  static async open(folder: string): Promise<SqliteEventStore> {
    const files = logFolder(folder);
    let store: SqliteEventStore | undefined;
    try {
      store = new SqliteEventStore(files);
      await store.started;
      return store;
    } catch (error) {
      await store?.close();
      const known = cannotUse(files.events, error);
      if (known instanceof OperatorError || known instanceof LogStopped) throw known;
      throw new LogStopped(troubleOf(files.events, error));
    }
  }

  /** The first damage that a read or an append found in the file. */
  get damage(): LogDamaged | undefined {
    return this.found;
  }

  append(append: Append): Promise<Appended> {
    if (this.stopped) return Promise.reject(this.stopped);
    const bytes = appendSize(append.events);
    if (bytes > LARGEST_APPEND) return Promise.reject(new TooLarge(bytes, LARGEST_APPEND));
    return new Promise((resolve, reject) => {
      mustBeWellFormed(append); // a throw here rejects
      if (this.outbox.push(append) === 1) setImmediate(() => this.hand()); // one message for many appends
      this.waiting.push({ append, resolve, reject });
    });
  }

  trouble(): Text | undefined {
    if (this.stopped) return this.stopped instanceof LogStopped ? this.stopped.why : this.stopped.words;
    return this.locked ? new HeldElsewhere('events.db').words : undefined;
  }

  read(stream: string, from = 0, limit = -1, most?: number): Promise<readonly Stored[]> {
    return this.guarded(stream, () => {
      const rows =
        most === undefined
          ? this.sql.stream.all(stream, from, limit)
          : filledWith(this.sql.stream.iterate(stream, from, limit), most);
      for (const [i, [position, , revision]] of rows.entries())
        if (revision !== from + i) throw new LogDamaged(position);
      return rows.map(stored);
    });
  }

  head(stream: string, upTo = Number.MAX_SAFE_INTEGER): Promise<Head | undefined> {
    return this.guarded(stream, () => {
      const row = this.sql.last.get(stream, upTo);
      if (row === undefined) return undefined;
      const { subject, revision, position, hash } = stored(row);
      return { stream, subject, revision, position, hash };
    });
  }

  claimed(key: string): Promise<Claimed | undefined> {
    return this.guarded('', () => this.claim(Buffer.from(key, 'hex')));
  }

  stopWaiting(): void {
    this.post('stop-waiting');
  }

  async close(): Promise<void> {
    this.hand();
    this.stopWaiting();
    this.db.close(); // before the writer: the last to close copies the write-ahead log back, which a reader cannot
    this.post('close');
    await this.ended;
  }

  /** Reads of a stream; a broken page of the file becomes LogDamaged. */
  private guarded<T>(stream: string, work: () => T): Promise<T> {
    return promised(() => {
      try {
        return work();
      } catch (error) {
        throw this.damageOf(error, [stream]);
      }
    });
  }

  /** LogDamaged near the first unreadable event of the streams where the error tells of a broken page, else the error. */
  private damageOf(error: unknown, streams: readonly string[]): unknown {
    const positions = (): readonly number[] => streams.flatMap((stream) => this.sql.positions.all(stream));
    const damage = damageOf(error, positions, (position) => this.sql.one.get(position));
    if (damage instanceof LogDamaged) this.found ??= damage;
    return damage;
  }

  private hand(): void {
    if (this.outbox.length > 0) this.post(this.outbox);
    this.outbox = [];
  }

  private post(request: Request): void {
    this.worker.postMessage(request);
  }

  private settle(outcomes: readonly Outcome[]): void {
    const callers = this.waiting.splice(0, outcomes.length);
    callers.forEach((caller, i) => settle(caller, outcomes[i]));
  }

  private stop({ why, code }: Stop): LogStopped | LogDamaged {
    this.stopped ??= this.stopOf(new LogStopped(why, code));
    for (const { reject } of this.waiting) reject(this.stopped);
    this.waiting = [];
    return this.stopped;
  }

  /** Damage that an append meets is told as that which a read meets. */
  private stopOf(stopped: LogStopped): LogStopped | LogDamaged {
    const streams = this.waiting.map(({ append }) => append.stream);
    const damage = this.damageOf(stopped, streams);
    return damage instanceof LogDamaged ? damage : stopped;
  }
}

function settle({ append, resolve, reject }: Waiting, outcome: Outcome | undefined): void {
  switch (outcome?.is) {
    case 'done':
      resolve(outcome.appended);
      break;
    case 'conflict':
      reject(new Conflict(append.stream, append.expectedRevision, outcome.actual));
      break;
    case 'claimed':
      reject(new AlreadyClaimed(outcome.claimed));
      break;
    case 'taken':
      reject(new NameTaken(outcome.key));
      break;
    case 'bad':
    case undefined:
      reject(new BadAppend(append.stream, outcome?.reason ?? 'the writer gave no answer'));
  }
}

const CLOSED: Text = { zh: '日志已关闭', en: 'the log is closed' };

/** The first rows, up to the one with which there are more than so many characters. */
function filledWith(from: Iterable<EventRow>, most: number): readonly EventRow[] {
  const rows: EventRow[] = [];
  let characters = 0;
  for (const row of from) {
    rows.push(row);
    characters += payloadSize(row);
    if (characters > most) break;
  }
  return rows;
}

/** A throw becomes a rejection. */
const promised = <T>(work: () => T): Promise<T> =>
  new Promise((resolve) => {
    resolve(work());
  });

const POSITIONS =
  'SELECT position FROM events WHERE stream = (SELECT no FROM streams WHERE name = ?) ORDER BY revision';

function prepare(db: Database.Database) {
  const stream = `${SELECT_EVENTS} WHERE e.stream = (SELECT no FROM streams WHERE name = ?)`;
  return {
    // limit -1: none
    stream: db
      .prepare<[string, number, number], EventRow>(`${stream} AND e.revision >= ? ORDER BY e.revision LIMIT ?`)
      .raw(),
    one: db.prepare<[number], EventRow>(`${SELECT_EVENTS} WHERE e.position = ?`).raw(),
    // the index only: it may be intact where events are not
    positions: db.prepare<[string], number>(POSITIONS).pluck(),
    last: db
      .prepare<[string, number], EventRow>(`${stream} AND e.position <= ? ORDER BY e.revision DESC LIMIT 1`)
      .raw(),
  };
}
