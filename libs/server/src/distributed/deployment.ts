import { EventStoreDbLogReader } from '@dossier/event-feed/eventstoredb';
import { type KeptJournal, LogCut } from '@dossier/event-feed';
import { MongoJournal } from '@dossier/event-feed/mongodb';
import { Codec, type LogEnd } from '@dossier/event-store';
import { EventStoreDbStore } from '@dossier/event-store/eventstoredb';
import {
  type Clock,
  CompanyZone,
  endOf,
  type Figure,
  holds,
  type ProjectionsControl,
  Registry,
  rest,
  systemClock,
  wire,
  type Wired,
} from '@dossier/engine';
import type { ContextDef, Text } from '@dossier/kernel';
import { MongoReadModelReader } from '@dossier/read-model/mongodb';
import { FollowedCounter, Sealer, UNASKED } from '@dossier/security';
import { AccessLog, type Vault } from '@dossier/vault';
import { MongoVault } from '@dossier/vault/mongodb';
import { wellFigure } from '@dossier/web/edge/figures';
import type { Opened } from '../opened';
import { UnfitAccess } from '../unfit-access';
import { readable } from './cannot-reach';
import { followPolicies } from './follow-policies';
import { Pulse } from './pulse';
import type { DataServers } from './servers';

export interface DistributedOptions {
  readonly servers: DataServers;
  /** IANA name of the company's time zone, for data that are just begun. */
  readonly zone: string;
  readonly contexts: readonly ContextDef[];
  readonly clock?: Clock;
  /** Told of failures that do not stop the process. */
  readonly onFailure?: (error: unknown) => void;
}

/** What every process of the distributed profile has that knows the contexts. */
export interface Deployment {
  readonly registry: Registry;
  readonly store: EventStoreDbStore;
  readonly feed: EventStoreDbLogReader;
  readonly journal: KeptJournal;
  readonly codec: Codec;
  readonly reader: MongoReadModelReader;
  readonly vault: Vault;
  readonly secret: Buffer;
  readonly zone: CompanyZone;
  readonly accessLog: AccessLog;
  readonly clock: Clock;
  readonly pulse: Pulse;
  readonly onFailure: (error: unknown) => void;
}

/** Milliseconds that the end of the log is waited for when the process ends. */
const FAREWELL = 1_000;
const NEVER = new AbortController().signal;

/** What everybody may read where a server does not answer. */
const SILENT = {
  log: { zh: '事件日志没有答复', en: 'the log does not answer' },
  views: { zh: '读模型的服务器没有答复', en: 'the server of the read models does not answer' },
  vault: { zh: '保险库没有答复', en: 'the vault does not answer' },
} satisfies Readonly<Record<string, Text>>;

/** The end of the log that the vault has seen is not there; undefined: all is there. */
export async function lostEnd({ vault, feed }: Pick<Deployment, 'vault' | 'feed'>): Promise<LogCut | undefined> {
  const seen = await vault.seen();
  return seen && !(await holds(feed, seen)) ? new LogCut({ zh: '保险库', en: 'the vault' }, seen.position) : undefined;
}

/**
 * Connects to all servers.
 * @param opened gets all that is to be closed
 * @throws BadServer, LogCut, LogUnreachable and the like, and what the vault says of itself
 */
export async function connect(
  opened: Opened,
  { servers, zone, contexts, clock = systemClock, onFailure = () => undefined }: DistributedOptions,
): Promise<Deployment> {
  const { eventStoreDb, mongoDb, masterKey, masterKeyBefore } = servers;
  const registry = new Registry(contexts, true);
  const feed = opened.add(readable(() => new EventStoreDbLogReader(eventStoreDb)));
  const store = opened.add(await EventStoreDbStore.open(eventStoreDb));
  const log = { name: store.log, isEmpty: (await feed.head()) === 0 };
  const vault = opened.add(await MongoVault.open(servers.vault, { masterKey, masterKeyBefore, log }));
  const lost = await lostEnd({ vault, feed });
  if (lost) throw lost;
  const companyZone = await CompanyZone.open(vault, clock, zone);
  opened.add(followZone(vault, companyZone));
  // as it was a moment ago: no record waits for a log that does not answer
  let end: LogEnd | undefined;
  const lookAtEnd = async (): Promise<void> => void (end = await endOf(feed));
  const accessLog = opened.add(
    new AccessLog(
      { record: (accesses) => vault.record(accesses, end) },
      { onUnfit: (access, error) => onFailure(new UnfitAccess(access, error)) },
    ),
  );
  opened.add({ close: () => Promise.race([lookAtEnd(), rest(FAREWELL, NEVER)]).catch(() => undefined) });
  const journal = opened.add(await MongoJournal.open(mongoDb));
  const secret = await vault.secret();
  const reader = opened.add(await MongoReadModelReader.open(mongoDb, secret));
  const codec = new Codec([...registry.events.values()], new Sealer(vault));
  const pulse = opened.add(
    new Pulse(
      [
        { store: 'log', silent: SILENT.log, ask: lookAtEnd },
        { store: 'views', silent: SILENT.views, ask: () => reader.lastLink() },
        { store: 'vault', silent: SILENT.vault, ask: () => vault.changes() },
      ],
      onFailure,
    ),
  );
  return {
    ...{ registry, store, feed, journal, codec, reader, vault, secret },
    ...{ zone: companyZone, accessLog, clock, pulse, onFailure },
  };
}

/**
 * The engine over it. Policies of other processes count here, too.
 * @param reactsFor as that of `wire`
 */
export async function wired(
  opened: Opened,
  deployment: Deployment,
  projections: ProjectionsControl,
  reactsFor?: (key: string) => boolean,
): Promise<Wired> {
  const { registry, store, secret, feed, journal, codec, reader, clock, zone, onFailure } = deployment;
  const from = await feed.head(); // before the policies are read: of those that come meanwhile one is read twice, and none missed
  const engine = await wire({
    ...{ registry, store, secret, feed, journal, codec, reader },
    ...{ projections, clock, zone, onFailure, ...(reactsFor && { reactsFor }) },
  });
  opened.add({ stopWaiting: () => engine.commands.stopWaiting(), close: () => undefined });
  opened.add(followPolicies({ feed, policies: engine.policies, from, onFailure }));
  return engine;
}

/** What every process that knows the contexts tells of its servers. @param more stores of its own */
export const serverFigures = (
  { pulse, store }: { readonly pulse: Pick<Pulse, 'well'>; readonly store: Pick<EventStoreDbStore, 'unknownAppends'> },
  more: () => Readonly<Record<string, boolean>> = () => ({}),
): readonly Figure[] => [
  wellFigure(() => ({ ...pulse.well(), ...more() })),
  {
    name: 'dossier_append_unknown_total',
    help: 'Appends that were sent and of which nobody knew whether they were written; each was asked again',
    values: () => Promise.resolve({ appends: store.unknownAppends }),
  },
];

function followZone(vault: Pick<Vault, 'changes'>, zone: CompanyZone): { close(): void } {
  const changes = new FollowedCounter(
    () => vault.changes(),
    () => zone.readAgain(),
  );
  const timer = setInterval(() => void changes.current()?.catch(() => undefined), UNASKED).unref();
  return { close: () => clearInterval(timer) };
}
