import { readFileSync } from 'node:fs';
import { OthersWrote } from '@dossier/event-store/eventstoredb';
import { type Instant, type Text, using } from '@dossier/kernel';
import { MongoVault, NotKept } from '@dossier/vault/mongodb';
import { still } from '../check-still';
import { cannotReach } from '../distributed/cannot-reach';
import type { DataServers } from '../distributed/servers';
import { markMoved } from '../moved-mark';
import { Opened } from '../opened';
import { compareLogs, NotTheSame } from './compare-logs';
import { copyEvents } from './copy-events';
import { type Destination, type Found, lookAt, NotEmpty, openDestination } from './destination';
import { moveVault } from './move-vault';
import { type Holdings, openSource, type Source } from './source';

/** `checking`: the folder is read; `events`, `comparing` and `vault`: written, compared, written and compared. */
export type MoveStage = 'checking' | 'events' | 'comparing' | 'vault';

export interface MoveOptions {
  readonly folder: string;
  readonly servers: DataServers;
  /** A file with the master key of the folder, where it is neither in the folder nor that of the servers. */
  readonly keyFile?: string | undefined;
  readonly now: () => Instant;
  readonly onProgress?: (stage: MoveStage, done: number, of: number) => void;
}

export interface Plan {
  /** Name of the log in the folder. */
  readonly from: string;
  readonly holds: Holdings;
  readonly zone: string | null;
  /** Events that are there already, as the move was begun before. */
  readonly there: number;
  /** Whether it was begun before. */
  readonly isBegun: boolean;
  /** What is at the destination and not of this move: as long as it is there, nothing is moved. */
  readonly inTheWay: readonly Text[];
}
export interface Moved extends Plan {
  /** Name of the log in EventStoreDB. */
  readonly to: string;
  /** Events a second, written alone. */
  readonly rate: number | null;
}

/** What would be moved, and what is in the way. Writes nothing. @throws what {@link move} throws */
export const planMove = (options: MoveOptions): Promise<Plan> =>
  within(options, ({ source, found }) => Promise.resolve(planOf(source, found)));

/**
 * Moves a folder to servers, and compares all that is there with it. The folder stays as it is, but for
 * a mark that it was moved. It may be killed and run
 * again at any time: it goes on behind the last event that is there, and does the rest again, which is harmless. Until it
 * has come to its end no program starts over there.
 * @throws FolderInUse, NotWhole, NothingToMove, NotEmpty, NotTheSame, WrongMasterKey, CannotReach and the like
 */
export async function move(options: MoveOptions): Promise<Moved> {
  const moved = await moveAll(options);
  // last: the folder may be used until the company is over there; who is killed before runs it again
  markMoved(options.folder, moved.to, options.now());
  return moved;
}

const moveAll = (options: MoveOptions): Promise<Moved> =>
  within(options, async ({ source, there, found, tell }) => {
    if (found.inTheWay.length > 0) throw new NotEmpty(found.inTheWay);
    const { servers, now } = options;
    const { holds } = source;
    const from = source.log.name();
    // first: from then on nobody else opens the log, and so no vault is founded for it
    const to = await there.log.begin(from, now());
    const record = await there.log.record();
    if (record?.from !== from) throw new NotTheSame(SOMEBODY_ELSE);
    const secret = source.vault.secret();
    await there.vault.begin(secret, to);
    const began = performance.now();
    await copyEvents(source.feed, there.log, found.upTo, (upTo) => tell('events', upTo, holds.events));
    const seconds = (performance.now() - began) / 1_000;
    const { end, places } = await compareLogs(source, there, source.vault.lost().values(), (events) =>
      tell('comparing', events, holds.events),
    );
    const inVault = holds.keys + holds.accesses;
    await moveVault(source, there.vault, { end, places, at: record.begun }, (done) => tell('vault', done, inVault));
    await mustOpen(servers, to, secret);
    await there.log.finish(from, now());
    const written = holds.events - found.upTo;
    return { ...planOf(source, found), to, rate: written === 0 ? null : Math.round(written / seconds) };
  });

const SOMEBODY_ELSE: Text = {
  zh: '另一进程同时在向此处的 EventStoreDB 迁移',
  en: 'somebody else moves another log into this EventStoreDB at the same time',
};

const planOf = ({ log, vault, holds }: Source, { upTo, isBegun, inTheWay }: Found): Plan => ({
  ...{ from: log.name(), holds, zone: vault.zone()?.zone ?? null },
  ...{ there: upTo, isBegun, inTheWay },
});

interface Parts {
  readonly source: Source;
  readonly there: Destination;
  readonly found: Found;
  readonly tell: NonNullable<MoveOptions['onProgress']>;
}

function within<T>(options: MoveOptions, work: (parts: Parts) => Promise<T>): Promise<T> {
  const { folder, servers, keyFile, onProgress: tell = () => undefined } = options;
  const keys = [
    ...(keyFile === undefined
      ? []
      : [{ hex: using(keyFile, () => readFileSync(keyFile, 'utf8')).trim(), source: keyFile }]),
    { hex: servers.masterKey, source: 'DOSSIER_MASTER_KEY' },
  ];
  return still(folder, async (path) => {
    const opened = new Opened();
    try {
      const there = await openDestination(opened, servers); // first: that it cannot be reached shows at once
      const source = await openSource(opened, { path, folder, keys }, (done, of) => tell('checking', done, of));
      return await work({ source, there, found: await lookAt(there, servers, source), tell });
    } catch (error) {
      if (error instanceof OthersWrote || error instanceof NotKept) throw new NotTheSame(inBoth(error.message));
      throw cannotReach(error);
    } finally {
      await opened.close();
    }
  });
}
const inBoth = (words: string): Text => ({ zh: words, en: words });

/** As an api opens it. */
async function mustOpen(servers: DataServers, log: string, secret: Buffer): Promise<void> {
  const { masterKey } = servers;
  const vault = await MongoVault.open(servers.vault, { masterKey, log: { name: log, isEmpty: false } });
  try {
    if (!(await vault.secret()).equals(secret)) throw new NotKept('the secret');
  } finally {
    await vault.close();
  }
}
