import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LogEnd } from '@dossier/event-store';
import { cannotUse, type Instant, type Text } from '@dossier/kernel';
import { type Entropy, systemEntropy } from '@dossier/security';
import type Database from 'better-sqlite3';
import { ownersOnly } from '@dossier/sqlite';
import type { LogBeside } from '../../log-beside';
import { CHECK, ENVIRONMENT, type MasterKey, SECRET } from '../../master-key';
import {
  type Access,
  type AccessSelection,
  type Credential,
  type KeptZone,
  type RecordedAccess,
  Vault,
} from '../../vault.port';
import { readAccesses, readCredentials, readZone } from './audit-reader';
import { belongTogether, logOf, mustBeCreatable } from './log-binding';
import { fsyncFolder, makeMasterKey, masterKeyMissing, readMasterKey } from './master-key';
import { seenIn } from './vault-evidence';
import type { Change } from './messages';
import { changesIn, initialValue, openToRead, SqliteKeys, verify } from './sqlite-keys';
import { WriterThread } from './writer-thread';

export interface VaultOptions {
  /** Master key as 64 hex digits, used instead of the file; default: the environment's `DOSSIER_MASTER_KEY`. */
  readonly masterKey?: string | undefined;
  readonly entropy?: Entropy;
  /** The log beside it; the vault belongs to the first one given. Left out: not checked. */
  readonly log?: LogBeside;
  /** Told, once it is on disk, how often what an older copy would undo was changed. */
  readonly onChange?: (changes: number) => void;
}

/** `vault.db` in the data folder: written in its own thread, read in the calling thread. */
export class SqliteVault extends Vault {
  private constructor(
    private readonly writer: WriterThread,
    private readonly db: Database.Database,
    private readonly reader: SqliteKeys,
    private readonly master: MasterKey,
    private readonly entropy: Entropy,
    private readonly onChange: (changes: number) => void = () => undefined,
  ) {
    super();
  }

  /**
   * Makes missing folder, vault and master key.
   * @throws MasterKeyMissing, WrongMasterKey, BadMasterKey, VaultMissing, LogMissing, ForeignVault, CannotUse: nothing
   * was changed
   */
  static async open(folder: string, options: VaultOptions = {}): Promise<SqliteVault> {
    try {
      return await SqliteVault.opened(folder, options);
    } catch (error) {
      throw cannotUse(join(folder, 'vault.db'), error);
    }
  }

  private static async opened(folder: string, options: VaultOptions): Promise<SqliteVault> {
    const environment = 'masterKey' in options ? options.masterKey : process.env[ENVIRONMENT];
    const entropy = options.entropy ?? systemEntropy;
    if (!existsSync(join(folder, 'vault.db'))) mustBeCreatable(folder, options.log);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    ownersOnly(join(folder, 'vault.db'));
    if (existsSync(join(folder, 'master.key'))) ownersOnly(join(folder, 'master.key'));
    fsyncFolder(folder);
    const writer = await WriterThread.start(join(folder, 'vault.db'));
    let db: Database.Database | undefined;
    try {
      db = openToRead(folder);
      if (initialValue(db, 'check') === undefined) mustBeCreatable(folder, options.log);
      // first: to a vault of another log its own master key is no help
      if (options.log) belongTogether(folder, logOf(db), options.log);
      const master = await checkedMaster(folder, db, writer, environment, entropy);
      if (options.log) await bind(db, writer, options.log);
      return new SqliteVault(writer, db, new SqliteKeys(folder, environment), master, entropy, options.onChange);
    } catch (error) {
      db?.close();
      await writer.close();
      throw error;
    }
  }

  async ensureKeys(owners: readonly string[]): Promise<void> {
    const missing = this.reader.missing(owners);
    if (missing.length === 0) return;
    const keys = missing.map((owner) => [owner, this.master.wrap(owner, this.entropy(32), this.entropy)] as const);
    await this.writer.submit({ kind: 'keys', keys });
  }

  keys(owners: readonly string[]): Promise<ReadonlyMap<string, Buffer | 'destroyed'>> {
    return this.reader.keys(owners);
  }

