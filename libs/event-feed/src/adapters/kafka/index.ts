export { answers, type KafkaAddress, kafkaAt } from './client';
export { KafkaDelivery } from './kafka-delivery';
export { Relay } from './relay';
export { PartitionsAdded, UnfitTopic } from './topic';
