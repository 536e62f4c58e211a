import { Binary, type Db } from 'mongodb';
import { type Entropy, systemEntropy } from '@dossier/security';
import {
  CHECK,
  ENVIRONMENT,
  ENVIRONMENT_BEFORE,
  KeyDamaged,
  MasterKey,
  MasterKeyUnknown,
  SECRET,
  WrongMasterKey,
} from '../../master-key';
import type { Access } from '../../vault.port';
import { FOUNDED, foundedIn, keysIn } from './layout';
import { bytesOf, connect, read, unwrapped, wrappedBefore, wrappedBy } from './mongodb-vault';
import { byKey, put } from './records';
import { KEY_WRONG } from './words';

/** Keys that are wrapped again at once. */
const PIECE = 500;

export interface Rewrapping {
  readonly masterKey: string;
  readonly masterKeyBefore: string;
  /** Of who asked for it, once it is done. */
  readonly access: Access;
  readonly entropy?: Entropy;
  /** @param done keys so far */
  readonly onProgress?: (done: number) => void;
}
export interface Rewrapped {
  readonly keys: number;
  /** Owners whose key neither master key opens: it stays as it is. */
  readonly unopened: readonly string[];
}

/**
 * Wraps all that the vault holds by a new master key, while programs that know both go on. It may be ended anywhere and done
 * again. From its first write on, new keys are wrapped by the new one.
 * @throws WrongMasterKey where neither is the vault's: nothing was changed; BadMasterKey, VaultUnreachable
 */
export async function rewrap(url: string, rewrapping: Rewrapping): Promise<Rewrapped> {
  const { masterKey, masterKeyBefore, access, entropy = systemEntropy, onProgress = () => undefined } = rewrapping;
  const newest = MasterKey.parse(masterKey, ENVIRONMENT);
  const masters = [newest, MasterKey.parse(masterKeyBefore, ENVIRONMENT_BEFORE)];
  const connection = await connect(url);
  try {
    await connection.ask((db) => begin(db, masters, newest, entropy));
    const unopened: string[] = [];
    let keys = 0;
    for (let after = '', isEnd = false; !isEnd;) {
      const found = await connection.ask((db) => wrappedBefore(db, newest.generation, after).limit(PIECE).toArray());
      const writes = byKey(found).flatMap(({ _id, wrapped, generation }) => {
        if (wrapped === null) return [];
        const key = opened(masters, _id, bytesOf(wrapped), generation);
        if (!key) {
          unopened.push(_id);
          return [];
        }
        const { _id: owner, ...$set } = wrappedBy(newest, _id, key, entropy);
        // as it was read: one that was destroyed meanwhile stays destroyed
        return [{ updateOne: { filter: { _id: owner, wrapped }, update: { $set } } }];
      });
      if (writes.length > 0) await connection.ask((db) => keysIn(db).bulkWrite(writes, { ordered: false }));
      keys += writes.length;
      onProgress(keys);
      after = found.at(-1)?._id ?? after;
      isEnd = found.length < PIECE;
    }
    await connection.ask((db) => put(db, [access]));
    return { keys, unopened };
  } finally {
    await connection.close();
  }
}

/** The check value says which master key wraps from now on; of those who begin at the same moment one does. */
async function begin(db: Db, masters: readonly MasterKey[], newest: MasterKey, entropy: Entropy): Promise<void> {
  const { check, secret, generation } = await read(db);
  const isBegun = newest.fits(bytesOf(check));
  if (isBegun && generation !== undefined) return;
  if (!masters.some((master) => master.fits(bytesOf(check)))) throw new WrongMasterKey(KEY_WRONG);
  const wrap = (name: string, value: Buffer): Binary => new Binary(newest.wrap(name, value, entropy));
  const $set = {
    check: wrap(CHECK.name, CHECK.value),
    secret: wrap(SECRET, unwrapped(masters, SECRET, bytesOf(secret))),
    generation: newest.generation,
  };
  const { matchedCount } = await foundedIn(db).updateOne({ _id: FOUNDED, check }, { $set, $inc: { changes: 1 } });
  if (matchedCount === 0) await begin(db, masters, newest, entropy); // another began, perhaps with another new one
}

function opened(...key: Parameters<typeof unwrapped>): Buffer | undefined {
  try {
    return unwrapped(...key);
  } catch (error) {
    if (error instanceof KeyDamaged || error instanceof MasterKeyUnknown) return undefined;
    throw error;
  }
}
