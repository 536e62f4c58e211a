import { KafkaDelivery, kafkaAt } from '@dossier/event-feed/kafka';
import type { Opened } from '../opened';
import type { Deployment } from './deployment';
import type { Servers } from './servers';
import { topicOf } from './topic';

/**
 * The lanes that its group gives to this worker. Workers of the same models are one group: those of other code, as in an upgrade,
 * would take lanes that then nobody folds for these models.
 * @throws UnfitTopic
 */
export async function openLanes(
  opened: Opened,
  { registry, feed, store, onFailure }: Deployment,
  { kafka }: Pick<Servers, 'kafka'>,
): Promise<KafkaDelivery> {
  const topic = topicOf(store.log);
  return opened.add(
    await KafkaDelivery.open({
      ...{ kafka: kafkaAt(kafka), log: feed, name: store.log, onFailure, ...topic },
      group: `${topic.topic}-workers-${registry.fingerprint}`,
    }),
  );
}
