import { randomUUID } from 'node:crypto';
import type { Admin, Kafka, KafkaMessage } from 'kafkajs';
import type { Limits } from './limits';
import { type Reached, toldBy } from './records';

/**
 * How far each partition of a topic is, by its last record.
 * @param log name of the log
 * @throws ForeignRecord
 */
export async function reachedIn(
  kafka: Kafka,
  admin: Admin,
  {
    topic,
    log,
    limits,
    signal,
  }: { readonly topic: string; readonly log: string; readonly limits: Limits; readonly signal: AbortSignal },
): Promise<readonly Reached[]> {
  const offsets = await admin.fetchTopicOffsets(topic);
  const reached: Reached[] = offsets.map(() => ({ event: 0, upTo: 0 }));
  const filled = offsets.filter(({ low, high }) => BigInt(high) > BigInt(low));
  if (filled.length === 0) return reached;
  const last = await lastRecords(kafka, topic, filled, limits, signal);
  for (const [partition, message] of last) {
    const { last: event, position: upTo } = toldBy(message, log, topic, partition);
    reached[partition] = { event, upTo };
  }
  return reached;
}

/** kafkajs reads by groups only: this one has a name of its own and is taken away afterwards. */
async function lastRecords(
  kafka: Kafka,
  topic: string,
  filled: readonly { readonly partition: number; readonly high: string }[],
  limits: Limits,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, KafkaMessage>> {
  const groupId = `dossier-last-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: limits.wait, sessionTimeout: limits.session });
  const last = new Map<number, KafkaMessage>();
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      const stopped = (): void => reject(new Error('stopped'));
      signal.addEventListener('abort', stopped, { once: true });
      consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
        if (!restart) reject(error);
      });
      void consumer
        .run({
          autoCommit: false,
          eachBatch: ({ batch: { partition, messages } }) => {
            const found = messages.at(-1);
            if (found) last.set(partition, found);
            const isEnd = ({ partition, high }: (typeof filled)[number]): boolean =>
              BigInt(last.get(partition)?.offset ?? -1) + 1n >= BigInt(high);
            if (filled.every(isEnd)) resolve();
            return Promise.resolve();
          },
        })
        .catch(reject);
      for (const { partition, high } of filled) consumer.seek({ topic, partition, offset: String(BigInt(high) - 1n) });
    });
  } finally {
    await consumer.disconnect();
    const admin = kafka.admin();
    await admin.connect();
    await admin.deleteGroups([groupId]).catch(() => undefined); // an empty group ends by itself
    await admin.disconnect();
  }
  return last;
}
