import type { EventStore, Stored } from '@dossier/event-store';
import type { Journal } from './journal.port';
import type { LogReader } from './log-reader.port';
import { appended, positions, type Written } from './log-reader.contract';

/** A log with a journal of it, empty when made. */
export interface JournalUnderTest {
  readonly store: EventStore;
  readonly log: LogReader;
  readonly journal: Journal;
  /** Fills a journal that is kept beside the log. */
  fill(): Promise<void>;
  destroy(): Promise<void>;
}

/** Every adapter of the journal keeps the promises of the port. */
export function journalContract(factory: () => Promise<JournalUnderTest>): void {
  describe('journal', () => promises(factory));
}

function promises(factory: () => Promise<JournalUnderTest>): void {
  let made: JournalUnderTest;
  let journal: Journal;
  beforeEach(async () => {
    made = await factory();
    ({ journal } = made);
  });
  afterEach(() => made.destroy());
  const write = async (...streams: readonly Written[]): Promise<void> => {
    await appended(made.store, ...streams);
    await made.fill();
  };

  it('1. gives all events of the named subjects in position order, up to a position', async () => {
    await write(
      ['order-1', 'c-1', {}, {}],
      ['order-2', 'c-2', {}],
      ['complaint-1', 'c-1', { type: 'service.ComplaintFiled', department: null, backfill: true }],
      ['order-3', '~order-3', { data: '{"名":"张三\\u0000","$a.b":-0}' }],
      ['order-4', 'c-2', {}],
    );
    const streams = async (subjects: readonly string[], upTo?: number): Promise<readonly string[]> =>
      (await journal.history(subjects, upTo)).events.map(({ stream }) => stream);
    expect(await streams(['c-1'])).toEqual(['order-1', 'order-1', 'complaint-1']);
    expect(await streams(['c-2', 'c-1'])).toEqual(['order-1', 'order-1', 'order-2', 'complaint-1', 'order-4']);
    expect(await streams(['c-2', '~order-3', 'c-2'])).toEqual(['order-2', 'order-3', 'order-4']);
    expect(await streams(['c-unknown'])).toEqual([]);
    expect(await streams([])).toEqual([]);
    const history = async (subject: string): Promise<readonly Stored[]> => (await journal.history([subject])).events;
    const [, , third] = (await journal.history(['c-2', 'c-1'])).events;
    expect(await streams(['c-2', 'c-1'], third?.position)).toEqual(['order-1', 'order-1', 'order-2']);
    expect((await history('c-1')).slice(0, 2)).toEqual(await made.store.read('order-1'));
    expect(await history('~order-3')).toEqual(await made.store.read('order-3'));
    expect((await history('c-1')).slice(2)).toEqual(await made.store.read('complaint-1'));
  });

  it('1. gives those of many at once, to each its own', async () => {
    await write(
      ['order-1', 'c-1', {}, {}],
      ['order-2', 'c-2', {}],
      ['order-3', '~order-3', {}],
      ['order-4', 'c-1', {}],
    );
    const all = [['c-1', '~order-3'], ['c-unknown'], ['c-2']];
    expect(await journal.histories(all)).toEqual(await Promise.all(all.map((subjects) => journal.history(subjects))));
    expect((await journal.histories(all)).map(({ events }) => events.length)).toEqual([4, 0, 1]);
    expect(await journal.histories([])).toEqual([]);
  });

  it.each([1, 2, 7, 1000])('1. gives them in pieces of %i, none twice, up to the end', async (limit) => {
    for (let n = 1; n <= 20; n++) await appended(made.store, [`order-${n}`, `c-${n % 3}`, {}, {}]);
    await made.fill();
    const [{ events: whole }, end] = [await journal.history(['c-0', 'c-2']), await made.log.head()];
    const seen: number[] = [];
    for (let after = 0; after < end;) {
      const { events, upTo } = await journal.piece(['c-0', 'c-2'], after, limit);
      expect(events.length).toBeLessThanOrEqual(limit);
      expect(upTo).toBeGreaterThan(after);
      seen.push(...positions(events));
      after = upTo;
    }
    expect(seen).toEqual(positions(whole));
    expect(await journal.piece(['c-0'], end, limit)).toEqual({ events: [], upTo: end });
    expect(await journal.piece(['c-0'], 0, 0)).toEqual({ events: [], upTo: 0 });
  });

  it('1. ends a piece early that would fill the memory', async () => {
    const big = { data: JSON.stringify('x'.repeat(10_000)) };
    await write(['order-1', 'c-1', big, big, big]);
    const { events, upTo } = await journal.piece(['c-1'], 0, 1000, 15_000);
    expect([events.length, upTo]).toEqual([2, events[1]?.position]);
  });
}
