import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteLogReader } from '@dossier/event-feed/sqlite';
import { openDataFolder, SqliteEventStore } from '@dossier/event-store/sqlite';
import { errorWords } from '@dossier/kernel';
import { type Admin, type EachMessagePayload, Kafka, logLevel } from 'kafkajs';
import { kafka as recipe } from '../../../../../infra/servers/kafka';
import { onServer } from '../../../../../infra/servers/on-server';
import { sampleAppend } from '../../../../event-store/src/event-store.contract';
import { deliveryContract, readLane } from '../../delivery.contract';
import { laneOf } from '../../log-delivery';
import { LogCut, type LogReader } from '../../log-reader.port';
import { answers, KafkaDelivery, PartitionsAdded, Relay, UnfitTopic } from '.';
import { toldBy } from './records';
import { ensureTopic } from './topic';

const QUICK = { pause: 32, wait: 50, heartbeat: 200, watermark: 20, session: 6_000 };

onServer(recipe, ({ address, ours, itOurs }) => {
  const topics: string[] = [];
  let kafka: Kafka;
  let admin: Admin;
  beforeAll(async () => {
    kafka = new Kafka({ brokers: address().split(','), logLevel: logLevel.NOTHING });
    admin = kafka.admin();
    await admin.connect();
  });
  afterAll(async () => {
    await admin.deleteTopics({ topics });
    await admin.disconnect();
  });

  function newTopic(): string {
    const topic = `dossier-${randomUUID()}`;
    topics.push(topic);
    return topic;
  }

  interface Deployed {
    readonly partitions?: number;
    readonly topic?: string;
    readonly limits?: { readonly batch: number; readonly held?: number; readonly recount?: number };
  }
  /** A log in a folder of its own, with a relay to a topic of its own. */
  async function deployment({ partitions = 4, topic = newTopic(), limits }: Deployed = {}) {
    const room = mkdtempSync(join(tmpdir(), 'dossier-topic-'));
    const folder = openDataFolder(join(room, 'data'));
    const store = await SqliteEventStore.open(folder.path);
    const log = new SqliteLogReader(folder.path);
    const failures: unknown[] = [];
    const onFailure = (error: unknown): void => void failures.push(error);
    const name = store.log;
    const parts = { kafka, topic, partitions, replicas: 1, log, name, limits: { ...QUICK, ...limits }, onFailure };
    const relay = new Relay(parts);
    const running = (one: Relay) => {
      const stop = new AbortController();
      const done = one.run(stop.signal);
      done.catch(() => undefined);
      return { done, stop: () => (stop.abort(), done) };
    };
    let relaying = running(relay);
    const opened: KafkaDelivery[] = [];
    return {
      ...{ store, log, topic, failures, relay },
      relaying: () => relaying.done,
      stop: () => relaying.stop(),
      start: () => void (relaying = running(new Relay(parts))),
      another: (other: LogReader = log) => {
        const one = new Relay({ ...parts, log: other });
        return { relay: one, ...running(one) };
      },
      open: async ({ group = 'workers', ...other }: { readonly group?: string; readonly log?: LogReader } = {}) => {
        const delivery = await KafkaDelivery.open({ ...parts, ...other, group: `${topic}-${group}` });
        opened.push(delivery);
        return delivery;
      },
      destroy: async () => {
        await Promise.all(opened.map((each) => each.close()));
        await relaying.stop().catch(() => undefined);
        await log.close();
        await store.close();
        folder.release();
        rmSync(room, { recursive: true });
      },
    };
  }

  describe.each([1, 4])('of %i', (partitions) =>
    deliveryContract(async () => {
      const made = await deployment({ partitions });
      return { ...made, delivery: await made.open() };
    }),
  );

  describe('the topic', () => {
    let made: Awaited<ReturnType<typeof deployment>>;
    afterEach(() => made.destroy());
    const write = (from: number, to: number) =>
      Promise.all(
        Array.from({ length: to - from + 1 }, (_, i) =>
          made.store.append(sampleAppend(`order-${from + i}`, { subject: `c-${(from + i) % 40}`, events: [{}, {}] })),
        ),
      );
    const inLane = async (lane: number, count: number) =>
      (await made.log.read(0, 10_000)).events.filter(({ subject }) => laneOf(subject, count) === lane);

    /** Of records that each partition has a second time. @throws Error where one is missing or out of its order */
    async function repeatsIn(topic: string, name: string): Promise<number> {
      const ends = (await admin.fetchTopicOffsets(topic)).filter(({ high }) => high !== '0');
      const at = new Map(ends.map(({ partition }) => [partition, { offset: -1, upTo: 0, event: 0 }]));
      const consumer = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: QUICK.wait });
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      let repeats = 0;
      await new Promise<void>((resolve, reject) => {
        const take = ({ topic, partition, message }: EachMessagePayload): void => {
          const { position, last, previous } = toldBy(message, name, topic, partition);
          const place = at.get(partition) ?? { offset: -1, upTo: 0, event: 0 };
          const offset = Number(message.offset);
          const isRepeated = position <= place.upTo;
          if (isRepeated) repeats++;
          else if (previous !== place.event)
            reject(new Error(`${previous} is missing in ${partition} before ${position}`));
          at.set(partition, isRepeated ? { ...place, offset } : { offset, upTo: position, event: last });
          if (ends.every((end) => (at.get(end.partition)?.offset ?? 0) + 1 >= Number(end.high))) resolve();
        };
        void consumer.run({ autoCommit: false, eachMessage: (each) => (take(each), Promise.resolve()) }).catch(reject);
      }).finally(() => consumer.disconnect());
      return repeats;
    }

    const offsets = async (): Promise<readonly string[]> =>
      (await admin.fetchTopicOffsets(made.topic)).map(({ high }) => high);

    /** All lanes come by the topic alone, to the end of the log. */
    async function comesWhole(delivery: KafkaDelivery): Promise<void> {
      const until = await made.log.head();
      for (let lane = 0; lane < delivery.count; lane++)
        expect(await readLane(delivery, lane, { until })).toEqual(await inLane(lane, delivery.count));
    }

    it('has all that the log has, and none is asked of the log', async () => {
      made = await deployment();
      await write(1, 60);
      const delivery = await made.open({ log: BLIND });
      await comesWhole(delivery);
      const after = await made.log.head();
      await write(61, 90);
      const until = await made.log.head();
      for (let lane = 0; lane < delivery.count; lane++)
        expect(await readLane(delivery, lane, { after, until })).toEqual(
          (await inLane(lane, delivery.count)).filter(({ position }) => position > after),
        );
    });

    it('is said to take events again after a failure, also where none is new', async () => {
      made = await deployment();
      const { log, topic, store } = made;
      const stop = new AbortController();
      const heard: string[] = [];
      let isBroken = true;
      const breaking = {
        read: (...wanted: Parameters<LogReader['read']>) => {
          const broken = isBroken;
          isBroken = false;
          return broken ? Promise.reject(new Error('the log is cut')) : log.read(...wanted);
        },
        head: () => log.head(),
        at: (...wanted: Parameters<LogReader['at']>) => log.at(...wanted),
        newer: (...wanted: Parameters<LogReader['newer']>) => log.newer(...wanted),
      } as unknown as LogReader;
      const relay = new Relay({
        ...{ kafka, topic, partitions: 4, replicas: 1, log: breaking, name: store.log, limits: QUICK },
        onFailure: (error) => heard.push(errorWords(error)),
        onSuccess: () => {
          heard.push('goes on');
          stop.abort();
        },
      });
      await relay.run(stop.signal);
      // before them, on a busy machine, that the broker does not know the new topic yet
      expect(heard.slice(-2)).toEqual(['Error: the log is cut', 'goes on']);
    });

    it('waits for a reader who takes little at a time, and gives all', async () => {
      made = await deployment({ limits: { batch: 5, held: 10 } });
      await write(1, 60);
      const delivery = await made.open({ log: BLIND });
      const until = await made.log.head();
      for (let lane = 0; lane < delivery.count; lane++)
        expect(await readLane(delivery, lane, { until, limit: 1 })).toEqual(await inLane(lane, delivery.count));
    });

    it('tells how many events a lane has still to take: never fewer, and none at its end', async () => {
      made = await deployment({ limits: { batch: 5, held: 10 } });
      await write(1, 60);
      const until = await made.log.head();
      while (made.relay.upTo < until) await new Promise(setImmediate);
      const delivery = await made.open();
      for (let lane = 0; lane < delivery.count; lane++) {
        const events = await inLane(lane, delivery.count);
        const left = async (): Promise<number> => (await delivery.lag()).get(lane) ?? NaN;
        for (const read of [0, 1, 2, 10, events.length - 1]) {
          const after = events[read - 1]?.position ?? 0;
          await delivery.read(lane, after, 1);
          expect(await left()).toBeGreaterThanOrEqual(events.length - read);
        }
        await readLane(delivery, lane, { until, limit: 1 });
        await delivery.read(lane, until, 1); // done is what was read on from
        expect(await left()).toBe(0);
      }
    });

    it('has it also where a relay ended in the middle, and another went on', async () => {
      made = await deployment({ limits: { batch: 7 } });
      await write(1, 100);
      while (made.relay.upTo === 0) await new Promise(setImmediate);
      await made.stop();
      await write(101, 120);
      made.start();
      await comesWhole(await made.open({ log: BLIND }));
    });

    it('has each event in its order where two relays write at once', async () => {
      made = await deployment({ limits: { batch: 5 } });
      const other = made.another();
      await write(1, 100);
      await comesWhole(await made.open({ log: BLIND }));
      await other.stop();
    });

    it('is not harmed by a relay that stood still before it sent what it had read, and woke when another had gone on', async () => {
      made = await deployment({ limits: { batch: 5 } });
      const { log } = made;
      await made.stop();
      await write(1, 20);
      let wake: () => void = () => undefined;
      const asleep = new Promise<void>((resolve) => (wake = resolve));
      let asked = 0;
      const stalling = {
        read: async (...wanted: Parameters<LogReader['read']>) => {
          const batch = await log.read(...wanted);
          if (++asked === 3) await asleep; // the third batch is read, and not sent
          return batch;
        },
        newer: (...wanted: Parameters<LogReader['newer']>) => log.newer(...wanted),
        at: (...wanted: Parameters<LogReader['at']>) => log.at(...wanted),
        head: () => log.head(),
      } as unknown as LogReader;
      const sleeper = made.another(stalling);
      while (asked < 3) await new Promise(setImmediate);
      const successor = made.another();
      await write(21, 60);
      const early = await made.open({ log: BLIND });
      await comesWhole(early);
      const passed = await log.head();
      wake();
      while (sleeper.relay.upTo < passed) await new Promise(setImmediate);
      const after = passed;
      await write(61, 80);
      const until = await log.head();
      for (let lane = 0; lane < early.count; lane++)
        expect(await readLane(early, lane, { after, until })).toEqual(
          (await inLane(lane, early.count)).filter(({ position }) => position > after),
        );
      for (const one of [sleeper, successor]) {
        while (one.relay.upTo < until) await new Promise(setImmediate);
        await one.stop();
      }
      made.start();
      await write(81, 90);
      await comesWhole(await made.open({ log: BLIND, group: 'late' }));
      expect(await repeatsIn(made.topic, made.store.log)).toBeGreaterThan(0); // it did write what was there
    });

    it.each([
      ['that ends before what is in it', { head: () => Promise.resolve(1) }],
      [
        'with other events where those of the topic were, though it has grown over them',
        { at: async (wanted) => (await made.log.at(wanted)).map((event) => ({ ...event, id: `other-${event.id}` })) },
      ],
      ['without those of the topic', { at: () => Promise.resolve([]) }],
    ] satisfies [string, Partial<LogReader>][])(
      'is not written on from a log %s: an older copy was restored',
      async (_, older) => {
        made = await deployment();
        const { log, failures } = made;
        await write(1, 20);
        while (made.relay.upTo < (await log.head())) await new Promise(setImmediate);
        await made.stop();
        await write(21, 30);
        const before = await offsets();
        const other = made.another({
          read: (...wanted: Parameters<LogReader['read']>) => log.read(...wanted),
          newer: (...wanted: Parameters<LogReader['newer']>) => log.newer(...wanted),
          head: () => log.head(),
          at: (...wanted: Parameters<LogReader['at']>) => log.at(...wanted),
          ...older,
        } as unknown as LogReader);
        const isTold = (): boolean => failures.some((each) => each instanceof LogCut); // a new topic is not known at once
        while (!isTold() && other.relay.upTo === 0) await new Promise(setImmediate);
        await other.stop();
        expect(isTold()).toBe(true);
        expect(await offsets()).toEqual(before);
      },
    );

    it('may have lost its beginning: that is read from the log', async () => {
      made = await deployment();
      await write(1, 100);
      const until = await made.log.head();
      while (made.relay.upTo < until) await new Promise(setImmediate);
      const partitions = [0, 1, 2, 3].map((partition) => ({ partition, offset: '20' }));
      await admin.fetchTopicOffsets(made.topic); // else the client knows no leaders
      await admin.deleteTopicRecords({ topic: made.topic, partitions });
      const read = jest.spyOn(made.log, 'read');
      await readLane(await made.open(), 0, { until });
      expect(read).toHaveBeenCalled();
      await comesWhole(await made.open({ group: 'another' }));
    });

    it('may get more partitions: the relay fills them, and a lane takes only what is its own', async () => {
      made = await deployment();
      await write(1, 60);
      const before = await made.open({ log: BLIND });
      await comesWhole(before);
      await before.close();
      await made.stop();
      await admin.createPartitions({ topicPartitions: [{ topic: made.topic, count: 8 }] });
      made.start();
      await write(61, 90);
      const after = await made.open({ log: BLIND, group: 'after' });
      expect(after.count).toBe(8);
      await comesWhole(after);
    });

    it('may get more partitions under a worker, who ends, and passes over nothing that is in them', async () => {
      made = await deployment();
      await write(1, 60);
      const worker = await made.open();
      await comesWhole(worker);
      const after = await made.log.head();
      await made.stop();
      await admin.createPartitions({ topicPartitions: [{ topic: made.topic, count: 8 }] });
      made.start();
      await write(61, 90);
      const until = await made.log.head();
      await expect(worker.failed).rejects.toBeInstanceOf(PartitionsAdded);
      expect(worker.lanes()).toEqual([]);
      for (let lane = 0; lane < 4; lane++)
        expect(await readLane(worker, lane, { after, until })).toEqual(
          (await inLane(lane, 4)).filter(({ position }) => position > after),
        );
    });

    it('is counted now and then, by workers and relay: also where nothing is written', async () => {
      made = await deployment({ limits: { batch: 100, recount: 100 } });
      await write(1, 60);
      const worker = await made.open();
      await comesWhole(worker);
      await admin.createPartitions({ topicPartitions: [{ topic: made.topic, count: 8 }] });
      await expect(worker.failed).rejects.toThrow('more partitions than the 4 that this process counts on');
      const after = await made.open({ log: BLIND, group: 'after' });
      for (let n = 61; (await offsets()).some((high) => high === '0'); n++) await write(n, n);
      await comesWhole(after);
    });

    it('is shared out to the workers that there are, and none loses its place when one goes', async () => {
      made = await deployment();
      const first = await made.open();
      const second = await made.open();
      const shared = () => first.lanes().length === 2 && second.lanes().length === 2;
      while (!shared()) await new Promise(setImmediate);
      expect([...first.lanes(), ...second.lanes()].sort()).toEqual([0, 1, 2, 3]);
      await write(1, 60);
      const until = await made.log.head();
      const own = second.lanes();
      for (const lane of own) expect(await readLane(second, lane, { until })).toEqual(await inLane(lane, 4));
      await second.close();
      while (first.lanes().length < 4) await new Promise(setImmediate);
      await write(61, 70);
      for (const lane of own)
        expect(await readLane(first, lane, { after: until, until: await made.log.head() })).toEqual(
          (await inLane(lane, 4)).filter(({ position }) => position > until),
        );
    });

    it('is there for each of those that begin with it at once', async () => {
      made = await deployment();
      const admins = Array.from({ length: 4 }, () => kafka.admin());
      await Promise.all(admins.map((each) => each.connect()));
      for (let n = 0; n < 60; n++) {
        const wanted = { topic: newTopic(), partitions: 4, replicas: 1 };
        expect(await Promise.all(admins.map((each) => ensureTopic(each, wanted)))).toEqual([4, 4, 4, 4]);
      }
      await Promise.all(admins.map((each) => each.disconnect()));
    });

    it.each([
      ['partitions that are no power of two', { numPartitions: 3 }, '分区数须为 2 的幂', 'takes a power of two'],
      [
        'a retention',
        {
          numPartitions: 4,
          configEntries: [
            { name: 'retention.ms', value: '60000' },
            { name: 'max.message.bytes', value: '16777216' },
          ],
        },
        'retention.ms 为 60000，须为 -1',
        'retention.ms of the topic',
      ],
    ])('is refused with %s', async (_, settings, zh, en) => {
      const topic = newTopic();
      await admin.createTopics({ topics: [{ topic, ...settings }], waitForLeaders: true });
      made = await deployment({ topic });
      const refused: unknown = await made.relaying().catch((error: unknown) => error);
      const { words } = refused as UnfitTopic;
      expect(words.zh).toContain(zh);
      expect(words.en).toContain(en);
      await expect(made.open()).rejects.toBeInstanceOf(UnfitTopic);
    });

    itOurs('goes on when its broker was killed', async () => {
      made = await deployment();
      const delivery = await made.open({ log: BLIND });
      await write(1, 20);
      await comesWhole(delivery);
      await expect(answers(kafka)).resolves.toBeUndefined();
      const killed = ours().kill();
      await write(21, 60);
      await killed;
      await expect(answers(kafka)).rejects.toThrow(/connect|closed/i);
      await ours().start();
      await expect(answers(kafka)).resolves.toBeUndefined();
      const again = await made.open({ log: BLIND, group: 'again' });
      await comesWhole(again);
    });
  });
});

/** A log that gives nothing: what is read came by the topic. */
const BLIND = {
  read: (after: number) => Promise.resolve({ events: [], upTo: after }),
  newer: (_: number, signal: AbortSignal) => once(signal, 'abort'),
} as unknown as LogReader;
