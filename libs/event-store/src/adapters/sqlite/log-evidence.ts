import { existsSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { type Depth, faultsOf, isBegun, PATIENCE, Sqlite } from '@dossier/sqlite';
import type { Claimed, LogEnd } from '../../event-store.port';
import type { Gap } from '../../gap';
import { logFolder } from '../../log-folder';
import { claimReader, claimsCounted, countClaims, SET_CLAIMS_COUNTED } from './claims';
import { newName, readMeta } from './schema';

/** @property id lower-case hex without dashes */
export interface DerivedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly id: string;
}

/** Reads `events.db` for checks, and changes nothing. */
export class LogEvidence {
  private constructor(private readonly db: Database.Database) {}

  /** undefined where no log was made: there is no file, or a start ended early. @throws SqliteError where it is damaged or no database */
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

  /** Version of the data folder. */
  format(): number {
    return readMeta(this.db).format;
  }

  end(): LogEnd {
    const last = 'SELECT position, lower(hex(hash)) AS hash FROM events ORDER BY position DESC LIMIT 1';
    return this.db.prepare<[], LogEnd>(last).get() ?? { position: 0, hash: null };
  }

  /** Position of the last event by the log's own counters. */
  counted(): number {
    return this.db.prepare<[], number>('SELECT coalesce(max(position), 0) FROM partitions').pluck().get() ?? 0;
  }

  /** Partitions whose counter does not name their last event, or is gone. */
  miscounted(): readonly number[] {
    const lasts = 'SELECT partition, max(position) AS last FROM events GROUP BY partition';
    return this.db
      .prepare<[], number>(
        `SELECT coalesce(no, partition) AS which FROM partitions FULL JOIN (${lasts}) ON partition = no
         WHERE position IS NOT coalesce(last, 0) ORDER BY which`,
      )
      .pluck()
      .all();
  }

  /** Streams that are about another subject than their events say, and how many there are; the first so many by name. */
  misattributed(most: number): { readonly streams: readonly string[]; readonly count: number } {
    const wrong = `SELECT DISTINCT name FROM events CROSS JOIN streams ON no = stream
                   WHERE events.subject <> streams.subject ORDER BY name`;
    const streams = this.db.prepare<[], string>(wrong).pluck().all();
    return { streams: streams.slice(0, most), count: streams.length };
  }

  /** The first event that does not name the one before it in its partition (P6); null: there is none. */
  gap(): Gap | null {
    const last = new Map<number, number>();
    const links = this.db.prepare<[], Omit<Gap, 'found'>>(
      'SELECT partition, position, previous AS follows FROM events ORDER BY position',
    );
    for (const link of links.iterate()) {
      const found = last.get(link.partition) ?? 0;
      if (link.follows !== found) return { ...link, found };
      last.set(link.partition, link.position);
    }
    return null;
  }

  /** How often its vault had been changed when last seen; undefined in logs of versions that did not store it. */
  vaultChanges(): number | undefined {
    return vaultChangesIn(this.db);
  }

  hashAt(position: number): string | undefined {
    return this.db
      .prepare<[number], string>('SELECT lower(hex(hash)) FROM events WHERE position = ?')
      .pluck()
      .get(position);
  }

  /** Where an event of a stream is. */
  find(stream: string, revision: number): LogEnd | undefined {
    return this.db
      .prepare<[string, number], LogEnd>(
        `SELECT position, lower(hex(hash)) AS hash FROM events
         WHERE stream = (SELECT no FROM streams WHERE name = ?) AND revision = ?`,
      )
      .get(stream, revision);
  }

  /** Payloads with sealed values, between two positions. */
  sealed(after: number, upTo: number): Iterable<string> {
    const between = `SELECT data FROM events WHERE position > ? AND position <= ? AND instr(data, '"$sealed"') > 0`;
    return this.db.prepare<[number, number], string>(between).pluck().iterate(after, upTo);
  }

