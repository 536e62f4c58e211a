import type { Binary, Collection, Db } from 'mongodb';
import type { LogEnd } from '@dossier/event-store';
import type { Access, Credential, KeptZone } from '../../vault.port';

/** Of the database, see docs/vault.md. */
export const FORMAT = 1;

/** One document, inserted once: of those who found a vault at the same moment one wins. */
export interface Founded {
  readonly _id: typeof FOUNDED;
  readonly format: number;
  /** Wrapped by the master key that wraps new keys, too. */
  readonly check: Binary;
  readonly secret: Binary;
  /** Of that master key, once another was replaced by it; left out: none was. */
  readonly generation?: string;
  /** How often credentials, destroyed keys and the zone were changed, and the vault opened. */
  readonly changes: number;
  /** The end of the log; position -1: none was seen. */
  readonly seen: LogEnd;
  readonly zone: Zone | null;
  /** Name of the log that it belongs to; null: none yet. */
  readonly log: string | null;
}
export const FOUNDED = 'vault';

export interface Zone {
  readonly kept: KeptZone;
  /** Rises with each change. */
  readonly version: number;
  /** Of a change, until it stands among the others. */
  readonly record: Access | null;
}
export interface OwnerKey {
  /** The owner. */
  readonly _id: string;
  /** null: destroyed, for ever. */
  readonly wrapped: Binary | null;
  /** Of the master key that wrapped it; left out: an earlier release did not say. */
  readonly generation?: string;
}
/** An owner whose key is lost for good. */
export interface LostKey {
  /** The owner. */
  readonly _id: string;
  /** What is sealed up to this event of the log reads as erased. */
  readonly position: number;
}
export interface KeptAccess extends Access {
  /** Its {@link placeOf place}. */
  readonly _id: string;
}
export interface KeptCredential extends Omit<Credential, 'id'> {
  /** Its id. */
  readonly _id: string;
}

export const foundedIn = (db: Db): Collection<Founded> => db.collection('vault');
export const keysIn = (db: Db): Collection<OwnerKey> => db.collection('keys');
export const lostKeysIn = (db: Db): Collection<LostKey> => db.collection('lost_keys');
export const credentialsIn = (db: Db): Collection<KeptCredential> => db.collection('credentials');
export const accessesIn = (db: Db): Collection<KeptAccess> => db.collection('accesses');

/** Rises with time: an instant has the same form and length as every other. */
export const placeOf = ({ at, id }: Pick<Access, 'at' | 'id'>): string => `${at} ${id}`;
/** Behind all places of an instant. */
export const behind = (at: string): string => `${at}!`;

export async function makeIndexes(db: Db): Promise<void> {
  await accessesIn(db).createIndexes([
    { key: { subjects: 1, _id: -1 }, name: 'subject' },
    { key: { actor: 1, _id: -1 }, name: 'actor' },
  ]);
}
