import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Answer,
  type CommandRunner,
  type Customers,
  Identity,
  type Operations,
  ProjectionRunner,
  type Queries,
  type ReactorRunner,
  type Reading,
  Registry,
  type Sent,
  type Views,
  wire,
} from '@dossier/engine';
import { Codec, type EventStore } from '@dossier/event-store';
import { openDataFolder, SqliteEventStore } from '@dossier/event-store/sqlite';
import { SqliteEventFeed } from '@dossier/event-feed/sqlite';
import type { ContextDef } from '@dossier/kernel';
import { SqliteReadModelReader, SqliteReadModelWriter } from '@dossier/read-model/sqlite';
import { Sealer } from '@dossier/security';
import { SqliteVault } from '@dossier/vault/sqlite';
import { FakeClock } from './fake-clock';

export const tester: Sent = { principal: { id: 'key-tester', role: 'admin', departments: ['sales'] } };
export const reading: Reading = { principal: tester.principal };

/** An engine over real adapters in a temporary folder, whose projections advance only when the test says so. */
export class Rig {
  readonly clock = new FakeClock('2026-06-30T08:00:00.000Z');
  private constructor(
    readonly registry: Registry,
    readonly folder: string,
    readonly store: EventStore,
    readonly secret: Buffer,
    readonly feed: SqliteEventFeed,
    readonly codec: Codec,
    readonly reader: SqliteReadModelReader,
    readonly writer: SqliteReadModelWriter,
    readonly commands: CommandRunner,
    readonly projections: ProjectionRunner,
    readonly views: Views,
    readonly queries: Queries,
    readonly customers: Customers,
    readonly reactors: ReactorRunner,
    readonly operations: Operations,
    readonly failures: unknown[],
    readonly close: () => Promise<void>,
  ) {}

  static async open(
    contexts: readonly ContextDef[],
    options: { readonly folder?: string; readonly wrapStore?: (store: EventStore) => EventStore } = {},
  ): Promise<Rig> {
    const path = options.folder ?? mkdtempSync(join(tmpdir(), 'dossier-rig-'));
    const registry = new Registry(contexts);
    const owned = openDataFolder(path);
    const vault = await SqliteVault.open(path);
    const sqlite = await SqliteEventStore.open(path);
    const store = options.wrapStore?.(sqlite) ?? sqlite;
    const feed = new SqliteEventFeed(path);
    const codec = new Codec([...registry.events.values()], new Sealer(vault));
    const writer = new SqliteReadModelWriter(path);
    const failures: unknown[] = [];
    const onFailure = (error: unknown): void => void failures.push(error);
    const clock = new FakeClock('2026-06-30T08:00:00.000Z');
    const projections = new ProjectionRunner({
      registry,
      feed,
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
    const reader = new SqliteReadModelReader(path, secret);
    const control = {
      rebuild: (models: readonly string[]) =>
        projections.rebuild(registry.allFolds.filter(({ id }) => models.includes(id))),
      retry: (id: string) => projections.retry(id),
    };
    const zone = { name: 'Europe/London' };
    const wired = await wire({
      ...{ registry, store, secret, feed, codec, reader, projections: control, clock, zone, onFailure },
    });
    const close = async (): Promise<void> => {
      await reader.close();
      await writer.close();
      await feed.close();
      await store.close();
      await vault.close();
      owned.release();
      if (options.folder === undefined) rmSync(path, { recursive: true, force: true });
    };
    const rig = new Rig(
      registry,
      path,
      store,
      secret,
      feed,
      codec,
      reader,
      writer,
      wired.commands,
      projections,
      wired.views,
      wired.queries,
      wired.customers,
      wired.reactors,
      wired.operations,
      failures,
      close,
    );
    Object.assign(rig, { clock });
    return rig;
  }

  /** Sends a command by its name. */
  send(command: string, data: object, sent: Partial<Sent> = {}): Promise<Answer> {
    const def = this.registry.commands.get(command);
    if (!def) throw new Error(`no command ${command}`);
    return this.commands.run(def, data, { ...tester, ...sent });
  }

  /** Lets the projections take all that is in the log. */
  async caughtUp(): Promise<void> {
    while (await this.projections.step()) continue;
  }

  /** All documents of all projections, by model and key, without positions, event ids and the like. */
  async documents(): Promise<Record<string, unknown>> {
    const all: Record<string, unknown> = {};
    for (const { id } of this.registry.allFolds)
      for (
        let after = '', page;
        (page = await this.writer.page(id, after, 500)).length > 0;
        after = page.at(-1)?.key ?? ''
      )
        for (const { key, doc, fields, subject } of page) all[`${id}/${key}`] = { doc, fields, subject };
    return all;
  }

  async identity(): Promise<Identity> {
    return new Identity(await this.writer.links());
  }
}
