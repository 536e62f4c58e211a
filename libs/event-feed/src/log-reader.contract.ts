import type { EventStore, Proposed, Stored } from '@dossier/event-store';
import fc from 'fast-check';
import { sampleAppend } from '../../event-store/src/event-store.contract';
import { ForeignPosition, type LogReader, type Selection } from './log-reader.port';

/** A log with its store and its feed, empty when made. */
export interface LogUnderTest {
  /** The same log each time; call it only after closing both. */
  open(): Promise<{ readonly store: EventStore; readonly feed: LogReader }>;
  destroy(): Promise<void>;
}

export const positions = (events: readonly Stored[]) => events.map(({ position }) => position);
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

export type Written = readonly [stream: string, subject: string, ...Partial<Proposed>[]];
/** Appends one stream after the other, so that the order is known. */
export async function appended(store: EventStore, ...streams: readonly Written[]): Promise<void> {
  for (const [stream, subject, ...events] of streams) await store.append(sampleAppend(stream, { subject, events }));
}

/** Every batch from `after` to the end of the log. */
async function readOn(feed: LogReader, after: number, limit: number, selection?: Selection) {
  const events: Stored[] = [];
  let upTo = after;
  for (;;) {
    const batch = await feed.read(upTo, limit, selection);
    expect(batch.events.length).toBeLessThanOrEqual(limit);
    expect(batch.upTo).toBeGreaterThanOrEqual(batch.events.at(-1)?.position ?? upTo);
    if (batch.upTo === upTo) return { events, upTo };
    events.push(...batch.events);
    upTo = batch.upTo;
  }
}

/** Every adapter of the event feed keeps the promises of the port. */
export function logReaderContract(factory: () => Promise<LogUnderTest>): void {
  describe('event feed', () => promises(factory)); // its hooks must not run for the adapter's own tests
}

