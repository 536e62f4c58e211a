import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policiesInStreams, ProjectionRunner, Registry, systemClock } from '@dossier/engine';
import { type Batch, Journal, LogDelivery } from '@dossier/event-feed';
import { EventStoreDbLogReader } from '@dossier/event-feed/eventstoredb';
import { Codec, type Stored } from '@dossier/event-store';
import { EventStoreDbStore } from '@dossier/event-store/eventstoredb';
import { reachedIn, type ReadModelWriter } from '@dossier/read-model';
import { MongoReadModelWriter } from '@dossier/read-model/mongodb';
import { SqliteReadModelWriter } from '@dossier/read-model/sqlite';
import { Sealer } from '@dossier/security';
import { MongoVault } from '@dossier/vault/mongodb';
import { EventStoreDbServer, type Fate } from '../../../../infra/servers/eventstoredb';
import { type FerretDb, ferretDb } from '../../../../infra/servers/ferretdb';
import { kafka } from '../../../../infra/servers/kafka';
import { databaseOf, onDatabase } from '../../../../infra/servers/mongodb-database';
import { onServer } from '../../../../infra/servers/on-server';
import type { Server } from '../../../../infra/servers/server';
import { Clients } from '../../../testing/src/clients';
import { documentsOf } from '../../../testing/src/documents-of';
import { Program } from '../../../testing/src/program';
import { Throws } from '../../../testing/src/throws';
import { until } from '../../../testing/src/until';
import { contexts } from '../contexts';

/** Ten minutes: `FAULTS_SECONDS=600`. */
const SECONDS = Number(process.env['FAULTS_SECONDS'] ?? 70);
/** What was seen once is tried again, as far as time allows: `FAULTS_SEED=…`. */
const SEED = Number(process.env['FAULTS_SEED'] ?? randomInt(2 ** 31));
/** Commands after which no more are sent. */
const MOST = Number(process.env['FAULTS_COMMANDS'] ?? SECONDS * 40);
const CLIENTS = 4;
const MASTER_KEY = 'c0'.repeat(32);
/** Partitions of the topic. */
const LANES = 16;
/** What follows the faults may take so many seconds: a database that was killed is caught up with. */
const AFTERWARDS = 600;
/** Commands that are acknowledged while something is wrong. */
const SOME = 15;

type Environment = Readonly<Record<string, string>>;

/** A process of the product that is killed, started again, and made to stand still. */
class Process {
  url = '';
  isUp = false;
  private program: Program | undefined;

  constructor(
    readonly what: 'api' | 'worker' | 'relay',
    private readonly environment: () => Environment,
  ) {}

  async start(): Promise<void> {
    this.program = Program.start(this.what, this.environment());
    this.url = await this.program.says(/(?:listening at|at work:) (http:\/\/[^/\s]+)/);
    this.isUp = true;
  }
  async kill(): Promise<void> {
    this.isUp = false;
    await this.program?.end('SIGKILL');
  }
  /** SIGSTOP, then SIGCONT when it is over. */
  async freeze(over: () => Promise<unknown>): Promise<void> {
    process.kill(this.program?.pid ?? NaN, 'SIGSTOP');
    try {
      await over();
    } finally {
      process.kill(this.program?.pid ?? NaN, 'SIGCONT');
    }
  }
  end(): Promise<number | null> {
    return this.program?.end('SIGTERM') ?? Promise.resolve(null);
  }
  get said(): string {
    return this.program?.said ?? '';
  }
  async isReady(): Promise<boolean> {
    return (await fetch(`${this.url}/health/ready`)).status === 200;
  }
  /** All values of a figure. */
  async figures(name: string): Promise<readonly number[]> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return [...text.matchAll(new RegExp(`^${name}(?:{[^}]*})? (\\d+)$`, 'gm'))].map(([, value]) => Number(value));
  }
}

/** All events, in memory: exact up to the end. */
class WholeJournal extends Journal {
  constructor(private readonly all: readonly Stored[]) {
    super();
  }
  history(subjects: readonly string[], upTo = this.all.at(-1)?.position ?? 0): Promise<Batch> {
    const wanted = new Set(subjects);
    const events = this.all.filter(({ subject, position }) => position <= upTo && wanted.has(subject));
    return Promise.resolve({ events, upTo });
  }
  async piece(subjects: readonly string[], after: number, limit: number): Promise<Batch> {
    const { events, upTo } = await this.history(subjects);
    const behind = events.filter(({ position }) => position > after);
    const some = behind.slice(0, limit);
    return { events: some, upTo: some.length < behind.length ? (some.at(-1)?.position ?? after) : upTo };
  }
}

