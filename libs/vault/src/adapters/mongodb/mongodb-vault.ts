import { Binary, type Db } from 'mongodb';
import type { LogEnd } from '@dossier/event-store';
import { type Instant, OperatorError, type Text } from '@dossier/kernel';
import { Connection, isThere, type Limits, LIMITS } from '@dossier/mongodb';
import { type Entropy, systemEntropy } from '@dossier/security';
import { CHECK, ENVIRONMENT, KeyDamaged, MasterKey, MasterKeyMissing, SECRET, WrongMasterKey } from '../../master-key';
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
import { credentialsIn, FORMAT, FOUNDED, type Founded, foundedIn, keysIn, makeIndexes, type Zone } from './layout';
import { byKey, mustFit, put, putNew, select } from './records';

const CLOSED: Text = { zh: '保险库已关闭', en: 'the vault is closed' };

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
  readonly entropy?: Entropy;
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
    private readonly master: MasterKey,
    private readonly wrappedSecret: Buffer,
    private readonly entropy: Entropy,
  ) {
    super();
  }

  /**
   * Founds the vault where there is none.
   * @param url connection string; the database is `dossier-vault` where it names none
   * @throws MasterKeyMissing, BadMasterKey, WrongMasterKey, UnknownVaultFormat, VaultUnreachable
   */
  static async open(url: string, options: VaultOptions = {}): Promise<MongoVault> {
    const given = 'masterKey' in options ? options.masterKey : process.env[ENVIRONMENT];
    if (given === undefined || given === '') throw new MasterKeyMissing(KEY_MISSING);
    const master = MasterKey.parse(given, ENVIRONMENT);
    const entropy = options.entropy ?? systemEntropy;
    const connection = await Connection.open(url, {
      ...{ database: 'dossier-vault', closed: CLOSED, limits: { ...LIMITS, ...options.limits } },
      unreachable: (why, cause) => new VaultUnreachable(why, cause),
    });
    try {
      const { format, check, secret } = await connection.ask((db) => founded(db, master, entropy));
      if (format !== FORMAT) throw new UnknownVaultFormat(format);
      if (!master.fits(bytesOf(check))) throw new WrongMasterKey(KEY_WRONG);
      await connection.ask(async (db) => {
        await makeIndexes(db);
        // a process that ended between a change and its count comes back
        await count(db);
      });
      return new MongoVault(connection, master, bytesOf(secret), entropy);
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
      const made = wanted
        .filter((owner) => !known.has(owner))
        .map((owner) => ({ _id: owner, wrapped: new Binary(this.master.wrap(owner, this.entropy(32), this.entropy)) }));
      if (made.length > 0) await putNew(() => keysIn(db).insertMany(byKey(made), { ordered: false }));
    });
  }

  keys(owners: readonly string[]): Promise<ReadonlyMap<string, Buffer | 'destroyed'>> {
    return this.ask(async (db) => {
      const found = await keysIn(db)
        .find({ _id: { $in: [...new Set(owners)] } }, this.connection.reads)
        .toArray();
      return new Map(
        found.map(({ _id, wrapped }) => [_id, wrapped === null ? 'destroyed' : this.unwrap(_id, bytesOf(wrapped))]),
      );
    });
  }

  /** No loss can be accepted in this vault yet. */
  lost(): Promise<ReadonlyMap<string, number>> {
    return Promise.resolve(new Map());
  }

  destroyKey(owner: string): Promise<void> {
    return this.change(async (db) => {
      await putNew(() => keysIn(db).insertOne({ _id: owner, wrapped: null }));
      await keysIn(db).updateOne({ _id: owner }, { $set: { wrapped: null } });
    });
  }

  secret(): Promise<Buffer> {
    return this.ask(() => Promise.resolve(this.master.unwrap(SECRET, this.wrappedSecret)));
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

  /** Nothing waits for another process: each call ends by its time-outs. */
  stopWaiting(): void {
    return undefined;
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

  private unwrap(owner: string, wrapped: Buffer): Buffer {
    try {
      return this.master.unwrap(owner, wrapped);
    } catch {
      throw new KeyDamaged(owner, 'the vault in MongoDB');
    }
  }
}

const bytesOf = (binary: Binary): Buffer => Buffer.from(binary.value());

async function founded(db: Db, master: MasterKey, entropy: Entropy): Promise<Founded> {
  const wrap = (name: string, value: Buffer): Binary => new Binary(master.wrap(name, value, entropy));
  const there = await foundedIn(db).findOne({ _id: FOUNDED });
  if (there) return there;
  const first: Founded = {
    ...{ _id: FOUNDED, format: FORMAT, check: wrap(CHECK.name, CHECK.value), secret: wrap(SECRET, entropy(32)) },
    ...{ changes: 0, seen: { position: -1, hash: null }, zone: null },
  };
  await putNew(() => foundedIn(db).insertOne(first));
  return read(db);
}

async function read(db: Db): Promise<Founded> {
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

const KEY_MISSING: Text = {
  zh: '缺少主密钥：请设置环境变量 DOSSIER_MASTER_KEY（64 位十六进制），并与数据库分开备份。没有主密钥，个人数据将无法读取。',
  en: 'the master key is missing: set DOSSIER_MASTER_KEY (64 hex digits), and back it up apart from the database. Without it personal data cannot be read.',
};
const KEY_WRONG: Text = {
  zh: '主密钥与 MongoDB 中的保险库不匹配：请设置建库时所用的 DOSSIER_MASTER_KEY。',
  en: 'the master key does not fit the vault in MongoDB: set the DOSSIER_MASTER_KEY that it was made with.',
};
