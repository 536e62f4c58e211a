import type { LogEnd } from '@dossier/event-store';
import { type Depth, faultsOf } from '@dossier/sqlite';
import type Database from 'better-sqlite3';
import { logOf } from './log-binding';
import { openToRead } from './sqlite-keys';

/** Reads `vault.db` for whoever has to judge it: needs no master key, and changes nothing. @throws SqliteError, UnknownVaultFormat */
export class VaultEvidence {
  private readonly db: Database.Database;

  constructor(folder: string) {
    this.db = openToRead(folder);
  }

  /** Name of the log that it belongs to. */
  log(): string | undefined {
    return logOf(this.db);
  }

  /** How far it has seen its log; undefined in a vault of before this was kept. */
  seen(): LogEnd | undefined {
    return seenIn(this.db);
  }

  /** Those of the owners who have no key, destroyed or not; each once, in their order. */
  lacking(owners: Iterable<string>): readonly string[] {
    const known = this.db.prepare<[string]>('SELECT 1 FROM keys WHERE owner = ?');
    return [...new Set(owners)].filter((owner) => known.get(owner) === undefined);
  }

  faults(depth: Depth): readonly string[] {
    return faultsOf(this.db, depth);
  }

  close(): void {
    this.db.close();
  }
}

export function seenIn(db: Database.Database): LogEnd | undefined {
  const text = db.prepare<[], string>(`SELECT value FROM meta WHERE name = 'seen'`).pluck().get();
  return text === undefined ? undefined : (JSON.parse(text) as LogEnd);
}
