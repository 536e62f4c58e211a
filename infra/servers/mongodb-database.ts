import { randomUUID } from 'node:crypto';
import { type Db, MongoClient } from 'mongodb';

/** Connection string of a new database of a server. The address may name several, which is no URL. */
export const databaseOf = (address: string): string =>
  address.replace(/^([^:]+:\/\/[^/?]+)(\/[^?]*)?/, `$1/dossier-${randomUUID()}`);

/** Works on a database by hand. */
export async function onDatabase<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const client = new MongoClient(url);
  return work(client.db()).finally(() => client.close());
}
