import { MongoReadModelWriter } from '@dossier/read-model/mongodb';
import { type Delivery, LogDelivery } from '@dossier/event-feed';
import { policiesInStreams, ProjectionRunner, type ProjectionsControl, rest } from '@dossier/engine';
import type { Text } from '@dossier/kernel';
import { laneCount, TOGETHER } from '@dossier/read-model';
import { growingPause } from '../growing-pause';
import type { Opened } from '../opened';
import type { Deployment } from './deployment';
import type { Servers } from './servers';
import { Serving } from './serving';
import { Upgrade } from './upgrade';

const STOPPED: Text = { zh: '读模型未能更新，正在重试', en: 'read models are not kept up; it is tried again' };

/** Follows no lane: for whoever empties models, or folds again what was parked, where others follow them. */
class NoLanes extends LogDelivery {
  override lanes(): readonly number[] {
    return [];
  }
}

/**
 * Keeps read models up beside other processes.
 * @param delivery left out: others keep them up, and this process only does what is asked of it
 * @throws ReadModelsUnreachable, ReadModelsAhead
 */
export async function openFolding(
  opened: Opened,
  { registry, feed, journal, codec, store, clock, onFailure }: Deployment,
  { mongoDb }: Pick<Servers, 'mongoDb'>,
  delivery?: Delivery,
): Promise<ProjectionsControl & Pick<Upgrade, 'troubles'>> {
  const writer = opened.add(await MongoReadModelWriter.open(mongoDb));
  const models = registry.allFolds.map(({ id }) => id);
  await writer.serves(models); // before they are prepared: who removes what nobody serves may be at work
  let failing: Text | undefined;
  const runner = new ProjectionRunner({
    ...{ registry, feed, journal, codec, writer, clock, log: store.log, pause: growingPause, rest, isShared: true },
    delivery: delivery ?? new NoLanes(feed, laneCount(await writer.progress(TOGETHER))),
    keep: (...kept) => journal.keep(...kept),
    policyEvents: policiesInStreams(store, codec),
    onFailure: (error) => {
      failing = STOPPED;
      onFailure(error);
    },
    onSuccess: () => (failing = undefined),
  });
  await runner.open();
  const upgrade = opened.add(await Upgrade.begun(writer, registry.allFolds, onFailure));
  const serving = opened.add(new Serving({ writer, models, onFailure }));
  void serving.run();
  const stop = new AbortController();
  const running = runner.run(stop.signal); // not waited for: far behind, its first step takes longer than a supervisor waits
  opened.add({
    stopWaiting: () => stop.abort(),
    close: async () => {
      stop.abort();
      await running;
    },
  });
  return {
    troubles: () => upgrade.troubles(),
    trouble: () => (delivery ? failing : undefined),
    rebuild: (models) => runner.rebuild(registry.allFolds.filter(({ id }) => models.includes(id))),
    retry: (parked) => runner.retry(parked),
  };
}
