import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { laneOf } from '@dossier/event-feed';
import { EventStoreDbLogReader } from '@dossier/event-feed/eventstoredb';
import { reachedIn, TOGETHER } from '@dossier/read-model';
import { MongoReadModelWriter } from '@dossier/read-model/mongodb';
import { topicOf } from '@dossier/server/distributed/topic';
import { EventStoreDbStore } from '@dossier/event-store/eventstoredb';
import type { Bulk } from './bulk-run';
import { type Bench, compared, figure, type Figure } from './figure';
import { fillThrough } from './fill';
import { generated } from './history';
import { coresBusy, type ProcessorTime, processorTime } from './processor-time';
import { RECORDING } from './recorded';
import { interleaved } from './rounds';
import { run } from './run';
import { bareKafka, type Closing, door, dropDatabases, type Environment, onNewDatabase, servers, start, withServers } from './servers'; // prettier-ignore
import { withFolder } from './temporary';

const BENCH = 'worker';
/** Several steps of a worker, which takes lanes together: it is measured from the end of the first. */
const SIZE = { full: 30_000, small: 6_000 };
/** Milliseconds between two looks at how far the workers are. */
const LOOK = 100;
/** Share of the events after which the measurement begins: programs have started by then. */
const BEGIN = 0.1;

/** A topic with the whole log, for workers who begin with it. */
interface Filled {
  readonly environment: Environment;
  readonly topic: string;
  /** Positions of the events of each lane, ascending. */
  readonly lanes: readonly (readonly number[])[];
  readonly events: number;
}
/** How workers took it. */
interface Taken {
  /** Events a second, from a tenth of them on. */
  readonly rate: number;
}

/** From the topic to the documents of all read models. */
export const working: Bench = {
  name: BENCH,
  about: 'the topic to all read models: one worker against bare consume and bulkWrite of the same documents, and two',
  run: ({ say, full }) =>
    withServers((closing) =>
      withFolder(async (folder) => {
        const given = await servers(closing, ['KAFKA_BROKERS', 'MONGODB_URL'], say);
        if (!given) return [];
        const filled = await fillTopic(closing, onNewDatabase(given), full ? SIZE.full : SIZE.small, say);
        say(`${filled.events} events are in the topic`);
        const recording = join(folder, 'recording');
        const like = onNewDatabase(given, filled.environment['DOSSIER_VAULT_URL']);
        closing.add({ stop: () => dropDatabases([like['MONGODB_URL']]) });
        await taken(filled, like, 1, { NODE_OPTIONS: `--require ${join(__dirname, 'recording.js')}`, [RECORDING]: recording }); // prettier-ignore
        const busy = new Map<string, ProcessorTime>();
        const workers = (count: number): Promise<Taken> =>
          onOwnDatabase(given, filled, async (environment) => {
            const { cores, ...found } = await taken(filled, environment, count);
            busy.set(nameOf(count), cores);
            return found;
          });
        const bare = (): Promise<Bulk> =>
          onOwnDatabase(given, filled, (environment) => {
            const [from, into] = [like, environment].map((each) => each['MONGODB_URL']);
            return run<Bulk>('bulk-run', [recording, from, into, environment['KAFKA_BROKERS'], filled.topic, filled.events]); // prettier-ignore
          });
        const found = await interleaved({ one: () => workers(1), two: () => workers(2), bare }, say);
        const [one, two] = [found.one.series('rate'), found.two.series('rate')];
        const peer = { name: 'bare consume + bulkWrite of the same documents', series: found.bare.series('rate') };
        return [
          compared(BENCH, 'one worker', 'events/s', one, peer, { least: 0.5 }),
          compared(BENCH, 'two workers', 'events/s', two, { name: 'one worker', series: one }),
          ...[...busy].flatMap(([name, cores]) => coresOf(name, cores)),
        ];
      }),
    ),
};
const nameOf = (count: number): string => (count === 1 ? 'one worker' : 'two workers');

/** Where the time goes: what is busy most is the bottleneck where no core is left, and whoever waits is none. */
const coresOf = (name: string, cores: ProcessorTime): readonly Figure[] => {
  const all = [...cores.values()].reduce((sum, each) => sum + each, 0);
  return [...cores].map(([user, busy]) =>
    figure(BENCH, `${name}, the last round: kept busy by ${user}`, 'cores', busy, 'by all of them', all),
  );
};

