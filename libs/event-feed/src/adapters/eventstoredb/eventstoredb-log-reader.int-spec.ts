import { Connection } from '@dossier/eventstoredb';
import { LogUnreachable, type Stored } from '@dossier/event-store';
import { EventStoreDbStore } from '@dossier/event-store/eventstoredb';
import { sampleAppend } from '../../../../event-store/src/event-store.contract';
import { EventStoreDbServer } from '../../../../../infra/servers/eventstoredb';
import { appended, logReaderContract } from '../../log-reader.contract';
import { LogCut } from '../../log-reader.port';
import { EventStoreDbLogReader } from './eventstoredb-log-reader';

const QUICK = { pause: 16 };

logReaderContract(async () => {
  const server = new EventStoreDbServer();
  const url = await server.listen();
  return {
    open: async () => ({
      store: await EventStoreDbStore.open(url, QUICK),
      feed: new EventStoreDbLogReader(url, QUICK),
    }),
    destroy: () => {
      server.stop();
      return Promise.resolve();
    },
  };
});

describe('a server that goes away', () => {
  let server: EventStoreDbServer;
  let url: string;
  let store: EventStoreDbStore;
  let feed: EventStoreDbLogReader;
  const orders = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => [`order-${from + i}`, 'c-1', {}] as const);
  beforeEach(async () => {
    server = new EventStoreDbServer();
    url = await server.listen();
    store = await EventStoreDbStore.open(url, QUICK);
    feed = new EventStoreDbLogReader(url, QUICK);
  });
  afterEach(async () => {
    await feed.close();
    await store.close();
    server.stop();
  });

  it('again and again, leaves no gap and repeats nothing for a reader who goes on', async () => {
    await appended(store, ...orders(1, 60));
    const seen: Stored[] = [];
    for (let after = 0; seen.length < 60;) {
      const { events, upTo } = await feed.read(after, 7);
      seen.push(...events);
      after = upTo;
      server.stop();
      await server.listen();
    }
    expect(seen.map(({ stream }) => stream)).toEqual(orders(1, 60).map(([stream]) => stream));
  });

  it('is asked once for what is behind the last event, however many claims that are', async () => {
    await appended(store, ...orders(1, 1));
    const head = await feed.head();
    for (let i = 10; i < 99; i++) {
      const claim = { key: `${i}`.repeat(32), fingerprint: 'b2'.repeat(32) };
      const { revision } = (await store.head('order-1')) ?? { revision: -1 };
      await store.append({ stream: 'order-1', subject: 'c-1', expectedRevision: revision, events: [], claim });
    }
    const asked = jest.spyOn(Connection.prototype, 'lastOfAll');
    const pages = async (): Promise<number> => {
      asked.mockClear();
      expect(await feed.head()).toBe(head);
      return asked.mock.calls.length;
    };
    expect(await pages()).toBeGreaterThan(1);
    expect(await pages()).toBe(1);
    await appended(store, ...orders(2, 2));
    expect(await feed.head()).toBeGreaterThan(head);
  });

  it('wakes whoever waited before it went, also by what was written before he was there again', async () => {
    await appended(store, ...orders(1, 1));
    const head = await feed.head();
    const waiting = feed.newer(head, new AbortController().signal);
    await feed.head();
    server.stop();
    await server.listen();
    await store.append(sampleAppend('order-2'));
    await waiting;
    expect(await feed.head()).toBeGreaterThan(head);
  });

  it('may come back with an older copy: that is told to whoever waits or asks, until the newer one is back', async () => {
    await appended(store, ...orders(1, 3));
    const older = server.copy();
    await appended(store, ...orders(4, 6));
    const head = await feed.head();
    const newer = server.copy();
    const waiting = feed.newer(head, new AbortController().signal);
    waiting.catch(() => undefined); // it is looked at below
    await feed.head();
    const restored = async (copy: () => void): Promise<void> => {
      server.stop();
      copy();
      await server.listen();
    };
    await restored(older);
    await expect(waiting).rejects.toBeInstanceOf(LogCut);
    await expect(feed.head()).rejects.toThrow(`the log does not hold the event that this process has seen at ${head}:`);
    await expect(feed.read(head, 10)).rejects.toBeInstanceOf(LogCut);
    await expect(feed.newer(head, new AbortController().signal)).rejects.toBeInstanceOf(LogCut);
    const other = await EventStoreDbStore.open(url, QUICK);
    await appended(other, ...orders(7, 12)); // others at the places of those that were lost
    await other.close();
    await expect(feed.head()).rejects.toBeInstanceOf(LogCut);
    await restored(newer);
    expect(await feed.head()).toBe(head);
    expect((await feed.read(0, 10)).events).toHaveLength(6);
  });

  it('shows all that the newer copy holds once that is back, also behind what was seen and before a claim', async () => {
    await appended(store, ...orders(1, 1));
    const older = server.copy();
    await appended(store, ...orders(2, 2));
    const head = await feed.head();
    await appended(store, ...orders(3, 3));
    const claim = { key: 'a1'.repeat(32), fingerprint: 'b2'.repeat(32) };
    await store.append({ stream: 'order-3', subject: 'c-1', expectedRevision: 0, events: [], claim });
    const newer = server.copy();
    older();
    await expect(feed.head()).rejects.toBeInstanceOf(LogCut);
    newer();
    expect(await feed.head()).toBeGreaterThan(head);
  });

  describe('and is continued otherwise, takes no event of that for one of the newer copy, which is back when the last event', () => {
    let head: number;
    let newer: () => void;
    let continued: () => void;
    /** Once, in place of the copy that is there, just before a call of the client. */
    const placed = (copy: () => void, before: 'at' | 'follow'): Promise<void> =>
      new Promise((resolve) => {
        const spy = jest.spyOn(Connection.prototype, before);
        spy.mockImplementationOnce(function (this: Connection, position) {
          spy.mockRestore();
          copy();
          resolve();
          return this[before](position);
        });
      });
    beforeEach(async () => {
      await appended(store, ...orders(1, 3));
      const older = server.copy();
      await appended(store, ...orders(4, 6));
      head = await feed.head();
      newer = server.copy();
      older();
      await expect(feed.head()).rejects.toBeInstanceOf(LogCut);
      const other = await EventStoreDbStore.open(url, QUICK);
      await appended(other, ...orders(7, 12)); // others at the places of those that were lost
      await other.close();
      continued = server.copy();
    });

    it('was read', async () => {
      void placed(newer, 'at');
      expect(await feed.head()).toBe(head);
    });

    it('came to whoever waits', async () => {
      newer();
      expect(await feed.head()).toBe(head);
      void placed(continued, 'follow');
      const isBack = placed(newer, 'at');
      const waiting = feed.newer(head, new AbortController().signal);
      await isBack;
      await appended(store, ...orders(13, 13));
      await waiting;
      const { events } = await feed.read(head, 10);
      expect(events.map(({ stream }) => stream)).toEqual(['order-13']);
      expect(await feed.head()).toBe(events[0]?.position);
    });
  });

  it('is waited for, and told once patience ends', async () => {
    await appended(store, ...orders(1, 3));
    const impatient = new EventStoreDbLogReader(url, { ...QUICK, patience: 0 });
    server.stop();
    await expect(impatient.read(0, 10)).rejects.toBeInstanceOf(LogUnreachable);
    const reading = feed.read(0, 10);
    await server.listen();
    expect((await reading).events).toHaveLength(3);
    await impatient.close();
  });

  it('may stand still: it is not waited for longer than a deadline', async () => {
    await appended(store, ...orders(1, 3));
    const impatient = new EventStoreDbLogReader(url, { ...QUICK, deadline: 1_000, patience: 0 });
    const { upTo } = await feed.read(0, 1);
    /** On a busy machine an answer may come after the deadline: asked again, it comes in time. */
    const answered = async (): Promise<readonly Stored[]> => {
      for (;;)
        try {
          return (await impatient.read(upTo, 10)).events;
        } catch (error) {
          if (!(error instanceof LogUnreachable)) throw error;
        }
    };
    expect(await answered()).toHaveLength(2);
    server.frozen = true;
    await expect(impatient.read(upTo, 10)).rejects.toBeInstanceOf(LogUnreachable);
    await expect(impatient.at([upTo])).rejects.toBeInstanceOf(LogUnreachable);
    server.frozen = false;
    expect(await answered()).toHaveLength(2);
    await impatient.close();
  });
});

it('ends a batch early that would fill the memory', async () => {
  const server = new EventStoreDbServer();
  const url = await server.listen();
  const store = await EventStoreDbStore.open(url, QUICK);
  const feed = new EventStoreDbLogReader(url, QUICK);
  const big = { data: JSON.stringify('x'.repeat(100_000)) };
  for (const n of [1, 2, 3, 4, 5]) await store.append(sampleAppend(`order-${n}`, { events: [big] }));
  const { events, upTo } = await feed.read(0, 1000, {}, 250_000);
  expect(events.map(({ stream }) => stream)).toEqual(['order-1', 'order-2', 'order-3']);
  expect((await feed.read(upTo, 1000)).events.map(({ stream }) => stream)).toEqual(['order-4', 'order-5']);
  await feed.close();
  await store.close();
  server.stop();
});
