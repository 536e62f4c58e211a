import type { EachBatchPayload, Consumer, Kafka } from 'kafkajs';
import { childController, inTime } from '@dossier/kernel';
import { Delivery } from '../../delivery.port';
import { laneOf, ofLane } from '../../log-delivery';
import { type Batch, FULL, type LogReader } from '../../log-reader.port';
import { Lane } from './lane';
import { type Limits, LIMITS } from './limits';
import { toldBy } from './records';
import { ensureTopic, onceLearnt, PartitionsAdded, type TopicWanted } from './topic';

interface Parts extends TopicWanted {
  readonly kafka: Kafka;
  /** All processes that fold the same models. */
  readonly group: string;
  readonly log: LogReader;
  /** Its name. */
  readonly name: string;
  readonly limits?: Partial<Limits>;
  /** Called when the consumer failed; it begins again by itself. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Lanes are the partitions of a topic, shared out by a consumer group. A record is done, and its offset told to the
 * group, once its lane is read on from behind it. What the topic does not have any more, does not have yet, or lost, is
 * read from the log.
 */
export class KafkaDelivery extends Delivery {
  private readonly assigned = new Map<number, Lane>();
  /** How far each lane was read, also before it was given to this process. */
  private readonly at = new Map<number, number>();

  private committing: NodeJS.Timeout | undefined;
  /** Runs until it begins again after a failure that kafkajs takes for its last. */
  private again: NodeJS.Timeout | undefined;
  private isClosed = false;
  /** Since when it is out of its group, by a clock that never jumps; undefined: it is in it. */
  private outSince: number | undefined;
  private isOver = false;
  private end: (why: PartitionsAdded) => void = () => undefined;
  /** Rejects when it has no lanes any more, and only a new start can mend that. @throws PartitionsAdded */
  readonly failed = new Promise<never>((_, reject) => (this.end = reject));

  private constructor(
    private readonly parts: Parts,
    private readonly limits: Limits,
    private readonly consumer: Consumer,
    readonly count: number,
  ) {
    super();
    this.failed.catch(() => undefined); // whoever started it is told
  }

  /**
   * Joins the group. Resolves when lanes were given to it.
   * @throws UnfitTopic; an error of kafkajs where it may not join, or fails to for longer than `entry`
   */
  static async open(parts: Parts): Promise<KafkaDelivery> {
    const limits = { ...LIMITS, ...parts.limits };
    const { kafka, topic, group } = parts;
    const admin = kafka.admin();
    await admin.connect();
    const count = await ensureTopic(admin, parts).finally(() => admin.disconnect());
    const consumer = kafka.consumer({
      ...{ groupId: group, allowAutoTopicCreation: false, maxWaitTimeInMs: limits.wait },
      ...{ sessionTimeout: limits.session, heartbeatInterval: limits.heartbeat, metadataMaxAge: limits.recount },
      rebalanceTimeout: limits.rebalance,
      retry: { maxRetryTime: limits.pause, restartOnFailure: () => Promise.resolve(true) },
    });
    const delivery = new KafkaDelivery(parts, limits, consumer, count);
    try {
      await consumer.connect();
      await onceLearnt(() => consumer.subscribe({ topic, fromBeginning: true }));
      await delivery.join();
    } catch (error) {
      await delivery.close();
      throw error;
    }
    // a group that is shared out anew meanwhile refuses them: the next time will do
    delivery.committing = setInterval(() => void delivery.commit().catch(() => undefined), limits.commit).unref();
    return delivery;
  }

  /** The consumer failed and has not come back, or lanes are shared out without end: it has none meanwhile. */
  get isCutOff(): boolean {
    return this.outSince !== undefined && performance.now() - this.outSince > this.limits.rebalance;
  }

  lanes(): readonly number[] {
    return [...this.assigned.keys()].sort((a, b) => a - b);
  }

  /**
   * About how many events each lane of this process has not been read on from. Of what has not come yet records are counted:
   * never fewer, and watermarks among them. Where the log is read instead, it is their share by position.
   */
  async lag(): Promise<ReadonlyMap<number, number>> {
    if (this.assigned.size === 0) return new Map();
    const [ends, head] = await Promise.all([this.ends(), this.parts.log.head()]);
    return new Map(
      [...this.assigned].map(([number, lane]) => {
        const { low, high } = ends.get(number) ?? { low: 0n, high: 0n };
        const at = this.at.get(number) ?? 0;
        if (at >= head) return [number, 0]; // records may come that it has from the log
        return [number, lane.lag(high) ?? Math.ceil(Number(high - low) * (1 - at / head))];
      }),
    );
  }

  async read(lane: number, after: number, limit: number, most = FULL): Promise<Batch> {
    const delivered = this.assigned.get(lane)?.read(after, limit, most);
    this.isAt(lane, after);
    if (delivered) return delivered;
    return ofLane(await this.parts.log.read(after, limit, {}, most), lane, this.count);
  }