/** Writes a history through the door, and lets the relay send it. */
async function fillTopic(
  closing: Closing,
  environment: Environment,
  events: number,
  say: (text: string) => void,
): Promise<Filled> {
  const { MONGODB_URL, DOSSIER_VAULT_URL } = environment;
  closing.add({ stop: () => dropDatabases([MONGODB_URL, DOSSIER_VAULT_URL]) });
  const api = await door(closing, environment);
  await fillThrough(api, generated(events), say);
  await api.stop();
  const url = String(environment['EVENTSTOREDB_URL']);
  const store = await EventStoreDbStore.open(url);
  await store.close();
  const log = new EventStoreDbLogReader(url);
  const positions: (readonly [subject: string, position: number])[] = [];
  const head = await log.head();
  for (let after = 0; after < head;) {
    const { events, upTo } = await log.read(after, 1_000);
    for (const { subject, position } of events) positions.push([subject, position]);
    after = upTo;
  }
  await log.close();
  const relay = await start(closing, 'relay', environment);
  while (!((await figureAt(relay.url, 'dossier_relay_position')) >= head)) await setTimeout(LOOK);
  await relay.stop();
  const { topic, partitions } = topicOf(store.log);
  closing.add({ stop: () => deleteTopic(environment, topic) });
  const lanes = Array.from({ length: partitions }, (_, lane) =>
    positions.filter(([subject]) => laneOf(subject, partitions) === lane).map(([, position]) => position),
  );
  return { environment, topic, lanes, events: positions.length };
}

/** Starts workers over an empty database, and ends them when all read models have the whole log. */
async function taken(
  { topic, lanes, events }: Filled,
  environment: Environment,
  count: number,
  more: Environment = {},
): Promise<Taken & { readonly cores: ProcessorTime }> {
  const reader = await MongoReadModelWriter.open(String(environment['MONGODB_URL']));
  const look = async (): Promise<Sample> => {
    const progress = await reader.progress(TOGETHER);
    const done = lanes.reduce((sum, own, lane) => {
      const reached = reachedIn(progress, lane, lanes.length);
      return sum + own.filter((position) => position <= reached).length;
    }, 0);
    return { at: performance.now(), done, time: processorTime() };
  };
  try {
    return await withServers(async (closing) => {
      closing.add({ stop: () => leave(environment, `${topic}-workers-`) });
      const starting = Promise.all(Array.from({ length: count }, () => start(closing, 'worker', environment, more)));
      const failed = starting.then(() => new Promise<never>(() => undefined)); // whoever cannot start says so at once
      failed.catch(() => undefined);
      const until = async (done: number): Promise<Sample> => {
        for (;;) {
          const sample = await look();
          if (sample.done >= done) return sample;
          await Promise.race([setTimeout(LOOK), failed]);
        }
      };
      const [first, last] = [await until(events * BEGIN), await until(events)];
      await starting;
      if (first.done >= events) throw new Error('it had caught up before it could be measured');
      const seconds = (last.at - first.at) / 1_000;
      return { rate: (events - first.done) / seconds, cores: coresBusy(first.time, last.time, seconds) };
    });
  } finally {
    await reader.close();
  }
}

/** How far all workers are. */
interface Sample {
  readonly at: number;
  readonly done: number;
  readonly time: ProcessorTime;
}

/** The next workers begin at the beginning of the topic. @param begins of their group, which ends in what models they fold */
async function leave(environment: Environment, begins: string): Promise<void> {
  const admin = bareKafka(environment).admin();
  await admin.connect();
  try {
    const { groups } = await admin.listGroups();
    const own = groups.map(({ groupId }) => groupId).filter((group) => group.startsWith(begins));
    await admin.deleteGroups(own);
  } finally {
    await admin.disconnect();
  }
}

async function deleteTopic(environment: Environment, topic: string): Promise<void> {
  const admin = bareKafka(environment).admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [topic] }).finally(() => admin.disconnect());
}

/** Works on a database of its own, which is gone afterwards; keys are in the vault of the history. */
async function onOwnDatabase<T>(
  given: Environment,
  { environment: { DOSSIER_VAULT_URL } }: Filled,
  work: (environment: Environment) => Promise<T>,
): Promise<T> {
  const own = onNewDatabase(given, DOSSIER_VAULT_URL);
  return work(own).finally(() => dropDatabases([own['MONGODB_URL']]));
}

/** A figure that a program tells Prometheus. */
async function figureAt(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:{[^}]*})? (\\d+)$`, 'm').exec(text)?.[1] ?? NaN);
}
