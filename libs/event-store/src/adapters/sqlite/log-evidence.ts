import { existsSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { type Depth, faultsOf, isBegun, Sqlite } from '@dossier/sqlite';
import type { LogEnd } from '../../event-store.port';
import { logFolder } from '../../log-folder';
import { readMeta } from './schema';

/** Reads `events.db` for whoever has to judge it, and changes nothing. */
export class LogEvidence {
  private constructor(private readonly db: Database.Database) {}

  /** undefined where no log was made: there is no file, or a start was cut off. @throws SqliteError where it is damaged or no database */
  static open(folder: string): LogEvidence | undefined {
    const { events } = logFolder(folder);
    if (!existsSync(events)) return undefined;
    const db = new Sqlite(events, { readonly: true, fileMustExist: true });
    try {
      if (isBegun(db, 'events')) {
        readMeta(db);
        return new LogEvidence(db);
      }
    } catch (error) {
      db.close();
      throw error;
    }
    db.close();
    return undefined;
  }

  /** @throws Error where it is no log */
  name(): string {
    return readMeta(this.db).log;
  }

  end(): LogEnd {
    const last = 'SELECT position, lower(hex(hash)) AS hash FROM events ORDER BY position DESC LIMIT 1';
    return this.db.prepare<[], LogEnd>(last).get() ?? { position: 0, hash: null };
  }

  /** Position of the last event as the log's own counters have it. */
  counted(): number {
    return this.db.prepare<[], number>('SELECT coalesce(max(position), 0) FROM partitions').pluck().get() ?? 0;
  }

  /** Partitions whose counter does not name their last event. */
  miscounted(): readonly number[] {
    const lasts = 'SELECT partition, max(position) AS last FROM events GROUP BY partition';
    return this.db
      .prepare<[], number>(
        `SELECT no FROM partitions LEFT JOIN (${lasts}) ON partition = no WHERE position <> coalesce(last, 0)`,
      )
      .pluck()
      .all();
  }

  hashAt(position: number): string | undefined {
    return this.db
      .prepare<[number], string>('SELECT lower(hex(hash)) FROM events WHERE position = ?')
      .pluck()
      .get(position);
  }

  /** Payloads after a position, and up to another, in which something is sealed. */
  sealed(after: number, upTo: number): Iterable<string> {
    const between = `SELECT data FROM events WHERE position > ? AND position <= ? AND instr(data, '"$sealed"') > 0`;
    return this.db.prepare<[number, number], string>(between).pluck().iterate(after, upTo);
  }

  /** How many answers are kept for commands whose events are gone. */
  answersBeyondEnd(): number {
    const beyond = 'position > (SELECT coalesce(max(position), 0) FROM events)';
    return this.db.prepare<[], number>(`SELECT count(*) FROM claims WHERE ${beyond}`).pluck().get() ?? 0;
  }

  faults(depth: Depth): readonly string[] {
    return faultsOf(this.db, depth);
  }

  close(): void {
    this.db.close();
  }
}

/**
 * Makes a log that lost its end whole again: counters name the last events that are there, and answers to commands whose
 * events are gone are forgotten, so that these commands can be sent again. To be called by the folder's owner.
 */
export function acceptEnd(folder: string): void {
  const db = new Sqlite(logFolder(folder).events, { fileMustExist: true });
  try {
    db.pragma('synchronous = FULL');
    db.transaction(() => {
      db.exec(`UPDATE partitions SET position =
        coalesce((SELECT max(e.position) FROM events e WHERE e.partition = partitions.no), 0)`);
      db.exec('DELETE FROM claims WHERE position > (SELECT coalesce(max(position), 0) FROM events)');
    }).immediate();
  } finally {
    db.close();
  }
}