  async newer(lane: number, than: number, signal: AbortSignal): Promise<void> {
    this.isAt(lane, than);
    const own = this.assigned.get(lane);
    if (own?.holds(than) === true) return own.newer(than, signal);
    const heard = childController(signal);
    const both = [this.parts.log.newer(than, heard.signal), ...(own ? [own.newer(than, heard.signal)] : [])];
    await Promise.race(both).finally(() => heard.abort());
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.committing);
    clearTimeout(this.again);
    for (const lane of this.assigned.values()) lane.close();
    // offsets are hints, and a group notices who is gone
    const leave = (): Promise<void> =>
      this.commit()
        .then(() => this.consumer.disconnect())
        .catch(this.parts.onFailure);
    await inTime(this.limits.farewell, leave).catch(() => undefined);
  }

  private join(): Promise<void> {
    const { topic, onFailure } = this.parts;
    const { GROUP_JOIN, REBALANCING, CRASH } = this.consumer.events;
    const began = performance.now();
    let hasJoined = false;
    return new Promise((resolve, reject) => {
      this.consumer.on(GROUP_JOIN, ({ payload: { memberAssignment } }) => {
        if (this.isClosed) return; // it was joining when it was closed
        this.assign(memberAssignment[topic] ?? []);
        this.outSince = undefined;
        hasJoined = true;
        resolve();
      });
      this.consumer.on(REBALANCING, () => {
        this.assign([]);
        this.outSince ??= performance.now();
      });
      this.consumer.on(CRASH, ({ payload: { error, restart } }) => {
        this.assign([]);
        this.outSince = -Infinity;
        onFailure(error);
        // whoever starts it is told what to look at: it has no door yet at which it could say that it still tries
        if (!hasJoined && (!restart || performance.now() - began >= this.limits.entry)) reject(error);
        else if (!restart) this.runAgain();
      });
      this.run().catch(reject);
    });
  }

  private run(): Promise<void> {
    return this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => {
        this.taken(payload);
        return Promise.resolve();
      },
    });
  }

  /** What is refused now may be let in again, as after a change of passwords or rights. */
  private runAgain(): void {
    if (this.isClosed) return;
    clearTimeout(this.again);
    this.again = setTimeout(() => {
      this.run().catch((error: unknown) => {
        this.parts.onFailure(error);
        this.runAgain();
      });
    }, this.limits.pause).unref();
  }

  /** What is taken away ends for whoever reads it; what stays is read on. */
  private assign(given: readonly number[]): void {
    if (given.some((lane) => lane >= this.count)) this.isOver = true;
    const lanes = this.isOver ? [] : given;
    for (const [number, lane] of this.assigned)
      if (!lanes.includes(number)) {
        this.assigned.delete(number);
        lane.close();
      }
    for (const number of lanes)
      if (!this.assigned.has(number)) this.assigned.set(number, new Lane(this.at.get(number) ?? 0));
    if (this.isOver) this.end(new PartitionsAdded(this.parts.topic, this.count));
  }

  /** kafkajs fetches no partition while one is worked on: so a lane that is full pauses, and no other waits for it. */
  private taken(payload: EachBatchPayload): void {
    const { batch } = payload;
    const { partition, messages } = batch;
    const lane = this.assigned.get(partition);
    if (!lane) return;
    const { name, topic } = this.parts;
    const told = messages.map((message) => toldBy(message, name, topic, partition));
    if (told.some(({ partitions }) => (partitions ?? 0) > this.count)) {
      // whatever comes behind it here says nothing of the events that are in the new partitions
      this.isOver = true;
      this.assign([]);
      return;
    }
    // events of another lane are from before partitions were added
    const own = told.map((each) =>
      each.event && laneOf(each.event.subject, this.count) !== partition ? { ...each, event: undefined } : each,
    );
    lane.take(own, String(BigInt(batch.lastOffset()) + 1n));
    payload.resolveOffset(batch.lastOffset());
    if (lane.size > this.limits.held) this.consumer.pause([{ topic, partitions: [partition] }]);
  }

  /** Where partitions begin and end. */
  private async ends(): Promise<ReadonlyMap<number, { readonly low: bigint; readonly high: bigint }>> {
    const admin = this.parts.kafka.admin({ retry: { retries: 0 } }); // it is asked again by itself
    try {
      await admin.connect();
      const offsets = await admin.fetchTopicOffsets(this.parts.topic);
      return new Map(offsets.map(({ partition, low, high }) => [partition, { low: BigInt(low), high: BigInt(high) }]));
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }

  /** A lane that was read on from may get more. */
  private isAt(lane: number, position: number): void {
    const { topic } = this.parts;
    this.at.set(lane, Math.max(this.at.get(lane) ?? 0, position));
    const isPaused = this.consumer.paused().some(({ partitions }) => partitions.includes(lane));
    if (isPaused && (this.assigned.get(lane)?.size ?? 0) <= this.limits.held / 2)
      this.consumer.resume([{ topic, partitions: [lane] }]);
  }

  /** Offsets only shorten the way of a worker who takes a lane over: how far it is, its documents say. */
  private async commit(): Promise<void> {
    const { topic } = this.parts;
    const offsets = [...this.assigned].flatMap(([partition, lane]) => {
      const offset = lane.doneOffset();
      return offset === undefined ? [] : [{ topic, partition, offset }];
    });
    if (offsets.length > 0) await this.consumer.commitOffsets(offsets);
  }
}
