import { statfs } from 'node:fs/promises';
import { Codec, type EventStore, type LogEnd, LogStopped } from '@dossier/event-store';
import { openDataFolder, SqliteEventStore, witnessVault } from '@dossier/event-store/sqlite';
import { SqliteLogReader } from '@dossier/event-feed/sqlite';
import { cannotUse, type ContextDef, OperatorError, type Text } from '@dossier/kernel';
import { SqliteReadModelReader } from '@dossier/read-model/sqlite';
import { Sealer } from '@dossier/security';
import { AccessLog, VaultStopped } from '@dossier/vault';
import { mayBeginLog, SqliteVault } from '@dossier/vault/sqlite';
import { folderFigures, wellFigure } from '@dossier/web/edge/figures';
import {
  type Clock,
  CompanyZone,
  endOf,
  type Engine,
  HistoryClock,
  type ProjectionsControl,
  Registry,
  systemClock,
  wire,
} from '@dossier/engine';
import { checkInThread } from './check-thread';
import { damagedRows, EVENTS, READ_MODELS } from './damaged-rows';
import { LastFound } from './last-found';
import { type Closing, Opened } from './opened';
import { Projections, ReadModelsAnew } from './projections';
import { mayBegin, mustBeWhole } from './seen';
import { UnfitAccess } from './unfit-access';
import { mustNotBeMoved } from './moved-mark';
import { mustBeUsable } from './usable-folder';

export interface EmbeddedOptions {
  readonly data: string;
  /** IANA name of the company's time zone, for a folder that keeps none yet. */
  readonly zone: string;
  readonly contexts: readonly ContextDef[];
  /** Compiled file of the projections thread: it calls `serveProjections` with the same contexts. */
  readonly projectionsThread: string;
  /** Under a {@link HistoryClock} reactions are sent when it passes, and not by themselves. */
  readonly clock?: Clock;
  /** Told of failures that do not stop the platform: failed steps, refused reactions. */
  readonly onFailure?: (error: unknown) => void;
  /** For tests that cut the way between the log and its caller. */
  readonly wrapStore?: (store: EventStore) => EventStore;
}

