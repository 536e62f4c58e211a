import { randomUUID } from 'node:crypto';
import { type Collection, MongoClient } from 'mongodb';
import type { Subject } from './on-server';
import type { Server } from './server';

interface Counter {
  readonly _id: string;
  readonly count: number;
}

/** What read models ask of a database with MongoDB's protocol, whichever it is. @returns the collection of the tests */
export function keepsMongoDbsPromises({ address, ours, itOurs }: Subject<Server>): () => Collection<Counter> {
  let client: MongoClient;
  let counters: Collection<Counter>;
  beforeAll(async () => {
    client = await new MongoClient(address()).connect();
    counters = client.db(`dossier-${randomUUID()}`).collection('counters');
  });
  beforeEach(async () => {
    await counters.deleteMany();
  });
  afterAll(async () => {
    await client.db(counters.dbName).dropDatabase();
    await client.close();
  });

  it('refuses a key that is there with 11000', async () => {
    await counters.insertOne({ _id: 'a', count: 1 });
    await expect(counters.insertOne({ _id: 'a', count: 2 })).rejects.toMatchObject({ code: 11000 });
    expect(await counters.findOne({ _id: 'a' })).toEqual({ _id: 'a', count: 1 });
  });

  it('lets one of two win who change the same document as they read it', async () => {
    await counters.insertOne({ _id: 'a', count: 1 });
    const raise = (): Promise<{ readonly modifiedCount: number }> =>
      counters.updateOne({ _id: 'a', count: 1 }, { $inc: { count: 1 } });
    const changed = await Promise.all([raise(), raise()]);
    expect(changed.map(({ modifiedCount }) => modifiedCount).sort()).toEqual([0, 1]);
    expect(await counters.findOne({ _id: 'a' })).toEqual({ _id: 'a', count: 2 });
  });

  it('writes many documents at once, new ones and old ones, by key', async () => {
    await counters.insertOne({ _id: '0500', count: 0 });
    const ids = Array.from({ length: 1_000 }, (_, at) => String(at).padStart(4, '0'));
    const { upsertedCount, matchedCount } = await counters.bulkWrite(
      // sorted: two writers of the same new keys in opposite order wait for each other without end on FerretDB
      ids.map((_id) => ({ replaceOne: { filter: { _id }, replacement: { count: 1 }, upsert: true } })),
    );
    expect({ upsertedCount, matchedCount }).toEqual({ upsertedCount: 999, matchedCount: 1 });
    expect(await counters.countDocuments({ count: 1 })).toBe(1_000);
  });

  itOurs('keeps what it acknowledged when it is killed while documents are inserted', async () => {
    const acknowledged: string[] = [];
    const insert = async (_id: string): Promise<void> => {
      await counters.insertOne({ _id, count: 1 });
      acknowledged.push(_id);
    };
    for (let inserted = 0; inserted < 100; inserted++) await insert(`counter ${inserted}`);
    const underWay = ['a', 'b', 'c'].map((_id) => insert(_id).catch(() => undefined)); // nobody knows what is kept
    await ours().kill();
    await ours().start();
    await Promise.all(underWay);
    const kept = await counters.find().toArray();
    expect(kept.map(({ _id }) => _id)).toEqual(expect.arrayContaining(acknowledged));
  });

  return () => counters;
}
