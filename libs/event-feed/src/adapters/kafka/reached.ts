import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Admin, Kafka, KafkaMessage } from 'kafkajs';
import type { Limits } from './limits';
import { type Reached, toldBy } from './records';

interface Asked {
  readonly topic: string;
  /** Name of the log. */
  readonly log: string;
  readonly limits: Limits;
  readonly signal: AbortSignal;
}

/** By its last record. */
export interface Ended extends Reached {
  /** Of the last event; undefined: the last record is a watermark, which does not name it. */
  readonly id?: string | undefined;
}

/**
 * How far each partition of a topic is, by its last record.
 * @throws ForeignRecord
 */
export async function reachedIn(kafka: Kafka, admin: Admin, asked: Asked): Promise<readonly Ended[]> {
  const { topic, log } = asked;
  const offsets = await offsetsOf(admin, asked);
  const reached: Ended[] = offsets.map(() => ({ event: 0, upTo: 0 }));
  const filled = offsets.filter(({ low, high }) => BigInt(high) > BigInt(low));
  if (filled.length === 0) return reached;
  const groupId = `dossier-last-${randomUUID()}`;
  const last = await lastRecords(kafka, groupId, filled, asked).finally(
    () => admin.deleteGroups([groupId]).catch(() => undefined), // an empty group ends by itself
  );
  for (const [partition, message] of last) {
    const { event, last, position: upTo } = toldBy(message, log, topic, partition);
    reached[partition] = { event: last, upTo, id: event?.id };
  }
  return reached;
}

/** A broker learns a moment after a topic was made that it leads partitions of it. */
async function offsetsOf(
  admin: Admin,
  { topic, limits: { pause }, signal }: Asked,
): ReturnType<Admin['fetchTopicOffsets']> {
  const until = performance.now() + pause;
  for (;;)
    try {
      return await admin.fetchTopicOffsets(topic);
    } catch (error) {
      const { type } = error as { readonly type?: unknown };
      if (type !== 'NOT_LEADER_FOR_PARTITION' || performance.now() > until) throw error;
      await setTimeout(pause / 32, undefined, { signal });
    }
}

/** kafkajs reads by groups only: this one has a name of its own. */
async function lastRecords(
  kafka: Kafka,
  groupId: string,
  filled: readonly { readonly partition: number; readonly high: string }[],
  { topic, limits, signal }: Asked,
): Promise<ReadonlyMap<number, KafkaMessage>> {
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
  }
  return last;
}
