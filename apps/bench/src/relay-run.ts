import { EventStoreDbLogReader } from '@dossier/event-feed/eventstoredb';
import { kafkaAt, Relay } from '@dossier/event-feed/kafka';
import { type Message, Partitioners } from 'kafkajs';
import { told } from './run';

/** Sent as the relay sends: by an idempotent producer with one request under way, acknowledged by all, uncompressed. */
const BATCH = 1_000;
const PARTITIONS = 16;

export interface Pace {
  /** Events a second, from the first batch on. */
  readonly rate: number;
}
export interface Sent {
  readonly how: 'relayed' | 'produced';
  readonly url: string;
  readonly kafka: ReturnType<typeof kafkaAt>;
  readonly log: string;
  readonly events: number;
  readonly topic: string;
}
type Placed = Message & { readonly partition: number };

/** The relay of the product, until the topic has the whole log. */
async function relayed({ url, kafka, log: name, events, topic }: Sent): Promise<Pace> {
  const log = new EventStoreDbLogReader(url);
  const stop = new AbortController();
  const head = await log.head();
  const pace = new Paced(events);
  const relay = new Relay({
    ...{ kafka, log, name, topic, partitions: PARTITIONS, replicas: -1 },
    onFailure: (error) => console.error(String(error)), // a topic that was just made may have no leaders yet
    onSuccess: () => {
      pace.sent(BATCH);
      if (relay.upTo >= head) stop.abort();
    },
  });
  await relay.run(stop.signal);
  await log.close();
  return pace.end();
}

/** The messages of a topic, all of them in memory before. */
async function produced({ kafka, events, topic }: Sent, messages: readonly Placed[]): Promise<Pace> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: -1 }], waitForLeaders: true }); // prettier-ignore
  await admin.disconnect();
  const producer = kafka.producer({
    ...{ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false },
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const pace = new Paced(events);
  for (let sent = 0; sent < messages.length; sent += BATCH) {
    await producer.send({ topic, messages: messages.slice(sent, sent + BATCH), acks: -1 });
    pace.sent(BATCH);
  }
  await producer.disconnect();
  return pace.end();
}

/** The first batch connects, and is not counted. */
class Paced {
  private first: { readonly at: number; readonly count: number } | undefined;
  private last = 0;

  constructor(private readonly events: number) {}

  sent(count: number): void {
    this.last = performance.now();
    this.first ??= { at: this.last, count };
  }
  end(): Pace {
    const { at, count } = this.first ?? { at: NaN, count: NaN };
    return { rate: (this.events - count) / ((this.last - at) / 1_000) };
  }
}

/** Events of a topic as they were given to the producer: texts, which it is to write as bytes. */
async function messagesOf({ kafka, events }: Sent, topic: string): Promise<readonly Placed[]> {
  const consumer = kafka.consumer({ groupId: `${topic}-messages`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const messages: Placed[] = [];
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        autoCommit: false,
        eachBatch: ({ batch: { partition, messages: found } }) => {
          for (const { key, value, headers } of found)
            if (key) messages.push({ key: String(key), value: String(value), partition, headers: textsOf(headers) });
          if (messages.length === events) resolve();
          return Promise.resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return messages.sort((a, b) => placeOf(a) - placeOf(b)); // as the log has them
}
const placeOf = ({ headers }: Placed): number => Number(String(headers?.['ce_position']).split('-')[2]);
const textsOf = (headers: Message['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));

async function main([
  how = '',
  url = '',
  brokers = '',
  log = '',
  events = '',
  topic = '',
  from = '',
]: readonly string[]): Promise<void> {
  // prettier-ignore
  const kafka = kafkaAt({ brokers: brokers.split(','), tls: false });
  const sent: Sent = { how: how as Sent['how'], url, kafka, log, events: Number(events), topic };
  told(await (how === 'relayed' ? relayed(sent) : produced(sent, await messagesOf(sent, from))));
}
void main(process.argv.slice(2));