/** All documents by model and key. */
async function documentsIn(writer: ReadModelWriter, registry: Registry): Promise<ReadonlyMap<string, string>> {
  const all = new Map<string, string>();
  for await (const [name, said] of documentsOf(writer, registry)) all.set(name, JSON.stringify(said));
  return all;
}

onServer<Server>(kafka, (topics) => {
  onServer<FerretDb>(ferretDb, (databases) => {
    const itOurs = topics.itOurs === it ? databases.itOurs : topics.itOurs;
    const log = new EventStoreDbServer();
    const registry = new Registry(contexts, true);
    const throws = new Throws(SEED);
    const counts = new Map<string, number>();
    const servers: Record<string, string> = {};
    const [one, two] = [new Process('api', () => servers), new Process('api', () => servers)] as const;
    const [first, second] = [new Process('worker', () => servers), new Process('worker', () => servers)] as const;
    const relay = new Process('relay', () => servers);
    const [doors, workers] = [
      [one, two],
      [first, second],
    ] as const;
    const all = [...doors, ...workers, relay];
    // not there where the start failed
    const opened: { clients?: Clients; reader?: EventStoreDbLogReader; writer?: MongoReadModelWriter } = {};
    let clients: Clients;
    let reader: EventStoreDbLogReader;
    let writer: MongoReadModelWriter;
    let events: readonly Stored[];

    beforeAll(async () => {
      Object.assign(servers, {
        ...{ EVENTSTOREDB_URL: await log.listen(), KAFKA_BROKERS: topics.address() },
        ...{ MONGODB_URL: databaseOf(databases.address()), DOSSIER_VAULT_URL: databaseOf(databases.address()) },
        ...{ DOSSIER_MASTER_KEY: MASTER_KEY, DOSSIER_ZONE: 'Asia/Shanghai', DOSSIER_RATE: '0' },
      });
      opened.reader = reader = new EventStoreDbLogReader(String(servers['EVENTSTOREDB_URL']));
      process.stdout.write(`faults under load: FAULTS_SEED=${SEED} FAULTS_SECONDS=${SECONDS}\n`);
    });
    afterAll(async () => {
      opened.clients?.abandon();
      await Promise.all(all.map((each) => each.kill()));
      await opened.writer?.close();
      await opened.reader?.close();
      log.stop();
      for (const name of ['MONGODB_URL', 'DOSSIER_VAULT_URL'])
        if (servers[name] !== undefined) await onDatabase(servers[name], (db) => db.dropDatabase());
    });

    const other = <T>([here, there]: readonly [T, T], than: T): T => (than === here ? there : here);
    const restarted = async (killed: Process): Promise<void> => {
      await killed.kill();
      await clients.more(throws.below(SOME));
      await killed.start();
    };
    const standsStill = (frozen: Process): Promise<void> => frozen.freeze(() => clients.more(2 * SOME));
    const killed = async (server: Server): Promise<void> => {
      await server.kill();
      await server.start();
      await clients.more(SOME);
    };
    const fates: readonly Fate[] = ['answer-lost', 'dropped', 'late', 'done'];
    const faults: Readonly<Record<string, () => Promise<unknown>>> = {
      'relay killed': () => restarted(relay),
      'relay frozen': () => standsStill(relay),
      'worker killed': () => restarted(throws.any(workers)),
      'worker frozen': () => standsStill(throws.any(workers)),
      'worker frozen until its lanes were given away': async () => {
        const frozen = throws.any(workers);
        const heir = other(workers, frozen);
        await frozen.freeze(() => until(async () => (await heir.figures('dossier_worker_lanes'))[0] === LANES));
      },
      'api killed': () => restarted(throws.any(doors)),
      'api frozen': () => standsStill(throws.any(doors)),
      'Kafka killed': () => killed(topics.ours()),
      'FerretDB killed': () => killed(databases.ours()),
      'connections of FerretDB to its database ended': () => databases.ours().terminateBackends(),
      'log cut': async () => {
        log.stop();
        await log.listen();
        await clients.more(SOME);
      },
      'log unreachable until it is said': async () => {
        log.stop();
        await until(async () => !(await one.isReady()));
        await log.listen();
      },
      'log frozen until it is said': async () => {
        log.frozen = true;
        await until(async () => !(await one.isReady()));
        log.frozen = false;
      },
      'answers of the log lost': async () => {
        log.fate = () => throws.any(fates);
        await clients.more(SOME);
        log.fate = () => 'done';
      },
    };

    itOurs('starts', async () => {
      const tool = Program.start('tool', servers, ['keys', 'create', '--role', 'admin', '--name', 'me', '--json']);
      const { key } = JSON.parse(await tool.says(/^(\{(?!"level").*\})$/)) as { readonly key: string };
      expect(await tool.end()).toBe(0);
      await Promise.all(all.map((each) => each.start()));
      for (const each of all) await until(() => each.isReady());
      opened.clients = clients = new Clients(() => doors.filter(({ isUp }) => isUp).map(({ url }) => url), key, SEED);
    });

    itOurs(
      'answers every command, whatever is killed, stands still or is cut off',
      async () => {
        const began = performance.now();
        const seconds = (): number => Math.round((performance.now() - began) / 1_000);
        clients.start(CLIENTS, MOST);
        while (seconds() < SECONDS)
          for (const name of throws.shuffled(Object.keys(faults))) {
            if (seconds() >= SECONDS) break;
            const from = performance.now();
            await clients.more(1);
            await faults[name]?.();
            counts.set(name, (counts.get(name) ?? 0) + 1);
            const took = ((performance.now() - from) / 1_000).toFixed(1);
            process.stdout.write(`  ${seconds()} s: ${name}, ${took} s, ${clients.acknowledged.length} acknowledged\n`);
          }
        await clients.stop();
        const { acknowledged, repeated, promised, reads } = clients;
        const figures = { seconds: seconds(), commands: acknowledged.length, repeated, promised, reads };
        process.stdout.write(`${JSON.stringify({ seed: SEED, ...figures, faults: Object.fromEntries(counts) })}\n`);
        expect(clients.unexpected).toEqual([]);
        expect(acknowledged.length).toBeGreaterThan(0);
      },
      (SECONDS + AFTERWARDS) * 1_000,
    );

    itOurs(
      'is where the log ends, in every lane of every read model, with nothing parked',
      async () => {
        const began = performance.now();
        const say = (what: string): void =>
          void process.stdout.write(`  ${what} after ${Math.round((performance.now() - began) / 1_000)} s\n`);
        const missed = { types: ['sales.ShipDateMissed'] };
        await until(async () => (await reader.read(0, MOST, missed)).events.length >= clients.promised);
        say('all reactions are there');
        const head = await reader.head();
        opened.writer = writer = await MongoReadModelWriter.open(String(servers['MONGODB_URL']));
        await writer.prepare(registry.allFolds);
        for (const { id } of registry.allFolds)
          await until(async () => {
            const progress = await writer.progress(id);
            return Array.from({ length: LANES }, (_, lane) => reachedIn(progress, lane, LANES)).every(
              (at) => at >= head,
            );
          });
        await until(async () => (await relay.figures('dossier_relay_position'))[0] === head);
        say('all lanes are at the end of the log');
        for (const each of all) await until(() => each.isReady());
        say('all processes are ready');
        expect(await reader.head()).toBe(head);
        expect(await writer.parked()).toEqual([]);
        const told: Stored[] = [];
        for (let after = 0; after < head;) {
          const batch = await reader.read(after, 1_000);
          told.push(...batch.events);
          after = batch.upTo;
        }
        events = told;
      },
      AFTERWARDS * 1_000,
    );

    itOurs('has the events of each command once, at the place that was acknowledged, and no others', () => {
      const { acknowledged, promised } = clients;
      const stored = new Map(events.map((event) => [event.id, event]));
      expect(stored.size).toBe(events.length);
      const answered = acknowledged.flatMap(({ receipt }) => receipt.events.map(({ id }) => id));
      expect(new Set(answered).size).toBe(answered.length);
      for (const { receipt } of acknowledged) {
        const there = receipt.events.map(({ id }) => stored.get(id));
        const [{ length }, end] = [there, there.at(-1)];
        expect(there).toEqual(
          receipt.events.map(
            ({ id, type }, i) =>
              expect.objectContaining({
                id,
                type,
                stream: receipt.stream,
                revision: receipt.revision - length + 1 + i,
              }) as unknown,
          ),
        );
        if (end) expect(receipt.position.endsWith(`-${end.position}`)).toBe(true);
      }
      const known = new Set(answered);
      const others = events.filter(({ id, stream }) => !known.has(id) && !clients.refusedLate.has(stream));
      expect(others.filter(({ type }) => type !== 'sales.ShipDateMissed')).toEqual([]);
      expect(new Set(others.map(({ stream }) => stream)).size).toBe(promised);
      expect(others.length).toBe(promised);
    });

    itOurs('has streams without gaps, and what a client sent later behind what was acknowledged before', () => {
      const ends = new Map<string, number>();
      for (const { stream, revision } of events) {
        expect([stream, revision]).toEqual([stream, (ends.get(stream) ?? -1) + 1]);
        ends.set(stream, revision);
      }
      const places = new Map(events.map(({ id, position }) => [id, position]));
      const last = new Map<number, number>();
      for (const { client, receipt } of clients.acknowledged)
        for (const { id } of receipt.events) {
          expect(places.get(id)).toBeGreaterThan(last.get(client) ?? 0);
          last.set(client, places.get(id) ?? NaN);
        }
    });

    itOurs('shows what one lane makes of that very log', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'dossier-faults-'));
      const store = await EventStoreDbStore.open(String(servers['EVENTSTOREDB_URL']));
      const vault = await MongoVault.open(String(servers['DOSSIER_VAULT_URL']), {
        ...{ masterKey: MASTER_KEY, log: { name: store.log, isEmpty: false } },
      });
      const alone = new SqliteReadModelWriter(folder);
      try {
        const codec = new Codec([...registry.events.values()], new Sealer(vault));
        const runner = new ProjectionRunner({
          ...{ registry, codec, feed: reader, delivery: new LogDelivery(reader), journal: new WholeJournal(events) },
          ...{ writer: alone, clock: systemClock, log: store.log },
          policyEvents: policiesInStreams(store, codec),
          onFailure: (error) => {
            throw error;
          },
          onSuccess: () => undefined,
          pause: () => Promise.resolve(),
        });
        await runner.open();
        while (await runner.step());
        const [wanted, shown] = [await documentsIn(alone, registry), await documentsIn(writer, registry)];
        expect([...shown.keys()].filter((name) => !wanted.has(name))).toEqual([]);
        const wrong = [...wanted].filter(([name, document]) => shown.get(name) !== document);
        expect(wrong.map(([name, document]) => [name, document, shown.get(name)])).toEqual([]);
        expect(wanted.size).toBeGreaterThan(0);
        process.stdout.write(`${events.length} events, ${wanted.size} documents equal\n`);
      } finally {
        await alone.close();
        await vault.close();
        await store.close();
        rmSync(folder, { recursive: true });
      }
    });

    itOurs('is ready everywhere, and ends when it is told to', async () => {
      for (const each of all) expect(await each.isReady()).toBe(true);
      const codes = await Promise.all(all.map((each) => each.end()));
      const ended = all.map(({ what, said }, i) => [what, codes[i], codes[i] === 0 ? '' : said.slice(-8_000)]);
      expect(ended).toEqual(all.map(({ what }) => [what, 0, '']));
      for (const { said } of all) expect(said).not.toMatch(/did not end in its time|not clean/);
    });

    itOurs('ends when it is told to also where no server answers any more', async () => {
      const some = [one, first, relay];
      await Promise.all(some.map((each) => each.start()));
      for (const each of some) await until(() => each.isReady());
      await topics.ours().kill();
      await databases.ours().kill();
      log.stop();
      for (const each of some) await until(async () => !(await each.isReady()));
      expect(await Promise.all(some.map((each) => each.end()))).toEqual([0, 0, 0]);
      await topics.ours().start();
      await databases.ours().start(); // what the tests made there is taken away
    });
  });
});
