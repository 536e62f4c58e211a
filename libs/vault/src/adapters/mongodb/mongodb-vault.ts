import { Binary, type Db } from 'mongodb';
import type { LogEnd } from '@dossier/event-store';
import { type Instant, OperatorError, type Text } from '@dossier/kernel';
import { Connection, isThere, type Limits, LIMITS } from '@dossier/mongodb';
import { type Entropy, systemEntropy } from '@dossier/security';
import { ForeignVault, type LogBeside, LogMissing, VaultMissing } from '../../log-beside';
import {
  CHECK,
  ENVIRONMENT,
  ENVIRONMENT_BEFORE,
  KeyDamaged,
  MasterKey,
  MasterKeyMissing,
  MasterKeyUnknown,
  SECRET,
  WrongMasterKey,
} from '../../master-key';
import {
  type Access,
  type AccessSelection,
  type Credential,
  CredentialExists,
  type KeptZone,
  type RecordedAccess,
  Vault,
  VaultUnreachable,
} from '../../vault.port';
import {
  credentialsIn,
  FORMAT,
  FOUNDED,
  type Founded,
  foundedIn,
  keysIn,
  lostKeysIn,
  makeIndexes,
  type Zone,
} from './layout';
import { CLOSED, foreign, KEY_MISSING, KEY_WRONG, logMissing, vaultMissing } from './words';
import { byKey, mustFit, put, putNew, select } from './records';

/** The database was written by a later release. */
export class UnknownVaultFormat extends OperatorError {
  override readonly name = 'UnknownVaultFormat';
  constructor(readonly format: number) {
    super({
      zh: `MongoDB 中保险库的格式为 ${format}，本版本只支持 ${FORMAT}。请使用写入它的版本打开。`,
      en: `the vault in MongoDB has format ${format}, this release knows ${FORMAT}. Open it with the release that wrote it.`,
    });
  }
}

export interface VaultOptions {
  /** As 64 hex digits; default: the environment's `DOSSIER_MASTER_KEY`. Nothing else keeps it. */
  readonly masterKey?: string | undefined;
  /** The master key of before, while `rewrap` replaces it; left out: there is none. */
  readonly masterKeyBefore?: string | undefined;
  readonly entropy?: Entropy;
  /** The log beside it; the vault belongs to the first one given. Left out: not checked. */
  readonly log?: LogBeside;
  readonly limits?: Partial<Limits>;
}

/**
 * The vault in a database of its own, which many processes have open. There are no transactions: every write may be
 * repeated, and is answered when most of a replica set have it.
 */
export class MongoVault extends Vault {
  private readonly working = new Set<Promise<unknown>>();
  private isClosing = false;

  private constructor(
    private readonly connection: Connection,
    /** The one that made the vault's check value first. */
    private readonly masters: readonly MasterKey[],
    private readonly wrappedSecret: Buffer,
    private readonly entropy: Entropy,
  ) {
    super();
  }

