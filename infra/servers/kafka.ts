import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { certificate } from './certificate';
import { type Command, Room } from './room';
import { freePort, opened, type Recipe, type Server } from './server';
import { demand } from './tools';

const VERSION = '4.1.0';
/** 16 bytes; chosen, for a random one may begin with a dash, which the tool takes for an option. */
const CLUSTER = Buffer.from('dossier-of-tests').toString('base64url');
const POM = join(__dirname, 'pom.xml');

const java = (folder: string, ...args: readonly string[]): Command => [
  ...(['java', '-Xmx512m', '-cp', join(folder, 'lib', '*')] as const),
  ...args,
];

/** Who may ask at the second door. */
const LOGIN = { username: 'dossier', password: 'of-tests' };
const SCRAM = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';

export interface KafkaServer extends Server {
  /** The same server at a door that speaks TLS and asks who is there. `ca`: file with the authority of its certificate */
  readonly closed: { readonly address: string; readonly login: typeof LOGIN; readonly ca: string };
}

/** One node, broker and controller at once, without ZooKeeper. */
const properties = (data: string, pem: string, broker: number, closed: number, controller: number): string =>
  Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${broker},CLOSED://127.0.0.1:${closed},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${broker},CLOSED://127.0.0.1:${closed}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,CLOSED:SASL_SSL',
    'listener.name.closed.sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    'listener.name.closed.scram-sha-512.sasl.jaas.config': SCRAM,
    'listener.name.closed.ssl.keystore.type': 'PEM',
    'listener.name.closed.ssl.keystore.location': pem,
    'log.dirs': data,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'broker.session.timeout.ms': 3_000, // a killed broker may not come back before its old session has ended
    'broker.heartbeat.interval.ms': 500,
    'group.initial.rebalance.delay.ms': 0, // else the first consumer of a group waits three seconds for others
    'auto.create.topics.enable': false, // who forgets to create a topic must see it
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

export const kafka: Recipe<KafkaServer> = {
  title: `Apache Kafka ${VERSION}`,
  name: `kafka-${VERSION}`,
  variable: 'KAFKA_BROKERS',
  demand: () => demand(['java', 'mvn', 'openssl']),
  async prepare(folder, room, say) {
    say('用 Maven 获取', 'fetched by Maven');
    const lib = `-DoutputDirectory=${join(folder, 'lib')}`;
    await room.run(['mvn', '-q', '-B', '-f', POM, `-Dkafka=${VERSION}`, 'dependency:copy-dependencies', lib]);
    await room.run(java(folder, 'kafka.tools.StorageTool', 'random-uuid')); // fails where Java is too old
  },
  open(folder) {
    const room = new Room();
    return opened(room, async () => {
      const [broker, closed, controller] = [await freePort(), await freePort(), await freePort()];
      const settings = join(room.folder, 'server.properties');
      const { ca, cert, key } = certificate(room.folder);
      const pem = join(room.folder, 'keystore.pem');
      writeFileSync(pem, readFileSync(key, 'utf8') + readFileSync(cert, 'utf8'));
      writeFileSync(settings, properties(join(room.folder, 'data'), pem, broker, closed, controller));
      const known = `SCRAM-SHA-512=[name=${LOGIN.username},password=${LOGIN.password}]`;
      await room.run(java(folder, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER, '-c', settings, '-S', known));
      return {
        address: `127.0.0.1:${broker}`,
        closed: { address: `127.0.0.1:${closed}`, login: LOGIN, ca },
        kill: () => room.kill(),
        start: () => room.start(java(folder, 'kafka.Kafka', settings), /Kafka Server started/),
        stop: () => room.close(),
      };
    });
  },
};
