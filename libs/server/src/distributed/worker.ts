import { laneOf } from '@dossier/event-feed';
import type { Text } from '@dossier/kernel';
import { versionOf } from '../version';
import { contexts } from '../contexts';
import { Opened } from '../opened';
import { graceOf, type Serving } from '../program';
import { BEGINNING_ZONE, type Settings } from '../settings';
import { cannotReach } from './cannot-reach';
import { connect, wired } from './deployment';
import { openFolding } from './folding';
import { openLanes } from './lanes';
import type { Servers } from './servers';
import { type Figure, serveStatus } from './status-server';

const CUT_OFF: Text = {
  zh: 'Kafka 没有答复，读模型暂不更新',
  en: 'Kafka does not answer: read models stand still meanwhile',
};

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
    const { reactors, operations, feed, store } = await wired(opened, deployment, folding, reactsFor);
    const stop = new AbortController();
    const reacting = reactors.run(stop.signal);
    opened.add({
      stopWaiting: () => stop.abort(),
      close: async () => {
        stop.abort();
        await reacting;
      },
    });
    const each = async (what: 'position' | 'parked'): Promise<Readonly<Record<string, number>>> =>
      Object.fromEntries((await operations.projections()).map((projection) => [projection.name, projection[what]]));
    const figures: readonly Figure[] = [
      {
        name: 'dossier_log_position',
        help: 'Position of the last event of the log; positions do not count events',
        values: async () => ({ log: await feed.head() }),
      },
      {
        name: 'dossier_projection_position',
        help: 'Position up to which a projection has taken the log: behind dossier_log_position it lags',
        label: 'projection',
        values: () => each('position'),
      },
      {
        name: 'dossier_worker_lanes',
        help: 'Lanes that this worker follows',
        values: () => Promise.resolve({ lanes: lanes.lanes().length }),
      },
      {
        name: 'dossier_dead_letters',
        help: 'Events that a projection could not take, and those that wait behind them',
        label: 'projection',
        values: () => each('parked'),
      },
      {
        name: 'dossier_refused_reactions',
        help: 'Reactions that a rule refused and that are tried again',
        values: () => Promise.resolve({ reactions: operations.refusedReactions.length }),
      },
    ];
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
      close: () => opened.close(),
    };
  } catch (error) {
    await opened.close().catch(onFailure);
    throw cannotReach(error);
  }
}
