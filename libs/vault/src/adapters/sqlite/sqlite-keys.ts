import { join } from 'node:path';
import type { KeySource } from '@dossier/security';
import type Database from 'better-sqlite3';
import { Sqlite } from '@dossier/sqlite';
import { ENVIRONMENT, KeyDamaged, type MasterKey } from '../../master-key';
import { masterKeyMissing, readMasterKey, wrongMasterKey } from './master-key';
import { checkFormat } from './schema';

/** Reads keys, makes none: for threads beside the one that holds the vault. Several may be open at once. */
export class SqliteKeys implements KeySource {
  private readonly db: Database.Database;
  private readonly master: MasterKey;
  private readonly byOwner: Database.Statement<[string], { wrapped: Buffer | null }>;
  private readonly lostOf: Database.Statement<[string], number>;

  /**
   * @param folder of a vault that was opened before
   * @throws MasterKeyMissing, WrongMasterKey, BadMasterKey; UnknownVaultFormat; SqliteError where there is no vault
   */
  constructor(folder: string, environment = process.env[ENVIRONMENT]) {
    this.db = openToRead(folder);
    try {
      const master = readMasterKey(folder, environment);
      if (!master) throw masterKeyMissing(folder);
      verify(this.db, master, folder);
      this.master = master;
      this.byOwner = this.db.prepare('SELECT wrapped FROM keys WHERE owner = ?');
      this.lostOf = this.db.prepare<[string], number>('SELECT position FROM lost_keys WHERE owner = ?').pluck();
    } catch (error) {
      this.db.close();
      throw error;
    }
  }

  keys(owners: readonly string[]): Promise<ReadonlyMap<string, Buffer | 'destroyed'>> {
    return new Promise((resolve) => resolve(this.read(owners)));
  }

  lost(owners: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return new Promise((resolve) => {
      const positions = owners.map((owner) => [owner, this.lostOf.get(owner)] as const);
      resolve(new Map(positions.filter((each): each is [string, number] => each[1] !== undefined)));
    });
  }

  changes(): Promise<number> {
    return new Promise((resolve) => resolve(changesIn(this.db)));
  }

  /** Rejects where a key is missing: only the vault's own thread makes keys. */
  ensureKeys(owners: readonly string[]): Promise<void> {
    return new Promise((resolve) => {
      const missing = this.missing(owners);
      if (missing.length > 0) throw new Error(`${missing.length} owners have no key, and none is made here`);
      resolve();
    });
  }

  /** Owners without a row; each once. A visible row is on disk: SQLite shows a commit only after its fsync. */
  missing(owners: readonly string[]): readonly string[] {
    return [...new Set(owners)].filter((owner) => this.byOwner.get(owner) === undefined);
  }

  close(): void {
    this.db.close();
  }

  private read(owners: readonly string[]): ReadonlyMap<string, Buffer | 'destroyed'> {
    const keys = new Map<string, Buffer | 'destroyed'>();
    for (const owner of owners) {
      const row = this.byOwner.get(owner);
      if (row) keys.set(owner, row.wrapped === null ? 'destroyed' : this.unwrap(owner, row.wrapped));
    }
    return keys;
  }

  private unwrap(owner: string, wrapped: Buffer): Buffer {
    try {
      return this.master.unwrap(owner, wrapped);
    } catch {
      throw new KeyDamaged(owner, 'vault.db');
    }
  }
}

export function openToRead(folder: string): Database.Database {
  const db = new Sqlite(join(folder, 'vault.db'), { readonly: true, fileMustExist: true });
  try {
    checkFormat(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A value made with the vault, wrapped `check` or `secret`; undefined where the vault is not yet set up. */
export const initialValue = (db: Database.Database, name: 'check' | 'secret'): Buffer | undefined =>
  db.prepare<[string], Buffer>('SELECT value FROM meta WHERE name = ?').pluck().get(name);

/** How often what an older copy would undo was changed. */
export const changesIn = (db: Database.Database): number =>
  db.prepare<[], number>(`SELECT value FROM meta WHERE name = 'changes'`).pluck().get() ?? 0;

/** @throws WrongMasterKey */
export function verify(db: Database.Database, master: MasterKey, folder: string): void {
  const check = initialValue(db, 'check');
  if (!check || !master.fits(check)) throw wrongMasterKey(folder);
}
