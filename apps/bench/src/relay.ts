import { randomUUID } from 'node:crypto';
import { EventStoreDbStore } from '@dossier/event-store/eventstoredb';
import { appendOf, fresh, rate } from './eventstoredb';
import { type Bench, compared } from './figure';
import { interleaved } from './rounds';
import { run } from './run';
import { bareKafka, type Environment, servers, withServers } from './servers';
import type { Pace, Sent } from './relay-run';

const BENCH = 'relay';
const SIZE = { full: 100_000, small: 5_000 };

/** From the log to the topic, beside a producer that has the very same messages in memory. */
export const relaying: Bench = {
  name: BENCH,
  about: 'the log to its topic, against a bare kafkajs producer of the same messages',
  run: ({ say, full }) =>
    withServers(async (closing) => {
      const environment = await servers(closing, ['KAFKA_BROKERS'], say);
      if (!environment) return [];
      const url = String(environment['EVENTSTOREDB_URL']);
      const store = await EventStoreDbStore.open(url);
      closing.add({ stop: () => store.close() });
      const count = full ? SIZE.full : SIZE.small;
      say(`${count} events are appended`);
      await rate(count, () => store.append(appendOf(fresh())));
      const topics: string[] = [];
      closing.add({ stop: () => deleteTopics(environment, topics) });
      const into = (how: Sent['how'], from?: string): Promise<Pace> => {
        const topic = `dossier-bench-${randomUUID()}`;
        topics.push(topic);
        return run<Pace>('relay-run', [how, url, environment['KAFKA_BROKERS'], store.log, count, topic, from]);
      };
      await into('relayed'); // its messages are those of the producer
      const [messages = ''] = topics;
      const found = await interleaved(
        { relay: () => into('relayed'), producer: () => into('produced', messages) },
        say,
      );
      const producer = { name: 'a bare producer of the same messages', series: found.producer.series('rate') };
      return [
        compared(BENCH, 'the log to the topic', 'events/s', found.relay.series('rate'), producer, { least: 0.5 }),
      ];
    }),
};

async function deleteTopics(environment: Environment, topics: string[]): Promise<void> {
  const admin = bareKafka(environment).admin();
  await admin.connect();
  await admin.deleteTopics({ topics }).finally(() => admin.disconnect());
}