  lost(owners: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.reader.lost(owners);
  }

  async destroyKey(owner: string): Promise<void> {
    await this.change({ kind: 'destroy', owner });
  }

  secret(): Promise<Buffer> {
    return new Promise((resolve) => {
      const wrapped = initialValue(this.db, 'secret');
      if (!wrapped) throw new Error('the vault has no secret');
      resolve(this.master.unwrap(SECRET, wrapped));
    });
  }

  async addCredential(credential: Credential): Promise<void> {
    await this.change({ kind: 'credential', credential });
  }

  revoke(id: string, at: Instant): Promise<boolean> {
    return this.change({ kind: 'revoke', id, at });
  }

  credentials(): Promise<readonly Credential[]> {
    return new Promise((resolve) => resolve(readCredentials(this.db)));
  }

  async record(accesses: readonly Access[], seen?: LogEnd): Promise<void> {
    if (accesses.length > 0 || seen) await this.writer.submit({ kind: 'record', accesses, ...(seen && { seen }) });
  }

  /**
   * Records that the keys of these owners are lost for good: values sealed up to the end of the log then read as erased.
   * @param renamed the log lost events and goes on under another name: then belongs to the next log that it is opened with
   */
  async acceptLoss(
    accesses: readonly Access[],
    seen: LogEnd,
    owners: readonly string[],
    { renamed = false }: { readonly renamed?: boolean } = {},
  ): Promise<void> {
    await this.writer.submit({ kind: 'accept-loss', accesses, seen, owners, renamed });
  }

  /** Records that its log is lost; then belongs to the next log that it is opened with. */
  async release(accesses: readonly Access[]): Promise<void> {
    await this.writer.submit({ kind: 'release', accesses });
  }

  seen(): Promise<LogEnd | undefined> {
    return new Promise((resolve) => resolve(seenIn(this.db)));
  }

  accesses(selection: AccessSelection): Promise<readonly RecordedAccess[]> {
    return readAccesses(this.db, selection);
  }

  async beginZone(first: KeptZone): Promise<KeptZone> {
    const kept = readZone(this.db);
    if (kept) return kept;
    await this.change({ kind: 'begin-zone', zone: first });
    return readZone(this.db) ?? first;
  }

  async changeZone(zone: KeptZone, access: Access): Promise<void> {
    await this.change({ kind: 'change-zone', zone, access });
  }

  private async change(change: Change): Promise<boolean> {
    const done = await this.writer.submit(change);
    if (this.db.open) this.onChange(changesIn(this.db)); // closed meanwhile: the next start says it
    return done;
  }

  changes(): Promise<number> {
    return this.reader.changes();
  }

  trouble(): Text | undefined {
    return this.writer.trouble();
  }

  stopWaiting(): void {
    this.writer.stopWaiting();
  }

  async close(): Promise<void> {
    this.reader.close();
    this.db.close();
    await this.writer.close(); // last, so that it can copy the write-ahead log into the file
  }
}

/** A vault of an earlier version does not name its log: it is bound to the first it sees. */
async function bind(db: Database.Database, writer: WriterThread, log: LogBeside): Promise<void> {
  if (logOf(db) === undefined) await writer.submit({ kind: 'bind', log: log.name });
}

/** The checked master key; sets up a new vault with it. */
async function checkedMaster(
  folder: string,
  db: Database.Database,
  writer: WriterThread,
  environment: string | undefined,
  entropy: Entropy,
): Promise<MasterKey> {
  const isSetUp = initialValue(db, 'check') !== undefined;
  const given = readMasterKey(folder, environment);
  if (!given && isSetUp) throw masterKeyMissing(folder);
  const master = given ?? makeMasterKey(folder, entropy);
  if (!isSetUp) {
    const check = master.wrap(CHECK.name, CHECK.value, entropy);
    const secret = master.wrap(SECRET, entropy(32), entropy);
    await writer.submit({ kind: 'found', check, secret });
  }
  verify(db, master, folder);
  return master;
}
