import { eventHash, partitionOf, type Stored } from '@dossier/event-store';
import { sampleAppend } from '../../event-store/src/event-store.contract';
import { audit } from './audit';
import { type Batch, EventFeed } from './event-feed.port';

/** Gives what it was told to, as a damaged copy would. */
class GivenFeed extends EventFeed {
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

const last = new Map<number, number>();
const log = Array.from({ length: 2500 }, (_, i): Stored => {
  const subject = `c-${i % 50}`;
  const partition = partitionOf(subject, 16);
  const [event] = sampleAppend(`order-${i}`, { subject }).events;
  if (!event) throw new Error('a sample has one event');
  const position = i + 1;
  const previous = last.get(partition) ?? 0;
  last.set(partition, position);
  return { ...event, stream: `order-${i}`, revision: 0, position, partition, previous, subject };
});

it('counts and hashes every partition and finds no gap in a whole log', async () => {
  const told: number[] = [];
  const { partitions, gap, upTo } = await audit(new GivenFeed(log), (position, end) => told.push(position, end));
  expect(gap).toBeNull();
  expect(upTo).toBe(2500);
  expect(told).toEqual([1000, 2500, 2000, 2500, 2500, 2500]);
  expect(partitions.reduce((sum, { count }) => sum + count, 0)).toBe(2500);
  expect(partitions.map(({ partition }) => partition)).toEqual([...last.keys()].sort((a, b) => a - b));
  for (const { partition, last: position } of partitions) expect(position).toBe(last.get(partition));
});

it('tells of an empty log that nothing is missing', async () => {
  expect(await audit(new GivenFeed([]))).toEqual({ partitions: [], gap: null, upTo: 0 });
});

it('finds the first event that is missing, in its partition', async () => {
  const { partition = 0, position: missing = 0 } = log[700] ?? {};
  const next = log.find((event) => event.partition === partition && event.position > missing);
  const { gap } = await audit(new GivenFeed(log.filter((_, i) => i !== 700 && i !== 1900)));
  expect(gap).toEqual({ partition, position: next?.position, follows: missing, found: log[700]?.previous });
});

it('tells two copies apart of which one holds another event', async () => {
  const [good, other] = [log, log.map((event, i) => (i === 1234 ? { ...event, hash: eventHash(event, 'x') } : event))];
  const [a, b] = await Promise.all([audit(new GivenFeed(good)), audit(new GivenFeed(other))]);
  const differing = a.partitions.filter(({ digest }, i) => digest !== b.partitions[i]?.digest);
  expect(differing.map(({ partition }) => partition)).toEqual([log[1234]?.partition]);
  expect(a.partitions.map(({ count }) => count)).toEqual(b.partitions.map(({ count }) => count));
});
