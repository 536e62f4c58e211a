import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Db } from 'mongodb';
import type { LogEnd } from '@dossier/event-store';
import { type Connection, type Holding, holdingsOf } from '@dossier/mongodb';
import { type Entropy, systemEntropy } from '@dossier/security';
import { ForeignVault } from '../../log-beside';
import { ENVIRONMENT, MasterKey, SECRET, WrongMasterKey } from '../../master-key';
import { type Access, type Credential, type KeptZone, VaultUnreachable } from '../../vault.port';
import { accessesIn, credentialsIn, FOUNDED, foundedIn, keysIn, lostKeysIn, makeIndexes, placeOf } from './layout';
import { bytesOf, connect, found, wrappedBy } from './mongodb-vault';
import { byKey, mustFit, put } from './records';
import { foreign, KEY_WRONG } from './words';

/** What was written is not what is there. */
export class NotKept extends Error {
  override readonly name = 'NotKept';
  constructor(what: string) {
    super(`the vault in MongoDB does not hold ${what} as it was written`);
  }
}

/** Milliseconds before what was not answered is asked again: who has copied a whole log does not give up at once. */
const PAUSES = [500, 1_000, 2_000, 4_000, 8_000];

/**
 * Takes another vault over: whatever is written is read again and compared. All of it may be asked again, also after the
 * other has changed: a key that was destroyed there meanwhile is destroyed here.
 */
export class VaultIntake {
  private constructor(
    private readonly connection: Connection,
    private readonly master: MasterKey,
    private readonly entropy: Entropy,
  ) {}

  /** Nothing is written before `begin`. @throws BadMasterKey, VaultUnreachable */
  static async open(url: string, masterKey: string, entropy: Entropy = systemEntropy): Promise<VaultIntake> {
    const master = MasterKey.parse(masterKey, ENVIRONMENT);
    return new VaultIntake(await connect(url), master, entropy);
  }

  /** What is there; empty: nothing. */
  holdings(): Promise<readonly Holding[]> {
    return this.ask(holdingsOf);
  }

  /**
   * Whether the vault that is there was begun by the same move; true where there is none.
   * @throws WrongMasterKey where it was begun with another master key
   */
  mayTake(secret: Buffer): Promise<boolean> {
    return this.ask(async (db) => {
      const there = await foundedIn(db).findOne({ _id: FOUNDED });
      if (!there) return true;
      if (!this.master.fits(bytesOf(there.check))) throw new WrongMasterKey(KEY_WRONG);
      return this.master.unwrap(SECRET, bytesOf(there.secret)).equals(secret);
    });
  }

  /** Founds the vault with the secret of the other. @throws WrongMasterKey, ForeignVault where somebody else was first */
  async begin(secret: Buffer, log: string): Promise<void> {
    const known = await this.ask(async (db) => {
      await found(db, this.master, this.entropy, { secret, log });
      await makeIndexes(db);
      return (await foundedIn(db).findOne({ _id: FOUNDED }))?.log ?? '';
    });
    if (!(await this.mayTake(secret)) || known !== log) throw new ForeignVault(foreign(known, log));
  }

  /** @param keys of owners; null: destroyed */
  async keys(keys: readonly { readonly owner: string; readonly key: Buffer | null }[]): Promise<void> {
    const kept = keys.map(({ owner, key }) => ({
      ...(key ? wrappedBy(this.master, owner, key, this.entropy) : { _id: owner, wrapped: null }),
    }));
    const there = await this.ask(async (db) => {
      await replaceAll(db, keysIn(db).collectionName, kept);
      return keysIn(db)
        .find({ _id: { $in: kept.map(({ _id }) => _id) } })
        .toArray();
    });
    const opened = new Map(there.map(({ _id, wrapped }) => [_id, wrapped && this.opened(_id, bytesOf(wrapped))]));
    for (const { owner, key } of keys)
      if (!isDeepStrictEqual(opened.get(owner), key)) throw new NotKept(`the key of ${owner}`);
  }

  /** @param lost positions of this log */
  async lost(lost: ReadonlyMap<string, number>): Promise<void> {
    const kept = [...lost].map(([_id, position]) => ({ _id, position }));
    await this.all('a lost key', lostKeysIn, kept);
  }

  async credentials(credentials: readonly Credential[]): Promise<void> {
    const kept = credentials.map(({ id, ...rest }) => ({ _id: id, ...rest }));
    await this.all('an API key', credentialsIn, kept);
  }

  async accesses(accesses: readonly Access[]): Promise<void> {
    accesses.forEach(mustFit);
    const there = await this.ask(async (db) => {
      await put(db, accesses);
      return accessesIn(db)
        .find({ _id: { $in: accesses.map(placeOf) } })
        .toArray();
    });
    const kept = new Map(there.map(({ _id, ...access }) => [_id, access]));
    for (const access of accesses)
      if (!isDeepStrictEqual(kept.get(placeOf(access)), access)) throw new NotKept(`the access record ${access.id}`);
  }

  /** How many there are of each; what is there and was not given is told by it. */
  counts(): Promise<Readonly<Record<'keys' | 'credentials' | 'accesses', number>>> {
    return this.ask(async (db) => ({
      keys: await keysIn(db).countDocuments(),
      credentials: await credentialsIn(db).countDocuments(),
      accesses: await accessesIn(db).countDocuments(),
    }));
  }

  /** The rest, once all is there. */
  finish(zone: KeptZone | undefined, seen: LogEnd): Promise<void> {
    const kept = zone ? { kept: zone, version: 1, record: null } : null;
    return this.ask(async (db) => {
      await foundedIn(db).updateOne({ _id: FOUNDED }, { $set: { zone: kept, seen }, $inc: { changes: 1 } });
    });
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private async all(
    what: string,
    collection: (db: Db) => { readonly collectionName: string },
    kept: readonly Named[],
  ): Promise<void> {
    const there = await this.ask(async (db) => {
      const { collectionName } = collection(db);
      await replaceAll(db, collectionName, kept);
      return db.collection<Named>(collectionName).find().toArray();
    });
    if (!isDeepStrictEqual(byKey(there), byKey(kept))) throw new NotKept(what);
  }

  /** Everything here may be done twice. @throws VaultUnreachable once patience ends */
  private async ask<T>(work: (db: Db) => Promise<T>): Promise<T> {
    for (const pause of PAUSES)
      try {
        return await this.connection.ask(work);
      } catch (error) {
        if (!(error instanceof VaultUnreachable)) throw error;
        await setTimeout(pause);
      }
    return this.connection.ask(work);
  }

  private opened(owner: string, wrapped: Buffer): Buffer | undefined {
    try {
      return this.master.unwrap(owner, wrapped);
    } catch {
      return undefined;
    }
  }
}

interface Named {
  readonly _id: string;
}
async function replaceAll(db: Db, collection: string, documents: readonly Named[]): Promise<void> {
  if (documents.length === 0) return;
  const writes = byKey(documents).map(({ _id, ...replacement }) => ({
    replaceOne: { filter: { _id }, replacement, upsert: true },
  }));
  await db.collection<Named>(collection).bulkWrite(writes, { ordered: false });
}
