import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { SqliteLogReader } from '@dossier/event-feed/sqlite';
import { LogDamaged, logFolder, type Stored } from '@dossier/event-store';
import { type DataFolder, openDataFolder, SqliteEventStore } from '@dossier/event-store/sqlite';
import { sampleAppend } from '../../../../event-store/src/event-store.contract';
import { sqlOn } from '../../../../testing/src/sql-on';
import { journalContract } from '../../journal.contract';
import { appended, logReaderContract, positions, type Written } from '../../log-reader.contract';

let room: string;
let folder: DataFolder;
const make = () => {
  room = mkdtempSync(join(tmpdir(), 'dossier-feed-'));
  folder = openDataFolder(join(room, 'data'));
};
const destroy = () => {
  folder.release();
  rmSync(room, { recursive: true });
  return Promise.resolve();
};

logReaderContract(() => {
  make();
  return Promise.resolve({
    open: async () => {
      const store = await SqliteEventStore.open(folder.path);
      return { store, feed: new SqliteLogReader(folder.path) };
    },
    destroy,
  });
});

journalContract(async () => {
  make();
  const store = await SqliteEventStore.open(folder.path);
  const log = new SqliteLogReader(folder.path);
  return {
    ...{ store, log, journal: log },
    fill: () => Promise.resolve(),
    destroy: async () => {
      await log.close();
      await store.close();
      await destroy();
    },
  };
});

