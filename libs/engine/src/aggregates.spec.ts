import { setImmediate as nextRound } from 'node:timers/promises';
import type { Codec, EventStore, Head, Stored } from '@dossier/event-store';
import { defineEvent, defineState } from '@dossier/kernel';
import { Aggregates, Stopping } from './aggregates';

class Noted {
  readonly text!: string;
}
const noted = defineEvent('long.Noted', { title: { zh: '记录', en: 'noted' } }, Noted);

/** How many events were folded since the loop last went round. */
let folded = 0;
const counted = defineState<{ readonly events: number; readonly last: number }>()({
  category: 'long',
  from: { noted },
  initial: { events: 0, last: -1 },
  evolve: {
    noted: ({ events }, _, { revision }) => {
      folded += 1;
      return { events: events + 1, last: revision };
    },
  },
});

/** Streams in memory; it tells what was read. */
class Streams implements Pick<EventStore, 'head' | 'read'> {
  private readonly streams = new Map<string, Stored[]>();
  readonly reads: (readonly [stream: string, from: number, events: number])[] = [];

  add(stream: string, count: number, data = '{}'): this {
    const events = this.streams.get(stream) ?? [];
    for (let i = 0; i < count; i++)
      events.push({ stream, revision: events.length, position: events.length + 1, type: noted.type, data } as Stored);
    this.streams.set(stream, events);
    return this;
  }
  head(stream: string): Promise<Head | undefined> {
    return Promise.resolve(this.streams.get(stream)?.at(-1));
  }
  read(stream: string, from = 0, limit = Infinity, most = Infinity): Promise<readonly Stored[]> {
    const events: Stored[] = [];
    for (const event of (this.streams.get(stream) ?? []).slice(from, from + limit)) {
      events.push(event);
      if (events.reduce((sum, { data }) => sum + data.length, 0) > most) break;
    }
    this.reads.push([stream, from, events.length]);
    return Promise.resolve(events);
  }
  /** Events that were read of a stream since the last call. */
  get eventsRead(): number {
    return this.reads.splice(0).reduce((sum, [, , events]) => sum + events, 0);
  }
}
const codec = {
  decode: (events: readonly Stored[]) => Promise.resolve(events.map((at) => ({ data: {}, at }))),
} as unknown as Codec;
const over = (streams: Streams): Aggregates => new Aggregates(streams as unknown as EventStore, codec);

const states = async (...loads: ReturnType<Aggregates['latest']>[]): Promise<readonly unknown[]> =>
  (await Promise.all(loads)).map(({ state }) => state);

beforeEach(() => (folded = 0));
afterEach(() => jest.restoreAllMocks());

/** Each look at the clock finds it a millisecond later: what is measured is steps, on any machine. */
function clockInSteps(): void {
  let now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => (now += 1));
}

describe('a long stream', () => {
  it('holds the loop for a few events at a time, and not for all of them', async () => {
    clockInSteps();
    let most = 0;
    const loading = { isOver: false };
    const rounds = (async () => {
      for (; !loading.isOver; folded = 0) {
        await nextRound();
        most = Math.max(most, folded);
      }
    })();
    const { state } = await over(new Streams().add('long-1', 3000)).latest(counted, 'long-1');
    loading.isOver = true;
    await rounds;
    expect(state).toEqual({ events: 3000, last: 2999 });
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(20);
  });

  it('is read in pieces, smaller ones of large events', async () => {
    const streams = new Streams().add('long-1', 1200).add('long-2', 6, 'x'.repeat(100_000));
    await over(streams).latest(counted, 'long-1');
    expect(streams.reads.splice(0)).toEqual([['long-1', 0, 500], ['long-1', 500, 500], ['long-1', 1000, 200]]); // prettier-ignore
    await over(streams).latest(counted, 'long-2');
    expect(streams.reads).toEqual([['long-2', 0, 3], ['long-2', 3, 3]]); // prettier-ignore
  });

  it('is not read beyond the head that it is decided on', async () => {
    const streams = new Streams().add('long-1', 700);
    const loading = over(streams).latest(counted, 'long-1');
    streams.add('long-1', 5);
    expect(await loading).toMatchObject({ state: { last: 699 }, head: { revision: 699 } });
  });

  it('is read once for all who ask at once, whose state has all that was there when they asked', async () => {
    const streams = new Streams().add('long-1', 2000);
    const aggregates = over(streams);
    const first = aggregates.latest(counted, 'long-1');
    streams.add('long-1', 3);
    const others = [1, 2, 3].map(() => aggregates.latest(counted, 'long-1'));
    const whole = { events: 2003, last: 2002 };
    expect(await states(first, ...others)).toEqual([{ events: 2000, last: 1999 }, whole, whole, whole]);
    expect(streams.eventsRead).toBe(2003);
    streams.add('long-1', 1);
    expect(await states(aggregates.latest(counted, 'long-1'))).toEqual([{ events: 2004, last: 2003 }]);
    expect(streams.eventsRead).toBe(1);
  });

  it('is read by the others where the first of them failed', async () => {
    const streams = new Streams().add('long-1', 800);
    const aggregates = over(streams);
    jest.spyOn(streams, 'read').mockRejectedValueOnce(new Error('cut off'));
    const [first, second] = [1, 2].map(() => aggregates.latest(counted, 'long-1'));
    await expect(first).rejects.toThrow('cut off');
    expect(await second).toMatchObject({ state: { events: 800 } });
  });
});