  /**
   * Founds the vault where there is none, and the log is empty.
   * @param url connection string; the database is `dossier-vault` where it names none
   * @throws MasterKeyMissing, BadMasterKey, WrongMasterKey, MasterKeyUnknown, VaultMissing, LogMissing, ForeignVault,
   * UnknownVaultFormat, VaultUnreachable
   */
  static async open(url: string, options: VaultOptions = {}): Promise<MongoVault> {
    const given = 'masterKey' in options ? options.masterKey : process.env[ENVIRONMENT];
    if (given === undefined || given === '') throw new MasterKeyMissing(KEY_MISSING);
    const newest = MasterKey.parse(given, ENVIRONMENT);
    const before = beforeOf(options);
    const entropy = options.entropy ?? systemEntropy;
    const connection = await connect(url, options.limits);
    try {
      const { log } = options;
      const there = await connection.ask((db) => founded(db, newest, entropy, log));
      const { format, check, secret } = there;
      if (format !== FORMAT) throw new UnknownVaultFormat(format);
      // first: to a vault of another log its own master key is no help
      if (log) mustBelongTogether(there.log, log);
      const masters = [newest, ...before].sort(
        (a, b) => Number(b.fits(bytesOf(check))) - Number(a.fits(bytesOf(check))),
      );
      if (masters[0]?.fits(bytesOf(check)) !== true) throw new WrongMasterKey(KEY_WRONG);
      await connection.ask(async (db) => {
        // before the master key of before is thrown away somebody must have started without it
        if (
          there.generation !== undefined &&
          before.length === 0 &&
          (await wrappedBefore(db, there.generation).hasNext())
        )
          throw new MasterKeyUnknown();
        if (log) await bind(db, log);
        await makeIndexes(db);
        // a process that ended between a change and its count comes back
        await count(db);
      });
      return new MongoVault(connection, masters, bytesOf(secret), entropy);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  ensureKeys(owners: readonly string[]): Promise<void> {
    return this.ask(async (db) => {
      const wanted = [...new Set(owners)];
      const there = await keysIn(db)
        .find({ _id: { $in: wanted } }, { ...this.connection.reads, projection: { _id: 1 } })
        .toArray();
      const known = new Set(there.map(({ _id }) => _id));
      const missing = wanted.filter((owner) => !known.has(owner));
      if (missing.length === 0) return;
      const master = await this.wrapping(db);
      const made = missing.map((owner) => wrappedBy(master, owner, this.entropy(32), this.entropy));
      await putNew(() => keysIn(db).insertMany(byKey(made), { ordered: false }));
    });
  }

  keys(owners: readonly string[]): Promise<ReadonlyMap<string, Buffer | 'destroyed'>> {
    return this.ask(async (db) => {
      const found = await keysIn(db)
        .find({ _id: { $in: [...new Set(owners)] } }, this.connection.reads)
        .toArray();
      return new Map(
        found.map(({ _id, wrapped, generation }) => [
          _id,
          wrapped === null ? 'destroyed' : unwrapped(this.masters, _id, bytesOf(wrapped), generation),
        ]),
      );
    });
  }

  /** No loss can be accepted in this vault yet: they come with a vault that was moved here. */
  lost(owners: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.ask(async (db) => {
      const found = await lostKeysIn(db)
        .find({ _id: { $in: [...new Set(owners)] } }, this.connection.reads)
        .toArray();
      return new Map(found.map(({ _id, position }) => [_id, position]));
    });
  }

  destroyKey(owner: string): Promise<void> {
    return this.change(async (db) => {
      await putNew(() => keysIn(db).insertOne({ _id: owner, wrapped: null }));
      await keysIn(db).updateOne({ _id: owner }, { $set: { wrapped: null } });
    });
  }

  secret(): Promise<Buffer> {
    return this.ask(() => Promise.resolve(unwrapped(this.masters, SECRET, this.wrappedSecret)));
  }

  addCredential({ id, ...made }: Credential): Promise<void> {
    return this.change(async (db) => {
      try {
        await credentialsIn(db).insertOne({ _id: id, ...made });
      } catch (error) {
        throw isThere(error) ? new CredentialExists(id) : error;
      }
    });
  }

  revoke(id: string, at: Instant): Promise<boolean> {
    return this.change(async (db) => {
      await credentialsIn(db).updateOne({ _id: id, revokedAt: null }, { $set: { revokedAt: at } });
      return (await credentialsIn(db).findOne({ _id: id }, this.connection.reads)) !== null;
    });
  }

  credentials(): Promise<readonly Credential[]> {
    return this.ask(async (db) => {
      const found = await credentialsIn(db).find({}, this.connection.reads).sort({ _id: 1 }).toArray();
      return found.map(({ _id, ...credential }) => ({ id: _id, ...credential }));
    });
  }

  async record(accesses: readonly Access[], seen?: LogEnd): Promise<void> {
    accesses.forEach(mustFit);
    await this.ask(async (db) => {
      await put(db, accesses);
      // another process may have seen more
      if (seen)
        await foundedIn(db).updateOne({ _id: FOUNDED, 'seen.position': { $lte: seen.position } }, { $set: { seen } });
    });
  }

  seen(): Promise<LogEnd | undefined> {
    return this.ask(async (db) => {
      const { seen } = await read(db);
      return seen.position < 0 ? undefined : seen;
    });
  }

  accesses(selection: AccessSelection): Promise<readonly RecordedAccess[]> {
    return this.ask(async (db) => {
      await settled(db);
      return select(db, selection, this.connection.limits.maxTimeMS);
    });
  }

  beginZone(first: KeptZone): Promise<KeptZone> {
    return this.ask(async (db) => {
      const zone: Zone = { kept: first, version: 1, record: null };
      await foundedIn(db).updateOne({ _id: FOUNDED, zone: null }, { $set: { zone }, $inc: { changes: 1 } });
      return (await read(db)).zone?.kept ?? first;
    });
  }

  async changeZone(kept: KeptZone, record: Access): Promise<void> {
    mustFit(record);
    await this.ask(async (db) => {
      for (let isChanged = false; !isChanged;) {
        const version = (await settled(db))?.version;
        if (version === undefined) throw new Error('the zone was never begun');
        const zone: Zone = { kept, version: version + 1, record };
        const { matchedCount } = await foundedIn(db).updateOne(
          { _id: FOUNDED, 'zone.version': version },
          { $set: { zone }, $inc: { changes: 1 } },
        );
        isChanged = matchedCount === 1; // else another changed it meanwhile
      }
      await settled(db);
    });
  }

  changes(): Promise<number> {
    return this.ask(async (db) => (await read(db)).changes);
  }

  trouble(): Text | undefined {
    return this.connection.trouble;
  }

  stopWaiting(): void {
    this.connection.giveUp();
  }

  async close(): Promise<void> {
    this.isClosing = true;
    await Promise.allSettled(this.working);
    await this.connection.close();
  }

  /** Counted when it is made, and answered when it is counted: who asks again after an unknown outcome counts again. */
  private change<T>(work: (db: Db) => Promise<T>): Promise<T> {
    return this.ask(async (db) => {
      const done = await work(db);
      await count(db);
      return done;
    });
  }

  private async ask<T>(work: (db: Db) => Promise<T>): Promise<T> {
    if (this.isClosing) throw new VaultUnreachable(CLOSED);
    const working = this.connection.ask(work);
    this.working.add(working);
    try {
      return await working;
    } finally {
      this.working.delete(working);
    }
  }

  /** While the master key is replaced another process may have begun with the new one. */
  private async wrapping(db: Db): Promise<MasterKey> {
    const [first] = this.masters;
    const fitting = this.masters.length === 1 ? first : await fittingIn(db, this.masters);
    if (!fitting) throw new MasterKeyUnknown();
    return fitting;
  }
}

async function fittingIn(db: Db, masters: readonly MasterKey[]): Promise<MasterKey | undefined> {
  const check = bytesOf((await read(db)).check);
  return masters.find((master) => master.fits(check));
}

/** @throws BadMasterKey */
const beforeOf = ({ masterKeyBefore }: VaultOptions): readonly MasterKey[] =>
  masterKeyBefore === undefined || masterKeyBefore === '' ? [] : [MasterKey.parse(masterKeyBefore, ENVIRONMENT_BEFORE)];

/** A key as it is kept. */
export const wrappedBy = (master: MasterKey, owner: string, key: Buffer, entropy: Entropy) => ({
  _id: owner,
  wrapped: new Binary(master.wrap(owner, key, entropy)),
  generation: master.generation,
});

/**
 * @param generation left out: not known, so each is tried; one that is not the right one opens nothing
 * @throws MasterKeyUnknown, KeyDamaged
 */
export function unwrapped(masters: readonly MasterKey[], owner: string, wrapped: Buffer, generation?: string): Buffer {
  const able = masters.filter((master) => generation === undefined || master.generation === generation);
  if (able.length === 0) throw new MasterKeyUnknown();
  for (const master of able)
    try {
      return master.unwrap(owner, wrapped);
    } catch {
      continue;
    }
  throw new KeyDamaged(owner, 'the vault in MongoDB');
}

/** Keys that are not wrapped by the master key of a generation, by owner. @param after owners behind this one */
export const wrappedBefore = (db: Db, generation: string, after = '') =>
  keysIn(db)
    .find({ _id: { $gt: after }, wrapped: { $ne: null }, generation: { $ne: generation } })
    .sort({ _id: 1 });

/** @throws VaultUnreachable */
export const connect = (url: string, limits: Partial<Limits> = {}): Promise<Connection> =>
  Connection.open(url, {
    ...{ database: 'dossier-vault', closed: CLOSED, limits: { ...LIMITS, ...limits } },
    unreachable: (why, cause) => new VaultUnreachable(why, cause),
  });

export const bytesOf = (binary: Binary): Buffer => Buffer.from(binary.value());

async function founded(db: Db, master: MasterKey, entropy: Entropy, log: LogBeside | undefined): Promise<Founded> {
  const there = await foundedIn(db).findOne({ _id: FOUNDED });
  if (there) return there;
  if (log && !log.isEmpty) throw new VaultMissing(vaultMissing(log.name));
  await found(db, master, entropy, { secret: entropy(32), log: null });
  return read(db);
}

/** Of those who found it at the same moment one wins. */
export async function found(
  db: Db,
  master: MasterKey,
  entropy: Entropy,
  { secret, log }: { readonly secret: Buffer; readonly log: string | null },
): Promise<void> {
  const wrap = (name: string, value: Buffer): Binary => new Binary(master.wrap(name, value, entropy));
  const first: Founded = {
    ...{ _id: FOUNDED, format: FORMAT, check: wrap(CHECK.name, CHECK.value), secret: wrap(SECRET, secret) },
    ...{ changes: 0, seen: { position: -1, hash: null }, zone: null, log },
  };
  await putNew(() => foundedIn(db).insertOne(first));
}

/** Of several logs that are given at the same moment one is kept. */
async function bind(db: Db, log: LogBeside): Promise<void> {
  await foundedIn(db).updateOne({ _id: FOUNDED, log: null }, { $set: { log: log.name } });
  mustBelongTogether((await read(db)).log, log);
}

/** @throws LogMissing, ForeignVault */
function mustBelongTogether(known: string | null, log: LogBeside): void {
  if (known === null || known === log.name) return;
  throw log.isEmpty ? new LogMissing(logMissing(known)) : new ForeignVault(foreign(known, log.name));
}

export async function read(db: Db): Promise<Founded> {
  const there = await foundedIn(db).findOne({ _id: FOUNDED });
  if (!there) throw new Error('the vault in MongoDB is gone');
  return there;
}

const count = (db: Db): Promise<unknown> => foundedIn(db).updateOne({ _id: FOUNDED }, { $inc: { changes: 1 } });

/** The zone, once the record of its last change stands among the others: a process may have ended between the two. */
async function settled(db: Db): Promise<Zone | null> {
  const { zone } = await read(db);
  if (!zone?.record) return zone;
  await put(db, [zone.record]);
  await foundedIn(db).updateOne({ _id: FOUNDED, 'zone.version': zone.version }, { $set: { 'zone.record': null } });
  return zone;
}
