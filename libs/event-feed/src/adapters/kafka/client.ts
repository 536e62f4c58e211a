import { Kafka, logLevel } from 'kafkajs';

/** Milliseconds for a connection to be there, and for an answer. */
const CONNECTION = 5_000;
const REQUEST = 30_000;

/** Where a cluster is, and how it lets in. */
export interface KafkaAddress {
  /** `host:port`, some of the cluster. */
  readonly brokers: readonly string[];
  /** TLS, by the certificates that Node trusts (`NODE_EXTRA_CA_CERTS` adds some). */
  readonly tls: boolean;
  /** By SCRAM-SHA-512; left out: it lets everybody in. */
  readonly login?: { readonly username: string; readonly password: string };
}

export const kafkaAt = ({ brokers, tls, login }: KafkaAddress): Kafka =>
  new Kafka({
    ...{ clientId: 'dossier', brokers: [...brokers], connectionTimeout: CONNECTION, requestTimeout: REQUEST },
    logLevel: logLevel.NOTHING, // failures are told to whoever uses it
    ssl: tls,
    ...(login && { sasl: { mechanism: 'scram-sha-512', ...login } }),
  });

/** Resolves when a broker answers, whichever: that of a partition may be away all the same. */
export async function answers(kafka: Kafka): Promise<void> {
  const admin = kafka.admin({ retry: { initialRetryTime: 50, maxRetryTime: 200 } }); // each try asks another broker
  try {
    await admin.connect();
    await admin.describeCluster();
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
