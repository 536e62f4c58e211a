import { MongoJournal } from '@dossier/event-feed/mongodb';
import { EventStoreDbLogReader } from '@dossier/event-feed/eventstoredb';
import type { Journal, LogReader } from '@dossier/event-feed';
import { EventStoreDbStore } from '@dossier/event-store/eventstoredb';
import { MongoReadModelReader, MongoReadModelWriter } from '@dossier/read-model/mongodb';
import { MongoVault } from '@dossier/vault/mongodb';
import { EventStoreDbServer } from '../../../infra/servers/eventstoredb';
import { ferretDb } from '../../../infra/servers/ferretdb';
import { databaseOf, onDatabase } from '../../../infra/servers/mongodb-database';
import { onServer } from '../../../infra/servers/on-server';
import type { Server } from '../../../infra/servers/server';
import { type RigAdapters, rigsOn } from '../../testing/src/rig';
import { engineSpecs } from './engine.contract';

const QUICK = { pause: 16 };
const MASTER_KEY = 'a1'.repeat(32);

/** What takes the place of a data folder. */
interface Place {
  readonly server: EventStoreDbServer;
  readonly log: string;
  readonly documents: string;
  readonly vault: string;
}

onServer<Server>(ferretDb, ({ address }) => {
  const places = new Map<string, Place>();
  rigsOn(async (folder) => opened(await placeOf(folder))); // before the specs are read
  afterAll(async () => {
    for (const { server, documents, vault } of places.values()) {
      server.stop();
      for (const url of [documents, vault]) await onDatabase(url, (db) => db.dropDatabase());
    }
  });

  async function placeOf(folder: string): Promise<Place> {
    const known = places.get(folder);
    if (known) return known;
    const server = new EventStoreDbServer();
    const place = {
      ...{ server, log: await server.listen() },
      ...{ documents: databaseOf(address()), vault: databaseOf(address()) },
    };
    places.set(folder, place);
    return place;
  }

  engineSpecs();
});

/** One worker, straight from the log. */
async function opened({ log, documents, vault }: Place): Promise<RigAdapters> {
  const journal = await MongoJournal.open(documents);
  return {
    vault: await MongoVault.open(vault, { masterKey: MASTER_KEY }),
    store: await EventStoreDbStore.open(log, QUICK),
    feed: both(new EventStoreDbLogReader(log, QUICK), journal),
    keep: (...kept) => journal.keep(...kept),
    writer: await MongoReadModelWriter.open(documents),
    reader: (secret) => MongoReadModelReader.open(documents, secret),
    release: () => Promise.resolve(),
  };
}

const both = (reader: LogReader, journal: MongoJournal): LogReader & Journal => ({
  read: (...asked) => reader.read(...asked),
  head: () => reader.head(),
  newer: (...asked) => reader.newer(...asked),
  behind: (after) => reader.behind(after),
  at: (...asked) => reader.at(...asked),
  piece: (...asked) => journal.piece(...asked),
  history: (...asked) => journal.history(...asked),
  histories: (all) => journal.histories(all),
  close: async () => {
    await reader.close();
    await journal.close();
  },
});
