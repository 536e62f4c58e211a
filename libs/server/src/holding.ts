import type { Engine } from '@dossier/engine';
import { localTime, type Text } from '@dossier/kernel';

/** What the data hold, as its owner wants to see it after an import. */
export interface Holding {
  /** How many documents there are of what people count, and how many events; undefined: not for everybody. */
  readonly counts?: readonly { readonly title: Text; readonly count: number }[];
  /** What clocks of the company showed when the newest event was recorded. */
  readonly recordedAt: string;
  /** That event was brought in from elsewhere. */
  readonly imported: boolean;
}

/** Read models that people count, in the order of the page. */
const COUNTED = ['customers', 'orders', 'credit-notes'];

/**
 * undefined: nothing is recorded yet. Counts are those of the read models, which may be a moment behind.
 * @param countsToo false for a reader who is not on this machine: how much business there is needs a key
 */
export async function holdingOf(
  { data, feed, reader, registry, zone }: Engine,
  countsToo: boolean,
): Promise<Holding | undefined> {
  const head = await feed.head();
  if (head === 0) return undefined;
  const [newest] = await feed.at([head]);
  if (newest === undefined) return undefined;
  const held = { recordedAt: localTime(newest.recordedAt, zone.name), imported: newest.backfill };
  if (!countsToo) return held;
  const projections = COUNTED.flatMap((name) => registry.projections.get(name) ?? []);
  const counts = await Promise.all(
    projections.map(async (projection) => ({
      title: projection.title,
      count: await reader.count(registry.fold(projection)),
    })),
  );
  // only in a folder positions count the events
  const events = data === undefined ? [] : [{ title: { zh: '事件', en: 'Events' }, count: head }];
  return { ...held, counts: [...counts, ...events] };
}
