import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDbServer } from '../../../../infra/servers/eventstoredb';
import { Program } from '../../../testing/src/program';

const folder = mkdtempSync(join(tmpdir(), 'dossier-drivers-'));
const log = new EventStoreDbServer();
let servers: Readonly<Record<string, string>>;
beforeAll(async () => {
  servers = {
    EVENTSTOREDB_URL: await log.listen(),
    MONGODB_URL: 'mongodb://dossier:pa55@127.0.0.1:1/crm', // nobody listens there
    KAFKA_BROKERS: '127.0.0.1:1',
    DOSSIER_MASTER_KEY: 'c0'.repeat(32),
  };
});
afterAll(() => {
  log.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('loads no driver of servers where the data are in a folder', async () => {
  const api = Program.start('api', { DOSSIER_DATA: join(folder, 'data') });
  await api.says(/listening at/);
  expect(await api.end('SIGTERM')).toBe(0);
  expect(api.said).toMatch(/^loaded: better-sqlite3(-node-api)?$/m);
});

it.each(['api', 'worker'] as const)('says in one sentence what %s cannot reach, and loads no SQLite', async (what) => {
  const program = Program.start(what, servers);
  expect(await program.end()).toBe(1);
  const [said, ...rest] = program.said.split('\n');
  expect(said).toBe(
    'DOSSIER_VAULT_URL (MONGODB_URL): MongoDB did not do what was asked: no server can be reached; look at the setting and the server',
  );
  expect(rest.join('\n')).toMatch(/^loaded: @eventstore\/db-client( kafkajs)? mongodb$/);
});

it('opens the servers by the tool without SQLite too', async () => {
  const tool = Program.start('tool', servers, ['keys', 'list']);
  expect(await tool.end()).toBe(1);
  expect(tool.said).toMatch(/^DOSSIER_VAULT_URL \(MONGODB_URL\): .*\nloaded: @eventstore\/db-client mongodb$/);
});

it('relays with the drivers of log and topic alone, says how it is, and ends when it is told to', async () => {
  const relay = Program.start('relay', { ...servers, MONGODB_URL: '', DOSSIER_MASTER_KEY: '' });
  const url = await relay.says(/(http:\S+)\/health\/ready/);
  expect(await (await fetch(`${url}/health/live`)).json()).toMatchObject({ live: true });
  await relay.says(/a step failed/); // Kafka is not there
  const ready = await fetch(`${url}/health/ready`, { headers: { 'accept-language': 'zh' } });
  expect([ready.status, await ready.json()]).toEqual([
    503,
    { ready: false, degraded: false, reasons: ['事件未能送达 Kafka，正在重试'] },
  ]);
  const figures = await (await fetch(`${url}/metrics`)).text();
  expect(figures).toMatch(/^dossier_log_position 0$/m);
  expect(figures).toMatch(/^dossier_relay_position 0$/m);
  expect((await fetch(`${url}/nowhere`)).status).toBe(404);
  expect(await relay.end('SIGTERM')).toBe(0);
  expect(relay.said).toMatch(/^loaded: @eventstore\/db-client kafkajs$/m);
});

it.each(['api', 'worker', 'relay'] as const)(
  'refuses to start %s with half of the servers, in both languages',
  async (what) => {
    const program = Program.start(what, { DOSSIER_LANG: '', LC_ALL: 'C', LANG: '', KAFKA_BROKERS: '127.0.0.1:1' });
    expect(await program.end()).toBe(1);
    expect(program.said).toMatch(/^KAFKA_BROKERS is set, and what is missing is EVENTSTOREDB_URL=esdb:/);
    expect(program.said).toMatch(/^已设置 KAFKA_BROKERS，还缺少：EVENTSTOREDB_URL=esdb:/m);
  },
);