describe('the cache', () => {
  const large = 'x'.repeat(240_000);
  it.each([
    ['smaller', 20_000, '{}'],
    ['larger', 400, large],
  ])('keeps a stream that is %s than the cache: only its new events are read', async (_, count, data) => {
    const streams = new Streams().add('long-1', count, data);
    const aggregates = over(streams);
    await aggregates.latest(counted, 'long-1');
    expect(streams.eventsRead).toBe(count);
    expect(await states(aggregates.latest(counted, 'long-1'))).toEqual([{ events: count, last: count - 1 }]);
    expect(streams.eventsRead).toBe(0);
    streams.add('long-1', 2, data);
    // beside it others are used
    for (let i = 0; i < 100; i++) {
      streams.add(`long-other-${i}`, 1);
      await aggregates.latest(counted, `long-other-${i}`);
    }
    expect(streams.eventsRead).toBe(100);
    expect(await states(aggregates.latest(counted, 'long-1'))).toEqual([{ events: count + 2, last: count + 1 }]);
    expect(streams.eventsRead).toBe(2);
  });

  it('P2: has nothing of a state that was forgotten while it was read on', async () => {
    const streams = new Streams().add('long-1', 10);
    const aggregates = over(streams);
    const wrong = { on: counted, state: { events: 99, last: 9 }, head: await streams.head('long-1'), bytes: 1 };
    aggregates.keep('long-1', wrong);
    streams.add('long-1', 1);
    const loading = aggregates.latest(counted, 'long-1');
    aggregates.forget('long-1');
    await loading;
    expect(aggregates.seen(counted, 'long-1')).toBeUndefined();
    expect(await states(aggregates.latest(counted, 'long-1'))).toEqual([{ events: 11, last: 10 }]);
  });

  it('keeps what was read from the beginning, whatever was forgotten meanwhile', async () => {
    const aggregates = over(new Streams().add('long-1', 10));
    const loading = aggregates.latest(counted, 'long-1');
    aggregates.forget('long-1');
    await loading;
    expect(aggregates.seen(counted, 'long-1')?.state).toEqual({ events: 10, last: 9 });
  });

  it('does not go back behind what an append has kept meanwhile', async () => {
    const streams = new Streams().add('long-1', 10);
    const aggregates = over(streams);
    const loading = aggregates.latest(counted, 'long-1');
    const head = { ...((await streams.head('long-1')) as Head), revision: 11 };
    const newer = { on: counted, state: { events: 12, last: 11 }, head, bytes: 1 };
    aggregates.keep('long-1', newer);
    await loading;
    expect(aggregates.seen(counted, 'long-1')).toBe(newer);
  });
});

describe('a process that is stopping', () => {
  it('does not read long streams to their end, but short ones', async () => {
    const streams = new Streams().add('long-1', 5000).add('long-2', 100);
    const aggregates = over(streams);
    const read = streams.read.bind(streams);
    jest.spyOn(streams, 'read').mockImplementation((...of) => {
      aggregates.stopWaiting();
      return read(...of);
    });
    const [long, next] = [aggregates.latest(counted, 'long-1'), aggregates.latest(counted, 'long-1')];
    await expect(long).rejects.toThrow(Stopping);
    await expect(next).rejects.toThrow(Stopping);
    expect(streams.eventsRead).toBe(500);
    expect(await states(aggregates.latest(counted, 'long-2'))).toEqual([{ events: 100, last: 99 }]);
  });
});
