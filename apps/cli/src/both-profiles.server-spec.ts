import { EventStoreDbLogReader } from '@dossier/event-feed/eventstoredb';
import { type Journal, LogDelivery, type LogReader } from '@dossier/event-feed';
import { MongoJournal } from '@dossier/event-feed/mongodb';
import { EventStoreDbStore } from '@dossier/event-store/eventstoredb';
import { MongoReadModelReader, MongoReadModelWriter } from '@dossier/read-model/mongodb';
import { MongoVault } from '@dossier/vault/mongodb';
import type { Answer } from '@dossier/engine';
import { Refusal } from '@dossier/kernel';
import { EventStoreDbServer } from '../../../infra/servers/eventstoredb';
import { ferretDb } from '../../../infra/servers/ferretdb';
import { databaseOf, onDatabase } from '../../../infra/servers/mongodb-database';
import { onServer } from '../../../infra/servers/on-server';
import type { Server } from '../../../infra/servers/server';
import { contexts } from '../../../libs/server/src/contexts';
import { embeddedWith, Rig, type RigProfile, rigsOn, tester } from '../../../libs/testing/src/rig';
import { type Act, varied } from '../../../libs/testing/src/varied';
import { Business } from './generate/business';

const EVENTS = 400;
const LANES = 4;
/** Types of events without which a history would show little. */
const DIFFERING = [
  ...['customers.SubjectAttributed', 'policies.PolicyPublished'],
  ...['InvoiceIssued', 'InvoiceCorrected', 'DueDateMoved', 'InvoiceCancelled'].map((type) => `finance.${type}`),
  ...['InvoiceSettled', 'InvoiceReopened', 'InvoiceWrittenOff', 'WriteOffWithdrawn'].map((type) => `finance.${type}`),
  ...['PaymentReceived', 'PaymentAllocated', 'AllocationWithdrawn', 'PaymentReversed'].map((type) => `finance.${type}`),
  'finance.CreditLimitSet',
];
/** The same at every call, so that the keys of both vaults are the same, whatever they are asked for first. */
const entropy = (bytes: number): Buffer => Buffer.alloc(bytes, 7);

const history = (): Iterable<Act> => varied(new Business(3, EVENTS, '2026-05-31').history());

const withoutPlace = ({ receipt: { stream, revision, events } }: Answer): unknown => ({ stream, revision, events });

/** Sends it all. @returns what was answered, without places in the log */
async function tell(rig: Rig): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  rig.clock.set('2026-06-01T00:00:00.000Z');
  for (const { id, command, data } of history()) {
    rig.clock.advance(1_000);
    const def = rig.registry.commands.get(command);
    if (!def) throw new Error(`no command ${command}`);
    const { occurredAt } = data;
    const sent = { ...tester, messageId: id, correlationId: id, ...(typeof occurredAt === 'string' && { occurredAt }) };
    const answer = await rig.commands.run(def, { ...data }, sent).catch((error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    });
    answers.push(typeof answer === 'string' ? answer : withoutPlace(answer));
    if (answers.length % 50 === 0) await rig.caughtUp();
  }
  await rig.caughtUp();
  return answers;
}

/** All events in the order of the log; a place in the log is the number of the event. */
async function told({ feed }: Rig): Promise<{ readonly events: readonly unknown[]; readonly numbers: Numbers }> {
  const events: unknown[] = [];
  const numbers = new Map<number, number>();
  const head = await feed.head();
  for (let after = 0; after < head;) {
    const batch = await feed.read(after, 1_000);
    for (const { position, ...event } of batch.events) numbers.set(position, events.push(event));
    after = batch.upTo;
  }
  return { events, numbers };
}
type Numbers = ReadonlyMap<number, number>;

/** All documents as one text, in which a place in the log is the number of its event. */
const documentsOf = async (rig: Rig, numbers: Numbers): Promise<string> =>
  JSON.stringify(await rig.documents(), (key, value: unknown) =>
    key === 'position' ? (numbers.get(Number(value)) ?? 'no event') : value,
  );

onServer<Server>(ferretDb, ({ address }) => {
  const log = new EventStoreDbServer();
  const databases: string[] = [];
  const onServers: RigProfile = async () => {
    const url = await log.listen();
    const [documents, vault] = [databaseOf(address()), databaseOf(address())];
    databases.push(documents, vault);
    const reader = new EventStoreDbLogReader(url, { pause: 16 });
    const journal = await MongoJournal.open(documents);
    const feed: LogReader & Journal = Object.assign(Object.create(reader) as EventStoreDbLogReader, {
      piece: journal.piece.bind(journal),
      history: journal.history.bind(journal),
      histories: journal.histories.bind(journal),
      close: async () => {
        await reader.close();
        await journal.close();
      },
    });
    return {
      vault: await MongoVault.open(vault, { masterKey: 'a1'.repeat(32), entropy }),
      store: await EventStoreDbStore.open(url, { pause: 16 }),
      feed,
      delivery: new LogDelivery(reader, LANES),
      keep: (...kept) => journal.keep(...kept),
      writer: await MongoReadModelWriter.open(documents),
      reader: (secret) => MongoReadModelReader.open(documents, secret),
      release: () => Promise.resolve(),
    };
  };
  afterAll(async () => {
    log.stop();
    for (const url of databases) await onDatabase(url, (db) => db.dropDatabase());
  });

  it('gives the same history in both profiles: answers, events with their hashes, and documents, byte by byte', async () => {
    rigsOn(embeddedWith({ entropy }));
    const one = await Rig.open(contexts);
    rigsOn(onServers);
    const other = await Rig.open(contexts);
    try {
      const answers = await tell(one);
      expect(await tell(other)).toEqual(answers);
      const [here, there] = [await told(one), await told(other)];
      expect(here.events.length).toBeGreaterThan(EVENTS);
      const types = new Set(here.events.map((event) => (event as { readonly type: string }).type));
      for (const type of DIFFERING) expect(types).toContain(type);
      expect(there.events).toEqual(here.events);
      expect(await documentsOf(other, there.numbers)).toBe(await documentsOf(one, here.numbers));
    } finally {
      await other.close();
      await one.close();
    }
  });
});
