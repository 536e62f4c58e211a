import { MongoReadModelWriter } from '@dossier/read-model/mongodb';
import { ProjectionRunner, type ProjectionsControl, rest } from '@dossier/engine';
import type { Text } from '@dossier/kernel';
import { growingPause } from '../growing-pause';
import type { Opened } from '../opened';
import type { Deployment } from './deployment';

const STOPPED: Text = { zh: '读模型未能更新，正在重试', en: 'read models are not kept up; it is tried again' };

/**
 * Keeps the read models up: as one lane, straight from the log. The one place that says how events come to the folds.
 * @throws ReadModelsUnreachable, ReadModelsAhead
 */
export async function openFolding(
  opened: Opened,
  { registry, feed, journal, codec, store, clock, onFailure }: Deployment,
  mongoDb: string,
): Promise<ProjectionsControl> {
  const writer = opened.add(await MongoReadModelWriter.open(mongoDb));
  let failing: Text | undefined;
  const runner = new ProjectionRunner({
    ...{ registry, feed, journal, codec, writer, clock, log: store.log, pause: growingPause, rest },
    keep: (after, batch) => journal.keep(0, 1, after, batch),
    onFailure: (error) => {
      failing = STOPPED;
      onFailure(error);
    },
    onSuccess: () => (failing = undefined),
  });
  await runner.open();
  await runner.begin();
  const stop = new AbortController();
  const running = runner.run(stop.signal);
  opened.add({
    stopWaiting: () => stop.abort(),
    close: async () => {
      stop.abort();
      await running;
    },
  });
  return {
    trouble: () => failing,
    rebuild: (models) => runner.rebuild(registry.allFolds.filter(({ id }) => models.includes(id))),
    retry: (parked) => runner.retry(parked),
  };
}
