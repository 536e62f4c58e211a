import type { Figure } from '@dossier/engine';
import { LogCut, type LogReader } from '@dossier/event-feed';
import { EventStoreDbLogReader } from '@dossier/event-feed/eventstoredb';
import { answers, kafkaAt, Relay } from '@dossier/event-feed/kafka';
import { EventStoreDbStore } from '@dossier/event-store/eventstoredb';
import type { Text } from '@dossier/kernel';
import { logPosition, wellFigure } from '@dossier/web/edge/figures';
import { Opened } from '../opened';
import { graceOf, type Serving } from '../program';
import type { Settings } from '../settings';
import { versionOf } from '../version';
import { cannotReach, readable } from './cannot-reach';
import { Pulse } from './pulse';
import type { Servers } from './servers';
import { serveStatus } from './status-server';
import { topicOf } from './topic';

const SILENT: Text = { zh: '事件日志没有答复', en: 'the log does not answer' };
const BEHIND: Text = { zh: '事件未能送达 Kafka，正在重试', en: 'events do not reach Kafka; it is tried again' };

/** What a relay tells Prometheus. */
export const relayFigures = ({
  log,
  relay,
  pulse,
  isFailing,
}: {
  readonly log: Pick<LogReader, 'head'>;
  readonly relay: Pick<Relay, 'upTo'>;
  readonly pulse: Pick<Pulse, 'well'>;
  readonly isFailing: () => boolean;
}): readonly Figure[] => [
  logPosition(log),
  {
    name: 'dossier_relay_position',
    help: 'Position up to which the topic has the log: behind dossier_log_position it lags',
    values: () => Promise.resolve({ relay: relay.upTo }),
  },
  wellFigure(() => {
    const well = pulse.well();
    return { ...well, topic: well['topic'] !== false && !isFailing() };
  }),
];

/** Writes the log to its topic. Its only door tells how it is. */
export async function startRelay(
  settings: Settings,
  { eventStoreDb, kafka }: Pick<Servers, 'eventStoreDb' | 'kafka'>,
  onFailure: (error: unknown) => void,
): Promise<Serving> {
  const { host, port, language } = settings;
  const opened = new Opened();
  try {
    const log = opened.add(readable(() => new EventStoreDbLogReader(eventStoreDb)));
    const name = await nameOf(eventStoreDb);
    const cluster = kafkaAt(kafka);
    let failing: Text | undefined; // a log where nothing happens brings no position that tells
    const relay = new Relay({
      ...{ kafka: cluster, log, name, ...topicOf(name) },
      onFailure: (error) => {
        failing = error instanceof LogCut ? error.words : BEHIND;
        onFailure(error);
      },
      onSuccess: () => (failing = undefined),
    });
    const asked = [
      { store: 'log', silent: SILENT, ask: () => log.head() },
      // a relay that has nothing to send would notice with the next event
      { store: 'topic', silent: BEHIND, ask: () => answers(cluster) },
    ];
    const pulse = opened.add(new Pulse(asked, onFailure));
    const stop = new AbortController();
    const running = relay.run(stop.signal);
    running.catch(() => undefined); // whoever started it is told
    opened.add({
      stopWaiting: () => stop.abort(),
      close: async () => {
        stop.abort();
        await running.catch(() => undefined);
      },
    });
    const figures = relayFigures({ log, relay, pulse, isFailing: () => failing !== undefined });
    const status = opened.add(
      await serveStatus({
        ...{ host, port, language, figures, version: versionOf(__dirname) },
        troubles: () => [...new Set([...pulse.troubles(), ...(failing ? [failing] : [])])],
      }),
    );
    const { topic } = topicOf(name);
    const greeting = {
      zh: `Dossier 中继已启动：${status.url}/health/ready（日志 ${name} → 主题 ${topic}）`,
      en: `The relay of Dossier is at work: ${status.url}/health/ready (log ${name} to topic ${topic})`,
    };
    return {
      greeting: greeting[language],
      graceMs: graceOf(settings),
      failed: running.then(() => new Promise<never>(() => undefined)),
      close: () => opened.close(),
    };
  } catch (error) {
    await opened.close().catch(onFailure);
    throw cannotReach(error);
  }
}

async function nameOf(eventStoreDb: string): Promise<string> {
  const store = await EventStoreDbStore.open(eventStoreDb);
  await store.close();
  return store.log;
}
