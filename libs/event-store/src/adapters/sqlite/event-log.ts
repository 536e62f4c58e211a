import type Database from 'better-sqlite3';
import { PATIENCE, Sqlite } from '@dossier/sqlite';
import type { Append, Appended, Claim, Claimed, Proposed } from '../../event-store.port';
import { partitionOf, slotOf } from '../../slots';
import { claimReader, claimsCounted, countClaims, SET_CLAIMS_COUNTED } from './claims';
import type { Outcome } from './messages';
import { readMeta } from './schema';
import { sqliteCode } from './sqlite-code';

interface Place {
  readonly stream: number;
  readonly subject: number;
  readonly subjectName: string;
}
interface Last {
  readonly revision: number;
  readonly position: number;
}

/** Writes events.db: one transaction for many appends. Works in the calling thread and waits for the disk. */
export class EventLog {
  private readonly db: Database.Database;
  private readonly partitions: number;
  /** Position of the last event. */
  private head: number;
  /** Position of the last event of each partition. */
  private readonly last = new Map<number, number>();
  private readonly claimed: (key: Buffer) => Claimed | undefined;
  /** How many claims there are; a check compares them with it. */
  private claims: number;
  private readonly sql: ReturnType<typeof prepare>;

  constructor(file: string) {
    this.db = new Sqlite(file, { fileMustExist: true, timeout: PATIENCE });
    this.db.pragma('synchronous = FULL'); // a commit that returns is on disk
    this.db.pragma('wal_autocheckpoint = 8000'); // pages, 32 MB: at the default of 1000 big groups wait twice as long
    this.db.pragma('journal_size_limit = 67108864'); // bytes: after a peak the file shrinks again
    this.db.pragma('cache_size = -16384'); // KiB: claims and streams are looked up in random order
    this.db.pragma('temp_store = MEMORY'); // savepoints need no disk
    this.partitions = readMeta(this.db).partitions;
    this.claimed = claimReader(this.db);
    this.sql = prepare(this.db);
    this.head = this.sql.head.get() ?? 0;
    for (const { no, position } of this.sql.partitions.all()) this.last.set(no, position);
    this.claims = claimsCounted(this.db) ?? countClaims(this.db);
  }

  /** Position of the last event that is on disk. */
  get position(): number {
    return this.head;
  }

  /**
   * Writes what can be written of a group in one transaction; a bad append fails alone. When this throws, the outcome
   * is unknown, and nothing may be written to the log again: after a failed fsync the system may report success though
   * pages are lost.
   * @returns `locked` while another process holds the file: nothing was written, ask again
   */
  commit(group: readonly Append[]): readonly Outcome[] | 'locked' {
    const before = this.head;
    const claimsBefore = this.claims;
    if (!this.begin()) return 'locked';
    const outcomes = group.map((append) => this.attempt(append));
    if (this.head > before)
      for (const [partition, position] of this.last)
        if (position > before) this.sql.setPartition.run(position, partition);
    if (this.claims !== claimsBefore) this.sql.setClaims.run(String(this.claims));
    this.sql.commit.run();
    return outcomes;
  }

  close(): void {
    this.db.close();
  }

  /** Nothing is written before it begins, so on a lock it is safe to try again. */
  private begin(): boolean {
    try {
      this.sql.begin.run();
      return true;
    } catch (error) {
      if (sqliteCode(error)?.startsWith('SQLITE_BUSY')) return false;
      throw error;
    }
  }

  private attempt(append: Append): Outcome {
    this.sql.savepoint.run();
    const outcome = this.tried(append);
    this.sql.release.run();
    return outcome;
  }

  private tried(append: Append): Outcome {
    const claims = this.claims;
    try {
      return this.place(append);
    } catch (error) {
      if (isOfTheDisk(error)) throw error;
      this.sql.undo.run();
      this.claims = claims;
      return { is: 'bad', reason: String(error) };
    }
  }

  private place(append: Append): Outcome {
    const place = this.sql.place.get(append.stream);
    const last: Last = (place && this.sql.last.get(place.stream)) ?? { revision: -1, position: 0 };
    const partition = partitionOf(slotOf(place?.subjectName ?? append.subject), this.partitions);
    const answer = (revision: number, position: number): Appended => {
      const events = append.events.map(({ id, type }) => ({ id, type }));
      return { stream: append.stream, revision, position, events };
    };

    const repeated = place && this.repeated(append, place, last);
    const first = repeated && answer(repeated.revision, repeated.position);
    if (append.claim) {
      const claimed = this.claimed(bytes(append.claim.key));
      if (claimed && first && claimed.fingerprint === append.claim.fingerprint) return { is: 'done', appended: first };
      if (claimed) return { is: 'claimed', claimed };
    }
    if (!first && last.revision !== append.expectedRevision) return { is: 'conflict', actual: last.revision };
    const names = first ? [] : (append.names ?? []);
    const owners = names.map(({ key }) => this.claimed(bytes(key))?.fingerprint);
    const taken = names.find(({ alone, fingerprint }, i) => alone && (owners[i] ?? fingerprint) !== fingerprint);
    if (taken) return { is: 'taken', key: taken.key };

    const position = this.head + append.events.length;
    const appended =
      first ?? answer(last.revision + append.events.length, append.events.length === 0 ? last.position : position);
    if (!first && append.events.length > 0) this.write(append, place ?? this.makeStream(append), partition);
    if (append.claim) this.claim(append.claim, appended, partition);
    for (const [i, name] of names.entries()) if (owners[i] === undefined) this.claim(name, appended, partition);
    if (!first && append.events.length > 0) {
      // only now: nothing of this append can fail any more
      this.head = position;
      this.last.set(partition, position);
    }
    return { is: 'done', appended };
  }

