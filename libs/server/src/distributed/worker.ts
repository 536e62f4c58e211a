import type { Figure, Operations } from '@dossier/engine';
import { laneOf, type LogReader } from '@dossier/event-feed';
import type { KafkaDelivery } from '@dossier/event-feed/kafka';
import type { Text } from '@dossier/kernel';
import { laneName } from '@dossier/read-model';
import { laneLag, progressFigures, refusedReactions } from '@dossier/web/edge/figures';
import { versionOf } from '../version';
import { contexts } from '../contexts';
import { Opened } from '../opened';
import { graceOf, type Serving } from '../program';
import { BEGINNING_ZONE, type Settings } from '../settings';
import { cannotReach } from './cannot-reach';
import { connect, serverFigures, wired } from './deployment';
import { openFolding } from './folding';
import { openLanes } from './lanes';
import type { Servers } from './servers';
import { serveStatus } from './status-server';

const CUT_OFF: Text = {
  zh: 'Kafka 没有答复，读模型暂不更新',
  en: 'Kafka does not answer: read models stand still meanwhile',
};

/** What a worker tells Prometheus. */
export const workerFigures = ({
  operations,
  feed,
  lanes,
  ...deployment
}: {
  readonly operations: Pick<Operations, 'projections' | 'refusedReactions'>;
  readonly feed: Pick<LogReader, 'head'>;
  readonly lanes: Pick<KafkaDelivery, 'lanes' | 'count' | 'lag' | 'isCutOff'>;
} & Parameters<typeof serverFigures>[0]): readonly Figure[] => [
  ...progressFigures(operations, feed),
  ...serverFigures(deployment, () => ({ topic: !lanes.isCutOff })),
  {
    name: 'dossier_worker_lanes',
    help: 'Lanes that this worker follows',
    values: () => Promise.resolve({ lanes: lanes.lanes().length }),
  },
  {
    name: 'dossier_lanes',
    help: 'Lanes that there are: those that all workers follow are as many',
    values: () => Promise.resolve({ lanes: lanes.count }),
  },
  laneLag(async () =>
    Object.fromEntries([...(await lanes.lag())].map(([lane, events]) => [laneName(lane, lanes.count), events])),
  ),
  refusedReactions(operations),
];

/** Keeps read models up, and reacts to what they say is due. Its only door tells how it is. */
export async function startWorker(
  settings: Settings,
  servers: Servers,
  onFailure: (error: unknown) => void,
): Promise<Serving> {
  const { zone = BEGINNING_ZONE, host, port, language } = settings;
  const opened = new Opened();
  try {
    const deployment = await connect(opened, { servers, zone, contexts, onFailure });
    const lanes = await openLanes(opened, deployment, servers);
    const folding = await openFolding(opened, deployment, servers, lanes);
    const reactsFor = (key: string): boolean => lanes.lanes().includes(laneOf(key, lanes.count));
    const { reactors, operations, store } = await wired(opened, deployment, folding, reactsFor);
    const stop = new AbortController();
    const reacting = reactors.run(stop.signal);
    opened.add({
      stopWaiting: () => stop.abort(),
      close: async () => {
        stop.abort();
        await reacting;
      },
    });
    const figures = workerFigures({ ...deployment, operations, lanes });
    const status = opened.add(
      await serveStatus({
        ...{ host, port, language, figures, version: versionOf(__dirname) },
        troubles: () => [
          ...deployment.pulse.troubles(),
          ...[folding.trouble(), lanes.isCutOff ? CUT_OFF : undefined].filter((why) => why !== undefined),
        ],
      }),
    );
    const greeting = {
      zh: `Dossier 工作进程已启动：${status.url}/health/ready（日志 ${store.log}）`,
      en: `The worker of Dossier is at work: ${status.url}/health/ready (log ${store.log})`,
    };
    return {
      greeting: greeting[language],
      graceMs: graceOf(settings),
      failed: lanes.failed.catch(async (error: unknown) => {
        await opened.close().catch(onFailure); // who leaves the group by itself is not waited for
        throw error;
      }),
      close: () => opened.close(),
    };
  } catch (error) {
    await opened.close().catch(onFailure);
    throw cannotReach(error);
  }
}
