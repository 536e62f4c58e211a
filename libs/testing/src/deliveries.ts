import { frozen, type Happened } from './told';

export interface Feed {
  readonly commit: 'given' | 'any order of streams' | 'any order';
  readonly shuffled: boolean;
  readonly twice: boolean;
}
/** Histories as they are committed, each as it is delivered. */
export function deliveries(
  told: readonly Happened[],
  { commit, shuffled, twice }: Feed,
): readonly (readonly Happened[])[] {
  const orders =
    commit === 'given' ? [told] : commit === 'any order' ? permuted(told) : interleaved(told, ({ at }) => at.stream);
  const logs = commit === 'given' ? orders : orders.map(committed);
  const delivered = shuffled ? logs.flatMap((log) => interleaved(log, ({ at }) => at.subject)) : logs;
  return twice ? delivered.map((log) => [...log.flatMap((event) => [event, event]), ...log]) : delivered;
}

const RUNS = 25;

/** Random numbers in 0…1 that are the same in every run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const grouped = (events: readonly Happened[], by: (event: Happened) => string): Happened[][] => {
  const groups = new Map<string, Happened[]>();
  for (const event of events) groups.set(by(event), [...(groups.get(by(event)) ?? []), event]);
  return [...groups.values()];
};

/** Merges of the lanes, each lane in its own order; the given order is among them. */
function interleaved(events: readonly Happened[], lane: (event: Happened) => string): Happened[][] {
  return Array.from({ length: RUNS }, (_, seed) => {
    if (seed === 0) return [...events];
    const lanes = grouped(events, lane);
    const random = numbers(seed);
    return events.map(() => {
      const open = lanes.filter((queue) => queue.length > 0);
      return (open[Math.floor(random() * open.length)] as Happened[]).shift() as Happened;
    });
  });
}

/** Random orders in which the first event of every stream comes before the rest of it. */
function permuted(events: readonly Happened[]): Happened[][] {
  return Array.from({ length: RUNS }, (_, seed) => {
    const random = numbers(seed + 1000);
    const mixed = events.map((event) => ({ event, place: random() })).sort((a, b) => a.place - b.place);
    const left = new Map(
      grouped(
        mixed.map(({ event }) => event),
        ({ at }) => at.stream,
      ).map((stream) => [
        stream[0]?.at.stream,
        stream.sort((a, b) => Math.min(a.at.revision, 1) - Math.min(b.at.revision, 1)), // sort is stable
      ]),
    );
    return mixed.map(({ event }) => left.get(event.at.stream)?.shift() as Happened);
  });
}

/** The same events committed in this order: positions and revisions are counted anew. */
function committed(events: readonly Happened[]): Happened[] {
  const revisions = new Map<string, number>();
  return events.map(({ data, at }, index) => {
    const revision = (revisions.get(at.stream) ?? -1) + 1;
    revisions.set(at.stream, revision);
    return frozen({ data, at: { ...at, position: index + 1, revision } });
  });
}
