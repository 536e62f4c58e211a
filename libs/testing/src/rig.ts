import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import {
  type Answer,
  type CommandRunner,
  CompanyZone,
  type Customers,
  type Engine,
  Identity,
  type Operations,
  positionText,
  policiesInStreams,
  ProjectionRunner,
  type Queries,
  type ReactorRunner,
  type Reading,
  Registry,
  type Sent,
  type Views,
  wire,
} from '@dossier/engine';
import { Codec, type Envelope, type EventStore, type Proposed } from '@dossier/event-store';
import { openDataFolder, SqliteEventStore } from '@dossier/event-store/sqlite';
import { type Delivery, type Journal, type KeptJournal, LogDelivery, type LogReader } from '@dossier/event-feed';
import { SqliteLogReader } from '@dossier/event-feed/sqlite';
import type { ContextDef, EventOf } from '@dossier/kernel';
import type { ReadModelReader, ReadModelWriter } from '@dossier/read-model';
import { SqliteReadModelReader, SqliteReadModelWriter } from '@dossier/read-model/sqlite';
import { derivedId, Sealer } from '@dossier/security';
import { AccessLog, type Vault } from '@dossier/vault';
import { SqliteVault } from '@dossier/vault/sqlite';
import { folderFigures } from '@dossier/web/edge/figures';
import { checkFolder } from '../../server/src/check';
import { documentsOf } from './documents-of';
import { FakeClock } from './fake-clock';

export const tester: Sent = { principal: { id: 'key-tester', role: 'admin', departments: ['sales'] } };
export const reading: Reading = { principal: tester.principal };

interface RigOptions {
  /** Left out: a temporary one, which goes with the rig. */
  readonly folder?: string;
  readonly wrapStore?: (store: EventStore) => EventStore;
  readonly zone?: string;
}

/** What a profile opens for a rig. */
export interface RigAdapters {
  readonly vault: Vault;
  readonly store: EventStore;
  readonly feed: LogReader & Journal;
  /** Left out: one lane straight from the log. */
  readonly delivery?: Delivery;
  readonly keep?: KeptJournal['keep'];
  readonly writer: ReadModelWriter;
  readonly reader: (secret: Buffer) => Promise<ReadModelReader>;
  /** After all of them are closed. */
  readonly release: () => Promise<void>;
}

/** @param folder names what was opened before; the profile may keep its data elsewhere */
export type RigProfile = (folder: string) => Promise<RigAdapters>;

/** @param lanes in one process */
export const embeddedIn =
  (lanes: number): RigProfile =>
  async (folder) => {
    const adapters = await embedded(folder);
    return { ...adapters, delivery: new LogDelivery(adapters.feed, lanes) };
  };

/** @param options of the vault */
export const embeddedWith =
  (options: Parameters<typeof SqliteVault.open>[1]): RigProfile =>
  async (folder) => {
    const owned = openDataFolder(folder);
    return {
      vault: await SqliteVault.open(folder, options),
      store: await SqliteEventStore.open(folder),
      feed: new SqliteLogReader(folder),
      writer: new SqliteReadModelWriter(folder),
      reader: (secret) => Promise.resolve(new SqliteReadModelReader(folder, secret)),
      release: () => {
        owned.release();
        return Promise.resolve();
      },
    };
  };
const embedded = embeddedWith({});
let profile = embedded;
/** From now on rigs are opened over other adapters. */
export const rigsOn = (other: RigProfile): void => void (profile = other);
/** A test of what only a data folder has: its files, and positions without gaps. */
export const itEmbedded = (): jest.It => (profile === embedded ? it : it.skip);

/** An engine over real adapters in a temporary folder, whose projections advance only when the test says so. */
export class Rig {
  private following: (() => Promise<void>) | undefined;

  private constructor(
    readonly clock: FakeClock,
    readonly registry: Registry,
    readonly folder: string,
    readonly store: EventStore,
    readonly secret: Buffer,
    readonly feed: LogReader & Journal,
    readonly codec: Codec,
    readonly reader: ReadModelReader,
    readonly writer: ReadModelWriter,
    readonly commands: CommandRunner,
    readonly projections: ProjectionRunner,
    readonly views: Views,
    readonly queries: Queries,
    readonly customers: Customers,
    readonly reactors: ReactorRunner,
    readonly operations: Operations,
    readonly accessLog: AccessLog,
    /** The whole of it, as a door opens over it. */
    readonly engine: Engine,
    readonly failures: unknown[],
    private readonly wiring: () => ReturnType<typeof wire>,
    private readonly closeAll: () => Promise<void>,
  ) {}

