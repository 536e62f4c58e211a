import { setTimeout } from 'node:timers/promises';
import { OperatorError, type Text } from '@dossier/kernel';
import { type Admin, ConfigResourceTypes, KafkaJSProtocolError } from 'kafkajs';
import { LIMITS } from './limits';

/** The topic does not keep what a subscriber must be able to read, or its partitions cannot be lanes. */
export class UnfitTopic extends OperatorError {
  override readonly name = 'UnfitTopic';
}

/** Partitions were added while a worker counts on fewer: it would pass over events of the new ones. */
export class PartitionsAdded extends OperatorError {
  override readonly name = 'PartitionsAdded';
  constructor(topic: string, counted: number) {
    super({
      zh: `主题 ${topic} 的分区已增加，而本进程按 ${counted} 个分区工作：它现在结束，请重新启动`,
      en: `the topic ${topic} has more partitions than the ${counted} that this process counts on: it ends now, start it again`,
    });
  }
}

/** Largest number of partitions: there are no more slots. */
const MOST_PARTITIONS = 4096;
/** Of all records that one request brings to one partition, with their headers. */
const LARGEST_REQUEST = 8 * 1024 * 1024;
/** What the topic must be: it keeps everything, and no record is thinned out or refused. */
const SETTINGS: Readonly<Record<string, string>> = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'max.message.bytes': String(LARGEST_REQUEST),
};

export interface TopicWanted {
  readonly topic: string;
  /** Of one that is not there yet. */
  readonly partitions: number;
  readonly replicas: number;
}

/**
 * Makes the topic, or looks whether the one that is there will do.
 * @returns the number of its partitions
 * @throws UnfitTopic
 */
export async function ensureTopic(admin: Admin, wanted: TopicWanted): Promise<number> {
  mustBeLanes(wanted.topic, wanted.partitions);
  return onceLearnt(() => madeOrFound(admin, wanted));
}

async function madeOrFound(admin: Admin, { topic, partitions, replicas }: TopicWanted): Promise<number> {
  const configEntries = Object.entries(SETTINGS).map(([name, value]) => ({ name, value }));
  await admin.createTopics({
    topics: [{ topic, numPartitions: partitions, replicationFactor: replicas, configEntries }],
    waitForLeaders: true,
  }); // false where it is there already
  const found = await partitionsOf(admin, topic);
  mustBeLanes(topic, found);
  await mustKeep(admin, topic);
  return found;
}

/** Asks again while the broker that answers has not learnt of the topic: whoever made it heard of it elsewhere, or earlier. */
export async function onceLearnt<T>(ask: () => Promise<T>): Promise<T> {
  const until = performance.now() + LIMITS.learnt;
  for (;;)
    try {
      return await ask();
    } catch (error) {
      if (!isUnlearnt(error) || performance.now() >= until) throw error;
      await setTimeout(LIMITS.learning);
    }
}

const isUnlearnt = (error: unknown): boolean =>
  error instanceof KafkaJSProtocolError && error.type === 'UNKNOWN_TOPIC_OR_PARTITION';

export async function partitionsOf(admin: Admin, topic: string): Promise<number> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  return topics[0]?.partitions.length ?? 0;
}

function mustBeLanes(topic: string, partitions: number): void {
  if (Number.isInteger(Math.log2(partitions)) && partitions <= MOST_PARTITIONS) return;
  throw new UnfitTopic({
    zh: `主题 ${topic} 有 ${partitions} 个分区；分区数须为 2 的幂，且不超过 ${MOST_PARTITIONS}`,
    en: `the topic ${topic} has ${partitions} partitions; it takes a power of two, at most ${MOST_PARTITIONS}`,
  });
}

async function mustKeep(admin: Admin, topic: string): Promise<void> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: Object.keys(SETTINGS) }],
  });
  for (const { configName, configValue } of resources[0]?.configEntries ?? []) {
    const wanted = SETTINGS[configName];
    const isEnough =
      configName === 'max.message.bytes' ? Number(configValue) >= LARGEST_REQUEST : configValue === wanted;
    if (!isEnough) throw new UnfitTopic(unfit(topic, configName, configValue, wanted ?? ''));
  }
}

const unfit = (topic: string, name: string, value: string, wanted: string): Text => ({
  zh: `主题 ${topic} 的 ${name} 为 ${value}，须为 ${wanted}：主题须保留全部事件。请修改该设置，或使用新的主题`,
  en: `${name} of the topic ${topic} is ${value} and must be ${wanted}: the topic keeps all events. Change it, or name a new topic`,
});