  /** Number of stored answers for commands whose events are gone. */
  answersBeyondEnd(): number {
    const beyond = 'position > (SELECT coalesce(max(position), 0) FROM events)';
    return this.db.prepare<[], number>(`SELECT count(*) FROM claims WHERE ${beyond}`).pluck().get() ?? 0;
  }

  /** Claims that the log counted and does not hold: of commands and of names. 0 in logs of versions that did not count. */
  lostClaims(): number {
    return Math.max(0, (claimsCounted(this.db) ?? 0) - countClaims(this.db));
  }

  /** Events whose ids were derived from the key of a command, in the order of the log. */
  derived(): IterableIterator<DerivedEvent> {
    return this.db
      .prepare<[], DerivedEvent>(
        `SELECT name AS stream, revision, position, lower(hex(id)) AS id FROM events CROSS JOIN streams ON no = stream
         WHERE substr(hex(id), 13, 1) = '8' ORDER BY position`,
      )
      .iterate();
  }

  /** Positions have no holes, so the last one counts the events. */
  counts(): { readonly events: number; readonly streams: number; readonly claims: number } {
    const streams = this.db.prepare<[], number>('SELECT count(*) FROM streams').pluck().get() ?? 0;
    return { events: this.end().position, streams, claims: countClaims(this.db) };
  }

  /** All claims, in the order of the events that they led to; those that led to none first. */
  *claims(): IterableIterator<{ readonly key: string } & Claimed> {
    const claimed = claimReader(this.db);
    const keys = this.db.prepare<[], Buffer>('SELECT key FROM claims ORDER BY position').pluck();
    for (const key of keys.iterate()) {
      const found = claimed(key);
      if (found) yield { key: key.toString('hex'), ...found };
    }
  }

  faults(depth: Depth): readonly string[] {
    return faultsOf(this.db, depth);
  }

  close(): void {
    this.db.close();
  }
}

function vaultChangesIn(db: Database.Database): number | undefined {
  const kept = db.prepare<[], string>(`SELECT value FROM meta WHERE key = 'vault'`).pluck().get();
  return kept === undefined ? undefined : Number(kept);
}

/**
 * The log witnesses how often its vault was changed, so that an older copy of the vault is noticed. To be called when the
 * change is on disk: it may lag behind, and never leads.
 * @param changes undefined: forgets it, as the operator accepted the loss
 */
export function witnessVault(folder: string, changes: number | undefined): void {
  const db = new Sqlite(logFolder(folder).events, { fileMustExist: true, timeout: PATIENCE });
  try {
    db.pragma('synchronous = FULL');
    if (changes === undefined) db.exec(`DELETE FROM meta WHERE key = 'vault'`);
    else if (changes > (vaultChangesIn(db) ?? 0))
      db.prepare(
        `INSERT INTO meta (key, value) VALUES ('vault', ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
      ).run(String(changes));
  } finally {
    db.close();
  }
}

/**
 * Repairs a log that lost its end: sets the counters to the last existing events, and deletes answers whose events are
 * gone, so that their commands can be sent again. Only the folder's owner may call it.
 * @param renamed events are lost: the log goes on under another name, so that positions that were given before are
 *   refused. Who follows the log would pass over the events that come to the same places.
 */
export function acceptEnd(folder: string, { renamed }: { readonly renamed: boolean }): void {
  const db = new Sqlite(logFolder(folder).events, { fileMustExist: true });
  try {
    db.pragma('synchronous = FULL');
    db.transaction(() => {
      db.exec(`UPDATE partitions SET position =
        coalesce((SELECT max(e.position) FROM events e WHERE e.partition = partitions.no), 0)`);
      const beyond = 'DELETE FROM claims WHERE position > (SELECT coalesce(max(position), 0) FROM events)';
      const { changes } = db.prepare(beyond).run();
      const counted = claimsCounted(db);
      // less by these only: what else is gone stays known
      if (counted !== undefined) db.prepare(SET_CLAIMS_COUNTED).run(String(counted - changes));
      if (renamed) db.prepare(`UPDATE meta SET value = ? WHERE key = 'log'`).run(newName());
    }).immediate();
  } finally {
    db.close();
  }
}