  static async open(
    contexts: readonly ContextDef[],
    { folder, wrapStore, zone = 'Europe/London' }: RigOptions = {},
  ): Promise<Rig> {
    const path = folder ?? mkdtempSync(join(tmpdir(), 'dossier-rig-'));
    const clock = new FakeClock('2026-06-30T08:00:00.000Z');
    const registry = new Registry(contexts);
    const { vault, feed, delivery = new LogDelivery(feed), keep, writer, release, ...adapters } = await profile(path);
    const companyZone = await CompanyZone.open(vault, clock, zone);
    const accessLog = new AccessLog(vault, { flushEveryMs: 0 });
    const store = wrapStore?.(adapters.store) ?? adapters.store;
    const codec = new Codec([...registry.events.values()], new Sealer(vault));
    const failures: unknown[] = [];
    const onFailure = (error: unknown): void => void failures.push(error);
    const projections = new ProjectionRunner({
      ...{ registry, feed, delivery, journal: feed },
      ...(keep && { keep, policyEvents: policiesInStreams(store, codec), isShared: true }),
      codec,
      writer,
      clock,
      log: store.log,
      onFailure,
      onSuccess: () => undefined,
      pause: () => Promise.resolve(),
    });
    await projections.open();
    const secret = await vault.secret();
    const reader = await adapters.reader(secret);
    const control = {
      trouble: () => undefined,
      rebuild: (models: readonly string[]) =>
        projections.rebuild(registry.allFolds.filter(({ id }) => models.includes(id))),
      retry: (id: string) => projections.retry(id),
    };
    const wiring = (): ReturnType<typeof wire> =>
      wire({
        ...{ registry, store, secret, feed, journal: feed, isJournalExact: keep === undefined, codec, reader },
        ...{ projections: control, clock, zone: companyZone, onFailure },
      });
    const { reactors, ...wired } = await wiring();
    const closeAll = async (): Promise<void> => {
      await reader.close();
      await writer.close();
      await feed.close();
      await store.close();
      await accessLog.close();
      await vault.close();
      await release();
      if (folder === undefined) rmSync(path, { recursive: true, force: true });
    };
    const engine: Engine = {
      ...wired,
      vault,
      zone: companyZone,
      accessLog,
      data: path,
      troubles: () => [],
      degraded: () => [],
      figures: folderFigures(wired.operations),
      check: (depth, onProgress) => checkFolder(path, depth, onProgress),
      stopWaiting: () => undefined,
      close: closeAll,
    };
    const { commands, views, queries, customers, operations } = wired;
    return new Rig(
      ...([clock, registry, path, store, secret, feed, codec, reader, writer, commands, projections, views] as const),
      ...([queries, customers, reactors, operations, accessLog, engine, failures, wiring, closeAll] as const),
    );
  }

  /**
   * The commands of another process over the same log: nothing queues between the two, and it follows the policies that are
   * published from now on too slowly to know any of them.
   */
  async another(): Promise<CommandRunner> {
    const { commands, policies } = await this.wiring();
    policies.isKnown(await this.feed.head());
    return commands;
  }

  /** Sends a command by its name. */
  send(command: string, data: object, sent: Partial<Sent> = {}): Promise<Answer> {
    const def = this.registry.commands.get(command);
    if (!def) throw new Error(`no command ${command}`);
    return this.commands.run(def, data, { ...tester, ...sent });
  }

  /** Writes events in one append, whatever a command would say of them. @returns their ids */
  async record(
    stream: string,
    subject: string,
    events: readonly EventOf[],
    envelope: Partial<Envelope> = {},
  ): Promise<readonly string[]> {
    const head = await this.store.head(stream);
    const expectedRevision = head?.revision ?? -1;
    await this.codec.ready(events.flatMap((event) => this.codec.owners(event, subject)));
    const proposed: Proposed[] = [];
    for (const [i, event] of events.entries()) {
      const revision = expectedRevision + 1 + i;
      const id = derivedId('event', stream, String(revision));
      const at = this.clock.now();
      const placed: Envelope = {
        ...{ id, stream, revision, subject, occurredAt: at, recordedAt: at, actor: tester.principal.id },
        ...{ department: null, businessLine: null, correlationId: id, causationId: null, traceparent: null },
        ...{ backfill: false, ...envelope },
      };
      proposed.push(this.codec.encode(event, placed, proposed.at(-1)?.hash ?? head?.hash ?? ''));
    }
    await this.store.append({ stream, subject, expectedRevision, events: proposed });
    return proposed.map(({ id }) => id);
  }

  /** Lets the projections take all that is in the log. */
  async caughtUp(): Promise<void> {
    if (this.following === undefined) {
      while (await this.projections.step()) continue;
      return;
    }
    const after = positionText(this.store.log, await this.feed.head());
    // as long as a busy machine takes
    const waitMs = 100_000;
    await this.views.wait([...this.registry.projections.values(), this.registry.customer360], { after, waitMs });
  }

  /** Lets the projections do what is asked of them between two steps: a rebuild, a retry. */
  async done<T>(asked: Promise<T>): Promise<T> {
    const end = (): boolean => false;
    const goOn = asked.then(end, end);
    while (await Promise.race([goOn, setImmediate(true)])) await this.projections.tasksDone();
    return asked;
  }

  /** From now on the projections take by themselves what comes. @returns what ends it */
  follow(): () => Promise<void> {
    const stop = new AbortController();
    const running = this.projections.run(stop.signal);
    this.following = async () => {
      this.following = undefined;
      stop.abort();
      await running;
    };
    return this.following;
  }

  /** All documents of all projections, by model and key, without positions, event ids and the like. */
  async documents(): Promise<Record<string, unknown>> {
    const all: Record<string, unknown> = {};
    for await (const [name, said] of documentsOf(this.writer, this.registry)) all[name] = said;
    return all;
  }

  async identity(): Promise<Identity> {
    return new Identity(await this.writer.links());
  }

  async close(): Promise<void> {
    await this.following?.();
    await this.closeAll();
  }
}
