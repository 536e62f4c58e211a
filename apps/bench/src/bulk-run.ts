import { isThere } from '@dossier/mongodb';
import { type Consumer, Kafka, logLevel } from 'kafkajs';
import { type Db, type IndexDescription, type IndexDescriptionInfo, MongoClient } from 'mongodb';
import { type Call, readRecording } from './recorded';
import { told } from './run';

/** What consuming and writing alone take: no decoding, folding or loading, no journal and no progress. */
export interface Bulk {
  /** Events a second, from a tenth of them on. */
  readonly rate: number;
}

/** Writes what a worker wrote, over the same indexes, call by call: each when the events that it is for have come. */
async function main([
  recording = '',
  like = '',
  into = '',
  brokers = '',
  topic = '',
  events = '',
]: readonly string[]): Promise<void> {
  // prettier-ignore
  const groups = readRecording(recording);
  const client = new MongoClient(into, { writeConcern: { w: 'majority' } });
  await client.connect();
  const db = client.db();
  await makeIndexes(like, db, new Set(groups.flatMap((calls) => calls.map(({ collection }) => collection))));
  const consumer = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).consumer({
    groupId: `${topic}-${db.databaseName}`,
    maxWaitTimeInMs: 250,
  });
  const all = Number(events);
  const have = await consuming(consumer, topic);
  const first = Math.ceil(groups.length / 10); // what came before it has begun everything
  let begun = performance.now();
  for (const [i, calls] of groups.entries()) {
    if (i === first) begun = performance.now();
    await have(Math.floor((all * (i + 1)) / groups.length));
    await Promise.all(calls.map((call) => write(db, call)));
  }
  const seconds = (performance.now() - begun) / 1_000;
  await consumer.disconnect();
  await client.close();
  told({ rate: (all * (1 - first / groups.length)) / seconds });
}

/** The indexes that the collections have in another database. */
async function makeIndexes(like: string, db: Db, collections: ReadonlySet<string>): Promise<void> {
  const other = new MongoClient(like);
  for (const name of collections) {
    const indexes = (await other.db().collection(name).listIndexes().toArray()) as IndexDescriptionInfo[];
    const own = indexes
      .map(({ name, key, partialFilterExpression }: IndexDescriptionInfo) => ({
        ...{ name, key },
        ...(partialFilterExpression && { partialFilterExpression }),
      }))
      .filter(({ name }) => name !== '_id_');
    if (own.length > 0) await db.collection(name).createIndexes(own as IndexDescription[]);
  }
  await other.close();
}

/** @returns resolves when so many events have come */
async function consuming(consumer: Consumer, topic: string): Promise<(count: number) => Promise<void>> {
  let come = 0;
  let heard = (): void => undefined;
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: ({ batch: { messages } }) => {
      come += messages.filter(({ key }) => key !== null).length; // the others are watermarks
      heard();
      return Promise.resolve();
    },
  });
  return async (count) => {
    while (come < count) await new Promise<void>((resolve) => (heard = resolve));
  };
}

/** Some calls find what an earlier one wrote, as those of the worker did. */
async function write(db: Db, { collection, ordered, writes }: Call): Promise<void> {
  await db
    .collection(collection)
    .bulkWrite(writes, { ordered })
    .catch((error: unknown) => {
      if (!isThere(error)) throw error;
    });
}

void main(process.argv.slice(2));
