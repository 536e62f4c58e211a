import type { Stored } from '@dossier/event-store';
import { Lane } from './lane';
import type { Told } from './records';

const never = new AbortController().signal;
const event = (position: number, previous: number): Told => ({
  event: { position, data: '{}' } as Stored,
  ...{ position, last: position, previous, partitions: undefined },
});
const watermark = (position: number, previous: number): Told => ({
  event: undefined,
  ...{ position, last: previous, previous, partitions: undefined },
});
const take = (lane: Lane, records: readonly Told[]) => lane.take(records, '0');
const read = (lane: Lane, after: number, limit = 100) => {
  const batch = lane.read(after, limit, 1_000);
  return batch && { events: batch.events.map(({ position }) => position), upTo: batch.upTo };
};

describe('a lane', () => {
  it('asks the log while nothing came, and for what is older than the first that came', () => {
    const lane = new Lane(0);
    expect(read(lane, 0)).toBeUndefined();
    take(lane, [event(50, 30), event(70, 50)]);
    expect(read(lane, 0)).toBeUndefined();
    expect(read(lane, 30)).toEqual({ events: [50, 70], upTo: 70 });
  });

  it('goes on to where a watermark says that the log is', () => {
    const lane = new Lane(0);
    take(lane, [event(50, 0), watermark(90, 50)]);
    expect(read(lane, 0, 1)).toEqual({ events: [50], upTo: 50 });
    expect(read(lane, 0)).toEqual({ events: [50], upTo: 90 });
    expect(read(lane, 90)).toEqual({ events: [], upTo: 90 });
    take(lane, [event(120, 50)]);
    expect(read(lane, 90)).toEqual({ events: [120], upTo: 120 });
  });

  it('passes over what is of another lane, and misses nothing by that', () => {
    const lane = new Lane(0);
    take(lane, [{ ...event(50, 0), event: undefined }, event(70, 50)]);
    expect(read(lane, 0)).toEqual({ events: [70], upTo: 70 });
  });

  it('asks the log for what is missing between two records', () => {
    const lane = new Lane(0);
    take(lane, [event(50, 0), event(90, 70)]); // 70 was lost
    expect(read(lane, 0)).toBeUndefined();
    expect(read(lane, 50)).toBeUndefined();
    expect(read(lane, 70)).toEqual({ events: [90], upTo: 90 });
  });

  it('asks the log where a watermark knows of an event that never came', () => {
    const lane = new Lane(0);
    take(lane, [event(50, 0), watermark(90, 70)]);
    expect(read(lane, 50)).toBeUndefined();
    expect(read(lane, 70)).toEqual({ events: [], upTo: 90 });
  });

  it('passes over what comes again', () => {
    const lane = new Lane(0);
    take(lane, [event(50, 0), event(70, 50)]);
    take(lane, [event(50, 0), watermark(60, 50), event(70, 50), event(80, 70)]);
    expect(read(lane, 0)).toEqual({ events: [50, 70, 80], upTo: 80 });
  });

  it('ends a batch early that would fill the memory', () => {
    const lane = new Lane(0);
    take(lane, [event(50, 0), event(70, 50), event(80, 70)]);
    expect(lane.read(0, 100, 3)?.upTo).toBe(70);
  });

  it('lets go of what was read on from, and then asks the log for it', () => {
    const lane = new Lane(0);
    take(lane, [event(50, 0), event(70, 50)]);
    expect(read(lane, 50)).toEqual({ events: [70], upTo: 70 });
    expect(read(lane, 0)).toBeUndefined();
    expect(read(lane, 90)).toEqual({ events: [], upTo: 90 }); // the log was ahead
  });

  it('tells the offset of what was read on from, once, also where that was before it came', () => {
    const lane = new Lane(60);
    lane.take([event(50, 0)], '1');
    lane.take([event(70, 50)], '2');
    lane.take([event(80, 70), event(90, 80)], '4');
    expect(lane.doneOffset()).toBe('1');
    read(lane, 80);
    expect(lane.doneOffset()).toBe('2');
    expect(lane.doneOffset()).toBeUndefined();
    read(lane, 90);
    expect(lane.doneOffset()).toBe('4');
    expect(lane.size).toBe(0);
  });

  it('counts events that came and records that did not, and none where the log is to be read', () => {
    const lane = new Lane(0);
    expect(lane.lag(7n)).toBeUndefined();
    lane.take([event(50, 30), watermark(60, 50), event(70, 50)], '4');
    expect(lane.lag(4n)).toBeUndefined(); // those up to 30 are not here
    read(lane, 30);
    expect([lane.lag(4n), lane.lag(9n), lane.lag(3n)]).toEqual([2, 7, 2]);
    read(lane, 50);
    expect(lane.lag(4n)).toBe(1);
    read(lane, 70);
    expect(lane.lag(4n)).toBe(0);
  });

  it('wakes whoever waits when something later came, or it is taken away', async () => {
    const lane = new Lane(0);
    const waiting = lane.newer(0, never);
    take(lane, [event(50, 0)]);
    await waiting;
    await lane.newer(40, never);
    const left = lane.newer(50, never);
    lane.close();
    await left;
  });
});
