import type Database from 'better-sqlite3';
import { KeyDamaged, MasterKey, SECRET } from '../../master-key';
import type { Access, Credential, KeptZone } from '../../vault.port';
import { readAccesses, readCredentials, readZone } from './audit-reader';
import { masterKeyMissing, readMasterKey, wrongMasterKey } from './master-key';
import { initialValue, openToRead } from './sqlite-keys';

/** A person's key as it was made; null: destroyed. */
export interface OpenedKey {
  readonly owner: string;
  readonly key: Buffer | null;
}
const withoutPlace = ({ id, at, actor, role, kind, action, subjects, detail, outcome }: Access): Access => ({
  ...{ id, at, actor, role, kind, action, subjects, detail, outcome },
});
/** Records and keys read at once. */
const PIECE = 500;

/** Reads all that `vault.db` holds, to be taken elsewhere, and changes nothing. Keys are in the open: nobody else gets them. */
export class VaultContents {
  private constructor(
    private readonly db: Database.Database,
    private readonly master: MasterKey,
  ) {}

  /**
   * @param folder of a vault that nobody writes
   * @param keyFolder where its `master.key` is
   * @param keys others that may be its master key, as hex
   * @throws MasterKeyMissing, WrongMasterKey, BadMasterKey, UnknownVaultFormat
   */
  static open(
    folder: string,
    keyFolder: string,
    keys: readonly { readonly hex: string; readonly source: string }[],
  ): VaultContents {
    const db = openToRead(folder);
    try {
      const own = readMasterKey(keyFolder, undefined);
      const others = keys.map(({ hex, source }) => MasterKey.parse(hex, source));
      const check = initialValue(db, 'check');
      const all = [...(own ? [own] : []), ...others];
      const master = all.find((each) => check !== undefined && each.fits(check));
      if (!master) throw all.length === 0 ? masterKeyMissing(keyFolder) : wrongMasterKey(keyFolder);
      return new VaultContents(db, master);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  secret(): Buffer {
    const wrapped = initialValue(this.db, 'secret');
    if (!wrapped) throw new Error('the vault has no secret');
    return this.master.unwrap(SECRET, wrapped);
  }

  /** In pieces, by owner. @throws KeyDamaged */
  *keys(): IterableIterator<readonly OpenedKey[]> {
    const next = this.db.prepare<[string, number], { readonly owner: string; readonly wrapped: Buffer | null }>(
      'SELECT owner, wrapped FROM keys WHERE owner > ? ORDER BY owner LIMIT ?',
    );
    for (let after = '', full = true; full;) {
      const rows = next.all(after, PIECE);
      if (rows.length > 0)
        yield rows.map(({ owner, wrapped }) => ({ owner, key: wrapped === null ? null : this.opened(owner, wrapped) }));
      after = rows.at(-1)?.owner ?? after;
      full = rows.length === PIECE;
    }
  }

  /** Owners whose keys are lost for good: up to which position of the log they were used. */
  lost(): ReadonlyMap<string, number> {
    if (!this.db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'lost_keys'`).get()) return new Map();
    const all = this.db.prepare<[], { readonly owner: string; readonly position: number }>('SELECT * FROM lost_keys');
    return new Map(all.all().map(({ owner, position }) => [owner, position]));
  }

  credentials(): readonly Credential[] {
    return readCredentials(this.db);
  }

  zone(): KeptZone | undefined {
    return readZone(this.db);
  }

  /** In pieces, newest first. */
  async *accesses(): AsyncIterableIterator<readonly Access[]> {
    for (let before: string | undefined, full = true; full;) {
      const found = await readAccesses(this.db, { limit: PIECE, ...(before !== undefined && { before }) });
      if (found.length > 0) yield found.map(withoutPlace);
      before = found.at(-1)?.place;
      full = found.length === PIECE;
    }
  }

  counts(): Readonly<Record<'keys' | 'destroyed' | 'lost' | 'credentials' | 'accesses', number>> {
    const count = (what: string): number =>
      this.db.prepare<[], number>(`SELECT count(*) FROM ${what}`).pluck().get() ?? 0;
    return {
      ...{ keys: count('keys'), destroyed: count('keys WHERE destroyed = 1'), lost: this.lost().size },
      ...{ credentials: count('credentials'), accesses: count('accesses') },
    };
  }

  close(): void {
    this.db.close();
  }

  private opened(owner: string, wrapped: Buffer): Buffer {
    try {
      return this.master.unwrap(owner, wrapped);
    } catch {
      throw new KeyDamaged(owner, 'vault.db');
    }
  }
}
