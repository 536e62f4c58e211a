import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LogEnd } from '@dossier/event-store';
import { type Depth, faultsOf, Sqlite } from '@dossier/sqlite';
import type Database from 'better-sqlite3';
import type { Access } from '../../vault.port';
import type { MasterKey } from '../../master-key';
import { logOf } from './log-binding';
import { readMasterKey } from './master-key';
import { checkFormat, hasTables } from './schema';
import { changesIn, initialValue, verify } from './sqlite-keys';

/** Action of the records of accepted losses. */
export const LOSS_ACCEPTED = 'log.AcceptLoss';

/** Reads `vault.db` for checks: needs no master key, finds more with one, and changes nothing. */
export class VaultEvidence {
  private constructor(
    private readonly db: Database.Database,
    private readonly folder: string,
  ) {}

  /** undefined where there is no vault: no file, or a start ended early. @throws SqliteError, UnknownVaultFormat */
  static open(folder: string): VaultEvidence | undefined {
    const file = join(folder, 'vault.db');
    if (!existsSync(file)) return undefined;
    const db = new Sqlite(file, { readonly: true, fileMustExist: true });
    try {
      if (hasTables(db)) {
        checkFormat(db);
        if (initialValue(db, 'check')) return new VaultEvidence(db, folder);
      }
    } catch (error) {
      db.close();
      throw error;
    }
    db.close();
    return undefined;
  }

  /** Name of the log that it belongs to. */
  log(): string | undefined {
    return logOf(this.db);
  }

  /** How far it has seen its log; undefined in vaults of versions that did not store it. */
  seen(): LogEnd | undefined {
    return seenIn(this.db);
  }

  /** How often what an older copy would undo was changed. */
  changes(): number {
    return changesIn(this.db);
  }

  /** Owners who have no key, not even a destroyed one; each once, in their order. */
  lacking(owners: Iterable<string>): readonly string[] {
    const known = this.db.prepare<[string]>('SELECT 1 FROM keys WHERE owner = ?');
    return [...new Set(owners)].filter((owner) => known.get(owner) === undefined);
  }

  /** Owners whose key's loss was not accepted. */
  unaccepted(owners: readonly string[]): readonly string[] {
    if (!this.db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'lost_keys'`).get()) return owners;
    const accepted = this.db.prepare<[string]>('SELECT 1 FROM lost_keys WHERE owner = ?');
    return owners.filter((owner) => accepted.get(owner) === undefined);
  }

  /**
   * Owners whose key is there and does not open, and how many they are. undefined where no master key is at hand: then
   * nobody can say.
   * @param most owners who are named
   * @param environment the master key that the environment gives for this folder, if any; else its file counts
   * @throws WrongMasterKey, BadMasterKey, CannotUse
   */
  unopened(
    most: number,
    environment: string | undefined,
  ): { readonly owners: readonly string[]; readonly count: number } | undefined {
    const master = readMasterKey(this.folder, environment);
    if (!master) return undefined;
    verify(this.db, master, this.folder);
    const owners: string[] = [];
    let count = 0;
    const keys = this.db.prepare<[], { owner: string; wrapped: Buffer }>(
      'SELECT owner, wrapped FROM keys WHERE wrapped IS NOT NULL ORDER BY owner',
    );
    for (const { owner, wrapped } of keys.iterate())
      if (!opens(master, owner, wrapped)) {
        count += 1;
        if (owners.length < most) owners.push(owner);
      }
    return { owners, count };
  }

  /** Each loss that was accepted, the oldest first: what was lost, when and by whom it was accepted. */
  accepted(): readonly Pick<Access, 'at' | 'actor' | 'detail'>[] {
    // a loss with many owners has several records
    const losses =
      'SELECT at, actor, detail FROM accesses WHERE action = ? GROUP BY at, actor, detail ORDER BY min(seq)';
    return this.db.prepare<[string], Pick<Access, 'at' | 'actor' | 'detail'>>(losses).all(LOSS_ACCEPTED);
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

function opens(master: MasterKey, owner: string, wrapped: Buffer): boolean {
  try {
    master.unwrap(owner, wrapped);
    return true;
  } catch {
    return false;
  }
}