  /** For a repeat: the last event of an earlier append with the same ids at the same place. */
  private repeated({ events, expectedRevision }: Append, place: Place, last: Last): Last | undefined {
    if (events.length === 0 || last.revision < expectedRevision + events.length) return undefined;
    const there = this.sql.between.all(place.stream, expectedRevision, expectedRevision + events.length);
    const same =
      there.length === events.length && there.every(({ id }, i) => id.equals(uuidBytes(events[i]?.id ?? '')));
    return same ? there.at(-1) : undefined;
  }

  /** Makes a new stream; its subject never changes. */
  private makeStream({ stream, subject }: Append): Place {
    const no = this.sql.subject.get(subject) ?? Number(this.sql.addSubject.run(subject).lastInsertRowid);
    return { stream: Number(this.sql.addStream.run(stream, no).lastInsertRowid), subject: no, subjectName: subject };
  }

  private write({ events, expectedRevision }: Append, { stream, subject }: Place, partition: number): void {
    let previous = this.last.get(partition) ?? 0;
    events.forEach((event, i) => {
      const position = this.head + 1 + i;
      this.sql.addEvent.run([
        position,
        stream,
        expectedRevision + 1 + i,
        subject,
        partition,
        previous,
        ...columns(event),
      ]);
      previous = position;
    });
  }

  private claim({ key, fingerprint }: Claim, answer: Appended, partition: number): void {
    const { stream, revision, position, events } = answer;
    this.sql.addClaim.run([bytes(key), bytes(fingerprint), stream, revision, position, partition, events.length]);
    this.claims++;
  }
}

const columns = (event: Proposed): readonly unknown[] => [
  uuidBytes(event.id),
  event.type,
  event.version,
  event.occurredAt,
  event.recordedAt,
  event.actor,
  event.department,
  event.businessLine,
  event.correlationId,
  event.causationId,
  event.traceparent,
  event.backfill ? 1 : 0,
  bytes(event.hash),
  event.data,
];

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const uuidBytes = (id: string): Buffer => bytes(id.replaceAll('-', ''));

/** True for all errors of SQLite except unfit values: the file or the disk cannot be trusted then. */
function isOfTheDisk(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && !/^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)/.test(code);
}

function prepare(db: Database.Database) {
  return {
    begin: db.prepare('BEGIN IMMEDIATE'),
    commit: db.prepare('COMMIT'),
    savepoint: db.prepare('SAVEPOINT append'),
    undo: db.prepare('ROLLBACK TO append'),
    release: db.prepare('RELEASE append'),
    head: db.prepare<[], number>('SELECT position FROM events ORDER BY position DESC LIMIT 1').pluck(),
    partitions: db.prepare<[], { no: number; position: number }>('SELECT no, position FROM partitions'),
    setClaims: db.prepare<[string]>(SET_CLAIMS_COUNTED),
    setPartition: db.prepare<[number, number]>('UPDATE partitions SET position = ? WHERE no = ?'),
    place: db.prepare<[string], Place>(
      `SELECT s.no AS stream, s.subject, u.name AS subjectName
       FROM streams s JOIN subjects u ON u.no = s.subject WHERE s.name = ?`,
    ),
    last: db.prepare<[number], Last>(
      'SELECT revision, position FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1',
    ),
    between: db.prepare<[number, number, number], Last & { id: Buffer }>(
      'SELECT id, revision, position FROM events WHERE stream = ? AND revision > ? AND revision <= ? ORDER BY revision',
    ),
    subject: db.prepare<[string], number>('SELECT no FROM subjects WHERE name = ?').pluck(),
    addSubject: db.prepare<[string]>('INSERT INTO subjects (name) VALUES (?)'),
    addStream: db.prepare<[string, number]>('INSERT INTO streams (name, subject) VALUES (?, ?)'),
    addEvent: db.prepare<[readonly unknown[]]>(
      `INSERT INTO events (position, stream, revision, subject, partition, previous, id, type, version, occurredAt,
       recordedAt, actor, department, businessLine, correlationId, causationId, traceparent, backfill, hash, data)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    addClaim: db.prepare<[readonly unknown[]]>(
      `INSERT INTO claims (key, fingerprint, stream, revision, position, partition, events) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
  };
}
