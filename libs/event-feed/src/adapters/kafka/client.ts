import { Kafka, logLevel } from 'kafkajs';

/** Milliseconds for a connection to be there, and for an answer. */
const CONNECTION = 5_000;
const REQUEST = 30_000;

/** @param brokers `host:port`, some of the cluster */
export const kafkaAt = (brokers: readonly string[]): Kafka =>
  new Kafka({
    ...{ clientId: 'dossier', brokers: [...brokers], connectionTimeout: CONNECTION, requestTimeout: REQUEST },
    logLevel: logLevel.NOTHING, // failures are told to whoever uses it
  });
