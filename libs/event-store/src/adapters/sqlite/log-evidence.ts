import type Database from 'better-sqlite3';
import { type Depth, faultsOf, Sqlite } from '@dossier/sqlite';
import type { LogEnd } from '../../event-store.port';
import { logFolder } from '../../log-folder';
import { readMeta } from './schema';

/** Reads `events.db` for whoever has to judge it, and changes nothing. @throws SqliteError where it is damaged or no database */
export class LogEvidence {
  private readonly db: Database.Database;

  constructor(folder: string) {
    this.db = new Sqlite(logFolder(folder).events, { readonly: true, fileMustExist: true });
    try {
      this.name();
    } catch (error) {
      this.db.close();
      throw error;
    }
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

  /** Payloads after a position in which something is sealed. */
  sealedAfter(position: number): Iterable<string> {
    return this.db
      .prepare<[number], string>(`SELECT data FROM events WHERE position > ? AND instr(data, '"$sealed"') > 0`)
      .pluck()
      .iterate(position);
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
