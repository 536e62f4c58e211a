import { setTimeout as sleep } from 'node:timers/promises';
import type { Stored } from '@dossier/event-store';
import { type Kafka, type Message, Partitioners, type Producer } from 'kafkajs';
import { laneOf } from '../../log-delivery';
import { type Batch, LogCut, type LogReader } from '../../log-reader.port';
import { type Limits, LIMITS } from './limits';
import { type Ended, reachedIn } from './reached';
import { recordOf, type Reached, watermarkOf } from './records';
import { ensureTopic, partitionsOf, type TopicWanted } from './topic';

interface Parts extends TopicWanted {
  readonly kafka: Kafka;
  readonly log: LogReader;
  /** Its name. */
  readonly name: string;
  readonly limits?: Partial<Limits>;
  /** Called after every failure; the relay waits and goes on from what the topic has. */
  readonly onFailure: (error: unknown) => void;
  /** Called when the topic has taken a batch, also an empty one: what failed before is over. */
  readonly onSuccess?: () => void;
}

/** Records on their way, and how far all partitions are then. */
interface Sending {
  readonly upTo: number;
  readonly done: Promise<unknown>;
}

/**
 * Writes the log to a topic: key and partition by the subject, every event in the order of the log. It keeps nothing of
 * its own: where to go on, the last record of each partition says. Repeats are allowed, also by a second relay that woke
 * from a freeze: both write the same records in the same order, and positions tell. Gaps are not.
 */
export class Relay {
  private readonly limits: Limits;
  private position = 0;

  constructor(private readonly parts: Parts) {
    this.limits = { ...LIMITS, ...parts.limits };
  }

  /** All events up to here are in the topic. */
  get upTo(): number {
    return this.position;
  }

  /**
   * Runs until the signal aborts, and what Kafka has not answered `farewell` later is not waited for: whoever relays next
   * sends it again.
   * @throws UnfitTopic, ForeignRecord: only the operator can mend them
   */
  async run(signal: AbortSignal): Promise<void> {
    const late = new Promise<void>((resolve) => {
      const say = (): void => void setTimeout(resolve, this.limits.farewell).unref();
      signal.addEventListener('abort', say, { once: true });
    });
    await Promise.race([this.sessions(signal), late]);
  }

  private async sessions(signal: AbortSignal): Promise<void> {
    const { pause: longest } = this.limits;
    const stopped = (): boolean => signal.aborted; // it changes while a session runs
    for (let pause = longest / 32; !stopped(); pause = Math.min(pause * 2, longest))
      try {
        await this.session(signal, () => (pause = longest / 64));
      } catch (error) {
        if (isForOperator(error)) throw error;
        if (stopped()) return;
        this.parts.onFailure(error);
        await sleep(pause, undefined, { signal }).catch(() => undefined);
      }
  }

  private async session(signal: AbortSignal, onSent: () => void): Promise<void> {
    const { kafka, topic, name } = this.parts;
    const admin = kafka.admin();
    const producer = kafka.producer({
      ...{ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false },
      createPartitioner: Partitioners.DefaultPartitioner, // each record names its partition
    });
    try {
      await admin.connect();
      await ensureTopic(admin, this.parts);
      const reached = await reachedIn(kafka, admin, { topic, log: name, limits: this.limits, signal });
      await this.mustHold(reached);
      await producer.connect();
      const isWhole = async (): Promise<boolean> => (await partitionsOf(admin, topic)) === reached.length;
      await this.follow(producer, [...reached], signal, onSent, isWhole);
    } finally {
      await Promise.allSettled([admin.disconnect(), producer.disconnect()]);
    }
  }

  /**
   * Else it would wait behind the end of its log, and go on with other events once the log has grown over what the topic has.
   * @throws LogCut
   */
  private async mustHold(reached: readonly Ended[]): Promise<void> {
    const { topic, log } = this.parts;
    const head = await log.head();
    const found = await log.at(reached.flatMap(({ event, upTo }) => (event === 0 || upTo > head ? [] : [event])));
    const ids = new Map(found.map(({ position, id }) => [position, id]));
    for (const { event, upTo, id = ids.get(event) } of reached)
      if (upTo > head || (event > 0 && (id === undefined || ids.get(event) !== id)))
        throw new LogCut({ zh: `主题 ${topic}`, en: `the topic ${topic}` }, upTo > head ? upTo : event);
  }

  /**
   * The next batch is read while the last is sent.
   * @param reached how far each partition is; advances
   * @param isWhole false: there are other partitions by now, and it ends
   */
  private async follow(
    producer: Producer,
    reached: Reached[],
    signal: AbortSignal,
    onSent: () => void,
    isWhole: () => Promise<boolean>,
  ): Promise<void> {
    const { log } = this.parts;
    let counted = performance.now();
    let after = Math.min(...reached.map(({ upTo }) => upTo));
    let sending: Sending | undefined;
    let told = 0;
    while (!signal.aborted) {
      if (performance.now() - counted >= this.limits.recount) {
        if (!(await isWhole())) break;
        counted = performance.now();
      }
      const batch = await log.read(after, this.limits.batch, {}, this.limits.characters);
      const isFull = batch.events.length === this.limits.batch; // more may come: the next read finds out
      const isEnd = !isFull && batch.upTo >= (await log.head());
      const isDue = isEnd || performance.now() - told >= this.limits.watermark;
      const next = this.next(batch, reached, isDue);
      if (isDue) told = performance.now();
      if (sending) await this.sent(sending, onSent);
      after = batch.upTo;
      const done = send(producer, this.parts.topic, next);
      done.catch(() => undefined); // it is awaited after the next read
      sending = { upTo: after, done };
      if (!isEnd) continue;
      await this.sent(sending, onSent);
      sending = undefined;
      await log.newer(after, signal);
    }
    if (sending) await this.sent(sending, onSent);
  }

  private async sent({ done, upTo }: Sending, onSent: () => void): Promise<void> {
    await done;
    this.position = upTo;
    this.parts.onSuccess?.();
    onSent();
  }

  /** Records of a batch for the partitions that do not have them, and watermarks for those that lag behind it. */
  private next({ events, upTo }: Batch, reached: Reached[], withWatermarks: boolean): readonly Message[] {
    const { name } = this.parts;
    const messages: Message[] = [];
    const add = (partition: number, event: Stored): void => {
      const { event: previous, upTo } = reached[partition] as Reached;
      if (event.position <= upTo) return; // it is there
      messages.push({ ...recordOf(event, name, previous, reached.length), partition });
      reached[partition] = { event: event.position, upTo: event.position };
    };
    for (const event of events) add(laneOf(event.subject, reached.length), event);
    if (withWatermarks)
      for (const [partition, { event, upTo: known }] of reached.entries())
        if (known < upTo) {
          messages.push({ ...watermarkOf(name, partition, upTo, event, reached.length), partition });
          reached[partition] = { event, upTo };
        }
    return messages;
  }
}

async function send(producer: Producer, topic: string, messages: readonly Message[]): Promise<void> {
  if (messages.length > 0) await producer.send({ topic, messages: [...messages], acks: -1 });
}

const FOR_OPERATOR = new Set(['UnfitTopic', 'ForeignRecord']);
const isForOperator = (error: unknown): boolean => error instanceof Error && FOR_OPERATOR.has(error.name);