describe('in SQLite', () => {
  let store: SqliteEventStore;
  let feed: SqliteLogReader;
  beforeEach(async () => {
    make();
    store = await SqliteEventStore.open(folder.path);
    feed = new SqliteLogReader(folder.path);
  });
  afterEach(async () => {
    await feed.close();
    await store.close();
    await destroy();
  });
  const write = (...streams: readonly Written[]) => appended(store, ...streams);

  describe('where an event is lost', () => {
    const near = (position: number) => ({ constructor: LogDamaged, near: position });
    beforeEach(async () => {
      await write(
        ['order-1', 'c-1', {}, {}],
        ['complaint-1', 'c-2', { type: 'service.ComplaintFiled' }],
        ['order-2', 'c-1', {}, {}, {}],
        ['order-3', 'c-2', {}],
      );
      sqlOn(logFolder(folder.path).events, 'DELETE FROM events WHERE position = 5');
    });

    it.each([{}, { types: ['sales.*'] }, { types: ['none.*'] }, { departments: ['none'] }])(
      'a reader of %j is told near which event, and comes as far as there',
      async (selection) => {
        await expect(feed.read(0, 100, selection)).rejects.toMatchObject(near(5));
        await expect(feed.read(4, 100, selection)).rejects.toMatchObject(near(5));
        await expect(feed.read(4, 1, selection)).rejects.toMatchObject(near(5));
        expect((await feed.read(0, 1)).upTo).toBe(1);
        expect(await feed.read(5, 100, { types: ['none.*'] })).toEqual({ events: [], upTo: 7 });
        expect(positions((await feed.read(5, 100)).events)).toEqual([6, 7]);
      },
    );

    it('a reader of its subject is told by the event behind it in its stream', async () => {
      await expect(feed.read(0, 100, { subjects: ['c-1'] })).rejects.toMatchObject(near(6));
      await expect(feed.read(3, 100, { subjects: ['c-2', 'c-1'] })).rejects.toMatchObject(near(6));
      await expect(feed.read(4, 1, { subjects: ['c-1'] })).rejects.toMatchObject(near(6)); // in pieces it is not passed over
      await expect(feed.history(['c-1'])).rejects.toMatchObject(near(6));
      expect(positions((await feed.history(['c-1'], 4)).events)).toEqual([1, 2, 4]);
      expect(positions((await feed.history(['c-2'])).events)).toEqual([3, 7]);
      expect(positions((await feed.read(0, 100, { subjects: ['c-2'] })).events)).toEqual([3, 7]);
    });
  });

  it('wakes a reader in another thread, which sees every event once in order', async () => {
    const file = join(room, 'reader.cjs');
    writeFileSync(
      file,
      `const { parentPort, workerData } = require('node:worker_threads');
       const { SqliteLogReader } = require(${JSON.stringify(join(__dirname, 'index.ts'))});
       const feed = new SqliteLogReader(workerData);
       parentPort.on('message', () => parentPort.close()); // a thread that only waits for news would end
       void (async () => {
         const seen = [];
         for (let after = 0; seen.length < 300; ) {
           const { events, upTo } = await feed.read(after, 7);
           for (const { position } of events) seen.push(position);
           if (upTo === after) {
             parentPort.postMessage('waiting');
             await feed.newer(after, new AbortController().signal);
           }
           after = upTo;
         }
         await feed.close();
         parentPort.postMessage(seen);
       })();`,
    );
    const register = join(__dirname, '../../../../../.swc-register.cjs');
    const reader = new Worker(file, { workerData: folder.path, execArgv: ['--require', register] });
    const seen = new Promise<readonly number[]>((resolve, reject) => {
      reader.on('error', reject);
      reader.on('message', (message: 'waiting' | readonly number[]) => {
        if (message !== 'waiting') resolve(message);
      });
    });
    await once(reader, 'message'); // it found an empty log and waits
    for (let n = 0; n < 300; n += 3)
      await Promise.all([n, n + 1, n + 2].map((each) => store.append(sampleAppend(`order-${each}`))));
    expect(await seen).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
    reader.postMessage('enough');
    await once(reader, 'exit');
  });

  it('finds a rare event far away in several steps, none of which looks through the whole log', async () => {
    const events = Array.from({ length: 500 }, () => ({}));
    const commons = Array.from({ length: 21 }, (_, i) => store.append(sampleAppend(`order-${i}`, { events })));
    await Promise.all(commons);
    await store.append(sampleAppend('rare', { events: [{ type: 'service.ComplaintFiled' }] }));
    const selection = { types: ['service.*'] };
    const first = await feed.read(0, 100, selection);
    expect(first).toEqual({ events: [], upTo: 10_000 });
    const second = await feed.read(first.upTo, 100, selection);
    expect(second.events.map(({ stream }) => stream)).toEqual(['rare']);
    expect(second.upTo).toBe(await feed.head());
  });

  it('ends a batch early that would fill the memory', async () => {
    const big = { data: JSON.stringify('x'.repeat(500_000)) };
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => store.append(sampleAppend(`order-${i}`, { events: [big] }))),
    );
    const first = await feed.read(0, 1000);
    expect(first.events.length).toBeLessThan(40);
    expect(first.upTo).toBe(first.events.at(-1)?.position);
    const positions: number[] = [];
    for (let upTo = 0; upTo < 40;) {
      const batch = await feed.read(upTo, 1000);
      positions.push(...batch.events.map(({ position }) => position));
      ({ upTo } = batch);
    }
    expect(positions).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    expect((await feed.read(0, 1000, {}, 1_200_000)).events).toHaveLength(3); // one more than fits, as it was read already
  });

  it.each([
    ['one subject', ['c-1']],
    ['several subjects', ['c-0', 'c-1', 'c-2', 'nobody']],
  ])('ends a batch of %s early that would fill the memory', async (_, subjects) => {
    const big = { data: JSON.stringify('x'.repeat(500_000)) };
    const subject = (i: number) => (i % 2 === 0 ? 'c-1' : `c-${i % 4 === 1 ? 0 : 2}`);
    for (let i = 0; i < 80; i++)
      await store.append(sampleAppend(`order-${i}`, { subject: subject(i), events: i < 8 ? [{}] : [big] }));
    const wanted = (await feed.history(subjects)).events.map(({ position }) => position);
    const seen: number[] = [];
    let steps = 0;
    for (let after = 0; after < 80; steps++) {
      const { events, upTo } = await feed.read(after, 1000, { subjects });
      expect(events.reduce((size, { data }) => size + data.length, 0)).toBeLessThan(17_000_000);
      expect(upTo === 80 || upTo === events.at(-1)?.position).toBe(true);
      seen.push(...events.map(({ position }) => position));
      after = upTo;
    }
    expect(seen).toEqual(wanted);
    expect(steps).toBeGreaterThan(1);
  });

  describe.each(['streams', 'subjects'])('where a name of %s is lost', (table) => {
    const near = (position: number) => ({ constructor: LogDamaged, near: position });
    beforeEach(async () => {
      await store.append(sampleAppend('order-1', { subject: 'c-1' }));
      await store.append(sampleAppend('order-2', { subject: 'c-2', events: [{}, {}] }));
      sqlOn(
        logFolder(folder.path).events,
        'PRAGMA foreign_keys = OFF',
        `DELETE FROM ${table} WHERE no = (SELECT ${table.slice(0, -1)} FROM events WHERE position = 2)`,
      );
    });
    it.each([{}, { types: ['sales.*'] }, { departments: ['sales'] }])(
      'a reader of %j is told near which event',
      async (selection) => {
        await expect(feed.read(0, 100, selection)).rejects.toMatchObject(near(2));
        expect((await feed.read(0, 1, selection)).upTo).toBe(1);
      },
    );
    it('so are readers at its positions', () => expect(feed.at([2])).rejects.toMatchObject(near(2)));
    it('and others read on', async () => {
      expect((await feed.history(['c-1'])).events).toHaveLength(1);
      expect((await feed.read(0, 100, { types: ['none.*'] })).upTo).toBe(3);
    });
  });

  it('tells a reader of a subject near which event the name of its stream is lost', async () => {
    await store.append(sampleAppend('order-1', { subject: 'c-1' }));
    sqlOn(logFolder(folder.path).events, 'PRAGMA foreign_keys = OFF', 'DELETE FROM streams');
    const damage = { constructor: LogDamaged, near: 1 };
    await expect(feed.history(['c-1'])).rejects.toMatchObject(damage);
    await expect(feed.read(0, 100, { subjects: ['c-1'] })).rejects.toMatchObject(damage);
    await expect(feed.read(0, 100, { subjects: ['c-1'], types: ['sales.*'] })).rejects.toMatchObject(damage);
  });

  it('hears of each commit of many, one after the other', async () => {
    const seen: Stored[] = [];
    for (let n = 0; n < 50; n++) {
      const news = feed.newer(seen.length, new AbortController().signal);
      await store.append(sampleAppend(`order-${n}`));
      await news;
      seen.push(...(await feed.read(seen.length, 10)).events);
    }
    expect(seen.map(({ position }) => position)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });
});
