import type { Db } from 'mongodb';

/** A collection that holds something. */
export interface Holding {
  readonly collection: string;
  readonly documents: number;
}

/** What a database holds; empty collections are nothing. */
export async function holdingsOf(db: Db): Promise<readonly Holding[]> {
  const all = await db.listCollections({}, { nameOnly: true }).toArray();
  const ours = all.map(({ name }) => name).filter((name) => !name.startsWith('system.'));
  const found: Holding[] = [];
  for (const collection of ours.sort())
    found.push({ collection, documents: await db.collection(collection).countDocuments() });
  return found.filter(({ documents }) => documents > 0);
}
