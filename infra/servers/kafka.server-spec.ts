import { randomUUID } from 'node:crypto';
import { type Admin, type EachMessagePayload, Kafka, logLevel, type Producer } from 'kafkajs';
import { kafka as recipe } from './kafka';
import { onServer } from './on-server';

onServer(recipe, ({ address, ours, itOurs }) => {
  let kafka: Kafka;
  let admin: Admin;
  let producer: Producer;
  beforeAll(async () => {
    const brokers = address().split(',');
    // a server that has just started says that it is not ready in errors that are soon over: nobody need read them
    kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
    admin = kafka.admin();
    producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, retry: { retries: 1 } });
    await Promise.all([admin.connect(), producer.connect()]);
  });
  const topics: string[] = [];
  afterAll(async () => {
    await admin.deleteTopics({ topics });
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  });

  async function newTopic(): Promise<string> {
    const topic = `dossier-${randomUUID()}`;
    topics.push(topic);
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
    return topic;
  }

  /** All that the topic holds now, as a consumer reads it from the beginning. */
  async function valuesIn(topic: string): Promise<readonly string[]> {
    const [partition] = await admin.fetchTopicOffsets(topic);
    const consumer = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const values: string[] = [];
    try {
      await new Promise<void>((resolve, reject) => {
        consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
          if (!restart) reject(error);
        });
        const eachMessage = ({ message: { offset, value } }: EachMessagePayload): Promise<void> => {
          values.push(String(value));
          if (Number(offset) + 1 === Number(partition?.high)) resolve();
          return Promise.resolve();
        };
        void consumer.run({ eachMessage });
      });
    } finally {
      await consumer.disconnect();
    }
    return values;
  }

  it('gives records to a consumer in the order in which an idempotent producer sent them', async () => {
    const topic = await newTopic();
    await producer.send({ topic, messages: [{ value: 'a' }, { value: 'b' }] });
    await producer.send({ topic, messages: [{ value: 'c' }] });
    expect(await valuesIn(topic)).toEqual(['a', 'b', 'c']);
  });

  itOurs('keeps what it acknowledged when it is killed while records are sent', async () => {
    const topic = await newTopic();
    const acknowledged: string[] = [];
    const send = async (value: string): Promise<void> => {
      await producer.send({ topic, messages: [{ value }] });
      acknowledged.push(value);
    };
    for (let sent = 0; sent < 100; sent++) await send(String(sent));
    const underWay = send('under way').catch(() => undefined); // nobody knows whether it is kept
    await ours().kill();
    await ours().start();
    await underWay;
    const values = await valuesIn(topic);
    expect(values.slice(0, acknowledged.length)).toEqual(acknowledged);
  });
});
