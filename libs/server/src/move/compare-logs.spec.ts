import { verifyLog } from '@dossier/engine';
import { type Batch, LogReader } from '@dossier/event-feed';
import { type Claimed, eventHash, type Proposed, type Stored } from '@dossier/event-store';
import { sampleAppend } from '../../../event-store/src/event-store.contract';
import { compareLogs } from './compare-logs';
import type { Source } from './source';

class GivenFeed extends LogReader {
  constructor(private readonly events: readonly Stored[]) {
    super();
  }
  read(after: number, limit: number): Promise<Batch> {
    const events = this.events.filter(({ position }) => position > after).slice(0, Math.min(limit, 3));
    return Promise.resolve({ events, upTo: events.at(-1)?.position ?? after });
  }
  head = () => Promise.resolve(this.events.at(-1)?.position ?? 0);
  newer = () => Promise.resolve();
  at = () => Promise.resolve([]);
  close = () => Promise.resolve();
}

const log = Array.from({ length: 10 }, (_, i): Stored => {
  const stream = `order-${i}`;
  const [event] = sampleAppend(stream).events as readonly [Proposed];
  const placed = { ...event, stream, revision: 0, position: i + 1, subject: `c-${i % 3}` };
  return { ...placed, hash: eventHash(placed, '') };
});
const fingerprint = 'b2'.repeat(32);
/** Of the events at these positions; 0: of none. */
const claims = [0, 4, 4, 10].map((position, i) => ({
  ...{ key: `a${i}`.repeat(32), fingerprint },
  answer: { stream: `order-${position - 1}`, revision: position === 0 ? -1 : 0, position, events: [] },
}));
/** Places over there. */
const far = (events: readonly Stored[]): readonly Stored[] =>
  events.map((event) => ({ ...event, position: event.position * 1_000 }));

async function compare(there: readonly Stored[], settle = kept) {
  const source = {
    log: { claims: () => claims.values() },
    feed: new GivenFeed(log),
    holds: { events: log.length, claims: claims.length },
    partitions: (await verifyLog(new GivenFeed(log))).partitions,
  } as unknown as Source;
  return compareLogs(source, { feed: new GivenFeed(there), log: { settle } }, [4, 10, 4], () => undefined);
}
const settled: number[] = [];
const kept = ({ fingerprint: own }: { fingerprint: string }, answer: Claimed['answer']): Promise<Claimed> => {
  settled.push(answer.position);
  return Promise.resolve({ fingerprint: own, answer });
};

it('finds the places of all that the source names, and settles each claim there', async () => {
  const end = { position: 10_000, hash: log.at(-1)?.hash };
  const places = new Map([
    [4, 4_000],
    [10, 10_000],
  ]);
  expect(await compare(far(log))).toEqual({ end, places });
  expect(settled).toEqual([0, 4_000, 4_000, 10_000]);
});

it.each([
  ['an event that is missing at the end', (all) => all.slice(0, -1), /has 9 of 10 events/],
  [
    'one that is missing among others',
    (all) => all.toSpliced(3, 1),
    /in the place of event 4 \(revision 0 of order-3\)/,
  ],
  ['two in another order', (all) => moved([...all.slice(1, 2), ...all.slice(0, 1), ...all.slice(2)]), /of event 1 /],
  ['another time', (all) => all.with(5, { ...all[5], actor: 'somebody' } as Stored), /in the place of event 6 /],
  ['one more', (all) => [...all, { ...all[0], position: 99_999 } as Stored], /somebody else writes there/],
] satisfies readonly (readonly [string, (all: Stored[]) => Stored[], RegExp])[])(
  'tells %s',
  async (_, change, words) => {
    await expect(compare(change([...far(log)]))).rejects.toMatchObject({
      name: 'NotTheSame',
      words: { en: expect.stringMatching(words) as string },
    });
  },
);
const moved = (all: readonly Stored[]): Stored[] => all.map((event, i) => ({ ...event, position: (i + 1) * 1_000 }));

it('tells a claim that holds something else', async () => {
  const other = ({ fingerprint: own }: { fingerprint: string }, answer: Claimed['answer']): Promise<Claimed> =>
    Promise.resolve({ fingerprint: own, answer: { ...answer, revision: 7 } });
  await expect(compare(far(log), other)).rejects.toMatchObject({ name: 'NotTheSame' });
});