function promises(factory: () => Promise<LogUnderTest>): void {
  let log: LogUnderTest;
  let store: EventStore;
  let feed: LogReader;
  const never = new AbortController().signal;
  beforeEach(async () => {
    log = await factory();
    ({ store, feed } = await log.open());
  });
  afterEach(async () => {
    await feed.close();
    await store.close();
    await log.destroy();
  });
  const write = (...streams: readonly Written[]) => appended(store, ...streams);

  it('1. gives events in commit order, each once, whatever the size of the batches', async () => {
    await Promise.all(
      numbers(1, 80).map((n) =>
        store.append(sampleAppend(`order-${n}`, { subject: `c-${n % 7}`, events: [{}, {}, {}] })),
      ),
    );
    const whole = await readOn(feed, 0, 1000);
    expect(whole.events).toHaveLength(240);
    expect(positions(whole.events)).toEqual([...new Set(positions(whole.events))].sort((a, b) => a - b));
    for (const limit of [1, 7, 240]) expect(await readOn(feed, 0, limit)).toEqual(whole);
    const middle = whole.events[99]?.position ?? 0;
    expect((await readOn(feed, middle, 50)).events).toEqual(whole.events.slice(100));
  });

  it('2. passes nothing where nothing is wanted', async () => {
    await write(['order-1', 'c-1', {}, {}], ['order-2', 'c-2', {}]);
    const [first] = (await feed.read(0, 1)).events;
    for (const selection of [{}, { subjects: ['c-1'] }, { types: ['none.*'] }])
      for (const after of [0, first?.position ?? 0])
        expect(await feed.read(after, 0, selection)).toEqual({ events: [], upTo: after });
  });

  it('1. gives the events as the store has them', async () => {
    await write(['order-1', 'c-1', { data: '{"名":"张三"}' }, { department: null, backfill: true }]);
    expect((await feed.read(0, 10)).events).toEqual(await store.read('order-1'));
  });

  it('1. skips none and repeats none for a reader who follows many writers at work', async () => {
    const seen: Stored[] = [];
    const done = new AbortController();
    const following = (async () => {
      let after = 0;
      while (seen.length < 1000) {
        const batch = await feed.read(after, 64);
        seen.push(...batch.events);
        if (batch.upTo === after) await feed.newer(after, done.signal);
        after = batch.upTo;
      }
    })();
    await Promise.all(
      numbers(1, 20).map(async (writer) => {
        for (const n of numbers(1, 25)) {
          await store.append(sampleAppend(`order-${writer}-${n}`, { subject: `c-${writer}`, events: [{}, {}] }));
        }
      }),
    );
    await following;
    expect(seen).toEqual((await readOn(feed, 0, 1000)).events);
  });

  it('1. goes on where it was after the log was opened again', async () => {
    await write(['order-1', 'c-1', {}, {}]);
    const { upTo } = await feed.read(0, 10);
    await feed.close();
    await store.close();
    ({ store, feed } = await log.open());
    await write(['order-2', 'c-1', {}]);
    expect((await feed.read(upTo, 10)).events.map(({ stream }) => stream)).toEqual(['order-2']);
  });

  it('2. never passes a selected event that it did not deliver, and comes to the end of the log', async () => {
    const types = ['sales.OrderPlaced', 'sales.OrderShipped', 'salesforce.Synced', 'service.ComplaintFiled'];
    const departments = ['sales', 'service', null];
    await Promise.all(
      numbers(1, 60).map((n) => {
        const event = { type: types[(n * 5) % 4] ?? '', department: departments[(n * 7) % 3] ?? null };
        return store.append(sampleAppend(`order-${n}`, { subject: `c-${n % 5}`, events: [event] }));
      }),
    );
    const { events: whole, upTo: head } = await readOn(feed, 0, 1000);
    const selections: fc.Arbitrary<Selection> = fc.record(
      {
        types: fc.subarray([...types, 'sales.*', 'service.*', 'none.*']),
        subjects: fc.subarray(['c-0', 'c-1', 'c-2', 'c-unknown']),
        departments: fc.subarray(['sales', 'service', 'unknown']),
      },
      { requiredKeys: [] },
    );
    const wanted = ({ types, subjects, departments }: Selection, { type, subject, department }: Stored) =>
      (types?.some((each) => each === type || (each.endsWith('.*') && type.startsWith(each.slice(0, -1)))) ?? true) &&
      (subjects?.includes(subject) ?? true) &&
      (departments?.some((each) => each === department) ?? true);
    await fc.assert(
      fc.asyncProperty(selections, fc.integer({ min: 1, max: 20 }), async (selection, limit) => {
        const { events, upTo } = await readOn(feed, 0, limit, selection);
        expect(events).toEqual(whole.filter((event) => wanted(selection, event)));
        expect(upTo).toBe(head);
      }),
    );
  });

  it('2. stays where it is at the end of the log', async () => {
    expect(await feed.read(0, 10)).toEqual({ events: [], upTo: 0 });
    await write(['order-1', 'c-1', {}]);
    const head = await feed.head();
    expect(await feed.read(head, 10)).toEqual({ events: [], upTo: head });
  });

  it('3. tells at once of what is there already', async () => {
    await write(['order-1', 'c-1', {}]);
    await feed.newer(0, never);
    expect(await feed.head()).toBeGreaterThan(0);
  });

  it('3. wakes whoever waits when something later was committed, and nobody sooner', async () => {
    await write(['order-1', 'c-1', {}]);
    const head = await feed.head();
    let woken = 0;
    const waiting = [head, head].map((than) => feed.newer(than, never).then(() => woken++));
    await feed.head();
    expect(woken).toBe(0);
    await write(['order-2', 'c-1', {}]);
    await Promise.all(waiting);
    expect(woken).toBe(2);
  });

  it('3. lets go of whoever waits when its signal aborts or the feed is closed', async () => {
    const waiter = new AbortController();
    const waiting = feed.newer(0, waiter.signal);
    waiter.abort();
    await waiting;
    await feed.newer(0, waiter.signal);
    const left = feed.newer(0, never);
    await feed.close();
    await left;
  });

  it('5. gives the events at the named positions, in the order of the names', async () => {
    await write(['order-1', 'c-1', {}, {}], ['order-2', 'c-2', {}]);
    const [first, second] = await store.read('order-1');
    const [third] = await store.read('order-2');
    const at = [third, first, second].flatMap((event) => event?.position ?? []);
    expect(await feed.at(at)).toEqual([third, first, second]);
    expect(await feed.at([])).toEqual([]);
  });

  it('6. has no event at a position that it never gave, and reads on from there or says that it cannot', async () => {
    await write(['order-1', 'c-1', {}, {}], ['order-2', 'c-2', {}]);
    const all = await readOn(feed, 0, 10);
    const given = positions(all.events);
    const strange = [...given.map((position) => position + 1), all.upTo + 5].filter((each) => !given.includes(each));
    expect(await feed.at(strange)).toEqual([]);
    for (const after of strange) {
      const { events } = await feed.read(after, 10).catch((error: unknown) => {
        expect(error).toBeInstanceOf(ForeignPosition);
        return { events: all.events.filter(({ position }) => position > after) };
      });
      expect(events).toEqual(all.events.filter(({ position }) => position > after));
    }
  });

  it('8. counts the events behind a position, about where they are many', async () => {
    expect(await feed.behind(0)).toBe(0);
    await write(['order-1', 'c-1', {}, {}], ['order-2', 'c-2', {}]);
    const { events, upTo } = await readOn(feed, 0, 10);
    expect(await Promise.all([0, ...positions(events), upTo].map((after) => feed.behind(after)))).toEqual([
      3, 2, 1, 0, 0,
    ]);
    const claim = { key: 'a1'.repeat(32), fingerprint: 'b2'.repeat(32) };
    await store.append({ ...sampleAppend('none', { events: [] }), claim });
    expect([await feed.behind(0), await feed.behind(upTo)]).toEqual([3, 0]);
    for (const n of numbers(1, 40)) await write([`many-${n}`, 'c-3', ...Array.from({ length: 20 }, () => ({}))]);
    const all = await feed.behind(0);
    expect(all).toBeGreaterThan(803 / 2);
    expect(all).toBeLessThan(803 * 2);
  });

  it('7. sees nothing of what the store keeps for itself', async () => {
    const claim = (n: number) => ({ key: `a${n}`.repeat(32), fingerprint: 'b2'.repeat(32) });
    await store.append(
      sampleAppend('order-1', { subject: 'c-1', claim: claim(1), names: [{ ...claim(2), alone: true }] }),
    );
    const head = await feed.head();
    let isWoken = false;
    const waiting = feed.newer(head, never).then(() => (isWoken = true));
    for (const n of numbers(3, 9)) await store.append({ ...sampleAppend('none', { events: [] }), claim: claim(n) });
    expect(await feed.head()).toBe(head);
    expect((await readOn(feed, 0, 10)).events.map(({ stream }) => stream)).toEqual(['order-1']);
    expect(isWoken).toBe(false);
    await write(['order-2', 'c-1', {}]);
    await waiting;
  });

  it('4. delivers what a selection names and nothing else', async () => {
    await write(
      ['order-1', 'c-1', { type: 'sales.OrderPlaced' }],
      ['sync-1', 'c-1', { type: 'salesforce.Synced' }],
      ['complaint-1', 'c-2', { type: 'service.ComplaintFiled', department: 'service' }],
      ['note-1', 'c-2', { type: 'service.NoteTaken', department: null }],
    );
    const streams = async (selection: Selection) =>
      (await readOn(feed, 0, 10, selection)).events.map(({ stream }) => stream);
    expect(await streams({})).toEqual(['order-1', 'sync-1', 'complaint-1', 'note-1']);
    expect(await streams({ types: ['sales.*'] })).toEqual(['order-1']);
    expect(await streams({ types: ['salesforce.Synced', 'service.*'] })).toEqual(['sync-1', 'complaint-1', 'note-1']);
    expect(await streams({ types: ['sales'] })).toEqual([]);
    expect(await streams({ types: [] })).toEqual([]);
    expect(await streams({ subjects: ['c-2', 'c-3'] })).toEqual(['complaint-1', 'note-1']);
    expect(await streams({ subjects: [] })).toEqual([]);
    expect(await streams({ departments: ['service'] })).toEqual(['complaint-1']);
    expect(await streams({ subjects: ['c-1'], types: ['sales.*'], departments: ['sales'] })).toEqual(['order-1']);
    expect(await streams({ subjects: ['c-2'], types: ['sales.*'] })).toEqual([]);
  });

  it('4. knows a department by all its names, whichever was recorded and whichever is asked for', async () => {
    const recorded = ['service', '客服', 'Service', ' SERVICE', 'Technical support', '前台', 'Front desk'];
    await write(...recorded.map((department, n) => [`note-${n}`, 'c-1', { department }] as const));
    const found = async (...departments: readonly string[]) =>
      (await readOn(feed, 0, 10, { departments })).events.map(({ department }) => department);
    for (const name of ['service', '客服', 'Service']) expect(await found(name)).toEqual(recorded.slice(0, 4));
    expect(await found('technical-support', '前台')).toEqual(['Technical support', '前台']);
    expect(await found('front desk')).toEqual([]);
  });
}