/**
 * Opens the embedded profile: one process, one data folder, no server.
 * @throws FolderInUse, NewerFormat, WrongMasterKey, VaultMissing, LogMissing, DataMissing, CannotUse and the like, with words for the operator
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<Engine> {
  const { data, zone, contexts, clock = systemClock, onFailure = () => undefined } = options;
  const registry = new Registry(contexts);
  const opened = new Opened();
  const open = <T extends Closing>(part: T): T => opened.add(part);
  try {
    mustBeUsable(data);
    mustNotBeMoved(data);
    const folder = openDataFolder(data, (path) => {
      mayBeginLog(path);
      mayBegin(path);
    });
    open({ close: () => folder.release() });
    const onChange = (changes: number): void => {
      try {
        witnessVault(folder.path, changes);
      } catch (error) {
        onFailure(error); // what was changed is kept; the next change or start is witnessed again
      }
    };
    const vault = open(await SqliteVault.open(folder.path, { log: folder.log, onChange }));
    mustBeWhole(folder.path);
    onChange(await vault.changes());
    let logEnd = (): Promise<LogEnd | undefined> => Promise.resolve(undefined);
    const companyZone = await CompanyZone.open(vault, clock, zone);
    const accessLog = open(
      new AccessLog(
        { record: async (accesses) => vault.record(accesses, await logEnd().catch(() => undefined)) },
        { onUnfit: (access, error) => onFailure(new UnfitAccess(access, error)) },
      ),
    );
    const sqlite = open(await SqliteEventStore.open(folder.path));
    const store = options.wrapStore?.(sqlite) ?? sqlite;
    const feed = open(new SqliteLogReader(folder.path));
    const sealer = new Sealer(vault);
    const codec = new Codec([...registry.events.values()], sealer);
    const found = new LastFound();
    const projections = open(
      await Projections.open({
        file: options.projectionsThread,
        data: folder.path,
        log: store.log,
        onFailure: (error) => {
          if (error instanceof ReadModelsAnew) found.viewsMended();
          onFailure(error);
        },
      }),
    );
    const secret = await vault.secret();
    const reader = open(new SqliteReadModelReader(folder.path, secret));
    const control: ProjectionsControl = {
      trouble: () => projections.trouble(),
      retry: (parked) => projections.retry(parked),
      rebuild: async (models) => {
        await projections.rebuild(models);
        found.viewsMended();
      },
    };
    const { reactors, ...engine } = await wire({
      ...{ registry, store, secret, feed, journal: feed, isJournalExact: true, codec, reader },
      ...{ projections: control, clock, zone: companyZone, onFailure },
      // what no reaction needs is folded in large pieces while a history is recorded
      ...(clock instanceof HistoryClock && { catchUp: () => projections.caughtUp() }),
    });
    open({ stopWaiting: () => engine.commands.stopWaiting(), close: () => undefined });
    // a log that ends before it is known to have lost events; whoever closes the log says once more how far it came
    await vault.record([], await endOf(feed));
    logEnd = () => endOf(feed);
    open({
      close: async () => {
        logEnd = () => Promise.resolve(undefined);
        // without it nothing is lost but the last half second of what is known
        await vault.record([], await endOf(feed)).catch(() => undefined);
      },
    });
    if (clock instanceof HistoryClock)
      clock.reactsBy(async (...upTo) => {
        await projections.caughtUp('reactors');
        return reactors.lookUpTo(...upTo);
      });
    else {
      const stop = new AbortController();
      const reacting = reactors.run(stop.signal);
      open({
        close: async () => {
          stop.abort();
          await reacting;
        },
      });
    }
    return {
      ...engine,
      vault,
      zone: companyZone,
      accessLog,
      data: folder.path,
      troubles: () => [
        ...[feed.damage?.words ?? sqlite.damage?.words ?? found.inLog].flatMap((words) => words ?? []),
        ...trouble({ zh: '读模型未能更新', en: 'read models are not kept up' }, projections.trouble()),
        ...trouble({ zh: '事件日志无法写入', en: 'the log cannot be written' }, store.trouble()),
        ...trouble({ zh: '保险库无法写入', en: 'the vault cannot be written' }, vault.trouble()),
      ],
      figures: [
        ...folderFigures(engine.operations),
        wellFigure(() => ({
          log: store.trouble() === undefined && (feed.damage ?? sqlite.damage ?? found.inLog) === undefined,
          views: projections.trouble() === undefined,
          vault: vault.trouble() === undefined,
        })),
        {
          name: 'dossier_disk_free_bytes',
          help: 'Room that is left where the data folder is',
          values: async () => {
            const { bavail, bsize } = await statfs(folder.path);
            return { disk: bavail * bsize };
          },
        },
      ],
      degraded: () =>
        once([...damagedRows(reader.damaged, READ_MODELS), ...damagedRows(codec.damaged, EVENTS), ...found.elsewhere]),
      check: async (depth, onProgress, signal) => {
        const checked = await checkInThread({ folder: folder.path, depth }, onProgress, signal);
        found.note(depth, checked.faults);
        return checked;
      },
      stopWaiting: () => opened.stopWaiting(),
      close: async () => {
        try {
          await opened.close();
        } catch (error) {
          throw error instanceof AggregateError ? notClosed(data, error) : error;
        }
      },
    };
  } catch (error) {
    await opened.close().catch(onFailure); // what kept it from opening is the reason, not what kept it from closing
    throw cannotUse(data, error);
  }
}

/** What a reader and a check found alike. */
const once = (texts: readonly Text[]): readonly Text[] => [...new Map(texts.map((text) => [text.en, text])).values()];

const trouble = ({ zh, en }: Text, why: Text | undefined): readonly Text[] =>
  why === undefined ? [] : [{ zh: `${zh}：${why.zh}`, en: `${en}: ${why.en}` }];

/** Not all that was held in memory could be written. */
class NotClosed extends OperatorError {
  override readonly name = 'NotClosed';
  constructor(
    data: string,
    why: Text,
    override readonly cause: unknown,
  ) {
    super({
      zh: `${data} 关闭时未能写完全部内容：${why.zh}`,
      en: `${data} was closed, but not all could be written: ${why.en}`,
    });
  }
}

/** @param all errors of its parts; the first that the operator can do something about is told */
function notClosed(data: string, all: AggregateError): Error {
  const [why] = all.errors.flatMap((error: unknown): readonly Text[] => {
    if (error instanceof VaultStopped || error instanceof LogStopped) return [error.why];
    const known = cannotUse(data, error);
    return known instanceof OperatorError ? [known.words] : [];
  });
  return why ? new NotClosed(data, why, all) : all;
}
