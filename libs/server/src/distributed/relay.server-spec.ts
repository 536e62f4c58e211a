import { randomUUID } from 'node:crypto';
import { EventStoreDbStore } from '@dossier/event-store/eventstoredb';
import { sampleAppend } from '../../../event-store/src/event-store.contract';
import { EventStoreDbServer } from '../../../../infra/servers/eventstoredb';
import { kafka } from '../../../../infra/servers/kafka';
import { onServer } from '../../../../infra/servers/on-server';
import type { Server } from '../../../../infra/servers/server';
import { Program } from '../../../testing/src/program';
import { until } from '../../../testing/src/until';

onServer<Server>(kafka, ({ address, ours, itOurs }) => {
  const log = new EventStoreDbServer();
  let store: EventStoreDbStore;
  let servers: Readonly<Record<string, string>>;
  const running: Program[] = [];
  beforeAll(async () => {
    const url = await log.listen();
    store = await EventStoreDbStore.open(url);
    servers = { EVENTSTOREDB_URL: url, KAFKA_BROKERS: address() };
  });
  afterAll(async () => {
    await Promise.all(running.map((program) => program.end('SIGKILL')));
    await store.close();
    log.stop();
  });

  async function started(): Promise<{ readonly program: Program; readonly url: string }> {
    const program = Program.start('relay', servers);
    running.push(program);
    return { program, url: await program.says(/at work: (http:\S+)\/health/) };
  }
  const isReady = async (url: string): Promise<boolean> => (await fetch(`${url}/health/ready`)).status === 200;
  const figures = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text();
  const figure = async (url: string, name: string): Promise<number> =>
    Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(await figures(url))?.[1] ?? NaN);
  const append = () => store.append(sampleAppend(`order-${randomUUID()}`, { events: [{}, {}] }));
  const isWhole = async (url: string): Promise<boolean> =>
    (await figure(url, 'dossier_relay_position')) === (await figure(url, 'dossier_log_position'));

  itOurs('says that Kafka is gone though it has nothing to send, and is ready again when Kafka is back', async () => {
    const { program, url } = await started();
    await append();
    await until(async () => (await isReady(url)) && (await isWhole(url)));
    await ours().kill();
    await until(async () => !(await isReady(url)));
    const told = await (await fetch(`${url}/health/ready`)).json();
    expect(told).toMatchObject({ reasons: ['events do not reach Kafka; it is tried again'] });
    await until(async () => (await figures(url)).includes('dossier_store_well{store="topic"} 0'));
    await ours().start();
    await until(() => isReady(url));
    await append();
    await until(() => isWhole(url));
    expect(await program.end('SIGTERM')).toBe(0);
  });
});
