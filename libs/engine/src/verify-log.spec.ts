import { type Batch, LogReader } from '@dossier/event-feed';
import { eventHash, partitionOf, slotOf, type Stored } from '@dossier/event-store';
import { sampleAppend } from '../../event-store/src/event-store.contract';
import { verifyLog } from './verify-log';

/** Gives what it was told to, as a damaged copy would. */
class GivenFeed extends LogReader {
  constructor(private readonly events: readonly Stored[]) {
    super();
  }
  read(after: number, limit: number): Promise<Batch> {
    const events = this.events.filter(({ position }) => position > after).slice(0, limit);
    return Promise.resolve({ events, upTo: events.at(-1)?.position ?? after });
  }
  head = () => Promise.resolve(this.events.at(-1)?.position ?? 0);
  newer = () => Promise.resolve();
  journal = () => Promise.resolve([]);
  at = () => Promise.resolve([]);
  close = () => Promise.resolve();
}

const log = Array.from({ length: 2500 }, (_, i): Stored => {
  const [stream, subject] = [`order-${i}`, `c-${i % 50}`];
  const [event] = sampleAppend(stream, { subject }).events;
  if (!event) throw new Error('a sample has one event');
  return { ...event, stream, revision: 0, position: i + 1, subject };
});

it('counts and hashes what every partition holds', async () => {
  const told: number[] = [];
  const { events, partitions } = await verifyLog(new GivenFeed(log), (count, of) => told.push(count, of));
  expect([events, told]).toEqual([2500, [1000, 2500, 2000, 2500, 2500, 2500]]);
  const last = new Map(log.map(({ subject, position }) => [partitionOf(slotOf(subject)), position]));
  expect(partitions.map(({ partition, last: position }) => [partition, position])).toEqual(
    [...last].sort(([a], [b]) => a - b),
  );
  expect(partitions.reduce((sum, { count }) => sum + count, 0)).toBe(2500);
});

it('tells of an empty log that nothing is wrong', async () => {
  expect(await verifyLog(new GivenFeed([]))).toEqual({ events: 0, streams: 0, broken: null, partitions: [] });
});

it('tells two copies apart of which one holds another event', async () => {
  const other = log.map((event, i) => (i === 1234 ? { ...event, hash: eventHash(event, 'x') } : event));
  const [a, b] = await Promise.all([verifyLog(new GivenFeed(log)), verifyLog(new GivenFeed(other))]);
  const differing = a.partitions.filter(({ digest }, i) => digest !== b.partitions[i]?.digest);
  expect(differing.map(({ partition }) => partition)).toEqual([partitionOf(slotOf('c-34'))]);
  expect(a.partitions.map(({ count }) => count)).toEqual(b.partitions.map(({ count }) => count));
});
